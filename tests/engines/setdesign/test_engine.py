import json

import pytest

from rushes.brief.settle_design import VIEWS
from rushes.engines import Take
from rushes.inspection.buildable import buildable


def refused(asked, *lines):
    return asked.refused(asked.brief("kind: set", *lines))


def test_what_can_t_be_grown_is_said_before_anything_is_made(asked):
    assert "width is 40.0; it goes from 7 to 15 m" in refused(asked, "text: a bunker", "room: {width: 40 m}")
    assert "room.style" in refused(asked, "room: {style: gothic}")


def test_a_plan_names_the_papers_of_one_design_and_none_of_several(asked):
    name = asked.brief("kind: set", "text: a corridor")
    out = asked.rushes("plan", name, "--show", "S", "--json")[1]
    steps = [step["name"] for step in json.loads(out.splitlines()[-1])["steps"]]
    assert steps == ["room", "scene", "papers", "comp", "clip", "board"]
    name = asked.brief("kind: set", "text: a corridor, 4 options")
    out = asked.rushes("plan", name, "--show", "S", "--json")[1]
    assert "papers" not in [step["name"] for step in json.loads(out.splitlines()[-1])["steps"]]


@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_words_become_sealed_options_and_a_board(asked):
    """Two corridors in the least quality: the whole way of a set, papers apart."""
    name = asked.brief("kind: set", "text: a hotel corridor, worn, at night", "options: 2")
    code, out, errors = asked.make_apart(name)
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
