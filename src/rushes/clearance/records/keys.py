"""Keys that sign: in a file with a passphrase, or in a device that never gives them away.

A performer's key is a PKCS#8 file (RFC 5958) that ``openssl pkey -in KEY`` opens too. A studio's or a guild's may live in a
PKCS#11 token or a cloud's key service; then a function of theirs signs, and this module only checks what it returns.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import os
import secrets
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rushes.clearance.records import der
from rushes.clearance.records.did import did_of, public_key_of
from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError, RushesError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SHORTEST_PASSPHRASE = 12
"""Characters. Chosen by us after NIST SP 800-63B, which asks for eight where guessing is slowed down by a server; a file
that was copied can be guessed at for as long as somebody likes."""

ITERATIONS = 600_000
"""Of PBKDF2 with HMAC-SHA-256: what OWASP's Password Storage Cheat Sheet (2023) asks for; about half a second a guess here.
The library's own PKCS#8 encryption takes far fewer, which is why the file is put together below."""

_LARGEST_KEY_BYTES = 10_000
"""An encrypted Ed25519 key has about 350 bytes."""

_PRIVATE = 0o600
_BEGIN = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_PBES2, _PBKDF2 = "1.2.840.113549.1.5.13", "1.2.840.113549.1.5.12"
_HMAC_SHA256, _AES_256_CBC = "1.2.840.113549.2.9", "2.16.840.1.101.3.4.1.42"
_SIGNATURE_BYTES = 64


class Signer(Protocol):
    """Whoever can sign with one key."""

    @property
    def did(self) -> str:
        """The key's name (did:key), which records give as their signer."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature of data (RFC 8032, not pre-hashed): 64 bytes."""
        ...


class _MemorySigner:
    __slots__ = ("_did", "_key")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self._did = did_of(key.public_key())

    @property
    def did(self) -> str:
        return self._did

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


class _CallbackSigner:
    __slots__ = ("_did", "_sign")

    def __init__(self, did: str, sign: Callable[[bytes], bytes]) -> None:
        public_key_of(did)
        self._did, self._sign = did, sign

    @property
    def did(self) -> str:
        return self._did

    def sign(self, data: bytes) -> bytes:
        from cryptography.exceptions import InvalidSignature

        try:
            signature = self._sign(data)
        except RushesError:
            raise
        except Exception as error:
            raise BadInputError(f"The key service for {self._did} did not sign: {_words(error)}.") from error
        if not isinstance(signature, bytes) or len(signature) != _SIGNATURE_BYTES:
            raise BadInputError(
                f"The key service for {self._did} returned no Ed25519 signature of {_SIGNATURE_BYTES} bytes. "
                "Set its mechanism to plain Ed25519 (CKM_EDDSA), not to a hash of the data."
            )
        try:
            public_key_of(self._did).verify(signature, data)
        except InvalidSignature as error:
            raise BadInputError(
                f"The key service signed with another key than {self._did}. Check the slot, or the key's name and version."
            ) from error
        return signature


def memory_signer(key: Ed25519PrivateKey) -> Signer:
    """Return a signer for a key that this process holds anyway."""
    return _MemorySigner(key)


def callback_signer(did: str, sign: Callable[[bytes], bytes]) -> Signer:
    """Return a signer whose key is somewhere else: a PKCS#11 token, a key service, a person with a card.

    Every signature is verified against the DID before it is used, so that a wrong slot is noticed at once.

    Args:
        did: The key's did:key.
        sign: Takes the bytes to sign and returns 64 bytes of Ed25519 (in PKCS#11, ``CKM_EDDSA`` without parameters).

    Raises:
        BadInputError: The DID is none; later, from ``sign``: the service failed or another key signed.
    """
    return _CallbackSigner(did, sign)


def load_signer(name: str) -> Signer:
    """Return the signer that a function of the studio's own gives.

    The function takes nothing and returns an object with ``did`` (a did:key) and ``sign(data: bytes) -> bytes``. Its module
    is found as Python finds modules (``PYTHONPATH``, or an installed package). With PKCS#11 it might read::

        class Token:
            did = "did:key:z6Mk..."
            def sign(self, data: bytes) -> bytes:
                with library.get_token(token_label="CLEARANCE").open(user_pin=os.environ["PIN"]) as session:
                    return session.get_key(label="consent").sign(data, mechanism=Mechanism.EDDSA)

    Args:
        name: ``module:function``.

    Raises:
        BadInputError: The name has another form, the module or the function is not there, or what it returns can't sign.
    """
    module_name, colon, function_name = name.partition(":")
    if not (module_name and colon and function_name):
        raise BadInputError(f"{name!r} names no signer. Give it as module:function, for example studio_keys:clearance.")
    try:
        function = getattr(importlib.import_module(module_name), function_name)
        found = function()
        did, sign = found.did, found.sign
    except RushesError:
        raise
    except Exception as error:
        raise BadInputError(
            f"The signer {name} can't be used: {_words(error)}. The function takes nothing and returns an object with "
            "`did` and `sign(data)`; its module has to be on PYTHONPATH."
        ) from error
    if not isinstance(did, str) or not callable(sign):
        raise BadInputError(f"The signer {name} returned an object without a `did` text and a `sign` function.")
    return callback_signer(did, sign)


def create_key(path: Path, passphrase: str) -> Signer:
    """Make a new Ed25519 key, write it encrypted, readable for its owner only, and return its signer.

    Args:
        path: A new file; what is there is never overwritten.
        passphrase: At least ``SHORTEST_PASSPHRASE`` characters.

    Raises:
        BadInputError: The passphrase is too short, something is there already, or the place can't be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BadInputError(
            f"The passphrase has {len(passphrase)} characters; give at least {SHORTEST_PASSPHRASE}. Several words are easy "
            "to keep in mind and hard to guess."
        )
    key = Ed25519PrivateKey.generate()
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    write_once(path, _encrypted(plain, _secret(passphrase)), mode=_PRIVATE)
    return memory_signer(key)


def open_key(path: Path, passphrase: str) -> Signer:
    """Return the signer of a key file.

    Raises:
        BadInputError: It is not there, others may read it, it is not encrypted, is no Ed25519 key, is damaged, or the
            passphrase is wrong.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = _read_private(path)
    if _BEGIN not in data:
        raise BadInputError(
            f"{path} is no encrypted PKCS#8 key. Make one with `rushes consent key`, or encrypt it: "
            f"openssl pkcs8 -topk8 -in {path.name} -out NEW."
        )
    try:
        key = load_pem_private_key(data, _secret(passphrase))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInputError(f"The passphrase does not open {path}, or the file is damaged. Try again.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInputError(f"{path} holds no Ed25519 key: only those sign records here.")
    return memory_signer(key)


def _secret(passphrase: str) -> bytes:
    """Return a passphrase's bytes, the same ones on every keyboard (normal form C)."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8")


def _encrypted(plain: bytes, secret: bytes) -> bytes:
    """Return a PKCS#8 key encrypted with PBES2 (RFC 8018): PBKDF2 with HMAC-SHA-256, AES-256 in CBC mode; as PEM."""
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import CBC
    from cryptography.hazmat.primitives.padding import PKCS7

    salt, start = secrets.token_bytes(16), secrets.token_bytes(16)
    key = hashlib.pbkdf2_hmac("sha256", secret, salt, ITERATIONS, dklen=32)
    padder, cipher = PKCS7(AES.block_size).padder(), Cipher(AES(key), CBC(start)).encryptor()
    locked = cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    mixing = der.encode(der.SEQUENCE, der.object_id(_HMAC_SHA256), der.encode(der.NULL))
    stretching = der.encode(der.SEQUENCE, der.encode(der.OCTETS, salt), der.integer(ITERATIONS), mixing)
    scheme = der.encode(
        der.SEQUENCE,
        der.encode(der.SEQUENCE, der.object_id(_PBKDF2), stretching),
        der.encode(der.SEQUENCE, der.object_id(_AES_256_CBC), der.encode(der.OCTETS, start)),
    )
    algorithm = der.encode(der.SEQUENCE, der.object_id(_PBES2), scheme)
    text = base64.b64encode(der.encode(der.SEQUENCE, algorithm, der.encode(der.OCTETS, locked)))
    lines = [text[place : place + 64] for place in range(0, len(text), 64)]
    return b"\n".join((_BEGIN, *lines, b"-----END ENCRYPTED PRIVATE KEY-----", b""))


def _read_private(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            found = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            if found & 0o077:
                raise BadInputError(
                    f"The key {path} may be read by others (mode {found:04o}), so it proves nothing. "
                    f"Make it yours alone: chmod 600 {path}; if others could have copied it, make a new key."
                )
            return stream.read(_LARGEST_KEY_BYTES)
    except OSError as error:
        raise BadInputError(f"The key {path} can't be read ({error.strerror}). Check the name.") from error


def _words(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
