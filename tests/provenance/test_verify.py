import io
import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.provenance import COMPOSITE, Authority, record_seal, trust_roots, verify
from rushes.provenance.manifest import TAKE_ASSERTION
from rushes.provenance.verify import verify_file

FLIPS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=False
)

ROLES = ["comp", "sound", "review"]


def path_of(take, role):
    return take.paths(role)[0]


def alone(take, role, folder):
    """Copy a sealed file, and its manifest if that lies beside, to where no take.json can help."""
    source = path_of(take, role)
    folder.mkdir(exist_ok=True)
    target = folder / source.name
    shutil.copy(source, target)
    beside = take.folder / "manifests" / source.relative_to(take.folder).with_name(f"{source.name}.c2pa")
    if beside.exists():
        shutil.copy(beside, folder / beside.name)
    return target


@pytest.mark.parametrize("role", ROLES)
def test_trusted_valid_and_unsigned_are_told_apart(sealed, authority, media, tmp_path, role):
    path = alone(sealed, role, tmp_path / "away")
    assert verify(path, trust_roots=authority.root_pem).state == "trusted"
    assert verify(path, trust_roots="").state == "valid"
    other = Authority.open(tmp_path / "another" / "authority")
    assert verify(path, trust_roots=other.root_pem).state == "valid"
    assert verify(path, trust_roots=other.root_pem + authority.root_pem).state == "trusted"
    bare = tmp_path / f"bare{path.suffix}"
    bare.write_bytes((media / {"comp": "frame.exr", "sound": "sound.wav", "review": "movie.mp4"}[role]).read_bytes())
    assert verify(bare, trust_roots=authority.root_pem).state == "unsigned"


@pytest.mark.parametrize("role", ROLES)
@FLIPS
@given(data=st.data())
def test_no_flipped_bit_passes(sealed, authority, tmp_path, role, data):
    path = alone(sealed, role, tmp_path / "away")
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << data.draw(st.integers(0, 7))]) + whole[at + 1 :])
    found = verify(path, trust_roots=authority.root_pem)
    assert found.state == "tampered" or (found.state == "unsigned" and not found.ok), (at, found)


@pytest.mark.parametrize("role", ROLES)
def test_no_bit_passes_in_the_bytes_that_c2pa_does_not_hash(sealed, authority, tmp_path, role):
    """C2PA's own reader takes these: box ids, the ftyp box, the room beside the signature."""
    path = alone(sealed, role, tmp_path / "away")
    holder = path if path.suffix != ".exr" else path.with_name(f"{path.name}.c2pa")
    whole = holder.read_bytes()
    places = [whole.index(mark) + shift for mark in (b"c2as", b"c2cl", b"c2cs") for shift in (0, 6, 15)]
    places += [whole.index(b"jumdc2pa") + 8, whole.index(b"\xa1cpad") + 3, whole.index(b"\xa1cpad") + 40]
    if path.suffix == ".mp4":
        places += [9, 20, whole.index(b"manifest\0") - 2, whole.index(b"manifest\0") + 12]
    for at in places:
        holder.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert verify(path, trust_roots=authority.root_pem).state == "tampered", at


@FLIPS
@given(data=st.data())
def test_no_flipped_bit_in_a_detached_manifest_passes(sealed, authority, tmp_path, data):
    path = alone(sealed, "comp", tmp_path / "away")
    beside = path.with_name(f"{path.name}.c2pa")
    whole = beside.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    beside.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << data.draw(st.integers(0, 7))]) + whole[at + 1 :])
    assert verify(path, trust_roots=authority.root_pem).state == "tampered", at


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["entries", "use", "consents", "id", "cawg.ai_training", "x"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
SHAPES = (
    JSON
    | st.fixed_dictionaries({"entries": JSON})
    | st.fixed_dictionaries({"entries": st.fixed_dictionaries({"cawg.ai_training": JSON})})
)


@FLIPS
@given(data=SHAPES, about=SHAPES)
def test_a_seal_of_a_stranger_may_say_anything_and_is_read(authority, media, tmp_path, data, about):
    import c2pa

    created = {"action": "c2pa.created", "digitalSourceType": COMPOSITE}
    said = [
        {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
        {"label": "cawg.training-mining", "data": data},
        {"label": TAKE_ASSERTION, "data": about},
    ]
    path, plain = tmp_path / "sealed.wav", io.BytesIO((media / "sound.wav").read_bytes())
    with path.open("w+b") as target, authority.signer.native() as native:
        c2pa.Builder(json.dumps({"assertions": said})).sign(native, "audio/wav", plain, target)
    found = verify(path, trust_roots=authority.root_pem)
    assert ("signed by", found.manifest["signature_info"]["common_name"]) in found.details


@pytest.mark.parametrize("role", ROLES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_file_that_was_cut_off_passes(sealed, authority, tmp_path, role, data):
    path = alone(sealed, role, tmp_path / "away")
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert not verify(path, trust_roots=authority.root_pem).ok


@pytest.mark.parametrize("role", ROLES)
def test_nothing_can_be_put_behind_a_sealed_file(sealed, authority, tmp_path, role):
    path = alone(sealed, role, tmp_path / "away")
    whole = path.read_bytes()
    for more in (b"\0", b"\0\0\0\x08free", b"LIST\x04\0\0\0abcd"):
        path.write_bytes(whole + more)
        assert verify(path, trust_roots=authority.root_pem).state == "tampered"


@pytest.mark.parametrize("suffix", [".mp4", ".wav", ".exr", ".mov"])
@given(data=st.binary(max_size=300))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_is_never_valid(tmp_path, suffix, data):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(data)
    assert not verify(path, trust_roots="").ok


def test_a_manifest_for_other_bytes_is_tampering(sealed, authority, tmp_path):
    path = alone(sealed, "comp", tmp_path / "away")
    other = sealed.folder / "manifests/elements/dust/SHOW_010_0010_dust_v001.1001.exr.c2pa"
    shutil.copy(other, path.with_name(f"{path.name}.c2pa"))
    path.write_bytes(path.read_bytes()[::-1])
    assert verify(path, trust_roots=authority.root_pem).state == "tampered"


def test_two_frames_with_the_same_picture_can_not_stand_in_for_each_other(sealed, authority):
    first, second = sealed.paths("comp")
    assert first.read_bytes() == second.read_bytes()
    one, two = (sealed.folder / "manifests" / "exr" / f"{path.name}.c2pa" for path in (first, second))
    two.write_bytes(one.read_bytes())
    assert verify(second, trust_roots=authority.root_pem).state == "tampered"


def test_a_missing_file_is_the_users_error(tmp_path):
    with pytest.raises(BadInputError, match="can't be read"):
        verify(tmp_path / "none.mp4", trust_roots="")
    with pytest.raises(BadInputError, match=r"take\.json"):
        verify(tmp_path, trust_roots="")


@pytest.mark.parametrize("inside", ["", "take.json"])
def test_a_whole_take_is_trusted_with_its_entry_in_the_ledger(sealed, authority, inside):
    ledger = sealed.folder.parents[2] / "ledger.jsonl"
    record_seal(sealed, ledger, actor="test", authority=authority)
    found = verify(sealed.folder / inside, trust_roots=authority.root_pem)
    assert found.state == "trusted", found.problems
    assert found.clearance == sealed.clearance["id"]
    assert found.take == sealed.folder / "take.json"
    assert verify(sealed.folder / inside, trust_roots="").state == "valid"


def test_a_take_is_verified_before_it_enters_the_ledger(tmp_path, media, authority, build_take, keep_record, sealed):
    from rushes.provenance import seal

    record_seal(sealed, sealed.folder.parents[2] / "ledger.jsonl", actor="test", authority=authority)
    beside = sealed.folder.with_name("v002.part")
    take = seal(build_take(beside, media), signer=authority.signer, plate=None)
    keep_record(take)
    assert verify(beside, trust_roots=authority.root_pem).state == "trusted"
    beside.rename(beside.with_name("v002"))
    assert verify(beside.with_name("v002"), trust_roots=authority.root_pem).state == "tampered"


def change(path, value):
    path.write_bytes(value)


DAMAGE = {
    "a frame is missing": lambda take: take.paths("comp")[0].unlink(),
    "a manifest is missing": lambda take: take.paths("manifest")[0].unlink(),
    "a frame is swapped": lambda take: take.paths("comp")[0].write_bytes(take.paths("sound")[0].read_bytes()),
    "a frame was added": lambda take: shutil.copy(take.paths("comp")[0], take.folder / "exr" / "x.1003.exr"),
    "a movie was added": lambda take: shutil.copy(take.paths("review")[0], take.folder / "review" / "cut.mp4"),
    "the clearance": lambda take: edit(take, lambda record: record["clearance"].update(people=[])),
    "the seed": lambda take: edit(take, lambda record: record.update(seed=2)),
    "a finding": lambda take: edit(take, lambda record: record["findings"].append(
        {"check": "x", "ok": True, "value": 0, "limit": 0, "unit": "", "detail": ""})),
    "the recipe": lambda take: edit(take, lambda record: record["recipe"].update(sha256="d" * 64)),
    "a file and its hash": lambda take: edit(take, lambda record: record["files"].pop(0)),
    "no record": lambda take: (take.folder / "take.json").write_text("{"),
}  # fmt: skip


def edit(take, change_it):
    path = take.folder / "take.json"
    record = json.loads(path.read_text())
    change_it(record)
    path.write_text(json.dumps(record))


@pytest.mark.parametrize("what", DAMAGE)
def test_any_change_to_a_take_is_found(sealed, authority, what):
    record_seal(sealed, sealed.folder.parents[2] / "ledger.jsonl", actor="test", authority=authority)
    DAMAGE[what](sealed)
    found = verify(sealed.folder, trust_roots=authority.root_pem)
    assert found.state == "tampered"
    assert found.problems


def test_a_decision_may_be_added_later(sealed, authority):
    record_seal(sealed, sealed.folder.parents[2] / "ledger.jsonl", actor="test", authority=authority)
    edit(sealed, lambda record: record.update(decision={"circled": True}))
    assert verify(sealed.folder, trust_roots=authority.root_pem).state == "trusted"


def test_an_unsealed_take_is_unsigned(open_take, keep_record, authority):
    keep_record(open_take)
    found = verify(open_take.folder, trust_roots=authority.root_pem)
    assert found.state == "unsigned"


def test_a_resealed_file_is_caught_by_the_record(sealed, tmp_path, media, build_take):
    """Whoever has a signer of their own can seal other pictures, but not into this take."""
    from rushes.provenance import seal

    other = Authority.open(tmp_path / "another" / "authority")
    forged = seal(build_take(tmp_path / "forged", media), signer=other.signer, plate=None)
    shutil.copy(path_of(forged, "review"), path_of(sealed, "review"))
    found = verify_file(path_of(sealed, "review"), trust_roots=other.root_pem)
    assert found.state == "tampered"
    assert "take.json" in found.problems[0]


def test_roots_come_from_files_and_this_machine(home, authority, tmp_path):
    path = tmp_path / "root.pem"
    path.write_text(authority.root_pem)
    assert trust_roots((path,), local=False) == authority.root_pem
    assert trust_roots((path,)).count("BEGIN CERTIFICATE") == 2
    with pytest.raises(BadInputError, match="can't be read"):
        trust_roots((tmp_path / "none.pem",))
    path.write_text("not a certificate")
    with pytest.raises(BadInputError, match="no PEM certificate"):
        trust_roots((path,))
