"""What a check forbids to hand over is set aside unsealed, with its reason."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rushes.brief import Brief
from rushes.engines import Finding, Take, TakeFile
from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance.ledger import read_ledger
from rushes.quarantine import QUARANTINE, QuarantinedError, quarantine
from rushes.show import FrameRange, Show

BRIEF = Brief(shot="020_0150")
FAILED = Finding("likeness", False, 2, 0, "frames", "The performer p-1 is to be known in frames 1001, 1005.")


@pytest.fixture
def show(tmp_path):
    return Show.init(tmp_path / "S", Fraction(24))


def put_together(show, *findings):
    folder = show.version_folder("020_0150", "v001").with_name("v001.part")
    (folder / "exr").mkdir(parents=True)
    (folder / "exr" / "S.1001.exr").write_bytes(b"picture")
    return Take(
        folder=folder,
        show="S",
        shot="020_0150",
        version="v001",
        kind="destruction",
        engine="destruction 1",
        rate=Fraction(24),
        frames=FrameRange.of_length(6),
        handles=0,
        seed=1,
        recipe={"sha256": "0" * 64},
        clearance={"id": "clr-1"},
        understood=(),
        assumed=(),
        not_understood=(),
        digital_source_type="",
        created="2026-11-26T04:00:00+00:00",
        files=(TakeFile("exr/S.1001.exr", "comp", "0" * 64),),
        findings=findings,
    )


@pytest.mark.parametrize(
    "findings",
    [(), (Finding("likeness", True, 0, 0, "frames"),), (Finding("black_frames", False, 1, 0, "frames", "1004"),)],
)
def test_a_take_that_may_be_handed_over_stays_where_it_is(show, findings):
    take = put_together(show, *findings)
    quarantine(take, show, BRIEF)
    assert take.folder.is_dir()
    assert not (show.folder / "quarantine").exists()


def test_a_take_that_shows_somebody_without_consent_is_set_aside(show):
    take = put_together(show, Finding("black_frames", True, 0, 0, "frames"), FAILED)
    with pytest.raises(QuarantinedError) as caught:
        quarantine(take, show, BRIEF)
    aside = show.folder / "quarantine" / "020_0150_v001"
    assert "S_020_0150_v001 is quarantined and was not sealed" in str(caught.value)
    assert FAILED.detail in str(caught.value)
    assert str(aside) in str(caught.value)
    assert caught.value.exit_code == CheckFailedError.exit_code == 5
    assert not take.folder.exists()
    assert show.versions("020_0150") == ()
    assert (aside / "exr" / "S.1001.exr").read_bytes() == b"picture"
    why = (aside / "why.txt").read_text(encoding="utf-8")
    assert FAILED.detail in why
    (entry,) = [one for one in read_ledger(show.ledger) if one.event == "take.quarantined"]
    assert entry.scope == {"show": "S", "shot": "020_0150", "version": "v001"}
    assert entry.data == {"checks": ["likeness"], "recipe": "0" * 64}
    assert "clr-1" in why
    assert [finding.ok for finding in Take.load(aside / "take.json").findings] == [True, False]
    assert (show.folder / "quarantine").stat().st_mode & 0o777 == 0o700


def test_an_earlier_quarantine_is_kept(show):
    for _ in range(3):
        with pytest.raises(QuarantinedError):
            quarantine(put_together(show, FAILED), show, BRIEF)
    names = sorted(path.name for path in (show.folder / "quarantine").iterdir())
    assert names == ["020_0150_v001", "020_0150_v001_2", "020_0150_v001_3"]


def test_a_take_that_can_t_be_set_aside_is_not_handed_over_either(show):
    (show.folder / "quarantine").write_text("in the way", encoding="utf-8")
    with pytest.raises(BadInputError):
        quarantine(put_together(show, FAILED), show, BRIEF)
    assert show.versions("020_0150") == ()


def test_the_likeness_check_is_one_that_no_take_may_fail():
    assert "likeness" in QUARANTINE


@pytest.mark.blender
@pytest.mark.slow
def test_make_seals_nothing_in_which_a_stranger_is_seen(asked):
    picture = Image.fromarray(np.full((180, 320, 3), 150, np.uint8))
    picture.save(asked.folder / "plate.png")
    someone = (
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from drawn_head import ADA, head, scene\n"
        "import rushes.inspection.faces as check\n"
        "check.seen = lambda path: scene((head(ADA), 200, 40, 280), size=(640, 360))"
    )
    brief = asked.brief(
        "frames: 2", "plate: plate.png", "building: {storeys: 1, bays: 1, bays_deep: 1}", "collapse: {start_s: 0.0}"
    )
    code, _, errors = asked.make_apart(brief, before=someone)
    assert code == 5, errors
    sentence = errors.splitlines()[-1]
    assert sentence.startswith("rushes: Take S_020_0150_v001 is quarantined and was not sealed.")
    assert "was not in the plate is in frames 1001-1002" in sentence
    aside = asked.show / "quarantine" / "020_0150_v001"
    assert "was not in the plate" in (aside / "why.txt").read_text(encoding="utf-8")
    assert not list(aside.rglob("*.c2pa"))
    assert Show.load(asked.show).versions("020_0150") == ()
    assert "take.sealed" not in (asked.show / "ledger.jsonl").read_text(encoding="utf-8")
