"""For people who don't see or don't use a mouse: names, keys, help; and no finding of axe in any state."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def axe(chromium, files, served_at):
    context = chromium.new_context(viewport={"width": 900, "height": 620}, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{served_at}/page.html")
    page.wait_for_selector(".seal.same")
    page.add_script_tag(path=str(AXE))
    yield page
    context.close()


STATES = {
    "resting": [],
    "wipe": ["w"],
    "difference with exposure": ["d", "]"],
    "false colour and safe areas": ["f", "t", "h"],
    "drawing": ["1", "Enter"],
    "help": ["?"],
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(axe, state):
    for key in STATES[state]:
        axe.keyboard.press(key)
    axe.wait_for_timeout(300)
    found = axe.evaluate(
        "async () => (await axe.run()).violations.map(one => [one.id, one.impact, one.nodes.map(node => node.html.slice(0, 120))])"
    )
    for key in ("Escape", "Escape", "Escape", "0"):
        axe.keyboard.press(key)
    assert found == []


def test_every_button_has_a_name_and_says_its_key(view):
    buttons = view.page.locator(".bar button[data-command]")
    for place in range(buttons.count()):
        button = buttons.nth(place)
        assert button.get_attribute("aria-label")
        assert button.get_attribute("title").endswith(")")


def test_the_help_lists_the_keys_and_closes_by_its_key(view):
    view.press("?")
    dialog = view.page.locator("dialog")
    text = dialog.inner_text()
    for words in ("Wipe between two versions", "Space", "Shift+←", "Alpha of the EXR", "Next note"):
        assert (words in text) is (words != "Next note")  # there are no notes
    view.press("l")
    assert not view.player("return player.playing")  # keys are the help's while it is open
    view.press("?")
    assert not dialog.is_visible()


def test_tab_reaches_everything_and_enter_presses_it(view):
    view.page.locator(".stage").focus()
    reached = set()
    for _ in range(60):
        view.press("Tab")
        reached.add(
            view.player(
                "const one = root.activeElement; return one ? one.dataset.command || one.className || one.tagName : ''"
            )
        )
    assert {"track", "play", "wipe", "false", "pen", "help"} <= reached
    view.page.locator("button[data-command=next]").focus()
    view.press("Enter")
    view.until("at", 1002)
    view.press("Space")  # on a button, space is the button's
    view.until("at", 1003)
    assert not view.player("return player.playing")


def test_what_rests_is_spoken(view):
    view.seek(1021)
    view.until("sealed")
    view.comes(lambda: view.page.locator("[aria-live=polite]").inner_text(), "Frame 1021 of v003")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1024), (390, 760)])
def test_nothing_overflows_at_any_width(opened, width, height):
    view = opened(width=width, height=height, has_touch=width < 1000)
    assert view.player("return document.documentElement.scrollWidth") <= width
    outside = view.player(
        """return [...root.querySelectorAll("button, select, .readout, .sight")].filter(one => one.checkVisibility())
          .filter(one => { const box = one.getBoundingClientRect(); return box.right > innerWidth + 1 || box.bottom > innerHeight + 1; })
          .filter(one => !one.closest(".versions")).map(one => one.outerHTML.slice(0, 90))"""
    )
    assert outside == []
    assert view.page.locator(".stage").bounding_box()["height"] > height * 0.4


def test_it_may_be_taken_off_a_page_and_put_back(view):
    view.player("self.kept = player; self.place = player.parentNode; player.remove();")
    view.page.wait_for_timeout(50)
    view.page.evaluate("() => self.place.append(self.kept)")
    view.until("shown")
    assert view.picture == 1001


def test_the_list_of_versions_is_read_from_a_property_too(view, versions_of):
    view.player("player.versions = argument", json.loads(json.dumps(versions_of(["v001"]))))
    view.page.locator(".version >> text=v003").wait_for(state="detached")
    view.comes(lambda: view.player("return player.version"), "v001")
    view.player("player.versions = '/versions.json'")
    view.page.wait_for_selector(".version >> text=v003")
