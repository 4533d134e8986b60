from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.clearance.likeness.template import Template, packed, unpacked
from rushes.clearance.likeness.vault import FILE, Vault
from rushes.clearance.records.performer import Performer
from rushes.errors import BadInputError

NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)
MODEL = "a-network"
ADA = Performer(id="p-1", name="Ada Moss", evidence="passport, in person", enrolled_at=NOW)
BEN = Performer(id="p-2", name="Ben Moss", evidence="passport, in person", enrolled_at=NOW)


def vector(seed):
    made = np.random.default_rng(seed).standard_normal(128).astype("f4")
    return made / np.linalg.norm(made)


class Shelf:
    """A vault in a show's folder, what its log was told, and the keys apart from both."""

    def __init__(self, folder):
        self.told = []
        self.consents, self.keys = folder / "S" / "consents", folder / "home" / "templates"
        self.vault = self.of("S")

    def of(self, production):
        return Vault(self.consents, self.keys, production, lambda what, who: self.told.append((what, who)))

    @property
    def file(self):
        return self.consents / FILE

    def add(self, performer=ADA, *seeds, **changes):
        asked = {"model": MODEL, "evidence": "release of 3 May 2026, drawer 4", "now": NOW, **changes}
        return self.vault.add(performer, [vector(seed) for seed in seeds or (1,)], **asked)

    def key_files(self):
        return sorted(path.name for path in self.keys.glob("*.key"))


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_a_show_in_which_nobody_is_enrolled_has_no_vault_and_leaves_nothing_behind(shelf, tmp_path):
    assert shelf.vault.templates() == ()
    assert len(shelf.vault.faces(MODEL)) == 0
    assert shelf.told == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_enrolled_comes_back(shelf):
    shelf.add(ADA, 1, 2)
    shelf.add(BEN, 3)
    first, second, third = shelf.vault.templates()
    assert (first.performer, second.performer, third.performer) == ("p-1", "p-1", "p-2")
    assert np.array_equal(third.vector, vector(3))
    assert (first.modality, first.model, first.evidence) == ("face", MODEL, "release of 3 May 2026, drawer 4")
    assert first.enrolled_at == "2026-11-26T04:00:00+00:00"
    index = shelf.vault.faces(MODEL)
    assert index.who(vector(2)).matched == ("p-1",)
    assert shelf.told[:3] == [("added", ("p-1",)), ("added", ("p-2",)), ("read", ("p-1", "p-2"))]


def test_nothing_of_it_can_be_read_in_the_file(shelf):
    shelf.add(ADA, 1)
    content = shelf.file.read_bytes()
    line, _, sealed = content.partition(b"\n")
    assert set(json.loads(line)) == {"schema", "production", "vault", "generation", "sequence", "nonce"}
    for secret in (b"p-1", b"Ada", b"drawer", b"a-network", vector(1).tobytes()[:16]):
        assert secret not in content
    assert len(sealed) > 128 * 4


def test_no_name_of_a_performer_is_in_a_template(shelf):
    (template,) = shelf.add(ADA, 1)
    assert b"Ada" not in packed([template])


def test_vault_and_key_are_for_their_owner_alone_and_apart(shelf):
    shelf.add()
    (key,) = shelf.keys.glob("*.key")
    assert shelf.file.stat().st_mode & 0o777 == 0o600
    assert key.stat().st_mode & 0o777 == 0o600
    assert shelf.keys.stat().st_mode & 0o777 == 0o700
    assert shelf.keys not in shelf.file.parents
    assert not list(shelf.consents.glob("*.part"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"evidence": ""}, "without a ground"),
        ({"evidence": " \n"}, "without a ground"),
    ],
)
def test_nothing_is_kept_without_evidence(shelf, changes, words):
    with pytest.raises(BadInputError, match=words):
        shelf.add(ADA, 1, **changes)
    assert not shelf.file.exists()


def test_nothing_to_enrol_is_a_sentence(shelf):
    with pytest.raises(BadInputError, match="nothing of p-1 to enrol"):
        shelf.vault.add(ADA, [], model=MODEL, evidence="release", now=NOW)


def test_who_is_forgotten_is_gone_and_old_copies_open_no_more(shelf, tmp_path):
    shelf.add(ADA, 1, 2)
    shelf.add(BEN, 3)
    old_keys = shelf.key_files()
    shutil.copy(shelf.file, tmp_path / "copy.vault")
    assert shelf.vault.forget("p-1") == 2
    assert [template.performer for template in shelf.vault.templates()] == ["p-2"]
    assert not set(old_keys) & set(shelf.key_files())
    shutil.copy(tmp_path / "copy.vault", shelf.file)
    with pytest.raises(BadInputError, match="older copy whose key was changed"):
        shelf.vault.templates()


def test_the_last_one_can_be_forgotten_too(shelf):
    shelf.add(ADA, 1)
    shelf.vault.forget("p-1")
    assert shelf.vault.templates() == ()
    with pytest.raises(BadInputError, match="Nothing of p-1 is enrolled in S"):
        shelf.vault.forget("p-1")


def test_forgetting_a_stranger_changes_nothing(shelf):
    shelf.add(ADA, 1)
    before = shelf.file.read_bytes()
    with pytest.raises(BadInputError, match="Nothing of p-9"):
        shelf.vault.forget("p-9")
    assert shelf.file.read_bytes() == before


def test_a_new_key_opens_the_same_templates(shelf):
    shelf.add(ADA, 1)
    before = shelf.key_files()
    shelf.vault.rotate()
    assert len(shelf.key_files()) == 1
    assert shelf.key_files() != before
    assert shelf.vault.templates()[0].performer == "p-1"
    assert ("rotated", ()) in shelf.told


def test_there_is_no_key_to_change_before_anybody_is_enrolled(shelf):
    with pytest.raises(BadInputError, match="Nobody is enrolled in S"):
        shelf.vault.rotate()


@pytest.mark.parametrize("place", [0, 5, 40, -1, -40])
def test_one_changed_byte_is_noticed(shelf, place):
    shelf.add(ADA, 1)
    content = bytearray(shelf.file.read_bytes())
    content[place] ^= 1
    shelf.file.write_bytes(content)
    with pytest.raises(BadInputError):
        shelf.vault.templates()


@pytest.mark.parametrize("kept", [0, 10, 60, 300])
def test_a_vault_that_is_cut_off_is_noticed(shelf, kept):
    shelf.add(ADA, 1)
    shelf.file.write_bytes(shelf.file.read_bytes()[:kept])
    with pytest.raises(BadInputError):
        shelf.vault.templates()


def test_a_vault_that_was_put_back_is_noticed(shelf):
    shelf.add(ADA, 1)
    older = shelf.file.read_bytes()
    shelf.add(BEN, 2)
    shelf.file.write_bytes(older)
    with pytest.raises(BadInputError, match="is an older copy: it was written 1 times, and 2"):
        shelf.vault.templates()


def test_a_vault_that_is_gone_is_noticed_and_can_be_given_up(shelf):
    shelf.add(ADA, 1)
    shelf.file.unlink()
    with pytest.raises(BadInputError, match="is gone, though people were enrolled"):
        shelf.vault.templates()
    with pytest.raises(BadInputError, match="is gone"):
        shelf.add(BEN, 2)
    shelf.vault.destroy()
    assert shelf.vault.templates() == ()
    assert shelf.key_files() == []


def test_a_vault_without_its_key_stays_shut(shelf):
    shelf.add(ADA, 1)
    (key,) = shelf.keys.glob("*.key")
    key.unlink()
    with pytest.raises(BadInputError, match="is not on this machine or is no key"):
        shelf.vault.templates()


def test_a_damaged_key_is_no_key(shelf):
    shelf.add(ADA, 1)
    (key,) = shelf.keys.glob("*.key")
    key.write_text("{}", encoding="utf-8")
    key.chmod(0o600)
    with pytest.raises(BadInputError, match="is no key"):
        shelf.vault.templates()


def test_a_key_that_others_may_read_is_not_used(shelf):
    shelf.add(ADA, 1)
    (key,) = shelf.keys.glob("*.key")
    key.chmod(0o640)
    with pytest.raises(BadInputError, match="chmod 600"):
        shelf.vault.templates()
    key.chmod(0o600)
    shelf.keys.chmod(0o755)
    with pytest.raises(BadInputError, match="chmod 700"):
        shelf.vault.templates()


def test_templates_serve_one_production_alone(shelf):
    shelf.add(ADA, 1)
    with pytest.raises(BadInputError, match="belongs to the production S, not to T"):
        shelf.of("T").templates()


def test_two_shows_have_two_keys_and_one_forgets_alone(tmp_path):
    one, other = Shelf(tmp_path / "a"), Shelf(tmp_path / "b")
    other.keys = one.keys
    other.vault = other.of("S")
    one.add(ADA, 1)
    other.add(ADA, 1)
    assert len(one.key_files()) == 2
    one.vault.forget("p-1")
    assert other.vault.templates()[0].performer == "p-1"
    one.vault.destroy()
    assert other.vault.templates()[0].performer == "p-1"


def test_templates_of_another_network_are_not_compared(shelf):
    shelf.add(ADA, 1, model="an-older-network")
    with pytest.raises(BadInputError, match=r"p-1: the face template .* made by another network than a-network"):
        shelf.vault.faces(MODEL)


def test_voices_and_faces_don_t_mix(shelf):
    shelf.add(ADA, 1)
    shelf.vault.add(ADA, [np.ones(256, "f4")], modality="voice", model="v", evidence="release", now=NOW)
    assert shelf.vault.faces(MODEL).vectors.shape == (1, 128)
    assert shelf.vault.voices("v").vectors.shape == (1, 256)


def test_a_write_that_fails_leaves_the_vault_as_it_was(shelf, monkeypatch):
    from rushes.clearance.likeness import vault_key

    shelf.add(ADA, 1)
    before = shelf.file.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault_key.os, "fsync", full)
    with pytest.raises(BadInputError, match="disk is full"):
        shelf.add(BEN, 2)
    monkeypatch.undo()
    assert shelf.file.read_bytes() == before
    assert [template.performer for template in shelf.vault.templates()] == ["p-1"]
    assert not list(shelf.keys.glob("*.part"))


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_rotation_that_breaks_off_anywhere_leaves_a_vault_that_opens(shelf, monkeypatch, writes):
    from rushes.clearance.likeness import vault_key

    shelf.add(ADA, 1)
    real, count = vault_key.os.fsync, []

    def dies(descriptor):
        count.append(descriptor)
        if len(count) == writes:
            raise KeyboardInterrupt
        real(descriptor)

    monkeypatch.setattr(vault_key.os, "fsync", dies)
    with pytest.raises(KeyboardInterrupt):
        shelf.vault.rotate()
    monkeypatch.undo()
    assert shelf.vault.templates()[0].performer == "p-1"
    shelf.vault.rotate()
    assert len(shelf.key_files()) == 1
    assert shelf.vault.templates()[0].performer == "p-1"


def test_two_processes_that_enrol_at_once_lose_nothing(shelf):
    code = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from rushes.clearance.likeness.vault import Vault
from rushes.clearance.records.performer import Performer
now = datetime(2026, 11, 26, tzinfo=UTC)
vault = Vault(Path({str(shelf.consents)!r}), Path({str(shelf.keys)!r}), "S", lambda what, who: None)
who = Performer(id=sys.argv[1], name="X", enrolled_at=now)
for turn in range(10):
    vault.add(who, [np.ones(128, "f4")], model="m", evidence="release", now=now)
"""
    running = [subprocess.Popen([sys.executable, "-c", code, name]) for name in ("p-1", "p-2")]
    assert [process.wait(120) for process in running] == [0, 0]
    assert len(shelf.vault.templates()) == 20


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True),
            st.sampled_from(["face", "voice"]),
            st.text(max_size=40),
            st.lists(st.floats(width=32, allow_nan=False), max_size=20),
        ),
        max_size=6,
    )
)
def test_packing_loses_nothing(entries):
    given_ = [
        Template(performer, modality, "m", np.array(numbers, "f4"), evidence, "2026-11-26T04:00:00+00:00")
        for performer, modality, evidence, numbers in entries
    ]
    back = unpacked(packed(given_))
    assert len(back) == len(given_)
    for one, other in zip(given_, back, strict=True):
        assert (one.performer, one.modality, one.evidence) == (other.performer, other.modality, other.evidence)
        assert np.array_equal(one.vector, other.vector)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_templates_are_a_value_error(content):
    try:
        unpacked(content)
    except ValueError:
        return
