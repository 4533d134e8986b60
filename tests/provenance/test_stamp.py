"""The end of the ledger, stamped from outside: what was stamped can't be exchanged for another past."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from rushes.clearance.records.timestamp import query
from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance import Authority, events, ledger_key, read_ledger, verify_ledger
from rushes.provenance.ledger import tip_path
from rushes.provenance.stamp import stamp, stamp_when_configured, stamps_folder, verify_stamps

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

pytestmark = [
    pytest.mark.usefixtures("home"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine"),
]

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
ess_cert_id_alg = sha256
"""


class TimeStampingAuthority:
    """A time stamping authority: a root, a certificate for stamps, and openssl that answers for it."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = certificate("Test root", root_key, "Test root", root_key, authority=True)
        self.roots = (root,)
        leaf = certificate("Test TSA", key, "Test root", root_key, authority=False)
        (folder / "tsa.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
        (folder / "tsa.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (folder / "serial").write_text("01\n")
        (folder / "ts.cnf").write_text(CONFIG.format(folder=folder))

    def ask(self, digest, _url):
        (self.folder / "q.tsq").write_bytes(query(digest))
        argv = ["openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "q.tsq", "-out", "r.tsr"]
        subprocess.run(argv, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "r.tsr").read_bytes()


def certificate(name, key, issuer, issuer_key, *, authority):
    now = datetime.now(UTC)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer)]
    builder = (
        x509.CertificateBuilder(names[1], names[0], key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


@pytest.fixture
def tsa(tmp_path):
    return TimeStampingAuthority(tmp_path / "tsa")


@pytest.fixture
def other_tsa(tmp_path):
    return TimeStampingAuthority(tmp_path / "other_tsa")


@pytest.fixture
def book(show):
    for number in range(3):
        events.record_template_access(show, purpose="scan", performers=[f"p-{number:03d}"], now=NOW)
    return show.ledger


def stamped(book, tsa):
    return stamp(book, "https://tsa.example", show="SHOW", ask=tsa.ask)


def test_a_stamp_says_when_the_ledger_ended_so_and_the_ledger_says_that_it_was_stamped(book, tsa):
    answer = stamped(book, tsa)
    assert answer.name == "00000003.tsr"
    assert read_ledger(book)[-1].event == "ledger.stamped"
    assert verify_ledger(book, ledger_key()) == ()
    stamped(book, tsa)
    stamps, problems = verify_stamps(book, ledger_key(), tsa.roots)
    assert problems == ()
    assert [one.seq for one in stamps] == [3, 4]
    assert all(abs((datetime.now(UTC) - one.at).total_seconds()) < 120 for one in stamps)


def test_an_older_ledger_that_was_put_back_whole_is_noticed(book, tsa, tmp_path):
    """The ledger and its tip are a pair that holds; only the stamp remembers that there was more."""
    for path in (book, tip_path(book)):
        shutil.copy(path, tmp_path / path.name)
    events.record_template_access(book_show(book), purpose="forget", performers=["p-001"], now=NOW)
    stamped(book, tsa)
    for path in (book, tip_path(book)):
        shutil.copy(tmp_path / path.name, path)
    assert verify_ledger(book, ledger_key()) == ()
    _, problems = verify_stamps(book, ledger_key(), tsa.roots)
    assert "is not the ledger that was stamped" in problems[0]


def book_show(book):
    from rushes.show import Show

    return Show.load(book.parent)


def test_an_altered_stamp_or_tip_and_another_root_do_not_hold(book, tsa, other_tsa):
    answer = stamped(book, tsa)
    _, problems = verify_stamps(book, ledger_key(), other_tsa.roots)
    assert "does not hold" in problems[0]
    whole = answer.read_bytes()
    answer.write_bytes(whole[:-20] + bytes(20))
    assert "does not hold" in verify_stamps(book, ledger_key(), tsa.roots)[1][0]
    answer.write_bytes(whole)
    kept = stamps_folder(book) / "00000003.tip.json"
    kept.write_bytes(kept.read_bytes().replace(b'"seq":3', b'"seq":2'))
    assert "does not hold" in verify_stamps(book, ledger_key(), tsa.roots)[1][0]
    kept.unlink()
    assert "does not hold" in verify_stamps(book, ledger_key(), tsa.roots)[1][0]


def test_what_is_altered_is_not_stamped(book, tsa):
    book.write_bytes(book.read_bytes().replace(b"p-001", b"p-009"))
    with pytest.raises(CheckFailedError, match="not stamped"):
        stamped(book, tsa)
    assert not stamps_folder(book).exists()


def test_there_has_to_be_something_to_stamp(show, tsa):
    with pytest.raises(BadInputError, match="nothing to stamp"):
        stamped(show.ledger, tsa)


def test_an_authority_that_does_not_answer_leaves_nothing(book):
    def down(_digest, url):
        raise BadInputError(f"{url} does not answer.")

    with pytest.raises(BadInputError, match="does not answer"):
        stamp(book, "https://tsa.example", show="SHOW", ask=down, authority=Authority.open())
    assert not stamps_folder(book).exists()
    assert len(read_ledger(book)) == 3


def test_a_take_is_stamped_where_an_authority_is_configured_and_a_silent_one_stops_nothing(book, monkeypatch):
    monkeypatch.delenv("RUSHES_TIMESTAMP_URL", raising=False)
    assert stamp_when_configured(book, show="SHOW") == ""
    monkeypatch.setenv("RUSHES_TIMESTAMP_URL", "http://127.0.0.1:9/tsa")  # nobody listens at the discard port
    said = stamp_when_configured(book, show="SHOW")
    assert said.startswith("not stamped: ")
    assert said.endswith("`rushes ledger stamp` tries again.")
    assert len(read_ledger(book)) == 3
