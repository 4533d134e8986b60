"""A mesh that an artist places lies where she says, is sure, and never on somebody else."""

from pathlib import Path

import numpy as np
import pytest

from lit_head import lit_head
from rushes.engines.reage.landmarks import OVAL
from rushes.engines.reage.places import Copied, Places
from rushes.engines.reage.placing import fitted, five, placed
from rushes.engines.reage.tracks import SURE, Tracks
from rushes.errors import BadInputError

FILE = Path("track.yaml")


def tracks(*confidence, others=None):
    """Return a track of the drawn head that stands still; where it is not seen there is no mesh."""
    mesh = np.repeat(lit_head()[2].points[None, None], len(confidence), axis=0)
    sure = np.array(confidence, np.float32)[:, None]
    mesh[sure[:, 0] == 0] = np.nan
    if others is not None:
        mesh, sure = np.concatenate([mesh, mesh + others], axis=1), np.repeat(sure, 2, axis=1)
    return Tracks(np.arange(1001, 1001 + len(confidence), dtype=np.int32), mesh, sure, ("p", "")[: mesh.shape[1]], 0)


def grey(_frame):
    return np.full((512, 512, 3), 128, np.uint8)


def clicked(mesh):
    return tuple((float(x), float(y)) for x, y in five(mesh))


@pytest.mark.parametrize(("turn", "scale"), [(0.0, 1.0), (0.4, 1.3), (-0.2, 0.6)])
def test_five_points_of_a_face_bring_its_whole_mesh(turn, scale):
    mesh = lit_head()[2].points
    spin = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    wanted = mesh[:, :2] @ spin.T + [30, 40]
    done = fitted(mesh, five(wanted))
    assert np.abs(done[:, :2] - wanted).max() < 0.1
    assert np.allclose(done[:, 2], scale * mesh[:, 2], atol=0.01)


def test_the_mesh_meets_each_of_the_points():
    mesh = lit_head()[2].points
    points = five(mesh) + np.array([[4, 0], [-3, 2], [0, 5], [2, -4], [-2, 3]])
    done = fitted(mesh, points)
    assert np.abs(five(done) - points).max() < 0.2
    assert np.abs(done[:, :2] - mesh[:, :2]).max() < 12


def test_a_frame_is_placed_from_the_nearest_sure_shape_and_listed():
    found = tracks(0.9, 0.3, 0.0, 0.9)
    points = tuple((x + 20, y + 10) for x, y in clicked(found.mesh[0, 0]))
    done = placed(found, Places({1002: points, 1003: Copied(1002, (5.0, -5.0))}, frozenset({1001})), grey, FILE)
    assert np.isnan(done.mesh[0, 0]).all()
    assert np.abs(done.mesh[1, 0, :, :2] - found.mesh[1, 0, :, :2] - [20, 10]).max() < 0.5
    assert np.allclose(done.mesh[2, 0] - done.mesh[1, 0], [5, -5, 0], atol=1e-3)
    assert (done.placed, done.removed, done.unsure) == ((1002, 1003), (1001,), ())
    assert [done.of_performer(frame) is not None for frame in (1001, 1002, 1003, 1004)] == [False, True, True, True]


def test_the_networks_own_mesh_is_taken_where_it_agrees():
    _, picture, mesh = lit_head()
    wrong = tracks(0.9, 0.2)
    wrong.mesh[0, 0, list(OVAL)] *= 1.2  # a shape that is not the face's
    done = placed(wrong, Places({1002: clicked(mesh.points)}, frozenset()), lambda _: picture, FILE)
    height = np.linalg.norm(mesh.points[10, :2] - mesh.points[152, :2])
    assert np.linalg.norm(done.mesh[1, 0, :, :2] - mesh.points[:, :2], axis=1).mean() < 0.02 * height


@pytest.mark.parametrize(
    ("found", "place", "said"),
    [
        (tracks(0.9, 0.2), ((900.0, 90.0), *clicked(lit_head()[2].points)[1:]), "lies outside the picture of 512x512"),
        (tracks(0.3, 0.2), clicked(lit_head()[2].points), "surely seen in no frame"),
        (tracks(0.3, 0.2), Copied(1001, (0.0, 0.0)), "not sure itself"),
        (tracks(0.9, 0.9, others=np.array([40, 0, 0], np.float32)), Copied(1001, (40.0, 0.0)), "somebody else's face"),
    ],
)
def test_a_place_that_can_not_be_is_one_sentence(found, place, said):
    with pytest.raises(BadInputError) as refused:
        placed(found, Places({1002: place}, frozenset()), grey, FILE)
    assert said in str(refused.value)
    assert "frame 1002" in str(refused.value)


def test_what_was_placed_is_kept_with_the_track(tmp_path):
    done = placed(tracks(0.9, 0.3), Places({1002: Copied(1001, (1.0, 0.0))}, frozenset()), grey, FILE)
    done.save(tmp_path)
    again = Tracks.load(tmp_path)
    assert (again.placed, again.removed) == ((1002,), ())
    assert again.confidence.min() >= SURE - 1e-6
