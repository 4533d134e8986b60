import numpy as np
import pytest

from lit_head import lit_head
from rushes.engines.reage import landmarks as at
from rushes.engines.reage.beard import beard
from rushes.engines.reage.head import Head
from rushes.engines.reage.regions import face_mask

DARK_SKIN = np.array([0.22, 0.18, 0.15], np.float32)


def shaven(skin):
    """Return a drawn head whose skin is multiplied by a colour, its mesh, and where its lower face is."""
    light, _, mesh = lit_head()
    size = (light.shape[1], light.shape[0])
    low = np.arange(size[1])[:, None] > mesh.points[at.NOSE_FOOT, 1] + 0.25 * np.ptp(mesh.points[:, 1])
    return light * skin, mesh.points, (face_mask(mesh.points, size) > 0.9) & low


def bearded(skin):
    light, mesh, low = shaven(skin)
    strands = np.random.default_rng(1).uniform(0.5, 1.5, low.shape)[..., None]
    grown = 0.6 * light.mean(axis=2, keepdims=True) * strands * np.array([1.0, 0.98, 0.97])
    return np.where(low[..., None], grown, light).astype(np.float32), mesh, low


@pytest.mark.parametrize("skin", [np.ones(3, np.float32), DARK_SKIN])
def test_a_grey_beard_is_found_and_a_shaven_face_has_none(skin):
    light, mesh, low = shaven(skin)
    whole = np.ones(low.shape, np.float32)
    inside = face_mask(mesh, (low.shape[1], low.shape[0])) > 0.9
    assert np.percentile(beard(light, mesh, whole)[inside], 97) < 0.3
    light, mesh, low = bearded(skin)
    found = beard(light, mesh, whole)
    assert np.median(found[low]) > 0.8
    above = np.arange(low.shape[0])[:, None] < mesh[at.NOSE_FOOT, 1]
    assert not found[above & inside & (np.abs(np.arange(low.shape[1]) - mesh[at.NOSE_FOOT, 0]) < 30)].any()


def test_a_beard_is_no_skin():
    light, mesh, low = bearded(DARK_SKIN)
    head = Head.of(light, mesh)
    assert head.skin[low].mean() < 0.3
    x, y = mesh[at.NOSE_TIP, :2].astype(int)
    assert head.skin[y - 8 : y, x - 3 : x + 4].max() > 0.5


def test_without_a_face_there_is_no_beard():
    _, _, mesh = lit_head()
    grey = np.full((200, 200, 3), 0.2, np.float32)
    assert not beard(grey, mesh.points, np.ones((200, 200), np.float32)).any()
