"""Two versions at once: wipe, difference, side by side; and the stack that says which is the newest."""

import json

import pytest

pytestmark = pytest.mark.browser

PLAIN = (0.5, 0.5)


@pytest.fixture
def movies_only(view):
    """Return a player that shows the movies when it rests, too: their tints tell them apart."""
    view.press("e")
    view.until("says", "Review movie")
    yield view
    view.press("e")


def test_the_newest_version_stands_on_top_and_says_so(view):
    names = view.page.locator(".version .name").all_inner_texts()
    assert names == ["v003", "v002", "v001"]
    assert view.page.locator(".version").first.inner_text().split() == ["v003", "newest", "open"]
    assert view.page.locator(".newest").count() == 1
    view.press("ArrowDown")
    view.page.wait_for_selector(".version[aria-pressed=true] >> text=v002")
    view.until("version", "v002")
    view.press("ArrowUp", "ArrowUp")
    view.page.wait_for_selector(".version[aria-pressed=true] >> text=v003")
    view.until("version", "v003")


def test_of_two_versions_that_are_asked_for_the_later_is_shown_even_if_it_comes_first(opened):
    view = opened(script=LATE)
    view.player("const late = player.show('v001'); await player.show('v002'); self.fetched.v001(); await late;")
    assert view.player("return [player.version, player.frame]") == ["v002", 1001]
    assert view.page.locator(".version[aria-pressed=true] .name").inner_text() == "v002"


def test_a_comparison_that_was_ended_before_it_came_does_not_come_back(opened):
    view = opened(script=LATE)
    view.player(
        "const late = player.compare('v003', 'v001', 'wipe'); await player.compare('v003', 'v003', 'single'); self.fetched.v001(); await late;"
    )
    assert not view.page.locator(".wipe").is_visible()
    assert view.page.locator(".sight").inner_text().count("v001") == 0


LATE = """
self.fetched = {};
const now = self.fetch;
self.fetch = async (address, ...more) => {
  if (String(address).includes("v001_frames")) await new Promise(done => { self.fetched.v001 = done; });
  return now(address, ...more);
};
"""
"""Holds the first version's table back until it is let go."""


def test_another_version_is_shown_at_the_same_frame(movies_only):
    view = movies_only
    view.seek(1022)
    before = view.light(*PLAIN)
    view.player("await player.show('v001')")
    assert (view.frame, view.picture) == (1022, 1022)
    after = view.light(*PLAIN)
    assert after[0] - before[0] == pytest.approx(40, abs=4)  # its tint


def test_a_wipe_shows_one_left_and_the_other_right_and_is_dragged(movies_only):
    view = movies_only
    view.player("await player.compare('v003', 'v001', 'wipe')")
    plain = [view.light(x, 0.5) for x in (0.3, 0.7)]
    view.player("await player.compare('v003', 'v003', 'single')")
    alone = [view.light(x, 0.5) for x in (0.3, 0.7)]
    assert plain[0] == pytest.approx(alone[0], abs=1)
    assert plain[1][0] - alone[1][0] == pytest.approx(40, abs=4)
    view.player("await player.compare('v003', 'v001', 'wipe')")
    stage = view.page.locator(".stage").bounding_box()
    middle = stage["y"] + stage["height"] / 2
    view.page.mouse.move(stage["x"] + stage["width"] / 2, middle)
    view.page.mouse.down()
    view.page.mouse.move(stage["x"] + stage["width"] * 0.2, middle, steps=4)
    view.page.mouse.up()
    assert view.light(0.3, 0.5)[0] - alone[0][0] == pytest.approx(40, abs=4)
    view.press(*["Alt+ArrowRight"] * 10)
    assert view.light(0.3, 0.5) == pytest.approx(alone[0], abs=1)
    assert view.page.locator(".badge:not([hidden])").all_inner_texts() == ["v003", "v001"]


def test_both_sides_of_a_wipe_carry_the_same_number(movies_only):
    view = movies_only
    view.player("await player.compare('v003', 'v002', 'side')")
    view.seek(1031)
    numbers = view.player(
        """const light = root.querySelector("canvas:not([hidden])");
        const half = (light.width - 8) / 2, fit = Math.min(half / 16, light.height / 9), side = 16 * fit / 40;
        const canvas = document.createElement("canvas"); [canvas.width, canvas.height] = [light.width, light.height];
        const to = canvas.getContext("2d", { willReadFrequently: true }); to.drawImage(light, 0, 0);
        return [0, half + 8].map(left => { let number = 0;
          for (let bit = 0; bit < 11; bit += 1) {
            const x = left + (half - 16 * fit) / 2 + (bit + 0.5) * side, y = (light.height - 9 * fit) / 2 + side / 2;
            if (to.getImageData(Math.floor(x), Math.floor(y), 1, 1).data[1] > 128) number |= 1 << bit;
          }
          return number; })"""
    )
    assert numbers == [1031, 1031]


def test_a_difference_of_a_movie_with_another_tint_is_the_tint(movies_only):
    view = movies_only
    view.press("d")
    view.page.wait_for_selector("text=difference of v003 and v002")
    view.comes(lambda: view.light(*PLAIN)[0], pytest.approx(20, abs=5))
    red, green, _ = view.light(*PLAIN)
    assert green <= 5
    view.press("]", "]", "]", "]")
    assert view.light(*PLAIN)[0] == pytest.approx(2 * red, abs=8)  # a stop brightens a difference by two
    view.press("0", "x")
    view.page.wait_for_selector("text=difference of v002 and v003")
    view.press("d")
    assert view.page.locator(".sight").inner_text().count("difference") == 0


def test_a_frame_that_the_other_has_not_got_is_said(opened, movies, versions_of):
    shorter = json.loads((movies / "at24_frames.json").read_text())
    shorter["frames"] = [[frame + 10, *row] for frame, *row in shorter["frames"]]
    more = versions_of(["v003", "at24"])
    view = opened(
        {"/versions.json": json.dumps(more).encode(), "/media/at24_frames.json": json.dumps(shorter).encode()}
    )
    view.press("w")
    view.page.wait_for_selector("text=no frame 1001")
    view.seek(1020)
    assert view.page.locator("text=no frame").count() == 0


def test_one_version_has_nothing_to_be_compared_with(opened, versions_of):
    view = opened({"/versions.json": json.dumps(versions_of(["v003"])).encode()})
    for name in ("wipe", "difference", "side", "swap", "alpha", "still"):
        assert not view.button(name).is_visible(), name
    assert not view.page.locator(".with, .choice").first.is_visible()
    view.press("w", "a", "v", "q", "e")
    assert view.page.locator(".sight").inner_text() == "Review movie 320×180"
    view.press("?")
    keys = view.page.locator("dialog").inner_text()
    assert "Wipe" not in keys
    assert "Alpha" not in keys


def test_versions_that_come_in_later_leave_the_eye_where_it_is(view, versions_of):
    view.seek(1017)
    view.player("await player.show('v002')")
    view.player("player.versions = argument", versions_of(["v004", "v003", "v002", "v001"]))
    view.page.wait_for_selector(".version >> text=v004")
    assert (view.player("return player.version"), view.frame) == ("v002", 1017)
    assert view.page.locator(".version").first.inner_text().split()[:2] == ["v004", "newest"]
    view.player("player.versions = '/versions.json'")
    view.page.locator(".version >> text=v004").wait_for(state="detached")
