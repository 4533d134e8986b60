from dataclasses import replace

import numpy as np
import pytest

from drawn_head import ADA, BEN
from lit_head import lit_head
from rushes.engines.reage import tracking
from rushes.engines.reage.mesh import around
from rushes.engines.reage.sight import Sight
from rushes.engines.reage.tracking import LOOK_EVERY, follow, laid_out, smoothed
from rushes.engines.reage.tracks import SURE, Tracks


def moving(count, step):
    _, picture, _ = lit_head()
    sheet = np.full((640, 900, 3), 128, np.uint8)
    for index in range(count):
        frame = sheet.copy()
        frame[40:552, 60 + index * step : 572 + index * step] = picture
        yield Sight.of(frame, np.asarray)


def test_a_face_that_moves_is_followed_and_does_not_lag():
    mesh, confidence = laid_out(follow(moving(9, 12), lambda _: None), 9)
    assert mesh.shape[1] == 1
    course = mesh[:, 0, :, 0].mean(axis=1)
    assert np.abs(np.diff(course) - 12).max() < 2.0
    assert confidence.min() > 0.6


def test_a_face_that_is_gone_is_not_made_up():
    frames = [*moving(3, 0), *[Sight.of(np.full((640, 900, 3), 128, np.uint8), np.asarray)] * 2]
    _, confidence = laid_out(follow(frames, lambda _: None), 5)
    assert confidence[:3].min() > 0.6
    assert confidence[3:].max() == 0


def test_smoothing_takes_noise_and_gives_no_lag():
    rng = np.random.default_rng(1)
    steps = np.arange(40.0)
    true = np.stack([3 * steps, 0.05 * steps**2, 0 * steps], axis=-1)[:, None].repeat(20, axis=1)
    noisy = (true + rng.normal(0, 1, true.shape)).astype(np.float32)
    done = smoothed(noisy)
    assert np.abs(done - true).mean() < 0.8 * np.abs(noisy - true).mean()
    shift = (done - true)[5:-5, :, 0].mean()
    assert abs(shift) / 3 < 0.1  # in frames


def test_an_unsure_frame_is_listed_and_not_changed(tmp_path):
    mesh = np.zeros((3, 1, 468, 3), np.float32)
    Tracks(np.array([1001, 1002, 1003], np.int32), mesh, np.array([[0.9], [0.3], [0.0]], np.float32), ("p",), 0).save(
        tmp_path
    )
    tracks = Tracks.load(tmp_path)
    assert tracks.unsure == (1002,)
    assert tracks.of_performer(1001) is not None
    assert tracks.of_performer(1002) is None
    assert tracks.of_performer(1003) is None


def shown(picture, count=3):
    _, confidence = laid_out(follow([Sight.of(picture, np.asarray) for _ in range(count)], lambda _: None), count)
    return float(confidence.max(initial=0.0))


def bar(picture, top, left, foot, right):
    picture[top:foot, left:right] = (70, 80, 100)


@pytest.mark.parametrize("person", [ADA, BEN])
@pytest.mark.parametrize("spoil", [lambda it: bar(it, 270, 0, 400, 512), lambda it: bar(it, 0, 150, 512, 260)])
def test_a_bar_that_stays_before_half_a_face_makes_it_unsure(person, spoil):
    picture = lit_head(person)[1].copy()
    assert shown(picture) >= SURE
    spoil(picture)
    assert shown(picture) < SURE


def test_a_face_so_quick_that_it_is_blurred_is_unsure():
    height = np.linalg.norm(lit_head()[2].points[10, :2] - lit_head()[2].points[152, :2])
    for share, sure in ((0.1, True), (0.36, False)):
        step = round(share * height)
        _, confidence = laid_out(follow(moving(4, step), lambda _: None), 4)
        seen = confidence[confidence > 0]
        assert (seen.min() >= SURE) == sure


def test_a_face_that_comes_in_is_found_within_half_a_second_and_the_other_is_not_doubled():
    def frame(index):
        sheet = np.full((640, 1200, 3), 128, np.uint8)
        sheet[60:572, 40:552] = lit_head(ADA)[1]
        if index >= 3:
            sheet[60:572, 640:1152] = lit_head(BEN)[1]
        return sheet

    courses = follow([Sight.of(frame(index), np.asarray) for index in range(LOOK_EVERY + 2)], lambda _: None)
    assert [min(course.meshes) for course in courses] == [0, LOOK_EVERY]
    assert [len(course.meshes) for course in courses] == [LOOK_EVERY + 2, 2]


def out_of_sight(monkeypatch, gone, detector_sees=True):
    """Follow a face that stands still and that the mesh's network does not see in some frames."""
    frames = [Sight.of(lit_head()[1], np.asarray) for _ in range(max(gone) + 5)]
    blind = {id(frame) for index, frame in enumerate(frames) if index in gone}
    see, look = Sight.mesh, tracking.detect
    monkeypatch.setattr(
        Sight, "mesh", lambda self, *where: replace(see(self, *where), score=0.1 if id(self) in blind else 1.0)
    )
    if not detector_sees:
        pictures = [frame.whole() for index, frame in enumerate(frames) if index in gone]
        monkeypatch.setattr(
            tracking,
            "detect",
            lambda picture, **how: () if any(picture is one for one in pictures) else look(picture, **how),
        )
    return laid_out(follow(frames, lambda _: None), len(frames))


def test_a_face_that_only_the_detector_sees_is_in_sight_not_sure_and_does_not_bend_the_others(monkeypatch):
    mesh, confidence = out_of_sight(monkeypatch, range(3, 7))
    assert mesh.shape[1] == 1
    assert ((confidence[3:7] > 0) & (confidence[3:7] < SURE)).all()
    assert confidence[[0, 1, 2, 7, 8, 9, 10]].min() >= SURE
    side = around(mesh[0, 0])[1]
    assert np.abs(mesh[7, 0] - mesh[0, 0])[:, :2].mean() < 0.01 * side
    guessed, own = (rows[:, :2].mean(axis=0) for rows in (mesh[4, 0], mesh[0, 0]))
    assert np.abs(guessed - own).max() < 0.15 * side


def test_a_face_that_comes_back_is_taken_up_at_once_not_half_a_second_later(monkeypatch):
    mesh, confidence = out_of_sight(monkeypatch, range(2, 5), detector_sees=False)
    assert mesh.shape[1] == 1
    assert confidence[2:5].max() == 0
    assert confidence[7:].min() >= SURE  # looked for in every third frame


def test_a_face_in_sight_that_is_doubted_is_listed_and_not_lost_from_the_list():
    clear = lit_head()[1]
    barred = clear.copy()
    bar(barred, 0, 150, 512, 260)
    found = laid_out(follow([Sight.of(one, np.asarray) for one in (clear, barred, barred, barred)], lambda _: None), 4)
    tracks = Tracks(np.arange(1001, 1005, dtype=np.int32), *found, ("p",), 0)
    assert tracks.unsure == (1002, 1003, 1004)
