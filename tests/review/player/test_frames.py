"""The frame that is named is the one that is seen: by random seeks, by steps, and while it plays."""

import json
import random

import pytest

pytestmark = pytest.mark.browser

RATES = {"at24": "24/1", "at25": "25/1", "v003": "24000/1001"}


def one(name, versions):
    return {"/versions.json": json.dumps(versions([name], rate=RATES[name])).encode()}


def wrong_seeks(view, shown, count, seed):
    """Return the seeks that showed, or named, another frame than the one asked for."""
    draw = random.Random(seed)  # noqa: S311 - a draw of frames, no secret
    frames = [draw.randrange(1000, 1041) for _ in range(count)]
    return view.page.evaluate(
        f"""async frames => {{
          const player = document.querySelector("shot-player");
          const read = {shown};
          const wrong = [];
          for (const frame of frames) {{
            await player.seek(frame);
            const carried = read();
            if (player.frame !== frame || carried !== frame) wrong.push([frame, player.frame, carried]);
          }}
          return wrong;
        }}""",
        frames,
    )


@pytest.mark.parametrize("name", RATES)
def test_random_seeks_show_the_frame_that_was_asked_for(opened, versions_of, shown, name):
    view = opened(one(name, versions_of))
    assert wrong_seeks(view, shown, 40, seed=1) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", RATES)
def test_of_1200_random_seeks_none_is_wrong(opened, versions_of, shown, name):
    view = opened(one(name, versions_of))
    assert wrong_seeks(view, shown, 400, seed=7) == []


def test_what_is_overtaken_is_not_shown(view):
    last = view.player(
        "for (let frame = 1039; frame > 1003; frame -= 5) void player.seek(frame); await player.seek(1033); return player.frame"
    )
    assert (last, view.picture) == (1033, 1033)


def test_arrows_step_and_quick_presses_add_up(view):
    view.press(*["ArrowRight"] * 7, "ArrowLeft")
    view.until("at", 1007)
    assert view.picture == 1007
    view.press("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", ",", ".")
    view.until("at", 1017)
    assert view.picture == 1017


def test_home_and_end_leave_the_slate_out_and_a_step_back_finds_it(view):
    view.press("End")
    view.until("at", 1040)
    view.press("ArrowRight")  # finds nothing behind the last frame
    view.page.wait_for_timeout(100)
    assert (view.frame, view.picture) == (1040, 1040)
    view.press("Home")
    view.until("at", 1001)
    view.press("ArrowLeft")
    view.until("at", 1000)
    assert view.picture == 1000
    assert view.page.locator(".readout .frame").inner_text() == "slate"


def test_while_it_plays_each_frame_is_named_as_what_it_carries(view, shown):
    view.page.evaluate(
        f"""() => {{
          const read = {shown};
          self.seen = [];
          document.addEventListener("framechange", event => self.seen.push([event.detail.frame, read(), event.detail.version]));
        }}"""
    )
    view.press("p", "Space")
    view.until("stopped")
    view.until("at", 1040)
    view.press("p")
    seen = view.page.evaluate("self.seen")
    assert [named for named, _, _ in seen] == [carried for _, carried, _ in seen]
    assert seen[-1] == [1040, 1040, "v003"]
    frames = [named for named, _, _ in seen]
    assert frames == sorted(frames)
    assert len(frames) > 3  # reading pictures back on a busy machine drops some; none is mixed up


def test_a_resting_frame_is_known_to_be_the_sealed_one(view):
    view.seek(1032)
    view.until("sealed")
    assert view.page.locator(".seal").inner_text() == "as sealed"


def test_a_frame_that_is_not_the_sealed_one_says_so(opened, movies):
    table = json.loads((movies / "v003_frames.json").read_text())
    table["frames"][32][3] = "0" * 64
    view = opened({"/media/v003_frames.json": json.dumps(table).encode()})
    view.seek(1032)
    view.page.wait_for_selector(".seal.other")
    assert view.page.locator(".seal").inner_text() == "not as sealed"
    view.seek(1033)
    view.until("sealed")


def test_the_page_may_say_where_to_begin(opened):
    view = opened({"/page.html": PAGE_AT.encode()})
    assert (view.frame, view.picture) == (1033, 1033)


PAGE_AT = """<!doctype html><html lang="en"><title>one</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"><script type="module" src="/player.js"></script>
<main><shot-player versions="/versions.json" frame="1033"></shot-player></main></html>"""


def test_versions_that_are_read_again_leave_the_playhead_where_it_went_meanwhile(opened):
    view = opened()  # most of its frames aren't decoded yet, so that the seek is still under way
    seen = view.player(
        """const again = await (await fetch("/versions.json")).json();
        player.seek(1038);
        player.versions = again;
        await new Promise(done => setTimeout(done, 1000));
        return player.frame;"""
    )
    assert seen == 1038


def test_versions_that_are_read_again_stop_nothing_that_plays(view):
    playing = view.player(
        """const again = await (await fetch("/versions.json")).json();
        player.play();
        player.versions = again;
        const seen = [];
        for (let turn = 0; turn < 1000; turn += 1) { seen.push(player.playing); await null; }
        player.pause();
        return seen;"""
    )
    assert all(playing)
