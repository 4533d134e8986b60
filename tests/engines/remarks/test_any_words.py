"""Whatever anybody writes into a note, an engine answers: with a brief that is one, or with sentences."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import Brief, brief_from_text
from rushes.brief.grammar import load_notes_grammar
from rushes.brief.reage import Reage
from rushes.engines.clip.notes.answers import answers as of_a_clip
from rushes.engines.destruction.answers import answers as of_a_destruction
from rushes.engines.lookdev.continued import begun
from rushes.engines.reage.answers import answers as of_a_reage
from rushes.engines.wardrobe.answers import EXPLORED
from rushes.engines.wardrobe.answers import answers as of_clothes
from rushes.engines.wardrobe.asked import asked_of
from rushes.engines.wardrobe.space import design_space, held_of, usual_values
from rushes.plan import Remark
from rushes.show import FrameRange

RATE = Fraction(24000, 1001)
OPENINGS = ("more", "less", "a bit", "much", "too", "no", "not", "later", "earlier", "half a second", "12 frames", "here", "the", "red", "bus", "dust", "like 3", "3 but", "bigger", "move", "remove", "wider", "lapels", "younger", ",", "and", "!", "5", "-2 m", "\u00e9", "\u4e2d")  # fmt: skip


def words_of(kind):
    known = sorted(load_notes_grammar(kind).words) if kind else []
    return st.lists(st.sampled_from([*OPENINGS, *known]) | st.text(max_size=6), min_size=1, max_size=8).map(" ".join)


regions = st.none() | st.tuples(*[st.floats(0, 0.49)] * 2, *[st.floats(0.51, 1)] * 2)
BRIEFS = {
    "destruction": brief_from_text("A block of three storeys loses its ground floor.", "020_0150", RATE, quality="draft"),
    "clip": brief_from_text("A red bus and a taxi stand in a square. At 2 s a crate falls. Cut to a close-up of the taxi, 2 s.", "020_0150", RATE, kind="clip"),
    "reage": Brief(kind="reage", shot="020_0150", reage=Reage(performer="p1", from_age=60, to_age=40)),
    "wardrobe": brief_from_text("a velvet tailcoat, grey trousers", "020_0150", RATE, kind="wardrobe"),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder, brief = tmp_path_factory.mktemp("v001"), BRIEFS["wardrobe"]
    asked = asked_of(brief.body, brief.wardrobe)
    shown = begun(design_space(asked), usual_values(asked), held_of(asked), 1, 1, str)
    (folder / EXPLORED).parent.mkdir(parents=True)
    (folder / EXPLORED).write_text(json.dumps({**shown.exploration.to_json(), "shown": [1], "garments": ""}))
    return folder


def holds(answer, brief):
    """Say whether an answer is whole: a brief that is one, changed where it says so, and sentences where it isn't."""
    assert Brief.model_validate(answer.brief.model_dump()) == answer.brief
    assert (answer.brief != brief) <= bool(answer.turned)
    assert all(one.endswith((".", "?", ".)")) for one in (*answer.left, *answer.told)), answer.left
    return True


@given(st.data())
@pytest.mark.parametrize(
    ("kind", "engine"),
    [("destruction", of_a_destruction), ("clip", of_a_clip), ("reage", of_a_reage), ("wardrobe", of_clothes)],
)
def test_any_words_are_answered(kind, engine, folder, data):
    text = data.draw(words_of(kind if kind != "wardrobe" else ""))
    region = data.draw(regions)
    first = data.draw(st.integers(1001, 1090))
    place = folder if kind == "wardrobe" else Path("/nowhere")
    brief = BRIEFS[kind]
    assert holds(engine(Remark(text, FrameRange(first, first + 4), 1001, RATE, "v001", place, region), brief), brief)
