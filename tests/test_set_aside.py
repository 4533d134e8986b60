"""A quarantined take is looked at, decided about, made again and sealed; whatever the decision is not about stays where it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from drawn_head import ADA, BEN, head, scene
from rushes.assembly import write_record
from rushes.brief import Brief, brief_sha256
from rushes.clearance.likeness.faces import RECOGNISER, detect, embed
from rushes.clearance.records.keys import create_key
from rushes.engines import Finding, Take, TakeFile
from rushes.enrolled import open_vault
from rushes.media.colour import from_display
from rushes.media.exr import write_exr
from rushes.provenance.events import record_quarantine
from rushes.provenance.ledger import read_ledger
from rushes.show import FrameRange, Show

BRIEF = Brief(shot="020_0150", kind="clip")
RECIPE = "7" * 64
PHRASE = "correct horse battery"
TO_COME = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def desk(tmp_path, rushes, monkeypatch):
    """Return the command ``rushes quarantine ... --json`` on a show in which a take is set aside for a face in two frames."""
    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    show = Show.init(tmp_path / "S", Fraction(24))
    create_key(tmp_path / "ida.key", PHRASE)
    lie_in_quarantine(show)

    def run(*arguments, code=0):
        left, out, errors = rushes("quarantine", *arguments, "--show", "S", "--json")
        assert left == code, f"{out}\n{errors}"
        return json.loads(out.splitlines()[-1]) if code == 0 else errors

    return run


def lie_in_quarantine(show, *, known=True, kind="clip", who=BEN):
    folder = show.folder / "quarantine" / "020_0150_v001"
    (folder / "exr").mkdir(parents=True)
    files = []
    for frame in range(1001, 1007):
        shown = scene((head(who), 20, 40, 280), size=(640, 360)) if frame in {1001, 1005} else scene(size=(640, 360))
        light = from_display(np.clip(shown / 255, 0, 0.95)).astype("f2")
        smoke = np.zeros((360, 640), "f2")
        smoke[:, :320] = 0.75
        name = f"exr/S_020_0150_comp_v001.{frame}.exr"
        planes = dict(zip("RGB", np.moveaxis(light, -1, 0), strict=True))
        write_exr(folder / name, {**planes, "smoke.A": smoke}, frame=frame, rate=Fraction(24))
        files.append(TakeFile(name, "comp", "0" * 64))
    take = Take(
        folder=folder,
        show="S",
        shot="020_0150",
        version="v001",
        kind=kind,
        engine="clip 1",
        rate=Fraction(24),
        frames=FrameRange.of_length(6),
        handles=0,
        seed=1,
        recipe={"sha256": RECIPE, "steps": []},
        clearance={"id": "clr-1", "people": [], "brief_sha256": brief_sha256(BRIEF)},
        understood=(),
        assumed=(),
        not_understood=(),
        digital_source_type="",
        created="2026-11-26T04:00:00+00:00",
        files=tuple(files),
        findings=(Finding("likeness", False, 2, 0, "frames", "A face is in frames 1001, 1005."),),
    )
    write_record(take, BRIEF)
    if known:
        record_quarantine(show, shot=take.shot, version=take.version, checks=["likeness"], recipe=RECIPE)
    return take


def word(*finds, role="clearance", what="smoke", expires=TO_COME, key="ida.key"):
    numbers = [part for find in finds for part in ("--find", str(find))]
    said = ["--what", what, "--by", "Ida Quill", "--role", role, "--why", "It boils away.", "--expires", expires]
    return ("nobody", "020_0150_v001", *numbers, *said, "--key", key)


def test_what_is_held_is_listed_and_the_desk_says_that_it_is(desk, rushes):
    assert desk("list")["quarantined"] == [{"name": "020_0150_v001", "recipe": RECIPE}]
    assert "1 take lies in quarantine: rushes quarantine list" in rushes("desk", "list", "--show", "S")[1]


def test_each_find_is_told_and_pictured_with_its_box(desk, tmp_path):
    told = desk("show", "020_0150_v001", "--out", "looked")
    assert [(one["find"], one["frame"], one["why"]) for one in told["finds"]] == [(1, 1001, "stranger"), (2, 1005, "stranger")]  # fmt: skip
    assert told["finds"][0]["covered"] == {"smoke": pytest.approx(0.75, abs=0.01)}
    names = [Path(path).name for path in told["pictures"]]
    assert names[:2] == ["S_020_0150_v001_find1_1001.png", "S_020_0150_v001_find1_1001_close.png"]
    whole = np.asarray(Image.open(told["pictures"][0]))
    left, top, wide, tall = told["finds"][0]["box"]
    yellow = np.all(whole == (255, 220, 0), axis=-1)
    down, across = np.nonzero(yellow)
    assert abs(across.min() - left) <= 3
    assert abs(down.max() - top - tall) <= 3
    assert not yellow[top + 2 : top + tall - 2, left + 2 : left + wide - 2].any(), "what is judged stays as it is"
    close = np.asarray(Image.open(told["pictures"][1]))
    assert close.shape[0] == 320
    assert close.shape[1] > 2 * 320, "frames beside it stand beside it"
    assert (tmp_path / "looked" / names[0]).stat().st_mode & 0o777 == 0o600


def test_a_person_of_clearance_decides_and_ledger_and_clearance_name_it(desk, rushes, tmp_path):
    made = desk(*word(1))
    assert made["left"] == [2]
    made = desk(*word(2))
    assert made["left"] == []
    entries = [entry for entry in read_ledger(tmp_path / "S" / "ledger.jsonl") if entry.event == "false_face.decided"]
    assert entries[-1].data["decision"] == made["decision"]
    assert entries[-1].data["recipe"] == RECIPE
    assert entries[-1].data["role"] == "clearance"
    assert "Ida" not in (tmp_path / "S" / "ledger.jsonl").read_text(encoding="utf-8")
    finds = desk("show", "020_0150_v001")["finds"]
    assert [bool(one["decided"]) for one in finds] == [True, True]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (word(1, role="production"), "not for the role production to decide"),
        (word(1, what="bystander"), "is nothing that passes for a face"),
        (word(3), "has no find 3"),
        (word(1, expires="2020-01-01"), "would have ended"),
        (("nobody", "020_0150_v009", *word(1)[2:]), "lies in quarantine"),
        (("nobody", "../S", *word(1)[2:]), "lies in quarantine"),
        (word(1, key="nobody.key"), "nobody.key"),
    ],
)
def test_what_can_t_be_decided_is_a_sentence_and_nothing_is_written(desk, tmp_path, asked, words):
    assert words in desk(*asked, code=2)
    assert not (tmp_path / "S" / "consents" / "false_faces").exists()


def test_a_take_that_the_ledger_never_saw_set_aside_is_not_decided_about(tmp_path, rushes, monkeypatch):
    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    create_key(tmp_path / "ida.key", PHRASE)
    lie_in_quarantine(Show.init(tmp_path / "S", Fraction(24)), known=False)
    code, _, errors = rushes("quarantine", *word(1), "--show", "S")
    assert code == 2
    assert "The ledger knows of no quarantine of S_020_0150_v001" in errors


def test_a_re_age_is_not_decided_about(tmp_path, rushes, monkeypatch):
    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    create_key(tmp_path / "ida.key", PHRASE)
    lie_in_quarantine(Show.init(tmp_path / "S", Fraction(24)), kind="reage")
    code, _, errors = rushes("quarantine", *word(1), "--show", "S")
    assert code == 2
    assert "a picture of somebody" in errors


def test_somebody_who_is_enrolled_is_not_decided_about(tmp_path, rushes, monkeypatch):
    from rushes.clearance.records.performer import Performer

    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    create_key(tmp_path / "ida.key", PHRASE)
    show = Show.init(tmp_path / "S", Fraction(24))
    lie_in_quarantine(show, who=ADA)
    portrait = scene((head(ADA), 400, 100, 480))
    (face,) = detect(portrait)
    now = datetime.now(UTC)
    somebody = Performer(id="p-1", name="Ada Moss", did="did:key:z6Mk", evidence="passport", enrolled_at=now)
    open_vault(show).add(somebody, [embed(portrait, face)], model=RECOGNISER, evidence="release", now=now)
    code, _, errors = rushes("quarantine", *word(1), "--show", "S")
    assert code == 2
    assert "Find 1 is, or may be, p-1: no decision answers that" in errors


def test_what_a_model_drew_is_pictured_as_it_drew_it_and_not_decided_about(tmp_path, rushes, monkeypatch):
    from rushes.find_pictures import draw_finds
    from rushes.set_aside import finds_in

    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    create_key(tmp_path / "ida.key", PHRASE)
    show = Show.init(tmp_path / "S", Fraction(24))
    take = lie_in_quarantine(show)
    name = "elements/finish/S_020_0150_finish_v001.1003.png"
    (take.folder / name).parent.mkdir(parents=True)
    drawn = scene((head(BEN), 330, 40, 280), size=(640, 360))
    Image.fromarray(drawn).save(take.folder / name)
    take = replace(take, files=(*take.files, TakeFile(name, "element", "0" * 64)))
    write_record(take, BRIEF)
    finds = finds_in(take, show, datetime.now(UTC))
    assert [(find.sighting.frame, find.why, find.drawn) for find in finds] == [(1001, "stranger", False), (1003, "drawn", True), (1005, "stranger", False)]  # fmt: skip
    whole = np.asarray(Image.open(draw_finds(take, finds[1:2], tmp_path / "looked")[0]))
    assert (np.abs(whole.astype(int) - drawn).max(axis=-1) == 0).mean() > 0.98
    code, _, errors = rushes("quarantine", *word(2), "--show", "S")
    assert (code, "was drawn by a brought model" in errors) == (2, True)


def test_frames_that_were_put_in_place_of_others_don_t_free_the_take(desk, tmp_path):
    """Whoever swaps the quarantined frame for one with smoke signs for that one, and not for what the steps made."""
    from rushes.clearance.likeness.index import FaceIndex
    from rushes.clearance.records.loading import load_registry
    from rushes.inspection import likeness_check

    aside = tmp_path / "S" / "quarantine" / "020_0150_v001"
    take = Take.load(aside / "take.json")
    kept = tmp_path / "kept"
    kept.mkdir()
    for file in take.files:
        (kept / file.path).parent.mkdir(exist_ok=True)
        (kept / file.path).write_bytes((aside / file.path).read_bytes())
    other = scene((head(BEN), 20, 40, 280), size=(640, 360))
    other[-8:, -8:] = 90
    light = from_display(np.clip(other / 255, 0, 0.95)).astype("f2")
    planes = dict(zip("RGB", np.moveaxis(light, -1, 0), strict=True))
    write_exr(aside / take.files[0].path, planes, frame=1001, rate=Fraction(24))
    desk(*word(1, 2))
    (decided,) = load_registry(tmp_path / "S" / "consents", now=datetime.now(UTC)).false_faces
    (finding,) = likeness_check(FaceIndex(), decided=[decided])(replace(take, folder=kept))
    assert not finding.ok
    assert "is in frames 1001" in finding.detail


@pytest.mark.blender
@pytest.mark.slow
def test_a_take_that_was_held_for_nobody_is_looked_at_decided_about_and_sealed(asked, monkeypatch):
    from rushes.inspection import faces

    monkeypatch.setenv("RUSHES_PASSPHRASE", PHRASE)
    create_key(asked.folder / "ida.key", PHRASE)
    Image.fromarray(np.full((180, 320, 3), 150, np.uint8)).save(asked.folder / "plate.png")
    smoke = scene((head(BEN), 200, 40, 280), size=(640, 360))
    monkeypatch.setattr(faces, "seen", lambda _path: smoke)
    somebody = (
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from drawn_head import BEN, head, scene\n"
        "import rushes.inspection.faces as check\n"
        "check.seen = lambda path: scene((head(BEN), 200, 40, 280), size=(640, 360))"
    )
    lines = (
        "frames: 2",
        "plate: plate.png",
        "building: {storeys: 1, bays: 1, bays_deep: 1}",
        "collapse: {start_s: 0.0}",
    )
    code, _, errors = asked.make_apart(asked.brief(*lines), before=somebody)
    assert code == 5, errors
    assert "to look: rushes quarantine show 020_0150_v001" in errors
    code, out, errors = asked.rushes("quarantine", *word(1, 2), "--show", "S", "--json")
    assert code == 0, errors
    decision = json.loads(out.splitlines()[-1])["decision"]

    code, _, errors = asked.make_apart(asked.brief(*lines, "seed: 4"), before=somebody)
    assert code == 5, "another recipe is held as before"
    code, _, errors = asked.make_apart(asked.brief(*lines), before=somebody)
    assert code == 0, errors
    take = Take.load(asked.show / "shots" / "020_0150" / "v001" / "take.json")
    (finding,) = [one for one in take.findings if one.check == "likeness"]
    assert finding.ok
    assert decision in finding.detail
    assert decision in take.clearance["decisions"]
    judged = [entry for entry in read_ledger(asked.show / "ledger.jsonl") if entry.event == "clearance.judged"]
    assert judged[-1].data["decisions"] == [decision]
    assert asked.rushes("verify", str(take.folder))[0] == 0
    assert decision.encode() in next(take.folder.glob("review/*.mp4")).read_bytes(), "the seal names it"
