"""A ledger's key, as its certificate names it, and whether somebody whom one trusts vouches for it."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from rushes.errors import BadInputError


def ledger_key_in(pem: object, *, trust_roots: str) -> tuple[Ed25519PublicKey, bool]:
    """Return the key of a ledger's certificate, and whether a root that one trusts issued it.

    Args:
        pem: The certificate, as it came.
        trust_roots: PEM certificates that may vouch for it, from ``trust_roots(...)``.

    Raises:
        BadInputError: It is no certificate, or not of a ledger's key.
    """
    try:
        certificate = x509.load_pem_x509_certificate(str(pem).encode("ascii"))
        key = certificate.public_key()
    except (ValueError, x509.InvalidVersion) as error:
        raise BadInputError(
            "There is no certificate of the ledger's key in it. Ask the sender for it again."
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadInputError("The certificate in it is not of a ledger's key. Ask the sender for it again.")
    for root in x509.load_pem_x509_certificates(trust_roots.encode("ascii")) if trust_roots else ():
        try:
            certificate.verify_directly_issued_by(root)
        except (InvalidSignature, ValueError, TypeError):
            continue
        return key, True
    return key, False
