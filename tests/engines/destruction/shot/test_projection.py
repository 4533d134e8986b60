from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scene import FACES, FRAMES, boxes, camera_at, light, motion_of, staged

from rushes.engines.destruction.shot.projection import (
    exposed_as,
    facade_irradiance,
    places_in_texture,
    projection_from_json,
    projection_of,
    projection_to_json,
    seen_faces,
)
from rushes.engines.destruction.stage.scene import write_scene
from rushes.media.plate import Fit

TWO = [("concrete", "facade"), ("concrete", "slab")]


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(80, 4000), st.integers(80, 4000)),
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-5, 30), st.floats(0, 12)), min_size=1, max_size=6),
)
def test_a_place_in_the_texture_is_where_the_camera_sees_it(source, points):
    camera = camera_at(y=-20.0)
    fit = Fit(source, (camera.width, camera.height))
    rows = projection_from_json(projection_to_json(projection_of(camera, fit)))
    there = places_in_texture(rows, np.array(points))
    seen = camera.project(np.array(points), FRAMES.first)
    u = (seen[:, 0] + fit.crop[0]) / fit.scaled[0]
    v = 1.0 - (seen[:, 1] + fit.crop[1]) / fit.scaled[1]
    assert there == pytest.approx(np.column_stack([u, v]), abs=1e-4)


def test_only_faces_that_the_camera_sees_are_projected_on():
    pieces = boxes([[0, 0, 2], [0, 6, 2]], [[2, 1, 2], [1, 1, 1]], TWO)
    seen = seen_faces(pieces, camera_at(z=2.0))
    front = [row for row, face in enumerate(FACES) if (face % 4 < 2).all()]
    assert sorted(np.flatnonzero(seen)) == front  # the one behind is hidden, its back and sides as well


def test_the_stage_holds_the_plate_with_its_coordinates(tmp_path):
    from pxr import Usd, UsdGeom, UsdShade

    pieces, camera = boxes([[0, 0, 2]], [[2, 1, 2]], TWO[:1]), camera_at()
    fit = Fit((camera.width, camera.height), (camera.width, camera.height))
    rows = projection_of(camera, fit)
    path = tmp_path / "scene.usdc"
    write_scene(
        path,
        pieces,
        motion_of(pieces),
        camera=camera,
        light=light(),
        frames=FRAMES,
        rate=24,
        projection=rows,
        plate="./plate.exr",
    )
    stage = Usd.Stage.Open(str(path))
    prim = stage.GetPrimAtPath("/World/Building/Pieces/concrete_facade_0000")
    api = UsdGeom.PrimvarsAPI(prim)
    st_plate = np.array(api.GetPrimvar("st_plate").Get())
    assert st_plate.shape == (36, 2)
    assert api.GetPrimvar("st_plate").GetInterpolation() == "faceVarying"
    subset = stage.GetPrimAtPath(f"{prim.GetPath()}/projected")
    faces = np.array(subset.GetAttribute("indices").Get())
    assert len(faces) == 2
    bound = UsdShade.MaterialBindingAPI(subset).ComputeBoundMaterial()[0]
    assert bound.GetPath() == "/World/Materials/plate_projection"
    texture = UsdShade.Shader(stage.GetPrimAtPath("/World/Materials/plate_projection/Plate"))
    assert texture.GetInput("file").Get().path == "./plate.exr"
    surface = UsdShade.Shader(stage.GetPrimAtPath("/World/Materials/plate_projection/Surface"))
    source = surface.GetInput("emissiveColor").GetConnectedSources()[0][0]
    assert source.source.GetPath() == texture.GetPath()


def test_a_stage_without_a_plate_is_as_before(tmp_path):
    from pxr import Usd

    pieces = boxes([[0, 0, 2]], [[2, 1, 2]], TWO[:1])
    stage = Usd.Stage.Open(str(staged(tmp_path / "scene.usdc", pieces, motion_of(pieces))))
    assert not stage.GetPrimAtPath("/World/Materials/plate_projection")
    assert not stage.GetPrimAtPath("/World/Building/Pieces/concrete_facade_0000/projected")


def test_light_is_made_as_bright_as_the_plate_within_reason():
    rig = light()
    usual = 0.42 / np.pi * facade_irradiance(rig)
    assert exposed_as(rig, usual).sun_strength == pytest.approx(rig.sun_strength, rel=1e-4)
    twice = exposed_as(rig, 2.0 * usual)
    assert (twice.sun_strength, twice.sky_strength) == pytest.approx(
        (2 * rig.sun_strength, 2 * rig.sky_strength), rel=1e-4
    )
    assert exposed_as(rig, 1000.0 * usual).sun_strength == pytest.approx(4.0 * rig.sun_strength, rel=1e-4)
    behind = replace(rig, sun_direction=(0.0, 0.8, 0.6))
    assert (facade_irradiance(behind) < facade_irradiance(rig)).all()
