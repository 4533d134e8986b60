"""RFC 3161 time stamps: an authority that nobody in the house controls says that a signature existed at a moment.

A signer's own clock says when a consent was signed; a stamp proves that it was before the take. Asking needs the network
and happens once; verifying needs none and works when the authority's certificate has long expired, for it asks whether
that was valid at the stamped moment (RFC 3161, appendix B). Whether the authority's certificate was revoked is not asked.

Read as DER and verified here with ``cryptography``, because every step is a reason to refuse and has to have its sentence:
RFC 3161 (stamps), RFC 5652 (the signature around them), RFC 5816 (which certificate signs), RFC 5280 (the chain).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from rushes.clearance.records import der
from rushes.clearance.records.certificates import check_chain, check_purpose
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm
    from cryptography.x509 import Certificate

LARGEST_BYTES = 100_000
"""A stamp with the certificates of its authority has 3 to 8 kB."""

WAIT_SECONDS = 20.0
"""How long an authority may take. Public ones answer within a second; a person is waiting."""

MOST_CERTIFICATES = 12
"""Certificates that a stamp may bring along; the bound keeps a hostile one from costing minutes of chain building."""

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_SHA256 = "2.16.840.1.101.3.4.2.1"
_HASHES = {_SHA256: "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
_CONTEXT_0, _CONTEXT_1 = 0xA0, 0xA1
_TIME = re.compile(r"(\d{14})(\.\d{1,6})?\d*Z")
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time stamp proves.

    Attributes:
        at: The moment before which the digest existed; timezone-aware.
        authority: Who says so: the subject of the authority's certificate.
        policy: The policy under which it says so, an object identifier.
        serial: The stamp's number there.
    """

    at: datetime
    authority: str
    policy: str
    serial: int


@dataclass(frozen=True, slots=True)
class _Token:
    """A stamp's parts before anything about them is believed."""

    info: bytes
    certificates: tuple[Certificate, ...]
    signer: der.Element


@dataclass(frozen=True, slots=True)
class _Info:
    policy: str
    algorithm: str
    digest: bytes
    serial: int
    at: datetime
    nonce: int | None


def request(digest: bytes, url: str) -> bytes:
    """Ask an authority for a stamp and return its answer, to be kept beside the record.

    The answer is checked to be one to this question; ``verify`` then asks whether the authority is trusted.

    Args:
        digest: SHA-256 of what is stamped, 32 bytes.
        url: The authority's address, http or https; the stamp is signed, so the way need not be secret.

    Raises:
        BadInputError: The address is none, nobody answers, or the answer grants no stamp for this question.
    """
    nonce = secrets.randbits(63)
    answer = _post(url, query(digest, nonce=nonce))
    try:
        with _certificates_are_whole():
            info = _info(_token(answer).info)
    except BadInputError as error:
        raise BadInputError(f"{url} sent no time stamp: {error} Try again, or ask another authority.") from error
    if (info.algorithm, info.digest, info.nonce) != (_SHA256, digest, nonce):
        raise BadInputError(f"{url} sent an answer to another question. Try again, or ask another authority.")
    return answer


def query(digest: bytes, *, nonce: int | None = None) -> bytes:
    """Return the question for a stamp (TimeStampReq), which asks for the authority's certificate, too.

    Args:
        digest: SHA-256 of what is stamped, 32 bytes.
        nonce: A number that the answer has to repeat; at random by default.

    Raises:
        BadInputError: The digest has another length.
    """
    _check_digest(digest)
    algorithm = der.encode(der.SEQUENCE, der.object_id(_SHA256), der.encode(der.NULL))
    return der.encode(
        der.SEQUENCE,
        der.integer(1),
        der.encode(der.SEQUENCE, algorithm, der.encode(der.OCTETS, digest)),
        der.integer(secrets.randbits(63) if nonce is None else nonce),
        der.encode(der.BOOLEAN, b"\xff"),
    )


def verify(token: bytes, digest: bytes, roots: Sequence[Certificate]) -> Stamp:
    """Return what a stamp proves about a digest.

    Args:
        token: The authority's answer, as ``request`` returned it.
        digest: SHA-256 of what was stamped, 32 bytes.
        roots: Certificates of the authorities that the show trusts; none are trusted by default.

    Raises:
        BadInputError: It is no granted stamp, is for another digest, its signature does not hold, it does not sign which
            certificate signed it, that certificate is not for time stamps alone or was not valid at the moment, or no
            chain leads from it to one of the roots.
    """
    _check_digest(digest)
    try:
        with _certificates_are_whole():
            parts = _token(token)
            info = _info(parts.info)
            if (info.algorithm, info.digest) != (_SHA256, digest):
                raise BadInputError("it is for something else than what was signed.")
            leaf = _signed_by(parts)
            check_purpose(leaf)
            check_chain(leaf, parts.certificates, roots, info.at)
            return Stamp(info.at, leaf.subject.rfc4514_string(), info.policy, info.serial)
    except BadInputError as error:
        raise BadInputError(
            f"The time stamp proves nothing: {error} Ask for the stamp as it was given, or stamp the record again."
        ) from error


@contextmanager
def _certificates_are_whole() -> Iterator[None]:
    """Say what the library raises for a certificate that is none; some of it only when a field is looked at."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType

    try:
        yield
    except (
        ValueError,
        TypeError,
        DuplicateExtension,
        InvalidVersion,
        UnsupportedAlgorithm,
        UnsupportedGeneralNameType,
    ) as error:
        raise BadInputError("a certificate in it is damaged.") from error


def _check_digest(digest: bytes) -> None:
    if len(digest) != _DIGEST_BYTES:
        raise BadInputError(f"A time stamp is made for a SHA-256 ({_DIGEST_BYTES} bytes), not for {len(digest)} bytes.")


def _post(url: str, body: bytes) -> bytes:
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.parse import urlsplit
    from urllib.request import Request, urlopen

    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise BadInputError(f"{url!r} is no web address of a time-stamping authority (http://... or https://...).")
    asked = Request(url, data=body, headers={"Content-Type": "application/timestamp-query"})  # noqa: S310 # checked above
    try:
        with urlopen(asked, timeout=WAIT_SECONDS) as answer:  # noqa: S310 # the same
            return bytes(answer.read(LARGEST_BYTES + 1))
    except HTTPError as error:
        with error:
            raise BadInputError(
                f"{url} answered with an error ({error.code} {error.reason}). Try again later."
            ) from error
    except (OSError, HTTPException) as error:
        raise BadInputError(f"{url} does not answer ({error}). Try again, or ask another authority.") from error


def _token(answer: bytes) -> _Token:
    """Read a TimeStampResp (RFC 3161, 2.4.2) down to the stamp and the certificates that came with it."""
    from cryptography.x509 import load_der_x509_certificate

    if len(answer) > LARGEST_BYTES:
        raise BadInputError(f"it has more than {LARGEST_BYTES:,} bytes.")
    status, *tokens = _at_least(der.only(answer, der.SEQUENCE).inside(), 1)
    if der.integer_of(_first(status.inside())) not in (0, 1):
        raise BadInputError("the authority did not grant it.")
    content = _explicit(_typed(_one(tokens), _SIGNED_DATA))
    if content.tag != der.SEQUENCE:
        _misbuilt()
    _, _, inner, *rest = _at_least(content.inside(), 4)
    info = _explicit(_typed(inner, _TST_INFO))
    if info.tag != der.OCTETS:
        _misbuilt()
    certificates: tuple[Certificate, ...] = ()
    if rest[0].tag == _CONTEXT_0:
        if len(rest[0].inside()) > MOST_CERTIFICATES:
            raise BadInputError(f"it carries more than {MOST_CERTIFICATES} certificates.")
        certificates = tuple(load_der_x509_certificate(element.whole) for element in rest[0].inside())
    signers = rest[-1]
    if signers.tag != der.SET or any(element.tag not in (_CONTEXT_0, _CONTEXT_1) for element in rest[:-1]):
        _misbuilt()
    return _Token(info.body, certificates, _one(signers.inside()))


def _info(data: bytes) -> _Info:
    """Read a TSTInfo (RFC 3161, 2.4.2)."""
    version, policy, imprint, serial, when, *others = _at_least(der.only(data, der.SEQUENCE).inside(), 5)
    algorithm, digest = _exactly(imprint.inside(), 2)
    found = _TIME.fullmatch(when.body.decode("ascii", "replace"))
    if der.integer_of(version) != 1 or digest.tag != der.OCTETS or when.tag != der.GENERALIZED_TIME or not found:
        _misbuilt()
    try:
        at = datetime.strptime(found[1] + (found[2] or ".0"), "%Y%m%d%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadInputError("its moment is none of the calendar.") from error
    if any(element.tag == _CONTEXT_1 for element in others):
        raise BadInputError("it carries extensions, which nobody here understands.")
    nonces = [der.integer_of(element) for element in others if element.tag == der.INTEGER]
    return _Info(
        policy=der.object_id_of(policy),
        algorithm=der.object_id_of(_first(algorithm.inside())),
        digest=digest.body,
        serial=der.integer_of(serial),
        at=at,
        nonce=nonces[0] if nonces else None,
    )


def _signed_by(parts: _Token) -> Certificate:
    """Return the certificate whose key signed a stamp (RFC 5652, 5.4), once the signature holds."""
    _, sid, algorithm, attributes, _, signature, *_ = _at_least(parts.signer.inside(), 6)
    name = _HASHES.get(der.object_id_of(_first(algorithm.inside())))
    if name is None or attributes.tag != _CONTEXT_0 or signature.tag != der.OCTETS:
        raise BadInputError("it is signed in a form that is not read here (SHA-2 with signed attributes is).")
    leaf = _named(sid, parts.certificates)
    values = _attributes(attributes)
    if values.get(_CONTENT_TYPE) != der.object_id(_TST_INFO):
        raise BadInputError("its signature is not one of a time stamp.")
    if values.get(_MESSAGE_DIGEST) != der.encode(der.OCTETS, hashlib.new(name, parts.info).digest()):
        raise BadInputError("its signature is for other content.")
    _check_names_certificate(values, leaf)
    _check_signature(leaf, signature.body, der.encode(der.SET, attributes.body), name)
    return leaf


def _attributes(attributes: der.Element) -> dict[str, bytes]:
    values: dict[str, bytes] = {}
    for attribute in attributes.inside():
        kind, found = _exactly(attribute.inside(), 2)
        name = der.object_id_of(kind)
        if name in values:
            raise BadInputError("it signs one thing twice.")
        values[name] = _one(found.inside()).whole
    return values


def _named(sid: der.Element, certificates: Sequence[Certificate]) -> Certificate:
    """Return the certificate that a signer names by its issuer and serial number."""
    if sid.tag != der.SEQUENCE:
        raise BadInputError("it names its signer in a form that is not read here.")
    issuer, serial = _exactly(sid.inside(), 2)
    number = der.integer_of(serial)
    for certificate in certificates:
        if certificate.serial_number == number and certificate.issuer.public_bytes() == issuer.whole:
            return certificate
    raise BadInputError("the certificate of its signer is not in it.")


def _check_names_certificate(values: dict[str, bytes], leaf: Certificate) -> None:
    """Stop unless the signature covers which certificate it is made with (RFC 5816; RFC 2634 with SHA-1)."""
    from cryptography.hazmat.primitives.serialization import Encoding

    data = leaf.public_bytes(Encoding.DER)
    if _SIGNING_CERTIFICATE_V2 in values:
        first = _first(_first(der.only(values[_SIGNING_CERTIFICATE_V2], der.SEQUENCE).inside()).inside()).inside()
        name: str | None = "sha256"
        if first and first[0].tag == der.SEQUENCE:  # the algorithm stands there only when it is another one
            algorithm, *first_rest = first
            name, first = _HASHES.get(der.object_id_of(_first(algorithm.inside()))), tuple(first_rest)
        found = _first(first).body
        if name is not None and secrets.compare_digest(found, hashlib.new(name, data).digest()):
            return
    elif _SIGNING_CERTIFICATE in values:
        first = _first(_first(der.only(values[_SIGNING_CERTIFICATE], der.SEQUENCE).inside()).inside()).inside()
        if _first(first).body == hashlib.sha1(data, usedforsecurity=False).digest():
            return
    raise BadInputError("it does not sign which certificate signed it, or signs another one.")


def _check_signature(leaf: Certificate, signature: bytes, data: bytes, name: str) -> None:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    kinds: dict[str, HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    try:
        key = leaf.public_key()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), kinds[name])
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(kinds[name]))
        else:
            raise BadInputError("its signer has a key of a kind that is not read here (RSA and ECDSA are).")
    except (InvalidSignature, UnsupportedAlgorithm, ValueError) as error:
        raise BadInputError("its signature does not hold.") from error


def _typed(element: der.Element, kind: str) -> der.Element:
    """Return the content of a ContentInfo of a kind."""
    found, *content = _at_least(element.inside(), 1)
    if element.tag != der.SEQUENCE or der.object_id_of(found) != kind:
        raise BadInputError("it holds something else than a signed time stamp.")
    return _one(content)


def _explicit(element: der.Element) -> der.Element:
    if element.tag != _CONTEXT_0:
        _misbuilt()
    return _one(element.inside())


def _first(found: Sequence[der.Element]) -> der.Element:
    return _at_least(found, 1)[0]


def _one(found: Sequence[der.Element]) -> der.Element:
    return _exactly(found, 1)[0]


def _exactly(found: Sequence[der.Element], count: int) -> Sequence[der.Element]:
    return found if len(found) == count else _misbuilt()


def _at_least(found: Sequence[der.Element], count: int) -> Sequence[der.Element]:
    return found if len(found) >= count else _misbuilt()


def _misbuilt() -> NoReturn:
    raise BadInputError("it is not built as RFC 3161 says.")
