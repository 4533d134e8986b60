"""A certificate authority of this machine's own: made on first use, so that every take can be sealed.

It proves that a file comes from here unchanged, to whoever was given its root (``rushes trust export``). It proves
nobody's name: a production that wants that configures its own certificate (see `rushes.provenance.signer`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from rushes.errors import BadInputError
from rushes.provenance.ledger import Ledger
from rushes.provenance.signer import Signer, configured_signer, pem_of
from rushes.studio import settings_folder, spoken_errors, write_atomically

YEARS = 20
"""How long the authority and its signer are valid. Seals carry no time stamp from outside, so a verifier can only ask
whether the certificate is valid today: a short life would spoil every old seal on the day it ends."""

_ROOT, _ROOT_KEY = "root.pem", "root.key"
_LEAF, _LEAF_KEY = "signer.pem", "signer.key"
_LEDGER, _LEDGER_KEY = "ledger.pem", "ledger.key"

LEDGER_CERTIFICATE = "ledger.pem"
"""Beside a ledger: the certificate of the key that signs it, issued by the authority's root."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The local authority on disk.

    Attributes:
        folder: Where it lies: 0700, each key in it 0600.
    """

    folder: Path

    @classmethod
    def open(cls, folder: Path | None = None) -> Authority:
        """Return the local authority; the first call on a machine makes it.

        Args:
            folder: Where it lies; ``authority`` in the settings folder when left out.

        Raises:
            BadInputError: It can't be made or read there, or somebody else may read its keys.
        """
        authority = cls((folder or settings_folder() / "authority").absolute())
        try:
            authority.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _locked(authority.folder.parent / ".authority.lock"):
                if not authority.folder.is_dir():
                    _make(authority.folder)
            authority._check_rights()
        except OSError as error:
            raise BadInputError(
                f"The signing keys in {authority.folder} can't be used ({error.strerror}). Correct the folder's "
                "rights, or name another with RUSHES_HOME."
            ) from error
        return authority

    @property
    def root_pem(self) -> str:
        """The root certificate: what a stranger needs in order to trust our seals."""
        return self._read(_ROOT)

    @property
    def ledger_certificate_pem(self) -> str:
        """The certificate of the ledger's key, issued by the root."""
        return self._read(_LEDGER)

    @property
    def signer(self) -> Signer:
        """The signer that seals with this authority's certificate."""
        return Signer(self._read(_LEAF) + self._read(_ROOT), self._read(_LEAF_KEY), "es256", "Rushes local signer")

    @property
    def ledger_key(self) -> ed25519.Ed25519PrivateKey:
        """The key that signs ledgers."""
        key = serialization.load_pem_private_key(self._read(_LEDGER_KEY).encode("ascii"), password=None)
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise BadInputError(f"{self.folder / _LEDGER_KEY} is no Ed25519 key. Put the right one back.")
        return key

    def open_ledger(self, path: Path) -> Ledger:
        """Return a show's ledger, open for writing; the certificate of its key is put beside it.

        Args:
            path: ``SHOW/ledger.jsonl``; it need not exist.
        """
        certificate = path.with_name(LEDGER_CERTIFICATE)
        if not certificate.exists():
            with spoken_errors(certificate):
                write_atomically(certificate, self.ledger_certificate_pem)
        return Ledger(path, self.ledger_key)

    def _read(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="ascii")
        except OSError as error:
            raise BadInputError(
                f"{self.folder / name} can't be read ({error.strerror}). Put it back from a backup; a new authority "
                f"(move {self.folder} away) can't vouch for older takes."
            ) from error

    def _check_rights(self) -> None:
        for path in (self.folder, *self.folder.glob("*.key")):
            if path.stat().st_mode & 0o077:
                wanted = "700" if path.is_dir() else "600"
                raise BadInputError(
                    f"Others may read {path}, so a seal made with it proves nothing. Run: chmod {wanted} {path}"
                )


def trust_root_pem(folder: Path | None = None) -> str:
    """Return the local authority's root certificate (PEM)."""
    return Authority.open(folder).root_pem


def trust_roots(extra: tuple[Path, ...] = (), *, local: bool = True) -> str:
    """Return the certificates that a seal may end at: this machine's own root and those in files.

    Args:
        extra: PEM files with one or more root certificates each.
        local: Whether this machine's own root counts.

    Raises:
        BadInputError: A file can't be read or holds no certificate.
    """
    roots = [trust_root_pem()] if local else []
    for path in extra:
        try:
            roots += [pem_of(one) for one in x509.load_pem_x509_certificates(path.read_bytes())]
        except OSError as error:
            raise BadInputError(f"The root {path} can't be read ({error.strerror}). Correct the path.") from error
        except ValueError as error:
            raise BadInputError(f"{path} holds no PEM certificate. Give a file from `rushes trust export`.") from error
    return "".join(roots)


def ledger_key(folder: Path | None = None) -> ed25519.Ed25519PublicKey:
    """Return the public half of the key that signs this machine's ledgers."""
    return Authority.open(folder).ledger_key.public_key()


def choose_signer(signing: dict[str, str] | None, *, base: Path, folder: Path | None = None) -> Signer:
    """Return who seals: the production's own certificate when one is configured, else the local authority.

    ``RUSHES_SIGNING_CERTIFICATE`` and ``RUSHES_SIGNING_KEY`` come before ``signing`` in the show's ``show.yaml``.

    Args:
        signing: ``{"certificate": ..., "key": ...}`` of the show, or None.
        base: The show's folder, which relative paths start from.
        folder: The local authority's folder, for tests.

    Raises:
        BadInputError: What is configured can't sign.
    """
    names = {"certificate": "RUSHES_SIGNING_CERTIFICATE", "key": "RUSHES_SIGNING_KEY"}
    given = {field: os.environ[name] for field, name in names.items() if os.environ.get(name)}
    if given:
        return configured_signer(given, base=Path.cwd())
    if signing:
        return configured_signer(signing, base=base)
    return Authority.open(folder).signer


def _make(folder: Path) -> None:
    """Make the authority beside its place and rename it there, so that half of one is never used."""
    beside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    root_key = ec.generate_private_key(ec.SECP256R1())
    leaf_key = ec.generate_private_key(ec.SECP256R1())
    book_key = ed25519.Ed25519PrivateKey.generate()
    root = _root(root_key)
    for name, certificate in (
        (_ROOT, root),
        (_LEAF, _leaf("Rushes local signer", leaf_key.public_key(), root, root_key)),
        (_LEDGER, _leaf("Rushes local ledger", book_key.public_key(), root, root_key)),
    ):
        _write(beside / name, pem_of(certificate), 0o644)
    for name, key in ((_ROOT_KEY, root_key), (_LEAF_KEY, leaf_key), (_LEDGER_KEY, book_key)):
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write(beside / name, pem.decode("ascii"), 0o600)
    beside.rename(folder)


def _root(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = _name("Rushes local root")
    return (
        _dated(name, name)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    name: str,
    key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    return (
        _dated(_name(name), root.subject)
        .public_key(key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )


def _dated(subject: x509.Name, issuer: x509.Name) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - timedelta(minutes=5)  # clocks of two machines differ a little
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * YEARS))
    )


def _name(common: str) -> x509.Name:
    """Return a name that says nothing of the person or the machine: it ends up in every file."""
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Rushes"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, text: str, mode: int) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a", encoding="ascii") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
