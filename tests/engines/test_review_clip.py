import json
from fractions import Fraction
from itertools import pairwise

import av  # noqa: TID253 - the clip is decoded as a stranger would
import numpy as np
import pytest
import soundfile
from PIL import Image

from cleared import permit
from rushes.engines.review_clip import OTHERWISE, _labels, _slate, clip
from rushes.errors import BadInputError, StepFailedError
from rushes.media.burn_in import strip_px
from rushes.media.exr import write_picture
from rushes.media.movie import frame_identities, read_frames
from rushes.plan import StepContext
from rushes.show import FrameRange

COUNT = 26
PARAMS = {
    "frames": [1001, 1000 + COUNT],
    "show": "DEMO",
    "shot": "020_0150",
    "version": "v001",
    "quality": "draft",
    "engine": "destruction 1",
    "seed": 1,
    "date": "2026-01-01",
}


@pytest.fixture
def make(tmp_path):
    """Make a clip and give its folder."""

    def run(rate="24/1", size=(90, 160), sound=True, count=COUNT, **more):
        for name in ("comp", "sound", "out"):
            (tmp_path / name).mkdir(exist_ok=True)
        for frame in range(1001, 1001 + count):
            light = np.full((*size, 4), 0.1 + 0.01 * (frame - 1001), np.float32)
            write_picture(tmp_path / "comp" / f"comp.{frame}.exr", light, frame=frame, rate=Fraction(rate))
        click = np.zeros((round(COUNT / Fraction(rate) * 48000) + 700, 2))
        start = round(10 / Fraction(rate) * 48000)
        click[start : start + 300] = 0.7
        soundfile.write(tmp_path / "sound" / "mix.wav", click, 48000, subtype="PCM_24")
        said = []
        clip(
            StepContext(
                out=tmp_path / "out",
                inputs={"comp": tmp_path / "comp", **({"sound": tmp_path / "sound"} if sound else {})},
                files={},
                params={**PARAMS, "rate": rate, **more},
                permit=permit(),
                report=lambda done, total: said.append((done, total)),
            )
        )
        assert said[-1] == (COUNT, COUNT)
        return tmp_path / "out"

    return run


def test_slate_and_every_frame_are_there(make):
    out = make()
    frames = list(read_frames(out / "review.mp4"))
    assert len(frames) == COUNT + 1
    levels = [frame[:60].mean() for frame in frames[1:]]
    assert (np.diff(levels) > 0).all()
    assert frames[0][-12:, 10:30].mean() != pytest.approx(levels[0], abs=0.02)


def test_a_picture_is_held_under_its_own_label(make):
    out = make(hold=3, sound=False, labels=[f"view {index}" for index in range(COUNT)])
    frames = list(read_frames(out / "review.mp4"))
    assert len(frames) == 3 * COUNT + 1
    rows = json.loads((out / "frames.json").read_text())["frames"]
    assert [row[0] for row in rows] == [1000, *(frame for frame in range(1001, 1001 + COUNT) for _ in range(3))]
    same, other = np.abs(frames[1] - frames[3]).mean(), np.abs(frames[1] - frames[4]).mean()
    assert other > 5 * same


def test_options_are_called_by_the_numbers_that_one_wishes_by(tmp_path):
    (tmp_path / "explored.json").write_text(json.dumps({"shown": [7, 9]}))
    params = {"labels": ["set-up 1"]}
    ctx = StepContext(tmp_path, {"room": tmp_path}, {}, params, permit(), lambda _done, _total: None)
    assert _labels(ctx) == ["set-up 1"]
    params["options_of"] = "room"
    assert _labels(ctx) == ["option 7", "option 9"]


def test_burnt_in_number_changes_with_each_frame(make):
    frames = list(read_frames(make(size=(360, 640)) / "review.mp4"))[1:]
    strip = strip_px(360)
    for one, two in pairwise(frames[:4]):
        numbers = [frame[-strip:, 560:] - frame[-strip:, 300:301].mean() for frame in (one, two)]
        assert np.abs(numbers[0] - numbers[1]).max() > 0.2


@pytest.mark.parametrize("rate", ["24/1", "24000/1001"])
def test_picture_and_sound_are_equally_long_and_in_step(make, rate):
    out = make(rate)
    frame = 1 / Fraction(rate)
    with av.open(str(out / "review.mp4")) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert video.duration * video.time_base == (COUNT + 1) * frame
        assert abs(float(audio.duration * audio.time_base) - float((COUNT + 1) * frame)) < float(frame)
        heard = np.concatenate([block.to_ndarray() for block in container.decode(audio)], axis=1)[0]
    click = int(np.argmax(np.abs(heard) > 0.35)) / 48000
    assert click == pytest.approx(float(11 * frame), abs=0.002)  # frame 1011, behind the slate


def test_colours_and_groups_are_what_players_need(make):
    with av.open(str(make() / "review.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
        keys = [index for index, frame in enumerate(container.decode(video=0)) if frame.key_frame]
    assert keys == [0, 12, 24]


def test_table_names_every_frame_by_what_a_stranger_decodes(make):
    out = make("24000/1001")
    table = json.loads((out / "frames.json").read_text())
    assert table["columns"] == ["frame", "pts_numerator", "pts_denominator", "sha256"]
    rows = table["frames"]
    assert [row[0] for row in rows] == list(range(1000, 1001 + COUNT))
    assert [Fraction(row[1], row[2]) for row in rows] == [index * Fraction(1001, 24000) for index in range(COUNT + 1)]
    assert [row[3] for row in rows] == [frame.sha256 for frame in frame_identities(out / "review.mp4")]


def test_contact_sheet_has_its_cells(make):
    sheet = np.asarray(Image.open(make() / "contact_sheet.png"))
    cells = 13  # every second of 26
    columns, rows = 4, 4
    assert sheet.shape == (64 + rows * (90 + 26) + 14, 14 + columns * (160 + 14), 3)
    filled = [
        bool((sheet[64 + row * 116 + 45, 14 + column * 174 + 80] > 40).all())
        for row in range(rows)
        for column in range(columns)
    ]
    assert filled == [True] * cells + [False] * (columns * rows - cells)


def test_odd_sizes_are_made_even(make):
    assert next(read_frames(make(size=(91, 161)) / "review.mp4")).shape == (92, 162, 3)


def test_clip_without_sound_is_silent(make):
    with av.open(str(make(sound=False) / "review.mp4")) as container:
        assert max(float(np.abs(block.to_ndarray()).max()) for block in container.decode(audio=0)) < 1e-4


def test_missing_frame_is_an_error_and_leaves_no_movie(make, tmp_path):
    with pytest.raises(BadInputError, match=r"comp\.1021\.exr is not there"):
        make(count=20)
    assert not (tmp_path / "out" / "review.mp4").exists()


def test_changed_size_is_an_error(make, tmp_path):
    make()
    write_picture(tmp_path / "comp" / "comp.1005.exr", np.ones((64, 64, 4)), frame=1005, rate=Fraction(24))
    context = StepContext(
        tmp_path / "out", {"comp": tmp_path / "comp"}, {}, {**PARAMS, "rate": "24/1"}, permit(), lambda *_: None
    )
    with pytest.raises(StepFailedError, match="Frame 1005 is 64x64, but the clip began at 160x90"):
        clip(context)


def test_slate_tells_the_truth():
    frames, rate = FrameRange(1001, 1096), Fraction(24000, 1001)
    slate = _slate({**PARAMS, "title": "Soft storey"}, frames, rate)
    facts = dict(slate.facts)
    assert slate.statement == "SIMULATED PICTURE"
    assert slate.headline == "DEMO  020_0150  v001"
    assert facts["Frames"] == "1001-1096  (96)"
    assert facts["Rate"] == "23.976 fps  (4.00 s)"
    assert (facts["Date"], facts["Seed"], facts["Title"]) == ("2026-01-01", "1", "Soft storey")
    assert _slate({**PARAMS, "engine": "diffusion 1", "statement": "AI-GENERATED PICTURE"}, frames, rate).statement == (
        "AI-GENERATED PICTURE"
    )
    assert _slate({**PARAMS, "engine": "something 1"}, frames, rate).statement == OTHERWISE
