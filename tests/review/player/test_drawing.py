"""Drawing, regions and notes: where they were put, at every size, with and without a mouse."""

import pytest

pytestmark = pytest.mark.browser

LISTEN = (
    """() => { self.drafts = []; document.addEventListener("notedraft", event => self.drafts.push(event.detail)); }"""
)


def on_picture(view, x, y):
    """Return the page's point of a point of the picture."""
    stage = view.page.locator(".stage").bounding_box()
    fit = min(stage["width"] / 16, stage["height"] / 9)
    left = stage["x"] + (stage["width"] - 16 * fit) / 2
    top = stage["y"] + (stage["height"] - 9 * fit) / 2
    return left + x * 16 * fit, top + y * 9 * fit


def drag(view, *points):
    view.page.mouse.move(*on_picture(view, *points[0]))
    view.page.mouse.down()
    for point in points[1:]:
        view.page.mouse.move(*on_picture(view, *point), steps=3)
    view.page.mouse.up()


def inked(view, x, y):
    """Say whether something is drawn at a point of the picture."""
    return view.player(
        """const marks = root.querySelector(".stage canvas:last-of-type");
        const fit = Math.min(marks.width / 16, marks.height / 9);
        const data = marks.getContext("2d").getImageData((marks.width - 16 * fit) / 2 + argument[0] * 16 * fit - 2,
          (marks.height - 9 * fit) / 2 + argument[1] * 9 * fit - 2, 4, 4).data;
        return data.some((value, index) => index % 4 === 3 && value > 100)""",
        [x, y],
    )


@pytest.mark.parametrize(("key", "tool"), [("1", "pen"), ("2", "arrow"), ("3", "box")])
def test_a_stroke_lies_where_it_was_drawn_and_stays_there_when_the_page_changes(view, key, tool):
    view.page.evaluate(LISTEN)
    view.press(key)
    drag(view, (0.25, 0.25), (0.7, 0.65))
    (stroke,) = view.player("return player.strokes")
    assert stroke["tool"] == tool
    assert stroke["points"][0] == pytest.approx([0.25, 0.25], abs=0.003)
    assert stroke["points"][-1] == pytest.approx([0.7, 0.65], abs=0.003)
    draft = view.page.evaluate("self.drafts.at(-1)")
    assert (draft["version"], draft["frames"]) == ("v003", [1001, 1001])
    assert draft["strokes"] == [stroke]
    for width, height in ((900, 620), (620, 800), (1280, 700)):
        view.page.set_viewport_size({"width": width, "height": height})
        view.page.wait_for_timeout(150)
        assert inked(view, 0.25, 0.25), (width, height)
        assert inked(view, 0.7, 0.65), (width, height)
        assert not inked(view, 0.1, 0.85), (width, height)
    view.page.set_viewport_size({"width": 900, "height": 620})
    view.press("Backspace")
    assert view.player("return player.strokes") == []


def test_strokes_belong_to_the_frames_they_were_drawn_on(view):
    view.press("1")
    view.seek(1010)
    drag(view, (0.3, 0.3), (0.6, 0.5))
    assert inked(view, 0.3, 0.3)
    view.seek(1011)
    assert not inked(view, 0.3, 0.3)
    drag(view, (0.3, 0.7), (0.6, 0.7))
    assert view.player("return player.draft.frames") == [1010, 1011]
    assert inked(view, 0.3, 0.3)
    view.player("await player.show('v002')")
    assert not inked(view, 0.3, 0.3)


def test_a_region_is_told_and_the_rest_is_dimmed(view):
    view.press("4")
    drag(view, (0.6, 0.7), (0.2, 0.3))
    assert view.player("return player.region") == pytest.approx([0.2, 0.3, 0.6, 0.7], abs=0.003)
    assert inked(view, 0.2, 0.5)
    view.player("player.clear()")
    assert view.player("return player.region") is None


def test_everything_is_drawn_without_a_mouse(view):
    view.press(
        "3", "Enter", *["ArrowLeft"] * 5, "Enter", *["Shift+ArrowRight"] * 3, *["ArrowDown"] * 4, "Enter", "Escape"
    )
    (stroke,) = view.player("return player.strokes")
    assert stroke["tool"] == "box"
    assert stroke["points"] == [[0.45, 0.5], [0.6, 0.54]]
    assert view.frame == 1001  # arrows moved the cross, not the playhead
    view.press("Escape", "ArrowRight")
    view.until("at", 1002)


def test_points_outside_of_the_picture_are_held_at_its_edge(view):
    view.press("2")
    drag(view, (0.5, 0.5), (0.999, 0.5), (1.02, 0.5))
    (stroke,) = view.player("return player.strokes")
    assert max(max(point) for point in stroke["points"]) <= 1


def test_a_note_takes_the_eye_to_its_frame_and_shows_what_it_says(view):
    note = {
        "id": "n-1",
        "version": "v002",
        "frames": [1012, 1015],
        "author": "ida",
        "text": "The left column leans too far.",
        "state": "open",
        "strokes": [{"tool": "arrow", "colour": "#ffcc00", "width": 0.004, "points": [[0.2, 0.2], [0.4, 0.4]]}],
        "region": None,
    }
    other = {**note, "id": "n-2", "version": "v003", "frames": [1030, 1030], "text": "Good.", "strokes": []}
    view.player("player.notes = argument", [note, other])
    marks = view.page.locator(".note")
    assert marks.count() == 2
    assert marks.first.get_attribute("aria-label") == "ida, frames 1012 to 1015 of v002: The left column leans too far."
    marks.first.click()
    view.until("at", 1012)
    view.page.wait_for_selector(".said:not([hidden])")
    assert view.player("return player.version") == "v002"
    assert inked(view, 0.3, 0.3)
    assert "The left column leans too far." in view.page.locator(".said").inner_text()
    view.seek(1016)
    assert not inked(view, 0.3, 0.3)
    view.player("await player.show('v003')")
    view.press("PageDown")
    view.until("at", 1030)


def test_a_finger_draws_too(view):
    view.press("1")
    x, y = on_picture(view, 0.4, 0.4)
    view.player(
        """const surface = root.querySelector(".stage canvas:last-of-type");
        surface.setPointerCapture = () => undefined;
        const tell = (name, x, y) => surface.dispatchEvent(new PointerEvent(name, { pointerId: 7, pointerType: "touch", clientX: x, clientY: y, bubbles: true, button: 0 }));
        tell("pointerdown", ...argument); tell("pointermove", argument[0] + 60, argument[1] + 30); tell("pointerup", argument[0] + 60, argument[1] + 30);
        delete surface.setPointerCapture;""",
        [x, y],
    )
    assert len(view.player("return player.strokes")) == 1
