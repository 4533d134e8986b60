"""Playing: speeds, ranges, loops, and sound that is where the picture is."""

import itertools
import statistics

import pytest

pytestmark = pytest.mark.browser

EAR = """
self.heard = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when, offset, duration) {
  self.sounding = this.context;
  const samples = this.buffer.getChannelData(0);
  const rate = this.buffer.sampleRate;
  for (let index = Math.round(offset * rate), quiet = 1e9; index < Math.min(samples.length, (offset + duration) * rate); index += 1) {
    if (Math.abs(samples[index]) < 0.05) { quiet += 1; continue; }
    self.heard.push([when + index / rate - offset, Math.min(quiet, 1e9)]);
    quiet = 0;
  }
  return start.call(this, when, offset, duration);
};
self.seen = [];
document.addEventListener("framechange", event => {
  const context = self.sounding;
  if (context) self.seen.push([event.detail.frame, context.currentTime - (context.outputLatency || context.baseLatency || 0)]);
});
"""
"""Notes when each loud sample is to leave the audio clock, and what the clock said when a frame was drawn."""


def onsets(heard):
    """Return the moments at which it becomes loud after it was quiet for a tenth of a second."""
    moments = sorted(moment for moment, _ in heard)
    return [moment for before, moment in zip([-1.0, *moments], moments, strict=False) if moment - before > 0.1]


def test_sound_is_where_the_picture_is(opened, beeps_at):
    view = opened(script=EAR, width=640, height=480)
    view.press("p", "Space")
    view.until("stopped")
    seen = dict(view.page.evaluate("self.seen"))
    sounded = onsets(view.page.evaluate("self.heard"))
    assert len(sounded) == len(beeps_at)
    step = 1001 / 24000
    early = []
    for moment, row in zip(sounded, beeps_at, strict=True):
        frame = 1000 + row
        drawn = [seen[one] - (one - frame) * step for one in range(frame, frame + 6) if one in seen]
        if drawn:
            early.append(drawn[0] - moment)
    assert early, "no frame near a beep was drawn"
    assert -0.005 < statistics.median(early) < step  # drawn at the first refresh after it is due


def test_l_is_faster_with_each_press_k_stops_and_j_goes_back(view):
    speed = view.page.locator(".speed")
    view.press("l")
    assert view.player("return player.playing")
    for words in ("2×", "4×", "8×", "8×"):
        view.press("l")
        assert speed.inner_text() == words
    view.press("j")
    assert speed.inner_text() == "−1×"
    view.press("j")
    assert speed.inner_text() == "−2×"
    view.press("k")
    assert not view.player("return player.playing")
    view.press("Shift+l")
    assert speed.inner_text() == "0.25×"
    view.press("Space")
    assert not view.player("return player.playing")


def test_backwards_ends_at_the_first_frame_without_a_loop(view):
    view.seek(1008)
    view.press("p", "j")
    view.until("stopped")
    view.until("at", 1001)
    view.press("p")
    assert view.picture == 1001


def test_a_range_plays_round_and_round(view):
    told = """self.told = []; document.addEventListener("rangechange", event => self.told.push(event.detail.range));
    self.frames = []; document.addEventListener("framechange", event => self.frames.push(event.detail.frame));"""
    view.seek(1010)
    view.page.evaluate(f"() => {{ {told} }}")
    view.press("i")
    view.seek(1014)
    view.press("o")
    assert view.page.evaluate("self.told.at(-1)") == [1010, 1014]
    view.page.evaluate("() => { self.frames = []; }")
    view.press("l")
    view.comes(lambda: len(view.page.evaluate("self.frames")) > 8, wanted=True)
    view.press("k")
    frames = view.page.evaluate("self.frames")
    assert set(frames) <= set(range(1010, 1015))
    assert any(after < before for before, after in itertools.pairwise(frames))
    view.press("u")
    assert view.page.evaluate("self.told.at(-1)") is None


def test_somebody_who_types_is_left_alone(view):
    view.player(
        """const field = document.createElement("textarea"); field.id = "words"; document.body.append(field); field.focus();"""
    )
    view.page.keyboard.type("just look at this")
    assert view.page.evaluate("document.getElementById('words').value") == "just look at this"
    assert not view.player("return player.playing")
    assert view.frame == 1001
    view.player("document.getElementById('words').remove()")


def test_the_timeline_is_scrubbed_and_says_where_it_is(view):
    track = view.page.locator(".track")
    box = track.bounding_box()
    track.click(position={"x": box["width"] * 20.5 / 41, "y": 10})
    view.until("at", 1020)
    assert track.get_attribute("aria-valuetext") == "frame 1020, 00:00:42:12"
    assert (track.get_attribute("aria-valuemin"), track.get_attribute("aria-valuemax")) == ("1000", "1040")
