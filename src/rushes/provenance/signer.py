"""Who signs: a certificate chain with its private key, from the local authority or from the production."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from rushes.errors import BadInputError

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey

_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_C2PA_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
_USABLE = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CODE_SIGNING, _C2PA_SIGNING}
"""Purposes that a C2PA verifier accepts of a signer's certificate; a web server's certificate is none of them."""

RSA_MIN_BITS = 2048
"""The shortest RSA key that C2PA allows."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate chain and the key that belongs to it.

    Attributes:
        chain_pem: The signer's certificate first, then those above it.
        key_pem: The private key, PKCS#8, never shown.
        algorithm: C2PA's name for it: ``es256``, ``es384``, ``es512``, ``ps256`` or ``ed25519``.
        name: Whose certificate it is, for people.
    """

    chain_pem: str
    key_pem: str = field(repr=False)
    algorithm: str
    name: str

    def native(self) -> Any:  # noqa: ANN401 - c2pa publishes no types
        """Return the signer as c2pa's library wants it. No time stamp is asked for: sealing needs no network."""
        import c2pa

        info = c2pa.C2paSignerInfo(self.algorithm.encode(), self.chain_pem.encode(), self.key_pem.encode(), None)
        return c2pa.Signer.from_info(info)


def production_signer(certificate: Path, key: Path, *, now: datetime | None = None) -> Signer:
    """Read a production's own certificate chain and key, and check that they can seal.

    Args:
        certificate: PEM, the signer's certificate first and then the chain up to, or below, the root.
        key: PEM, unencrypted PKCS#8 or the older forms.
        now: The moment to judge validity at; today when left out.

    Raises:
        BadInputError: A file can't be read, they don't belong together, the certificate has expired or is not yet
            valid, the chain is broken, or the certificate may not be used for signing.
    """
    chain = _read_chain(certificate)
    private = _read_key(key)
    leaf = chain[0]
    if _public_bytes(leaf.public_key()) != _public_bytes(private.public_key()):
        raise BadInputError(
            f"{key} is not the key of the first certificate in {certificate}. Put the signer's certificate first, "
            "and give the key it was made for."
        )
    _check_dates(chain, certificate, now or datetime.now(UTC))
    _check_purpose(leaf, certificate)
    for below, above in pairwise(chain):
        try:
            below.verify_directly_issued_by(above)
        except (InvalidSignature, ValueError, TypeError) as error:
            raise BadInputError(
                f'{certificate}: "{_name(above)}" did not issue "{_name(below)}". List the certificates from the '
                "signer's upward."
            ) from error
    return Signer(
        chain_pem="".join(pem_of(one) for one in chain),
        key_pem=private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode("ascii"),
        algorithm=algorithm_of(private, key),
        name=_name(leaf),
    )


def configured_signer(signing: Mapping[str, str], *, base: Path, now: datetime | None = None) -> Signer:
    """Return the signer that ``signing: {certificate: ..., key: ...}`` in a ``show.yaml`` names.

    Args:
        signing: The two paths.
        base: The folder that relative paths start from.
        now: The moment to judge validity at; today when left out.

    Raises:
        BadInputError: One of the two is missing, another is there, or the files are no good (see `production_signer`).
    """
    if set(signing) != {"certificate", "key"}:
        raise BadInputError(
            f"signing has {', '.join(sorted(signing)) or 'nothing'}; it needs certificate and key, both paths of PEM "
            "files, and nothing else."
        )
    return production_signer(base / signing["certificate"], base / signing["key"], now=now)


def algorithm_of(key: PrivateKey, path: Path) -> str:
    """Return C2PA's name for what a key signs with.

    Raises:
        BadInputError: C2PA has none.
    """
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey):
        if key.key_size < RSA_MIN_BITS:
            raise BadInputError(f"{path} is an RSA key of {key.key_size} bits. C2PA asks for {RSA_MIN_BITS} or more.")
        return "ps256"
    if key.curve.name not in _CURVES:
        raise BadInputError(f"{path} is a key on {key.curve.name}. C2PA knows {', '.join(_CURVES)}, Ed25519 and RSA.")
    return _CURVES[key.curve.name]


def pem_of(certificate: x509.Certificate) -> str:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _read_chain(path: Path) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except OSError as error:
        raise BadInputError(
            f"The certificate {path} can't be read ({error.strerror}). Correct the path or its rights."
        ) from error
    except ValueError as error:
        raise BadInputError(f"{path} holds no PEM certificate ({error}). Export the chain as PEM.") from error


def _read_key(path: Path) -> PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise BadInputError(
            f"The key {path} can't be read ({error.strerror}). Correct the path or its rights."
        ) from error
    except TypeError as error:
        raise BadInputError(
            f"The key {path} is encrypted. Give one without a password, readable only by you."
        ) from error
    except ValueError as error:
        raise BadInputError(f"{path} holds no PEM private key. Export it as PKCS#8 PEM.") from error
    if not isinstance(key, PrivateKey):
        raise BadInputError(f"{path} is a key that C2PA can't sign with. Use P-256, Ed25519 or RSA.")
    return key


def _check_dates(chain: tuple[x509.Certificate, ...], path: Path, now: datetime) -> None:
    for one in chain:
        if now > one.not_valid_after_utc:
            raise BadInputError(
                f'{path}: the certificate "{_name(one)}" expired on {one.not_valid_after_utc:%Y-%m-%d}. Renew it.'
            )
        if now < one.not_valid_before_utc:
            raise BadInputError(
                f'{path}: the certificate "{_name(one)}" is valid only from {one.not_valid_before_utc:%Y-%m-%d}. '
                "Check this machine's clock, or use the certificate that is valid now."
            )


def _check_purpose(leaf: x509.Certificate, path: Path) -> None:
    ask = "Ask your certificate authority for one with digitalSignature and emailProtection or c2pa-kp-claimSigning."
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = set(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound as error:
        raise BadInputError(f'{path}: "{_name(leaf)}" does not say what its key is for. {ask}') from error
    if not usage.digital_signature or not purposes & _USABLE:
        raise BadInputError(f'{path}: the key of "{_name(leaf)}" is not meant for signing media. {ask}')


def _public_bytes(key: Any) -> bytes:  # noqa: ANN401 - any of cryptography's public keys
    return bytes(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string() or "(no name)"
