"""Certificates of time-stamping authorities: which may stamp, and whether a trusted root stands behind one (RFC 5280)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.errors import BadInputError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LONGEST_CHAIN = 6
"""Certificates from the authority's to a root; public chains have three or four."""


def read_roots(path: Path) -> tuple[Certificate, ...]:
    """Return the certificates of a PEM file.

    Raises:
        BadInputError: It can't be read, or holds none.
    """
    from cryptography.x509 import InvalidVersion, load_pem_x509_certificates

    try:
        return tuple(load_pem_x509_certificates(path.read_bytes()))
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Check the name.") from error
    except (ValueError, InvalidVersion) as error:
        raise BadInputError(
            f"{path} holds no certificates in PEM form. Give the roots of the time-stamping authority."
        ) from error


def check_purpose(leaf: Certificate) -> None:
    """Stop unless a certificate is for time stamps and for nothing else (RFC 3161, 2.3)."""
    from cryptography.x509 import BasicConstraints, ExtendedKeyUsage, ExtensionNotFound
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        usage = leaf.extensions.get_extension_for_class(ExtendedKeyUsage)
        alone = usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    except (ExtensionNotFound, ValueError):
        alone = False
    try:
        vouches = leaf.extensions.get_extension_for_class(BasicConstraints).value.ca
    except (ExtensionNotFound, ValueError):
        vouches = False
    if not alone or vouches:
        raise BadInputError(f"the certificate {leaf.subject.rfc4514_string()} is not for time stamps alone.")


def check_chain(leaf: Certificate, others: Sequence[Certificate], roots: Sequence[Certificate], at: datetime) -> None:
    """Stop unless certificates that were valid at a moment lead from a leaf to a root (RFC 5280, 6.1)."""
    paths: list[tuple[Certificate, ...]] = [(leaf,)]
    while paths:
        path = paths.pop()
        if not _valid(path[-1], at):
            continue
        if path[-1] in roots and len(path) > 1:
            return
        if len(path) < LONGEST_CHAIN:
            known = (*roots, *(other for other in others if other not in roots))
            paths += [
                (*path, issuer) for issuer in known if issuer not in path and _vouches(issuer, path[-1], len(path) - 1)
            ]
    raise BadInputError(
        f"the certificate {leaf.subject.rfc4514_string()} leads at {at.isoformat()} to no root that this show trusts."
    )


def _valid(certificate: Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _vouches(issuer: Certificate, certificate: Certificate, below: int) -> bool:
    """Return whether an issuer may sign certificates, with so many more issuers below it, and signed this one."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.x509 import (
        BasicConstraints,
        CertificatePolicies,
        ExtendedKeyUsage,
        ExtensionNotFound,
        KeyUsage,
    )
    from cryptography.x509.oid import ExtendedKeyUsageOID

    allowed = {ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    try:
        limits = issuer.extensions.get_extension_for_class(BasicConstraints).value
        if not limits.ca or (limits.path_length is not None and limits.path_length < below):
            return False
        for extension in issuer.extensions:
            value = extension.value
            if isinstance(value, KeyUsage) and not value.key_cert_sign:
                return False
            if isinstance(value, ExtendedKeyUsage) and allowed.isdisjoint(value):
                return False
            if extension.critical and not isinstance(
                value, BasicConstraints | KeyUsage | ExtendedKeyUsage | CertificatePolicies
            ):
                return False
        certificate.verify_directly_issued_by(issuer)
    except (ExtensionNotFound, InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
