from dataclasses import replace

import numpy as np
import pytest
from small_scene import FRAMES, camera_at, light, motion_of

from rushes.engines.destruction.breaks.broken_faces import STEP_M, WORN, roughened
from rushes.engines.destruction.breaks.cracks import BROKEN, NEVER, SKIN, at_rest, faces_of, opening
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.spec import BuildingSpec
from rushes.engines.destruction.stage.scene import read_scene, write_scene


def house_of(material):
    return break_building(BuildingSpec(storeys=1, bays=2, bays_deep=1, balconies=False, material=material, seed=4))


@pytest.fixture(scope="module", params=["concrete", "brick", "wood"])
def broken(request):
    pieces = house_of(request.param)
    faces = faces_of(pieces)
    shift = np.random.default_rng(1).normal(0.0, 0.05, (len(pieces), 3))
    opens = opening(pieces, motion_of(pieces, shift=shift), faces)
    return pieces, faces, opens, roughened(pieces, faces, opens, step_m=STEP_M["review"])


def corners_of(pieces):
    piece = np.repeat(np.arange(len(pieces)), np.diff(pieces.triangle_start))
    return pieces.triangles + pieces.vertex_start[piece][:, None], piece


def volumes(pieces):
    rows, piece = corners_of(pieces)
    a, b, c = np.moveaxis(pieces.vertices.astype(float)[rows], 1, 0)
    return np.bincount(piece, (a * np.cross(b, c)).sum(axis=1) / 6, len(pieces))


def test_pieces_stay_closed_and_keep_their_volume(broken):
    pieces, _, _, found = broken
    rows, _ = corners_of(found.pieces)
    ahead = np.concatenate([rows[:, [0, 1]], rows[:, [1, 2]], rows[:, [2, 0]]])
    keys = ahead[:, 0] * len(found.pieces.vertices) + ahead[:, 1]
    back = ahead[:, 1] * len(found.pieces.vertices) + ahead[:, 0]
    assert len(np.unique(keys)) == len(keys)
    assert len(np.setdiff1d(keys, back)) == 0
    volume = volumes(found.pieces)
    assert volume.sum() == pytest.approx(pieces.volume.sum(), rel=2e-3)
    assert (volume > 0.5 * pieces.volume).all()
    assert np.median(np.abs(volume / pieces.volume - 1.0)) < 0.03


def test_skin_stays_in_its_plane(broken):
    _, faces, _, found = broken
    rows, _ = corners_of(found.pieces)
    skin = np.flatnonzero(faces.kind[found.source] == SKIN)
    place, face = at_rest(found.pieces)[rows[skin]], found.source[skin]
    off = ((place - faces.middle[face][:, None]) * faces.normal[face][:, None]).sum(axis=-1)
    assert np.abs(off).max() < 2e-3


def test_breaks_are_no_longer_flat(broken):
    pieces, faces, _, found = broken
    rows, _ = corners_of(found.pieces)
    material = pieces.material[faces.owner[found.source]]
    inner = np.flatnonzero((faces.kind[found.source] == BROKEN) & (material != MATERIALS.index("glass")))
    assert len(inner) > 1000
    place, face = at_rest(found.pieces)[rows[inner]], found.source[inner]
    off = ((place - faces.middle[face][:, None]) * faces.normal[face][:, None]).sum(axis=-1)
    assert off.std() > 0.008


def test_the_two_sides_of_a_crack_still_fit(broken):
    from scipy.spatial import cKDTree

    _, faces, _, found = broken
    rows, piece = corners_of(found.pieces)
    rest = at_rest(found.pieces)
    kind = faces.kind[found.source]
    edge = {k: np.unique(rows[(kind == k)]) for k in (SKIN, BROKEN)}
    rim = np.intersect1d(edge[SKIN], edge[BROKEN])
    owner = np.repeat(np.arange(len(found.pieces)), np.diff(found.pieces.vertex_start))
    near = cKDTree(rest[rim]).query(rest[rim], k=6, distance_upper_bound=1e-3)[1]
    near = np.where(near < len(rim), near, 0)
    fits = (owner[rim][near] != owner[rim][:, None]).any(axis=1)
    assert len(rim) > 200
    assert fits.mean() > 0.97
    assert len(piece)


def test_only_skin_beside_a_break_that_opens_chips(broken):
    _, faces, opens, found = broken
    chips = found.opens < NEVER
    assert chips.any()
    assert (faces.kind[found.source[chips]] == SKIN).all()
    assert (found.chip[chips].min(axis=1) == 0.0).all()
    assert (found.chip[~chips] > 1.0).all()
    assert np.isin(found.opens[chips], opens.astype(np.float32)).all()
    whole = roughened(found.pieces, *_again(found.pieces), step_m=0.5)
    assert len(whole.pieces) == len(found.pieces)


def test_edges_of_what_is_struck_chip_less_deep_and_keep_their_shape(broken):
    pieces, faces, _, found = broken
    never = np.full(len(faces.owner), NEVER)
    worn = roughened(pieces, faces, never, step_m=STEP_M["review"], struck=np.full(len(pieces), 1003.0))
    plain = roughened(pieces, faces, never, step_m=STEP_M["review"])
    chips = worn.opens < NEVER
    assert (plain.opens == np.float32(NEVER)).all()
    assert set(np.unique(worn.opens[chips]).tolist()) <= {1003.0}
    solid = pieces.material[faces.owner[worn.source]]
    assert chips.any() == np.isin(solid, [MATERIALS.index(name) for name in WORN]).any()
    assert volumes(worn.pieces) == pytest.approx(volumes(plain.pieces), rel=0.02)
    assert len(found.opens)


def _again(pieces):
    faces = faces_of(pieces)
    return faces, np.full(len(faces.owner), NEVER)


def test_glass_and_steel_break_as_they_did():
    pieces = house_of("glass")
    faces = faces_of(pieces)
    found = roughened(pieces, faces, np.full(len(faces.owner), NEVER), step_m=0.2)
    for index in np.flatnonzero(np.isin(pieces.material, [MATERIALS.index("glass"), MATERIALS.index("steel")])):
        assert (found.pieces.points(index) == pieces.points(index)).all()
        assert (found.pieces.faces(index) == pieces.faces(index)).all()


def test_the_stage_holds_ragged_pieces_and_says_where_they_chip(tmp_path):
    from fractions import Fraction

    from pxr import Usd, UsdGeom

    pieces = house_of("concrete")
    shift = np.random.default_rng(2).normal(0.0, 0.05, (len(pieces), 3))
    motion = motion_of(pieces, shift=shift)
    for name, step in (("flat", None), ("ragged", 0.2)):
        write_scene(
            tmp_path / f"{name}.usdc",
            pieces,
            motion,
            camera=camera_at(),
            light=light(),
            frames=FRAMES,
            rate=Fraction(24),
            step_m=step,
        )
    stage = Usd.Stage.Open(str(tmp_path / "ragged.usdc"))
    slab = int(np.flatnonzero(pieces.member == MEMBERS.index("slab"))[0])
    prim = stage.GetPrimAtPath(f"/World/Building/Pieces/concrete_slab_{slab:04d}")
    mesh, layout = UsdGeom.Mesh(prim), UsdGeom.PrimvarsAPI(prim)
    count = len(mesh.GetFaceVertexCountsAttr().Get())
    assert count > len(pieces.faces(slab))
    assert len(layout.GetPrimvar("chip").Get()) == 3 * count
    assert len(layout.GetPrimvar("opens").Get()) == count
    assert layout.GetPrimvar("opens").GetInterpolation() == "uniform"
    flat, ragged = (read_scene(tmp_path / f"{name}.usdc", [*FRAMES]) for name in ("flat", "ragged"))
    assert flat.names == ragged.names
    low, high = flat.world(1001).min(axis=0), flat.world(1001).max(axis=0)
    assert np.abs(ragged.world(1001).min(axis=0) - low).max() < 0.01
    assert np.abs(ragged.world(1001).max(axis=0) - high).max() < 0.01


def test_a_building_of_nothing_but_skin_is_left_alone():
    pieces = house_of("concrete")
    whole = replace(pieces, triangle_kind=np.zeros_like(pieces.triangle_kind))
    faces = faces_of(whole)
    alone = replace(faces, kind=np.zeros_like(faces.kind), other=np.full_like(faces.other, -1))
    found = roughened(whole, alone, np.full(len(faces.owner), NEVER), step_m=0.2)
    assert len(found.pieces.triangles) == len(pieces.triangles)
    assert np.abs(at_rest(found.pieces) - at_rest(pieces)).max() < 0.1
