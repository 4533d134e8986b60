import numpy as np
import pytest

from lit_head import lit_head
from rushes.engines.reage import landmarks as at
from rushes.engines.reage.clothes import clear_of_clothes, clothes
from rushes.engines.reage.form import displacement
from rushes.engines.reage.head import Head
from rushes.engines.reage.window import MM_OUTER_CORNERS, iod_px


def collared(*, collar):
    """Return mattes of a head that is bare down to a collar just under the chin, the mesh, and the collar's first row."""
    light, _, mesh = lit_head()
    tall = float(np.ptp(mesh.points[:, 1]))
    top = int(mesh.points[at.CHIN_TIP, 1] + 0.1 * tall)
    skin = np.ones(light.shape[:2], np.float32)
    if collar:
        skin[top:] = 0
    none = np.zeros_like(skin)
    return Head(skin, none, none, np.ones_like(skin)), mesh.points, top


def lifted(millimetres):
    light, _, mesh = lit_head()
    return displacement(mesh.points, (light.shape[1], light.shape[0]), {"throat_mm": millimetres, "jaw_mm": 3.0})


@pytest.mark.parametrize("millimetres", [3.0, 12.0])
def test_a_collar_stays_and_nothing_is_pressed_flat(millimetres):
    head, mesh, top = collared(collar=True)
    before = lifted(millimetres)
    assert np.abs(before[top + 4 :]).max() > 0.5
    after = clear_of_clothes(before, head, mesh)
    assert np.abs(after[top + 4 :]).max() < 0.05
    dy, dx = np.gradient(after, axis=(0, 1))
    area = (1 + dx[..., 0]) * (1 + dy[..., 1]) - dx[..., 1] * dy[..., 0]
    assert area.min() > 0.1
    x, y = mesh[172, :2].astype(int)
    far = top - y > 12 * iod_px(mesh) / MM_OUTER_CORNERS
    assert not far or np.abs(after[y, x] - before[y, x]).max() < 0.3


def test_a_bare_throat_moves_as_it_is_asked():
    head, mesh, _ = collared(collar=False)
    field = lifted(3.0)
    assert np.array_equal(clear_of_clothes(field, head, mesh), field)
    assert not clear_of_clothes(0 * field, head, mesh).any()


def test_what_is_worn_lies_under_the_face_and_a_thin_shadow_is_none():
    head, mesh, top = collared(collar=True)
    worn = clothes(head, mesh, 1)
    assert worn[top + 3 :].all()
    assert not worn[: top - 3].any()
    shadowed, mesh, top = collared(collar=False)
    shadowed.skin[top : top + 2] = 0
    assert not clothes(shadowed, mesh, 1).any()
