"""How the picture is looked at: exposure, channels, false colour, EXRs, passes, mattes, safe areas, burn."""

import pytest

pytestmark = pytest.mark.browser

SPOT = (0.62, 0.5)

BANDS = [(0.36, 0.42, [72, 156, 72]), (0.545, 0.605, [222, 140, 158])]
"""Those of the scale that the pictures reach."""


def resting_movie(view):
    view.press("e")  # the movie, not the EXR
    view.until("says", "Review movie")
    return view.light(*SPOT)


def test_exposure_is_of_the_displays_light(view):
    plain = resting_movie(view)
    view.press("]", "]", "]", "]")
    for before, after in zip(plain, view.light(*SPOT), strict=True):
        assert after == pytest.approx(min(255, before * 2 ** (1 / 2.4)), abs=2)
    view.until("says", "exposure +1 on display light")
    view.press("0", "e")


def test_channels_and_luma_are_grey(view):
    red, green, blue = resting_movie(view)
    for key, light in (("r", red), ("g", green), ("b", blue), ("y", 0.2126 * red + 0.7152 * green + 0.0722 * blue)):
        view.press(key)
        assert view.light(*SPOT) == [pytest.approx(light, abs=1)] * 3
        view.press(key)
    assert view.light(*SPOT) == [red, green, blue]
    view.press("e")


def test_false_colour_is_the_scale_that_is_shown(view):
    resting_movie(view)
    places = [(x / 20, 0.5) for x in range(1, 20)]
    plain = [view.light(*place) for place in places]
    view.press("f")
    for place, (red, green, blue) in zip(places, plain, strict=True):
        luma = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
        wanted = next((colour for low, high, colour in BANDS if low < luma < high), None)
        near = min(abs(luma - edge) for low, high, _ in BANDS for edge in (low, high))
        if near > 0.01:
            assert view.light(*place) == (wanted or [pytest.approx(luma * 255, abs=2)] * 3)
    assert any(low < (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255 < high for r, g, b in plain for low, high, _ in BANDS)
    assert view.page.locator(".legend").is_visible()
    assert "36–42 %" in view.page.locator(".legend").inner_text()
    view.press("f", "e")
    assert not view.page.locator(".legend").is_visible()


def test_a_resting_frame_becomes_its_exr_at_full_resolution(view):
    view.until("says", "EXR 960×540")
    assert view.picture == 1001
    view.seek(1023)
    view.until("says", "EXR")
    assert view.picture == 1023
    view.press("]", "]")
    view.until("says", "on scene light")
    view.press("a")
    view.comes(lambda: (view.light(0.5, 0.5)[0] > 240, view.light(0.05, 0.5)[0] < 10), (True, True))
    view.press("a", "Space")
    view.until("says", "Review movie")
    view.press("Space")
    view.until("says", "EXR")


def test_a_view_of_the_exr_is_chosen(view):
    view.until("says", "EXR")
    view.page.locator("label:has-text('View') select").select_option("Log")
    view.until("says", "view Log")
    view.comes(lambda: view.light(*SPOT)[1] > 250, wanted=True)
    view.page.locator("label:has-text('View') select").select_option("")


def test_the_slate_has_no_exr_and_nobody_asks_for_one(view):
    view.seek(1000)
    view.until("sealed")
    view.page.wait_for_timeout(250)
    assert view.page.locator(".sight").inner_text() == "Review movie 320×180"


def test_a_pass_covers_as_much_as_it_is_told_to(view):
    view.page.locator("label:has-text('Pass') select").select_option("depth")
    view.until("says", "pass depth")
    view.comes(lambda: view.light(0.9, 0.5)[0], pytest.approx(230, abs=4))
    view.page.locator("input[type=range]").fill("0")
    view.comes(lambda: abs(view.light(0.9, 0.5)[0] - 230) > 4, wanted=True)
    view.page.locator("input[type=range]").fill("1")


def test_a_matte_keeps_its_inside_and_dims_the_rest(view):
    view.until("says", "EXR")
    inside, outside = view.light(0.5, 0.5), view.light(0.9, 0.5)
    view.press("q")
    view.until("says", "matte person")
    view.comes(lambda: sum(view.light(0.9, 0.5)), pytest.approx(0.55 * sum(outside), abs=6))
    assert view.light(0.5, 0.5)[0] > inside[0]  # tinted


def test_a_pass_that_is_missing_is_a_sentence_and_the_movie_stays(opened):
    view = opened(faulty=True)
    view.page.locator("label:has-text('Pass') select").select_option("dust")
    view.until("says", "The still of this frame is missing (404)")
    assert view.picture == 1001
    view.press("Space")
    assert view.player("return player.playing")


def test_safe_areas_lie_at_93_and_90_per_cent(view):
    drawn = """const marks = root.querySelector(".stage canvas:last-of-type");
      const row = marks.getContext("2d").getImageData(0, Math.floor(marks.height / 2), marks.width, 1).data;
      const fit = Math.min(marks.width / 16, marks.height / 9) * 16;
      const found = [];
      for (let x = 0; x < marks.width; x += 1) if (row[x * 4] > 150 && row[x * 4 + 3] > 100) found.push((x + 0.5 - (marks.width - fit) / 2) / fit);
      return found"""
    assert view.player(drawn) == []
    view.press("t")
    lines = view.player(drawn)
    for share in (0.035, 0.05, 0.95, 0.965):
        assert min(abs(line - share) for line in lines) < 0.003
    assert all(min(abs(line - share) for share in (0.035, 0.05, 0.95, 0.965)) < 0.004 for line in lines)


def test_frame_and_timecode_are_burnt_from_the_data(view):
    view.seek(1024)
    view.press("h")
    assert view.page.locator(".badge:not([hidden])").all_inner_texts() == ["020_0150 v003", "1024  00:00:42:16"]


def test_an_enlarged_picture_is_moved_and_fits_again(view):
    view.press("z", "z")
    stage = view.page.locator(".stage").bounding_box()
    before = view.light(0.5, 0.5)
    view.page.mouse.move(stage["x"] + 300, stage["y"] + 200)
    view.page.mouse.down()
    view.page.mouse.move(stage["x"] + 180, stage["y"] + 120, steps=3)
    view.page.mouse.up()
    assert view.light(0.5, 0.5) != before
    assert view.frame == 1001  # it moved, it didn't scrub
    view.press("Shift+z")
    assert view.picture == 1001
