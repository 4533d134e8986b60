"""Tests of the texture coordinates of round walls."""

import numpy as np
import pytest

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.spec import BuildingSpec
from rushes.engines.destruction.stage.scene import surface_coordinates
from rushes.engines.destruction.stage.unrolled import is_round


def tall(form, material):
    return break_building(
        BuildingSpec(
            form=form,
            material=material,
            storeys=3,
            height_m=12.0,
            length_m=4.0,
            deep_m=4.0,
            thickness_m=0.5,
            detail=0.4,
        )
    )


def skin_of(pieces):
    """Return each outer triangle's corners and texture coordinates, of the round shell."""
    owner = np.repeat(np.arange(len(pieces)), np.diff(pieces.triangle_start))
    rest = pieces.vertices[pieces.triangles + pieces.vertex_start[owner][:, None]] + pieces.centre[owner][:, None]
    normal = np.cross(rest[:, 1] - rest[:, 0], rest[:, 2] - rest[:, 0])
    upright = np.abs(normal[:, 2]) < 0.3 * np.linalg.norm(normal, axis=1)
    outer = (pieces.triangle_kind == 0) & is_round(pieces)[owner] & upright
    facing = (normal[:, :2] * rest.mean(axis=1)[:, :2]).sum(axis=1) / np.linalg.norm(normal, axis=1)
    outer &= facing > 0.95 * np.linalg.norm(rest.mean(axis=1)[:, :2], axis=1)
    return rest[outer], surface_coordinates(pieces).reshape(-1, 3, 2)[outer].astype(float)


@pytest.mark.parametrize(("form", "material"), [("chimney", "brick"), ("tower", "concrete")])
def test_a_round_wall_keeps_its_lengths_when_unrolled(form, material):
    rest, layout = skin_of(tall(form, material))
    assert len(rest) > 100
    level = np.abs(rest[:, 0, 2] - rest[:, 1, 2]) < 1e-3
    true = np.linalg.norm(rest[level, 0] - rest[level, 1], axis=1)
    laid = np.linalg.norm(layout[level, 0] - layout[level, 1], axis=1)
    long = true > 0.2
    assert long.any()
    np.testing.assert_allclose(laid[long], true[long], rtol=0.08)
    np.testing.assert_allclose(layout[..., 1], rest[..., 2], atol=1e-4)


def test_a_square_tower_is_not_unrolled():
    assert not is_round(tall("tower", "brick")).any()
    assert not is_round(break_building(BuildingSpec(storeys=1, bays=1, bays_deep=1))).any()
