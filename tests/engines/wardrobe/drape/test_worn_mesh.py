from dataclasses import replace

import numpy as np
import pytest
from small_tube import tube

from rushes.engines.body.measuring import tape
from rushes.engines.body.shape import Knobs, base
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.motion import Touch
from rushes.engines.wardrobe.drape.placing import placed
from rushes.engines.wardrobe.drape.welding import welded
from rushes.engines.wardrobe.drape.worn_mesh import WornMesh, worn_mesh
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Mark

DENIM = fabric("denim")


@pytest.fixture(scope="module")
def hung(standing):
    """A tube around the hips as it is placed, its grain across and a hole in its front."""
    garment = tube(tape(base().body(Knobs(male=0.0)))["hip_girth"], 0.2)
    front = replace(garment.panels[0], grain=((0.0, 0.0), (0.1, 0.0)), marks=(Mark("buttonhole", (0.05, 0.12), 90.0),))
    cloth = cloth_of(replace(garment, panels=(front, garment.panels[1])), 0.025)
    mesh = welded(cloth, lambda _: DENIM)
    points = placed(cloth, standing)
    touch = Touch(*(np.zeros(len(mesh.weights)),) * 2, 0.0, *(np.zeros(len(mesh.weights), np.int64),) * 5)
    total = np.stack([np.bincount(mesh.of, points[:, k]) for k in range(3)], axis=1)
    return Draped(cloth, (total / np.bincount(mesh.of)[:, None])[mesh.of], mesh, 0.0, touch)


def test_every_corner_knows_its_place_in_the_pattern_with_the_grain_upwards(hung):
    made = worn_mesh(hung, DENIM)
    flat = hung.cloth.flat[hung.cloth.corners]
    sides, drawn = np.diff(made.uv, axis=1), np.diff(flat, axis=1)
    assert np.linalg.norm(sides, axis=2) == pytest.approx(np.linalg.norm(drawn, axis=2))
    assert sides[made.panel == 0][..., 1] == pytest.approx(drawn[made.panel == 0][..., 0])  # along its grain
    assert made.uv[made.panel == 1] == pytest.approx(flat[made.panel == 1])


def test_seams_and_hems_run_along_edges_of_the_mesh(hung):
    made = worn_mesh(hung, DENIM)
    sides = np.sort(np.stack([made.corners, np.roll(made.corners, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    found, count = np.unique(sides, axis=0, return_counts=True)
    number = {tuple(pair): int(n) for pair, n in zip(found.tolist(), count, strict=True)}
    assert [line.name for line in made.seams] == ["left_left", "right_left"]
    assert {line.name for line in made.hems} == {
        f"{panel}.{edge}" for panel in ("front", "back") for edge in ("low", "top")
    }
    for line, triangles in [(line, 2) for line in made.seams] + [(line, 1) for line in made.hems]:
        pairs = np.sort(np.stack([line.points[:-1], line.points[1:]], axis=1), axis=1).tolist()
        assert {number[tuple(pair)] for pair in pairs} == {triangles}


def test_a_mark_lies_on_the_cloth(hung):
    (mark,) = worn_mesh(hung, DENIM).marks
    flat, at = hung.cloth.flat[hung.cloth.panel == 0], hung.points[hung.cloth.panel == 0]
    near = at[np.linalg.norm(flat - (0.05, 0.12), axis=1).argsort()[:3]]
    assert np.linalg.norm(near - mark.at, axis=1).max() < 0.03
    assert mark.normal[1] < -0.8  # out of the front
    assert mark.along[2] > 0.95
    assert abs(mark.along @ mark.normal) < 1e-9


def test_a_mesh_is_read_as_it_was_written(hung, tmp_path):
    hidden = np.arange(len(hung.cloth.corners)) % 3 == 0
    made = worn_mesh(hung, DENIM, hidden, (0.1, 0.2, 0.3))
    made.write(tmp_path / "tube.npz")
    read = WornMesh.read(tmp_path / "tube.npz")
    assert (read.name, read.layer, read.fabric, read.thickness) == ("tube", 0, "denim", DENIM.thickness)
    assert read.colour == (0.1, 0.2, 0.3)
    assert (read.panels, read.cloths) == (made.panels, made.cloths)
    for name in ("points", "corners", "panel", "uv", "covered"):
        assert np.array_equal(getattr(read, name), getattr(made, name))
    for one, two in zip((*read.seams, *read.hems), (*made.seams, *made.hems), strict=True):
        assert (one.name, one.kind, one.points.tolist()) == (two.name, two.kind, two.points.tolist())
    assert [mark.kind for mark in read.marks] == ["buttonhole"]
    assert read.marks[0].at == pytest.approx(made.marks[0].at)


def test_creases_lie_in_the_pattern_as_corners_do_and_are_kept(hung, tmp_path):
    line = Edge("crease", (((0.05, 0.0), (0.05, 0.15)),), finish="mark")
    garment = hung.cloth.garment
    front = replace(garment.panels[0], lines=(line,))
    creased = replace(hung, cloth=replace(hung.cloth, garment=replace(garment, panels=(front, *garment.panels[1:]))))
    made = worn_mesh(creased, DENIM)
    made.write(tmp_path / "worn.npz")
    for one in (made, WornMesh.read(tmp_path / "worn.npz")):
        ((panel, ends),) = one.creases
        assert panel == 0
        assert ends == pytest.approx(np.array([(0.0, 0.05), (-0.15, 0.05)]))  # the grain is across
    assert worn_mesh(hung, DENIM).creases == ()
