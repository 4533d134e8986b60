"""Synthetic performers: the mesh gets finer by the book, vertex i stays vertex i with age, and a pair differs in the face and nowhere else."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from rushes.errors import BadInputError
from rushes.media.exr import read_exr, read_picture

ROOT = Path(__file__).resolve().parents[2]
CUBE = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
SIDES = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


@pytest.fixture(autouse=True)
def _beside_the_benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")


@pytest.fixture
def base():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from performers.base import Base, wheel

    try:
        return Base.read(wheel(ROOT / "out" / "cache"))
    except BadInputError as error:
        pytest.skip(str(error))


def test_a_cube_gets_finer_as_catmull_and_clark_say():
    from performers.finer import finer

    matrix, faces = finer(8, SIDES, 1)
    vertices = matrix @ CUBE
    assert (len(vertices), len(faces)) == (26, 24)
    np.testing.assert_allclose(np.abs(vertices[:8]), 5 / 9)
    np.testing.assert_allclose(np.sort(np.abs(vertices[8:20]), axis=1), np.tile([0, 0.75, 0.75], (12, 1)), atol=1e-12)
    np.testing.assert_allclose(np.asarray(matrix.sum(axis=1)).ravel(), 1)


def test_an_open_edge_stays_where_it_is():
    from performers.finer import finer

    square = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    matrix, _ = finer(4, np.array([[0, 1, 2, 3]]), 2)
    assert (matrix @ square)[:, :2].min() >= 0
    assert np.asarray((matrix @ square)[:, 2] == 0).all()


def test_age_moves_the_face_and_leaves_the_shoulders(base):
    from performers.people import PEOPLE, Layers
    from performers.shot import Shot

    old, young = (Shot(base, PEOPLE["birch"], Layers.all(age), splits=0) for age in (1.0, 0.0))
    moved = np.linalg.norm(old.fine(old.rest) - young.fine(young.rest), axis=1) * 100
    assert np.array_equal(old.faces, young.faces)
    assert moved[old.masks["jowl"] > 0.5].mean() > 1.0  # mm
    assert moved[old.masks["cloth"] > 0.5].mean() < 0.1
    assert old.skin.height.std() > 2 * young.skin.height.std()


def test_a_pair_has_one_performance_and_two_ages(base, tmp_path):
    from performers.acting import Moment
    from performers.people import PEOPLE, Layers
    from performers.rendering import Quality, render
    from performers.shot import Shot

    moments = [Moment(yaw=-4.0), Moment(yaw=4.0, units={"jawOpen": 0.3})]
    for name, age in (("old", 1.0), ("young", 0.0)):
        shot = Shot(base, PEOPLE["ebony"], Layers.all(age), splits=1)
        render(shot, moments[:2], tmp_path / name, Quality(size=96, samples=2, cores=(0,)), lambda _: None)
    old, young = (read_picture(tmp_path / name / "plate.1001.exr") for name in ("old", "young"))
    masks, other = (read_exr(tmp_path / name / "masks.1001.exr").channels for name in ("old", "young"))
    skin = np.minimum(masks["mask.skin"], other["mask.skin"]).astype(float) > 0.9
    nothing = (
        np.sum([one[f"mask.{name}"] for one in (masks, other) for name in ("skin", "hair", "eyes", "cloth")], axis=0)
        == 0
    )
    assert 0.15 < skin.mean() < 0.7
    off = np.abs(old - young).mean(axis=2)
    assert off[skin].mean() > 4 * off[nothing].mean()
    assert np.abs(masks["motion.X"][nothing]).max() == 0
    assert (
        masks["motion.X"][masks["mask.forehead"] > 0.8].mean() > 1.0
    )  # the head turns to its left, which is the picture's right
    assert not list(tmp_path.rglob("raw.*"))


def test_who_turns_into_profile_ends_there_and_inside_the_frame(base):
    from performers.acting import acted
    from performers.people import PEOPLE, Layers
    from performers.rendering import Quality, _camera, _metres, _seen
    from performers.shot import Shot

    shot = Shot(base, PEOPLE["alder"], Layers(), splits=0)
    moments = acted(shot.person, 8)
    assert abs(moments[-1].yaw) > 80
    assert abs(moments[0].yaw) < 25
    camera = _camera(shot, Quality(size=300), moments)
    head = shot.fine(shot.rest)
    nose = head[[int(head[:, 2].argmax())]]
    for moment in (moments[0], moments[-1]):
        x, y = _seen(_metres(shot.turned_whole(nose, moment)), camera)[0] + 150
        assert 45 < x < 255
        assert 100 < y < 250
