"""A note becomes the next version's pictures: made for real, as small as takes can be."""

from __future__ import annotations

import json

import numpy as np
import pytest

from rushes.engines import Take
from rushes.media.exr import read_picture
from rushes.review.notes import read_notes
from rushes.show import Show

SHOT = "020_0150"
pytestmark = [pytest.mark.blender, pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(1800)]


def take_of(asked, version):
    return Take.load(asked.show / "shots" / SHOT / version / "take.json")


def made_from_note(asked, frame, text):
    """Write a note on v001 and make v002 of it; return both takes."""
    show = ("--show", str(asked.show))
    code, _, errors = asked.rushes("note", "add", f"{SHOT}/v001", "--frames", str(frame), "--text", text, *show)
    assert code == 0, errors
    code, out, errors = asked.make_apart("--from-notes", f"{SHOT}/v001", small_sheets=True)
    assert code in {0, 5}, errors
    [note] = read_notes(Show.load(asked.show), SHOT)
    assert (note.state, note.answered_by) == ("addressed", "v002"), out
    before, after = take_of(asked, "v001"), take_of(asked, "v002")
    told = json.loads((after.folder / "notes.json").read_text(encoding="utf-8"))
    assert [(one["id"], one["text"]) for one in told["answered"]] == [(note.id, text)]
    assert told["answered"][0]["changed"]
    assert before.recipe["sha256"] != after.recipe["sha256"]
    return before, after


def shown(take, at):
    """Return one of a take's composites."""
    return read_picture(take.paths("comp")[at])[..., :3]


def test_a_note_on_a_collapse_becomes_more_dust(asked):
    name = asked.brief(
        "frames: 20", "text: A house of one storey collapses.", "building: {storeys: 1, bays: 1, bays_deep: 1}",
        "collapse: {start_s: 0.0}", "seed: 3",
    )  # fmt: skip
    code, _, errors = asked.make_apart(name)
    assert code in {0, 5}, errors
    before, after = made_from_note(asked, 1015, "Much more dust")
    assert before.frames == after.frames
    clouds = [
        [read_picture(path).mean() for path in take.paths("element") if "_dust_" in path.name]
        for take in (before, after)
    ]
    assert np.mean(clouds[1][-5:]) > 2 * np.mean(clouds[0][-5:])
    assert not np.array_equal(shown(before, -1), shown(after, -1))


def test_a_note_on_a_set_becomes_a_darker_room(asked):
    code, _, errors = asked.make_apart(asked.brief("kind: set", "text: a hotel corridor"), small_sheets=True)
    assert code == 0, errors
    before, after = made_from_note(asked, 1001, "Much darker")
    assert [path.name.replace("v002", "v001") for path in after.paths("comp")] == [
        path.name for path in before.paths("comp")
    ]
    assert shown(after, 0).shape == shown(before, 0).shape
    assert shown(after, 0).mean() < 0.8 * shown(before, 0).mean()
