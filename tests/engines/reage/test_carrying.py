"""A painted change is carried through a shot whose motion is known."""

import importlib

import numpy as np
import pytest

from lit_head import lit_head
from rushes.engines.reage.carrying import Key, carry, mesh_map
from rushes.engines.reage.keys_step import carried_to
from rushes.engines.reage.window import Window

cv2 = importlib.import_module("cv2")

RNG = np.random.default_rng(5)
GRAIN = np.exp(cv2.GaussianBlur(RNG.normal(0, 0.25, (512, 512)), (0, 0), 1.5)).astype(np.float32)
PORES = np.exp(cv2.GaussianBlur(RNG.normal(0, 1.2, (512, 512)), (0, 0), 5.0)).astype(np.float32)


def paint(light, mesh):
    """Return a head with a dark scar painted on its cheek, the way an artist would: on the skin."""
    x, y = (int(value) for value in mesh[205, :2])
    sheet = np.zeros(light.shape[:2], np.float32)
    cv2.line(sheet, (x - 28, y - 14), (x + 24, y + 12), 1.0, 5)
    return light * np.exp(-0.7 * cv2.GaussianBlur(sheet, (0, 0), 1.5))[..., None]


def textured():
    light, _, mesh = lit_head()
    return light * (GRAIN * PORES)[..., None], mesh.points


def moved(light, mesh, turn):
    points = mesh.copy()
    points[:, :2] = mesh[:, :2] @ turn[:, :2].T + turn[:, 2]
    return cv2.warpAffine(light, turn, (512, 512), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), points


def errors(turn, jitter=0.0):
    """Return the mean error inside the change, carried and left undone."""
    light, mesh = textured()
    painted = paint(light, mesh)
    key = Key.of(1001, light, painted, mesh)
    then, points = moved(light, mesh, turn)
    wanted, _ = moved(painted, mesh, turn)
    points[:, :2] += RNG.normal(0, jitter, points[:, :2].shape)
    window = Window.of(points, 512, 512)
    delta, _ = carried_to([key], window.cut(then), points, window, 1010, 20)
    inside = np.abs(window.cut(wanted) - window.cut(then)).max(axis=2) > 0.01
    off = np.abs(window.cut(then) + delta - window.cut(wanted))[inside].mean()
    return off, np.abs(window.cut(then) - window.cut(wanted))[inside].mean()


@pytest.mark.parametrize("degrees", [0, 9])
def test_a_scar_follows_a_head_that_moves_and_leans(degrees):
    turn = cv2.getRotationMatrix2D((256, 256), degrees, 1.04)
    turn[:, 2] += (17.3, -6.6)
    off, nothing = errors(turn)
    assert off < 0.3 * nothing


def test_flow_mends_a_mesh_that_is_off():
    turn = cv2.getRotationMatrix2D((256, 256), 4, 1.0)
    off, nothing = errors(turn, jitter=2.0)
    assert off < 0.5 * nothing


def test_a_hand_before_the_face_is_not_painted():
    light, mesh = textured()
    key = Key.of(1001, light, paint(light, mesh), mesh)
    covered = light.copy()
    x, y = (int(value) for value in mesh[205, :2])
    cv2.circle(covered, (x, y), 60, (0.9, 0.2, 0.05), -1)
    window = Window.of(mesh, 512, 512)
    carried = carry(key, window.cut(covered), mesh, window)
    at = (y - window.top, x - window.left)
    assert carried.matte[at] < 0.2
    assert carry(key, window.cut(light), mesh, window).matte[at] > 0.8


def test_the_mesh_alone_finds_a_point_again():
    _, mesh = textured()
    turn = cv2.getRotationMatrix2D((256, 256), 12, 0.9)
    target = mesh.copy()
    target[:, :2] = mesh[:, :2] @ turn[:, :2].T + turn[:, 2]
    where = mesh_map(mesh, target, (512, 512))
    for point in (205, 9, 152):
        x, y = np.round(mesh[point, :2]).astype(int)
        wanted = turn[:, :2] @ (x, y) + turn[:, 2]
        assert np.linalg.norm(where[y, x] - wanted) < 0.5
