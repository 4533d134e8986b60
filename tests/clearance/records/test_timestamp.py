"""RFC 3161 time stamps, against an authority that openssl plays."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from rushes.clearance.records.certificates import read_roots
from rushes.clearance.records.timestamp import query, request, verify
from rushes.errors import BadInputError

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")

DIGEST = hashlib.sha256(b"what was signed").digest()
NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
TST_INFO = "1.2.840.113549.1.9.16.1.4"

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/chain.pem
signer_key = {folder}/tsa.key
signer_digest = {signed}
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_chain = {chain}
ess_cert_id_alg = {named}
"""


@dataclass(frozen=True)
class Party:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    def issue(
        self, name, *, ca=False, usages=(ExtendedKeyUsageOID.TIME_STAMPING,), critical=True, until=None, key=None
    ):
        """Return somebody whom this one vouches for."""
        return _certified(name, issuer=self, ca=ca, usages=usages, critical=critical, until=until, key=key)

    def write(self, folder, name):
        (folder / f"{name}.pem").write_bytes(self.certificate.public_bytes(Encoding.PEM))
        (folder / f"{name}.key").write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _certified(name, *, issuer=None, ca=False, usages=(), critical=True, until=None, key=None) -> Party:
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 10 * DAY)
        .not_valid_after(until or NOW + 10 * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=critical)
    return Party(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


class Authority:
    """A time-stamping authority: openssl answers for it."""

    def __init__(self, folder, signer: Party, *others: Party, signed="sha256", named="sha256", chain="no") -> None:
        self.folder = folder
        signer.write(folder, "tsa")
        (folder / "chain.pem").write_bytes(b"".join(other.certificate.public_bytes(Encoding.PEM) for other in others))
        (folder / "serial").write_text("01\n")
        (folder / "ts.cnf").write_text(CONFIG.format(folder=folder, signed=signed, named=named, chain=chain))

    def answer(self, asked: bytes) -> bytes:
        (self.folder / "q.tsq").write_bytes(asked)
        _openssl(
            "ts", "-reply", "-config", self.folder / "ts.cnf", "-queryfile", self.folder / "q.tsq",
            "-out", self.folder / "r.tsr",
        )  # fmt: skip
        return (self.folder / "r.tsr").read_bytes()

    def stamp(self, digest: bytes = DIGEST) -> bytes:
        return self.answer(query(digest, nonce=4711))


def _openssl(*arguments) -> bytes:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def _info(digest: bytes = DIGEST, *, at: dt.datetime = NOW, algorithm="608648016503040201") -> bytes:
    """Return a TSTInfo, as an authority would write it."""
    imprint = _der(0x30, _der(0x30, _der(0x06, bytes.fromhex(algorithm)), _der(0x05)), _der(0x04, digest))
    when = _der(0x18, at.strftime("%Y%m%d%H%M%SZ").encode())
    return _der(
        0x30, _der(0x02, b"\1"), _der(0x06, bytes.fromhex("2b0601040186 8d1f01")), imprint, _der(0x02, b"\7"), when
    )


def _signed_by(folder: Path, party: Party, info: bytes, *embedded: Party, attributes="-cades", kind=TST_INFO) -> bytes:
    """Return a time stamp that anybody can make with openssl, whatever their certificate says."""
    party.write(folder, "any")
    (folder / "info.der").write_bytes(info)
    (folder / "more.pem").write_bytes(b"".join(one.certificate.public_bytes(Encoding.PEM) for one in embedded))
    more = ["-certfile", folder / "more.pem"] if embedded else []
    token = _openssl(
        "cms", "-sign", "-binary", "-nodetach", "-in", folder / "info.der", "-econtent_type", kind, "-md", "sha256",
        "-signer", folder / "any.pem", "-inkey", folder / "any.key", *more, *attributes.split(), "-outform", "DER",
    )  # fmt: skip
    return _der(0x30, _der(0x30, _der(0x02, b"\0")), token)


@pytest.fixture(scope="module")
def root():
    return _certified("Rushes test root", ca=True)


@pytest.fixture
def authority(tmp_path, root):
    middle = root.issue("Rushes test issuer", ca=True, usages=())
    return Authority(tmp_path, middle.issue("Rushes test TSA"), middle)


def test_a_real_stamp_is_verified(authority, root):
    stamp = verify(authority.stamp(), DIGEST, (root.certificate,))
    assert abs(stamp.at - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=60)
    assert stamp.authority == "CN=Rushes test TSA"
    assert stamp.policy == "1.3.6.1.4.1.99999.1"
    assert stamp.serial == 2


def test_an_authority_with_an_rsa_key_is_verified(tmp_path, root):
    signer = root.issue("RSA TSA", key=rsa.generate_private_key(public_exponent=65537, key_size=2048))
    assert verify(Authority(tmp_path, signer).stamp(), DIGEST, (root.certificate,)).authority == "CN=RSA TSA"


@pytest.mark.parametrize(
    ("signed", "named", "chain"), [("sha256", "sha1", "no"), ("sha384", "sha384", "yes"), ("sha512", "sha512", "no")]
)
def test_authorities_of_every_habit_are_verified(tmp_path, root, signed, named, chain):
    middle = root.issue("Rushes test issuer", ca=True, usages=())
    authority = Authority(tmp_path, middle.issue("TSA"), middle, signed=signed, named=named, chain=chain)
    assert verify(authority.stamp(), DIGEST, (root.certificate,)).authority == "CN=TSA"


def test_a_signature_with_sha_1_is_refused(tmp_path, root):
    with pytest.raises(BadInputError, match="a form that is not read here"):
        verify(Authority(tmp_path, root.issue("TSA"), signed="sha1").stamp(), DIGEST, (root.certificate,))


def test_openssl_agrees(authority, root, tmp_path):
    (tmp_path / "token.tsr").write_bytes(authority.stamp())
    (tmp_path / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    said = _openssl(
        "ts", "-verify", "-in", tmp_path / "token.tsr", "-digest", DIGEST.hex(), "-CAfile", tmp_path / "root.pem",
        "-untrusted", tmp_path / "chain.pem",
    )  # fmt: skip
    assert b"Verification: OK" in said
    told = _openssl("ts", "-query", "-in", tmp_path / "q.tsq", "-text")
    assert b"Hash Algorithm: sha256" in told
    assert b"Certificate required: yes" in told
    assert b"Nonce: 0x1267" in told


def test_another_digest_is_refused(authority, root):
    with pytest.raises(BadInputError, match="is for something else than what was signed"):
        verify(authority.stamp(), hashlib.sha256(b"something else").digest(), (root.certificate,))


def test_a_stamp_that_was_tampered_with_is_refused(authority, root):
    token = authority.stamp()
    whole = verify(token, DIGEST, (root.certificate,))
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 0x01
        with suppress(BadInputError):  # what is accepted was changed outside of what is signed, and says the same
            assert verify(bytes(changed), DIGEST, (root.certificate,)) == whole, place


@pytest.mark.parametrize(
    "extension",
    [
        x509.UnrecognizedExtension(ExtensionOID.BASIC_CONSTRAINTS, b"\x30\x00"),  # a second one of its kind
        x509.UnrecognizedExtension(ExtensionOID.EXTENDED_KEY_USAGE, b"no DER"),
    ],
)
def test_a_certificate_that_is_damaged_is_refused(tmp_path, root, extension):
    signer = _certified("Stranger", usages=() if extension.value == b"no DER" else (ExtendedKeyUsageOID.TIME_STAMPING,))
    builder = x509.CertificateBuilder(
        issuer_name=signer.certificate.issuer,
        subject_name=signer.certificate.subject,
        public_key=signer.key.public_key(),
        serial_number=7,
        not_valid_before=NOW - DAY,
        not_valid_after=NOW + DAY,
        extensions=[*signer.certificate.extensions, x509.Extension(extension.oid, critical=True, value=extension)],
    )
    damaged = Party(builder.sign(signer.key, hashes.SHA256()), signer.key)
    with pytest.raises(BadInputError, match="The time stamp proves nothing"):
        verify(_signed_by(tmp_path, damaged, _info()), DIGEST, (root.certificate,))


def test_a_stamp_of_another_authority_is_refused(authority, tmp_path, root):
    stranger = _certified("Stranger", ca=True)
    with pytest.raises(BadInputError, match="no root that this show trusts"):
        verify(authority.stamp(), DIGEST, (stranger.certificate,))
    with pytest.raises(BadInputError, match="no root"):
        verify(authority.stamp(), DIGEST, ())


def test_an_authority_that_brings_its_own_root_is_refused(tmp_path, root):
    stranger = _certified("Rushes test root", ca=True)
    brought = Authority(tmp_path, stranger.issue("Rushes test TSA"), stranger)
    with pytest.raises(BadInputError, match="no root that this show trusts"):
        verify(brought.stamp(), DIGEST, (root.certificate,))


def test_a_stranger_who_brings_the_right_certificate_along_is_refused(tmp_path, root):
    right, stranger = root.issue("Rushes test TSA"), _certified("Stranger", usages=(ExtendedKeyUsageOID.TIME_STAMPING,))
    token = _signed_by(tmp_path, stranger, _info(), right)
    with pytest.raises(BadInputError, match="no root that this show trusts"):
        verify(token, DIGEST, (root.certificate,))


def test_the_stamps_that_this_test_makes_by_hand_would_hold(tmp_path, root):
    stamp = verify(_signed_by(tmp_path, root.issue("TSA"), _info()), DIGEST, (root.certificate,))
    assert stamp.at == NOW.replace(microsecond=0)


@pytest.mark.parametrize(
    "usages",
    [
        (),
        (ExtendedKeyUsageOID.SERVER_AUTH,),
        (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING),
        (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,),
    ],
)
def test_a_certificate_for_something_else_is_refused(tmp_path, root, usages):
    token = _signed_by(tmp_path, root.issue("Web server", usages=usages), _info(), root.issue("Right TSA"))
    with pytest.raises(BadInputError, match="is not for time stamps alone"):
        verify(token, DIGEST, (root.certificate,))


def test_a_certificate_that_says_so_by_the_way_is_refused(tmp_path, root):
    token = _signed_by(tmp_path, root.issue("TSA", critical=False), _info())
    with pytest.raises(BadInputError, match="is not for time stamps alone"):
        verify(token, DIGEST, (root.certificate,))


def test_a_certificate_that_vouches_for_others_does_not_stamp(tmp_path, root):
    token = _signed_by(tmp_path, root.issue("TSA and CA", ca=True), _info())
    with pytest.raises(BadInputError, match="is not for time stamps alone"):
        verify(token, DIGEST, (root.certificate,))


def test_whoever_may_not_vouch_for_others_does_not(tmp_path, root):
    person = root.issue("A person", usages=(ExtendedKeyUsageOID.EMAIL_PROTECTION,))
    token = _signed_by(tmp_path, person.issue("Made-up TSA"), _info(), person)
    with pytest.raises(BadInputError, match="no root that this show trusts"):
        verify(token, DIGEST, (root.certificate,))


def test_a_moment_outside_of_the_certificate_is_refused(tmp_path, root):
    for at in (NOW - 20 * DAY, NOW + 20 * DAY):
        token = _signed_by(tmp_path, root.issue("TSA"), _info(at=at))
        with pytest.raises(BadInputError, match=r"no root that this show trusts|was not valid"):
            verify(token, DIGEST, (root.certificate,))


def test_a_stamp_outlives_its_certificate(tmp_path, root):
    now = dt.datetime.now(dt.UTC)
    token = _signed_by(tmp_path, root.issue("TSA", until=now + dt.timedelta(seconds=2)), _info(at=now))
    time.sleep(3)
    assert verify(token, DIGEST, (root.certificate,)).at == now.replace(microsecond=0)


def test_a_stamp_without_the_certificate_under_the_signature_is_refused(tmp_path, root):
    token = _signed_by(tmp_path, root.issue("TSA"), _info(), attributes="")
    with pytest.raises(BadInputError, match="does not sign which certificate"):
        verify(token, DIGEST, (root.certificate,))


def test_what_is_no_time_stamp_is_refused(tmp_path, root, authority):
    token = authority.stamp()
    tsa = root.issue("TSA")
    sha512 = hashlib.sha512(b"what was signed").digest()
    for data in (
        b"",
        b"{}",
        token[:-1],
        token + b"\0",
        token[:100],
        _der(0x30, _der(0x30, _der(0x02, b"\2"))),
        _signed_by(tmp_path, tsa, b"any text"),
        _signed_by(tmp_path, tsa, _info(), kind="1.2.840.113549.1.7.1"),
        _signed_by(tmp_path, tsa, _info(sha512, algorithm="608648016503040203")),
        _signed_by(tmp_path, tsa, _info(algorithm="608648016503040203")),
    ):
        with pytest.raises(BadInputError, match=r"^The time stamp proves nothing"):
            verify(data, DIGEST, (root.certificate,))
    with pytest.raises(BadInputError, match="SHA-256"):
        verify(token, sha512, (root.certificate,))


@pytest.fixture
def server():
    """A web server that says whatever it is told to."""
    served = {}

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            served["type"] = self.headers["Content-Type"]
            status, body = served["answer"](asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    served["url"] = f"http://127.0.0.1:{running.server_port}/tsa"
    yield served
    running.shutdown()
    running.server_close()


def test_a_stamp_is_asked_for(server, authority, root):
    server["answer"] = lambda asked: (200, authority.answer(asked))
    token = request(DIGEST, server["url"])
    assert verify(token, DIGEST, (root.certificate,)).authority == "CN=Rushes test TSA"
    assert server["type"] == "application/timestamp-query"


def test_two_questions_are_never_the_same():
    assert query(DIGEST) != query(DIGEST)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _: (500, b"busy"), "answered with an error \\(500"),
        (lambda _: (200, b"<html>"), "no time stamp"),
        (lambda _: (200, b"x" * 300_000), "no time stamp"),
        (lambda _: (200, _der(0x30, _der(0x30, _der(0x02, b"\2")))), "did not grant"),
        (lambda authority: (200, authority.answer(query(DIGEST, nonce=1))), "an answer to another question"),
        (lambda authority: (200, authority.answer(query(bytes(32), nonce=1))), "an answer to another question"),
    ],
)
def test_an_answer_that_is_none_has_a_sentence(server, authority, answer, words):
    server["answer"] = lambda _: answer(authority)
    with pytest.raises(BadInputError, match=words):
        request(DIGEST, server["url"])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "tsa.example", "http://"])
def test_an_address_that_is_none_has_a_sentence(url):
    with pytest.raises(BadInputError, match="no web address"):
        request(DIGEST, url)


def test_an_authority_that_does_not_answer_has_a_sentence(server):
    url = server["url"].replace("/tsa", "").rsplit(":", 1)[0] + ":9"
    with pytest.raises(BadInputError, match="does not answer"):
        request(DIGEST, url)


def test_roots_are_read(tmp_path, root):
    path = tmp_path / "roots.pem"
    other = _certified("Other", ca=True)
    path.write_bytes(b"".join(one.certificate.public_bytes(Encoding.PEM) for one in (root, other)))
    assert read_roots(path) == (root.certificate, other.certificate)
    path.write_text("no certificate")
    with pytest.raises(BadInputError, match=r"roots.pem holds no certificates in PEM form"):
        read_roots(path)
    with pytest.raises(BadInputError, match="can't be read"):
        read_roots(tmp_path / "missing.pem")
