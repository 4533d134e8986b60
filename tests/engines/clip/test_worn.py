"""Characters who wear a take of the wardrobe: which one, how it goes with the body, and what is refused."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from a_figure import HEEL_M, body, write_figure, write_take

from cleared import permit
from rushes.brief import Brief, brief_sha256
from rushes.brief.scene import Character, Motion, Scene, Shot, Wears
from rushes.engines.clip.acting.played import played
from rushes.engines.clip.engine import ENGINE
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics.cast import travels_of
from rushes.engines.clip.posture import Posture, Side, moves_of, placed
from rushes.engines.clip.walking import striding
from rushes.engines.clip.worn.dress_step import dress
from rushes.engines.clip.worn.figure import read_figure
from rushes.engines.clip.worn.outfit import outfit_file, read_outfit
from rushes.engines.clip.worn.take import completed, dressed
from rushes.errors import BadInputError
from rushes.plan import StepContext

SKIRT, CUFF = (0.1, 0.2, 0.6), (0.8, 0.8, 0.7)


def brief(wears="010_0030", **more):
    woman = Character("woman", wears=wears, does=(Motion("walk", toward="right"),), **more)
    return Brief(kind="clip", shot="020_0010", frames=24, clip=Scene(characters=(woman,), shots=(Shot(seconds=1.0),)))


def planned(shots, **more):
    return ENGINE.steps(completed(brief(**more), shots.parent, shots / "020_0010"), Fraction(24), "SHOW", "v001")


def run_dress(step, out):
    out.mkdir()
    files = {file.label: file.path for file in step.files}
    dress(StepContext(out, {}, files, step.params, permit(), lambda _done, _of: None))
    return out


@pytest.fixture(scope="module")
def shots(tmp_path_factory):
    folder = tmp_path_factory.mktemp("show") / "shots"
    write_take(folder)
    return folder


@pytest.fixture(scope="module")
def folder(shots, tmp_path_factory):
    return run_dress(planned(shots)[0], tmp_path_factory.mktemp("work") / "dress")


@pytest.fixture(scope="module")
def outfit(folder):
    return read_outfit(outfit_file(folder, "woman"))


def of(outfit, colour):
    """Return which points are of a colour."""
    own = [np.allclose(look.colour, colour, atol=1e-3) for _, look in outfit.parts]
    return np.repeat(own, [len(mesh.points) for mesh, _ in outfit.parts])


def test_a_take_is_read_first_and_named_by_its_content_wherever_it_lies(shots, tmp_path):
    steps = {step.name: step for step in planned(shots)}
    assert next(iter(steps)) == "dress"
    assert [file.label for file in steps["dress"].files] == ["worn woman", "worn woman body"]
    assert all("dress" in steps[name].needs for name in ("simulate", "scene", "comp", "sound"))
    assert str(shots) not in str([step.params for step in steps.values()])
    elsewhere = tmp_path / "shots"
    write_take(elsewhere)
    assert {step.name: step.params for step in planned(elsewhere)} == {name: one.params for name, one in steps.items()}


def test_without_a_version_the_newest_take_of_clothes_is_worn(tmp_path):
    shots = tmp_path / "shots"
    for version, kind in (("v001", "wardrobe"), ("v002", "wardrobe"), ("v010", "clip")):
        write_take(shots, version=version, kind=kind)
    made = completed(brief(), tmp_path, shots / "020_0010").clip.characters[0].wears
    assert (made.version, made.folder) == ("v002", shots / "010_0030" / "v002")


@pytest.mark.parametrize(
    ("wears", "given"),
    [
        ("010_0030", Wears("010_0030")),
        ("010_0030/v002", Wears("010_0030", "v002")),
        ("010_0030/v002/footman", Wears("010_0030", "v002", "footman")),
        ("010_0030/footman", Wears("010_0030", "", "footman")),
    ],
)
def test_clothes_are_named_in_a_word(wears, given):
    assert brief(wears).clip.characters[0].wears == given
    assert given.said == wears


def test_what_names_no_clothes_is_said():
    with pytest.raises(ValueError, match=r"names no take of clothes\. Write its shot"):
        brief("the coat, please")


@pytest.mark.parametrize(
    ("wears", "take", "sentence"),
    [
        ("010_0099", {}, "the woman wears 010_0099, and the show has no such take. Make the clothes first"),
        ("010_0030/v007", {}, "the woman wears 010_0030/v007, and the show has no such take"),
        ("010_0030", {"kind": "set"}, "wears SHOW_010_0030_v001, which is of kind set. Name a take of kind wardrobe"),
        ("010_0030", {"verdict": "escalate"}, "which was not cleared, so nothing is made of it"),
        (
            "010_0030/v001/footman",
            {},
            "wears what footman wears in SHOW_010_0030_v001, where there is nobody with a name",
        ),
    ],
)
def test_what_cannot_be_worn_is_one_sentence(wears, take, sentence, tmp_path):
    shots = tmp_path / "shots"
    write_take(shots, **take)
    with pytest.raises(BadInputError, match=f"Shot 020_0010: the woman.*{sentence.split('the woman ')[-1]}"):
        planned(shots, wears=wears)


def test_what_is_in_quarantine_is_not_worn(tmp_path):
    (tmp_path / "quarantine" / "010_0030_v001").mkdir(parents=True)
    for wears in ("010_0030/v001", "010_0030"):
        with pytest.raises(BadInputError, match=r"in quarantine: nothing is made of it. Name a take that was sealed."):
            planned(tmp_path / "shots", wears=wears)


@pytest.mark.parametrize("file", ["scene/outfit.usdc", "elements/body/SHOW_010_0030_person.1.json"])
def test_an_altered_file_is_not_worn(file, tmp_path):
    folder = write_take(tmp_path / "shots")
    (folder / file).write_bytes((folder / file).read_bytes() + b" ")
    with pytest.raises(BadInputError, match=f"whose {file} is missing or not the one that was sealed"):
        planned(tmp_path / "shots")


def test_a_figure_that_is_not_its_body_is_not_worn(tmp_path):
    shots = tmp_path / "shots"
    write_take(shots, wrong=True)
    with pytest.raises(
        BadInputError, match=r"The woman wears SHOW_010_0030_v001: its figure is off the body .* by \d+ cm"
    ):
        run_dress(planned(shots)[0], tmp_path / "dress")


def test_a_stage_without_anybody_is_said(tmp_path):
    with pytest.raises(BadInputError, match="holds no person 3 who wears anything"):
        read_figure(write_figure(tmp_path), 3)
    (tmp_path / "no.usdc").write_bytes(b"no stage")
    with pytest.raises(BadInputError, match=r"no.usdc is no USD file that can be read"):
        read_figure(tmp_path / "no.usdc", 1)


def test_somebody_is_as_tall_as_their_body_and_stands_in_the_middle(outfit):
    skin = body().vertices[: body().mesh.skin]
    assert outfit.tall == pytest.approx(float(skin[:, 2].max()) + HEEL_M, abs=0.02)
    assert abs(float(np.median(outfit.points[:, 0]))) < 0.1
    assert outfit.weights.sum(axis=1) == pytest.approx(np.ones(len(outfit.weights)), abs=1e-5)


def test_a_skirt_beside_a_hand_stays_with_the_legs_and_a_cuff_with_the_arm(outfit):
    raised = Posture(left=Side(arm=1.2), right=Side(arm=1.2))
    went = np.linalg.norm(outfit.posed(raised) - outfit.posed(Posture()), axis=1)
    assert went[of(outfit, SKIRT)].max() < 0.02
    assert went[of(outfit, CUFF)].min() > 0.3


def test_a_skirt_goes_with_both_legs_and_tears_nowhere(outfit):
    mine = of(outfit, SKIRT)
    mesh = next(mesh for mesh, look in outfit.parts if np.allclose(look.colour, SKIRT, atol=1e-3))
    faces = mesh.corners.reshape(-1, 3)

    def longest(points):
        three = points[faces]
        return float(np.linalg.norm(three - np.roll(three, 1, axis=1), axis=2).max())

    straight, strides = outfit.posed(Posture())[mine], outfit.posed(striding(0.0, 1.35))[mine]
    assert np.ptp(strides[:, 1]) > np.ptp(straight[:, 1]) + 0.05
    assert longest(strides) < 2.5 * longest(straight)


@pytest.mark.parametrize("phase", [0.0, 0.2, 0.5, 0.75])
def test_legs_stay_inside_a_skirt_in_mid_stride(outfit, phase):
    posture = striding(phase, 1.35)
    points, moves = outfit.posed(posture), moves_of(outfit.joints, posture)
    cloth = points[of(outfit, SKIRT)]
    shift = (points - _bones_alone(outfit, posture))[outfit.ground][0]
    for limb in outfit.skirts.limbs:
        start, end = (placed(outfit.joints, moves, name) + shift for name in (limb.start, limb.end))
        clear, _ = limb.clear(cloth, start, end)
        assert clear.min() > -0.012


def _bones_alone(outfit, posture):
    from rushes.engines.clip.posture import skin

    return skin(outfit.points, outfit.weights, outfit.bones, moves_of(outfit.joints, posture))


def test_who_wears_a_take_is_staged_and_walks_with_their_soles_on_the_ground(shots, folder):
    scene = dressed(completed(brief(), shots.parent, shots / "020_0010").clip, folder)
    stage = staged(scene, 1)
    looks = {part.look.colour for part in stage.actors[0].model.parts}
    assert any(np.allclose(colour, SKIRT, atol=1e-3) for colour in looks)
    made = played(scene, stage, stage.actors[0], travels_of(scene, stage)["woman"], Fraction(24), 10, 1).poses
    assert len(made) > 4
    assert made[:, :, 2].min(axis=1) == pytest.approx(np.zeros(len(made)), abs=0.01)
    assert np.abs(made[-1] - made[0]).max() > 0.05


def test_a_mannequin_takes_the_skin_that_the_scene_says(shots, tmp_path):
    made = [run_dress(planned(shots, skin=skin)[0], tmp_path / skin) for skin in ("fair", "deep")]
    skins = [read_outfit(outfit_file(one, "woman")).parts[-2][1].colour for one in made]
    assert sum(skins[0]) > 3 * sum(skins[1])


def test_a_step_that_lost_its_outfit_says_so(tmp_path):
    from rushes.errors import StepFailedError

    with pytest.raises(StepFailedError, match="Delete the step dress and make the take again"):
        read_outfit(tmp_path / "woman.npz")


def test_a_brief_that_names_clothes_needs_its_show():
    with pytest.raises(BadInputError, match=r"wears 010_0030, which is found in its show. Make it with --show."):
        ENGINE.steps(brief(), Fraction(24), "SHOW", "v001")


def test_every_step_of_the_plan_exists(shots):
    for step in planned(shots):
        module, _, function = step.entry.partition(":")
        assert callable(getattr(importlib.import_module(module), function))
    assert replace(brief().clip.characters[0].wears, version="v001").said == "010_0030/v001"


def test_whoever_clothes_were_cut_to_is_asked_about_in_the_clip(tmp_path):
    from rushes.clearance.question import Question, Shown
    from rushes.clearance.records.registry import Registry
    from rushes.engines.take import Take
    from rushes.used_takes import check_sealed
    from rushes.worn_people import with_worn

    take = Take.load(write_take(tmp_path / "shots", people=("p-014",)) / "take.json")
    nobody = with_worn(Question(production="SHOW"), (take,), Registry())
    assert [(one.performer, one.how) for one in nobody.shown] == [("p-014", "named")]
    assert nobody.modalities == ("body",)
    named = Question(production="SHOW", shown=(Shown(words="Mara", performer="p-001", how="named"),))
    assert with_worn(named, (take,), Registry()).modalities == ("face", "body")
    with pytest.raises(BadInputError, match="is not the take that the show's ledger knows as sealed"):
        check_sealed((take,), ())


def test_a_clip_of_clothes_that_nobody_agreed_to_is_not_cleared(tmp_path, monkeypatch):
    from rushes.engines.take import Take
    from rushes.judgement import judge
    from rushes.provenance import record_seal
    from rushes.show import Show

    monkeypatch.setenv("RUSHES_CONFIG", str(tmp_path / "settings"))
    show = Show.init(tmp_path / "SHOW", Fraction(24))
    verdicts = []
    for shot, people in (("010_0030", ()), ("010_0040", ("p-014",))):
        folder = write_take(show.shot_folder("010_0010").parent, shot, people=people)
        record = Take.load(folder / "take.json")
        changed = replace(record, recipe={"sha256": "a" * 64}, clearance={**record.clearance, "id": "clr-1"})
        (folder / "take.json").write_text(json.dumps(changed.to_json()))
        record_seal(Take.load(folder / "take.json"), show.ledger, actor="test")
        verdicts.append(judge(brief(shot), show))
    assert [str(one.verdict) for one in verdicts] == ["cleared", "refused"]
    assert "p-014" in " ".join(str(reason) for reason in verdicts[1].reasons)


def test_where_a_take_lies_is_no_part_of_what_a_brief_asks(shots):
    one = brief("010_0030/v001")
    assert brief_sha256(completed(one, shots.parent, shots / "020_0010")) == brief_sha256(one)
    assert brief_sha256(one) != brief_sha256(brief("010_0030/v002"))
