from fractions import Fraction

import pytest

from going_on import go_on
from rushes.brief import brief_from_text
from rushes.brief.finish import Finish
from rushes.brief.settle_design import VIEWS
from rushes.engines import Take, pipeline_folder
from rushes.engines.setdesign.engine import ENGINE, steps
from rushes.inspection.buildable import buildable


def refused(asked, *lines):
    return asked.refused(asked.brief("kind: set", *lines))


def test_what_can_t_be_grown_is_said_before_anything_is_made(asked):
    assert "width is 40.0; it goes from 7 to 15 m" in refused(asked, "text: a bunker", "room: {width: 40 m}")
    assert "room.style" in refused(asked, "room: {style: gothic}")


def test_one_design_has_papers_and_several_have_none():
    def names(text):
        brief = brief_from_text(text, "010_0010", Fraction(24), kind="set")
        return [step.name for step in steps(brief, Fraction(24), "S", "v001")]

    assert names("a corridor") == ["room", "scene", "papers", "comp", "clip", "board"]
    assert names("a corridor, 4 options") == ["room", "scene", "comp", "clip", "board"]


def test_a_finish_stands_beside_the_pictures_and_is_told_as_trained(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline_folder, "EXTRA", ())
    (tmp_path / "controlnet").mkdir()
    (tmp_path / "model_index.json").write_text(
        '{"_class_name": "StableDiffusionControlNetImg2ImgPipeline"}', encoding="utf-8"
    )
    brief = brief_from_text("a corridor", "010_0010", Fraction(24), kind="set")
    asked = brief.model_copy(update={"finish": Finish(model=tmp_path, licence="own", source="us", trained_on="ours")})
    made = {step.name: step for step in steps(asked, Fraction(24), "S", "v001")}
    assert "finish" in made["board"].needs
    assert made["clip"].needs == ("comp",)  # the movie shows what can be built
    assert ENGINE.digital_source_type(asked).endswith("/compositeWithTrainedAlgorithmicMedia")
    assert ENGINE.digital_source_type(brief).endswith("/algorithmicMedia")
    assert ENGINE.sample(asked, 3).finish.model is None


def test_a_wish_of_options_that_are_not_there_is_said(asked):
    sentence = refused(asked, "text: a corridor", 'explore: {of: v003, wish: "more like 2"}')
    assert "Shot 020_0150 has no version v003 with options" in sentence


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_words_become_sealed_options_and_a_board(asked):
    """Two corridors in the least quality: the whole way of a set, papers apart."""
    name = asked.brief("kind: set", "text: a hotel corridor, worn, at night", "options: 2")
    code, out, errors = asked.make_apart(name, small_sheets=True)
    assert code == 0, errors
    take = Take.load(asked.show / "shots" / "020_0150" / "v001" / "take.json")
    assert [finding.check for finding in take.findings if not finding.ok] == []
    assert buildable(take)[0].value == 0
    assert len(take.paths("comp")) == 2
    assert len(take.paths("scene")) == 2
    assert take.handles == 0
    pdf, html = sorted(take.paths("board"), key=lambda path: path.suffix, reverse=True)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "hotel corridor" in html.read_text(encoding="utf-8")
    assert take.digital_source_type.endswith("algorithmicMedia")
    assert "Board" in out
    assert VIEWS == 3
    page = html.read_text(encoding="utf-8")
    assert page.count("Plan of option ") == 2
    record = "elements/room/explored.json"
    wish = "lock materials of 2, more like 2, less like 1"
    further = go_on(asked, ("kind: set", "text: a corridor"), record, wish, ("wood", "metal", "wear"))
    assert [finding.check for finding in further.findings if not finding.ok] == []
