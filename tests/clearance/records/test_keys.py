"""Keys in files and in devices."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from rushes.clearance.records import der, keys
from rushes.clearance.records.did import did_of, public_key_of
from rushes.clearance.records.keys import callback_signer, create_key, load_signer, memory_signer, open_key
from rushes.errors import BadInputError

PASSPHRASE = "seven dry rushes by the river"  # noqa: S105 # of keys that live for one test


@pytest.fixture(autouse=True)
def _quick(request, monkeypatch):
    """Stretch the passphrase less, so that the tests take no minutes; one does it in earnest."""
    if "in_earnest" not in request.node.name:
        monkeypatch.setattr(keys, "ITERATIONS", 1000)


def test_a_key_is_made_kept_and_opened_again(tmp_path):
    path = tmp_path / "new" / "ada.key"
    made = create_key(path, PASSPHRASE)
    opened = open_key(path, PASSPHRASE)
    assert opened.did == made.did
    public_key_of(made.did).verify(opened.sign(b"yes"), b"yes")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert [file.name for file in path.parent.iterdir()] == ["ada.key"]


def test_a_passphrase_is_stretched_in_earnest(tmp_path):
    path = tmp_path / "ada.key"
    made = create_key(path, PASSPHRASE)
    assert open_key(path, PASSPHRASE).did == made.did
    content = base64.b64decode(b"".join(path.read_bytes().splitlines()[1:-1]))
    scheme = der.only(content, der.SEQUENCE).inside()[0].inside()[1].inside()[0].inside()
    assert der.object_id_of(scheme[0]) == "1.2.840.113549.1.5.12"  # PBKDF2
    assert der.integer_of(scheme[1].inside()[1]) == 600_000


def test_a_passphrase_is_the_same_on_every_keyboard(tmp_path):
    made = create_key(tmp_path / "ada.key", "Zoë and seven rushes")
    assert open_key(tmp_path / "ada.key", "Zoe\u0308 and seven rushes").did == made.did


def test_a_key_is_never_overwritten(tmp_path):
    path = tmp_path / "ada.key"
    create_key(path, PASSPHRASE)
    before = path.read_bytes()
    with pytest.raises(BadInputError, match="never overwritten"):
        create_key(path, PASSPHRASE)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["ada.key"]


def test_a_short_passphrase_is_refused(tmp_path):
    with pytest.raises(BadInputError, match="at least 12"):
        create_key(tmp_path / "ada.key", "short")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "ada.key"
    create_key(path, PASSPHRASE)
    path.chmod(mode)
    with pytest.raises(BadInputError, match=r"may be read by others.*chmod 600"):
        open_key(path, PASSPHRASE)


def test_a_wrong_passphrase_has_a_sentence_and_is_not_in_it(tmp_path):
    path = tmp_path / "ada.key"
    create_key(path, PASSPHRASE)
    for wrong in ("", "another passphrase", PASSPHRASE.upper()):
        with pytest.raises(BadInputError, match="passphrase does not open") as refused:
            open_key(path, wrong)
        assert not wrong or wrong not in str(refused.value)


def _pem(key, encryption) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def test_what_is_no_encrypted_ed25519_key_is_refused(tmp_path):
    path = tmp_path / "a.key"
    create_key(path, PASSPHRASE)
    whole = path.read_bytes()
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    for content, words in [
        (_pem(Ed25519PrivateKey.generate(), NoEncryption()), "no encrypted PKCS#8 key"),
        (b"", "no encrypted PKCS#8 key"),
        (whole[: len(whole) // 2], "damaged"),
        (_pem(generate_private_key(SECP256R1()), locked), "no Ed25519 key"),
    ]:
        path.write_bytes(content)
        with pytest.raises(BadInputError, match=words):
            open_key(path, PASSPHRASE)
    with pytest.raises(BadInputError, match="can't be read"):
        open_key(tmp_path / "missing.key", PASSPHRASE)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
def test_openssl_opens_the_same_file(tmp_path):
    path = tmp_path / "ada.key"
    signer = create_key(path, PASSPHRASE)
    shown = subprocess.run(
        ["openssl", "pkey", "-in", str(path), "-passin", f"pass:{PASSPHRASE}", "-pubout", "-outform", "DER"],  # noqa: S607
        check=True,
        capture_output=True,
    )
    assert shown.stdout[-32:] == public_key_of(signer.did).public_bytes_raw()


def test_a_signer_does_not_show_its_key():
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    assert key.private_bytes_raw().hex() not in repr(memory_signer(key))
    assert not hasattr(memory_signer(key), "__dict__")


def test_a_device_signs_and_is_checked():
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    did = did_of(key.public_key())
    assert callback_signer(did, key.sign).sign(b"yes") == key.sign(b"yes")
    with pytest.raises(BadInputError, match=r"another key than did:key.*slot"):
        callback_signer(did, other.sign).sign(b"yes")
    with pytest.raises(BadInputError, match="no Ed25519 signature of 64 bytes"):
        callback_signer(did, lambda _: b"short").sign(b"yes")
    with pytest.raises(BadInputError, match="no Ed25519 signature"):
        callback_signer(did, lambda _: None).sign(b"yes")
    with pytest.raises(BadInputError, match="did not sign: no token in slot 3"):
        callback_signer(did, _no_token).sign(b"yes")
    with pytest.raises(BadInputError, match="no did:key"):
        callback_signer("did:web:studio.example", key.sign)


def _no_token(data):
    raise OSError("no token in slot 3")


@pytest.fixture
def studio_keys(tmp_path, monkeypatch):
    """A module of the studio's own, as a person would put it on PYTHONPATH."""
    (tmp_path / "studio_keys.py").write_text(
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\n"
        "from rushes.clearance.records.did import did_of\n"
        "KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))\n"
        "class Token:\n"
        "    did = did_of(KEY.public_key())\n"
        "    def sign(self, data):\n"
        "        return KEY.sign(data)\n"
        "class Nameless:\n"
        "    did = None\n"
        "    sign = None\n"
        "def locked():\n"
        "    raise RuntimeError('the PIN is wrong.')\n"
        "def nothing():\n"
        "    return None\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("studio_keys", None)


def test_a_studio_brings_its_own_signer(studio_keys):
    signer = load_signer("studio_keys:Token")
    public_key_of(signer.did).verify(signer.sign(b"yes"), b"yes")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("studio_keys", "module:function"),
        (":Token", "module:function"),
        ("studio_keys:", "module:function"),
        ("no_such_module:Token", "No module named"),
        ("studio_keys:missing", "has no attribute 'missing'"),
        ("studio_keys:locked", "the PIN is wrong"),
        ("studio_keys:nothing", "can't be used"),
        ("studio_keys:Nameless", "without a `did`"),
    ],
)
def test_a_signer_that_is_not_there_has_a_sentence(studio_keys, name, words):
    with pytest.raises(BadInputError, match=words):
        load_signer(name)
