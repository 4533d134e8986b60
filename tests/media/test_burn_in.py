import numpy as np
import pytest
from PIL import ImageDraw

from rushes.media.burn_in import Slate, burn_in, draw_slate, strip_px


@pytest.mark.parametrize("size", [(36, 64), (361, 641), (540, 960)])
def test_only_the_strip_is_touched(size):
    picture = np.random.default_rng(1).integers(0, 255, (*size, 3), dtype=np.uint8)
    marked = burn_in(picture, "020_0150  v001", "00:00:41:17", "DEMO  1001")
    strip = strip_px(size[0])
    assert marked.shape == picture.shape
    assert np.array_equal(marked[:-strip], picture[:-strip])
    assert (marked[-strip:] != picture[-strip:]).any()


def test_another_number_changes_only_its_corner():
    picture = np.full((360, 640, 3), 120, np.uint8)
    one = burn_in(picture, "020_0150  v001", "00:00:41:17", "DEMO  1001")
    two = burn_in(picture, "020_0150  v001", "00:00:41:17", "DEMO  1002")
    changed = np.argwhere((one != two).any(axis=2))
    assert len(changed) > 5
    assert changed[:, 1].min() > 560


@pytest.mark.parametrize("width", [240, 352, 640, 1920])
def test_a_long_title_does_not_run_into_the_timecode(width, monkeypatch):
    boxes = []
    write = ImageDraw.ImageDraw.text

    def text(self, where, words, *, font, anchor, **more):
        boxes.append(self.textbbox(where, words, font=font, anchor=anchor))
        write(self, where, words, font=font, anchor=anchor, **more)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", text)
    picture = np.full((width * 9 // 16, width, 3), 120, np.uint8)
    burn_in(picture, "MYSHOW  010_0030  v001  plate | re-age", "00:00:41:17", "1001")
    title, code, number = boxes
    assert title[2] < code[0]
    assert code[2] < number[0]
    assert number[2] <= width
    if width >= 640:
        assert abs((code[0] + code[2]) / 2 - width / 2) <= 1


def test_text_is_readable_against_any_picture():
    for value in (0, 255):
        strip = burn_in(np.full((540, 960, 3), value, np.uint8), "A", "B", "C")[-strip_px(540) :]
        assert int(strip.max()) - int(np.median(strip)) > 90


def test_slate_shows_every_fact_and_the_statement():
    facts = tuple((f"Name{index}", f"value {index}") for index in range(11))
    whole = draw_slate(Slate("DEMO  020_0150  v001", "SIMULATED PICTURE", facts), 640, 360)
    assert whole.shape == (360, 640, 3)
    for index in range(11):
        other = tuple(fact if place != index else (fact[0], "changed") for place, fact in enumerate(facts))
        assert (draw_slate(Slate("DEMO  020_0150  v001", "SIMULATED PICTURE", other), 640, 360) != whole).any()
    assert (draw_slate(Slate("DEMO  020_0150  v001", "AI-GENERATED", facts), 640, 360) != whole).any()


def test_long_headline_stays_inside():
    slate = draw_slate(Slate("A_VERY_LONG_SHOW_NAME_INDEED  020_0150_extra  v001", "X", (("a", "b"),)), 320, 180)
    paper = slate[2, 2]
    assert (slate[: 180 * 30 // 100, -12:] == paper).all()
