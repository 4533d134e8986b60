import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from rushes.errors import BadInputError
from rushes.provenance import Authority, choose_signer, production_signer, seal, trust_root_pem, verify

PEM = serialization.Encoding.PEM


def test_it_is_made_once_and_only_its_owner_can_read_it(home):
    first = trust_root_pem()
    assert trust_root_pem() == first
    folder = home / "authority"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    keys = list(folder.glob("*.key"))
    assert len(keys) == 3
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    assert "PRIVATE" not in repr(Authority.open().signer)


def test_keys_that_others_can_read_are_refused(home):
    Authority.open()
    (home / "authority" / "signer.key").chmod(0o644)
    with pytest.raises(BadInputError, match="chmod 600"):
        Authority.open()


def test_an_unfinished_authority_is_made_anew(home):
    (home / "authority.part").mkdir(parents=True)
    (home / "authority.part" / "root.key").write_text("half")
    assert "BEGIN CERTIFICATE" in Authority.open().root_pem


def test_a_lost_file_is_named(home):
    authority = Authority.open()
    (home / "authority" / "signer.pem").unlink()
    with pytest.raises(BadInputError, match=r"signer\.pem"):
        _ = authority.signer


def test_certificates_are_as_c2pa_asks(authority):
    root = x509.load_pem_x509_certificate(authority.root_pem.encode())
    leaf = x509.load_pem_x509_certificates(authority.signer.chain_pem.encode())[0]
    leaf.verify_directly_issued_by(root)
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert leaf.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    above = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    below = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert above.key_identifier == below.digest


def issue(folder, *, key=None, issuer=None, issuer_key=None, starts=-1, ends=30, signing=True, authority=False):
    """Write a certificate and key as a studio's own authority would issue them."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Studio root" if authority else "Studio signer")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=starts))
        .not_valid_after(now + timedelta(days=ends))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(not authority, *[False] * 4, authority, authority, False, False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not authority:
        use = ExtendedKeyUsageOID.EMAIL_PROTECTION if signing else ExtendedKeyUsageOID.SERVER_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((issuer_key or key).public_key()), critical=False
        )
    by = issuer_key or key
    certificate = builder.sign(by, None if isinstance(by, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    if not authority:
        chain = certificate.public_bytes(PEM) + (issuer.public_bytes(PEM) if issuer else b"")
        (folder / "chain.pem").write_bytes(chain)
        (folder / "signer.key").write_bytes(
            key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
    return certificate, key


@pytest.fixture
def studio(tmp_path):
    return issue(tmp_path, authority=True, ends=3650)


KEYS = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_productions_own_certificate_seals(tmp_path, studio, open_take, kind):
    root, root_key = studio
    issue(tmp_path, key=KEYS[kind](), issuer=root, issuer_key=root_key)
    signer = choose_signer({"certificate": "chain.pem", "key": "signer.key"}, base=tmp_path)
    take = seal(open_take, signer=signer, plate=None)
    for role in ("comp", "review", "sound"):
        found = verify(take.paths(role)[0], trust_roots=root.public_bytes(PEM).decode())
        assert found.state == "trusted", found.problems
        assert ("signed by", "Studio signer") in found.details


def test_the_environment_comes_before_the_show_and_the_local_authority_last(tmp_path, studio, monkeypatch, home):
    root, root_key = studio
    issue(tmp_path, issuer=root, issuer_key=root_key)
    assert choose_signer(None, base=tmp_path).name == "Rushes local signer"
    monkeypatch.setenv("RUSHES_SIGNING_CERTIFICATE", str(tmp_path / "chain.pem"))
    with pytest.raises(BadInputError, match="needs certificate and key"):
        choose_signer(None, base=tmp_path)
    monkeypatch.setenv("RUSHES_SIGNING_KEY", str(tmp_path / "signer.key"))
    assert "Studio signer" in choose_signer({"certificate": "no", "key": "no"}, base=tmp_path).name


def test_what_can_not_sign_is_said_before_anything_is_made(tmp_path, studio):
    root, root_key = studio
    chain, key = tmp_path / "chain.pem", tmp_path / "signer.key"
    by = {"issuer": root, "issuer_key": root_key}
    with pytest.raises(BadInputError, match="can't be read"):
        production_signer(chain, key)
    issue(tmp_path, **by, starts=-9, ends=-2)
    with pytest.raises(BadInputError, match="expired"):
        production_signer(chain, key)
    issue(tmp_path, **by, starts=2)
    with pytest.raises(BadInputError, match="valid only from"):
        production_signer(chain, key)
    issue(tmp_path, **by, signing=False)
    with pytest.raises(BadInputError, match="not meant for signing"):
        production_signer(chain, key)
    issue(tmp_path, **by)
    good = chain.read_bytes()
    other, _ = issue(tmp_path, authority=True)
    chain.write_bytes(good.split(b"-----END")[0] + b"-----END CERTIFICATE-----\n" + other.public_bytes(PEM))
    with pytest.raises(BadInputError, match="did not issue"):
        production_signer(chain, key)
    chain.write_bytes(good)
    for text, words in (
        (other_key(), "not the key"),
        (b"nonsense", "no PEM private key"),
        (locked_key(), "encrypted"),
        (agreement_key(), "can't sign"),
    ):
        key.write_bytes(text)
        with pytest.raises(BadInputError, match=words):
            production_signer(chain, key)
    chain.write_bytes(b"nonsense")
    with pytest.raises(BadInputError, match="no PEM certificate"):
        production_signer(chain, key)


def other_key():
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def locked_key():
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"x"))


def agreement_key():
    key = x25519.X25519PrivateKey.generate()
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
