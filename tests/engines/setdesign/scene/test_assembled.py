from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_room import small_room

from rushes.engines.dressing.hung import PICTURE_M
from rushes.engines.dressing.library import MAKERS, grow
from rushes.engines.setdesign.grammar.finishes import finish
from rushes.engines.setdesign.grammar.grow import grow as grow_room
from rushes.engines.setdesign.model.finish import Finish
from rushes.engines.setdesign.model.furniture import Item
from rushes.engines.setdesign.model.light import Practical
from rushes.engines.setdesign.scene.assembled import PAINTED, SLABS, assembled, cut_from, seed_of
from rushes.engines.setdesign.scene.baked import size_of
from rushes.engines.setdesign.scene.finish import surface as surface_of
from rushes.engines.setdesign.scene.lights import LAMP_BOOST
from rushes.errors import BadInputError

ROOM = small_room()


def test_every_piece_has_its_finish_and_a_name_of_its_own():
    scene = assembled(ROOM)
    names = [piece.name for piece in scene.pieces]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() for name in names)
    assert {piece.surface for piece in scene.pieces} <= set(scene.surfaces)
    assert [camera.name for camera in scene.cameras] == [setup.name for setup in ROOM.setups]


def test_the_same_room_gives_the_same_scene_and_an_item_keeps_its_own_when_others_go():
    one, other = assembled(ROOM), assembled(replace(ROOM, items=ROOM.items[:1]))
    kept = {piece.name: piece for piece in one.pieces}
    for piece in other.pieces:
        np.testing.assert_array_equal(piece.mesh.points, kept[piece.name].mesh.points)
        np.testing.assert_array_equal(piece.mesh.st, kept[piece.name].mesh.st)
    assert seed_of(ROOM, ROOM.items[0]) != seed_of(replace(ROOM, seed=ROOM.seed + 1), ROOM.items[0])


def test_a_lamp_that_burns_shines_through_its_shade():
    lamp = Item("F90", "floor_lamp", (0, 0, 0), 0.0, (0.42, 0.42, 1.6))
    bulb = Practical("L9", "bulb", (0, 0, 1.4), 2700.0, 800.0, item="F90")
    lit = assembled(replace(ROOM, items=(lamp,), practicals=(bulb,)))
    dark = assembled(replace(ROOM, items=(lamp,), practicals=(replace(bulb, on=False),)))
    (shade,) = [piece for piece in lit.pieces if piece.name == "F90_floor_lamp_shade"]
    said = lit.surfaces[shade.surface]
    assert said.glow == pytest.approx(0.42 * 800 * LAMP_BOOST / (np.pi * shade.mesh.area() / 2))
    assert said.glow_colour[0] > said.glow_colour[2]
    assert not any(one.glow for one in dark.surfaces.values())


def test_a_lamp_of_metal_shines_below_and_hangs_from_its_rod():
    lamp = Item(
        "F90", "pendant", (0, 0, 1.6), 0.0, (0.6, 0.6, 0.3), "", {"stem": "metal", "shade": "metal"}, {"rod": 0.9}
    )
    bulb = Practical("L9", "bulb", (0, 0, 1.66), 2700.0, 800.0, item="F90")
    metal = Finish("metal", "brass", "brass", (0.7, 0.5, 0.2))
    scene = assembled(replace(ROOM, items=(lamp,), practicals=(bulb,), finishes={**ROOM.finishes, "metal": metal}))
    assert not any(one.glow for one in scene.surfaces.values())
    (rod,) = [piece for piece in scene.pieces if piece.name == "F90_pendant_rod"]
    assert rod.mesh.bounds()[1][2] + rod.at[2] == pytest.approx(2.8, abs=0.02)


def test_what_no_maker_knows_is_told(monkeypatch):
    monkeypatch.delitem(MAKERS, "sofa")
    scene = assembled(replace(ROOM, items=(Item("F90", "sofa", (0, 0, 0), 0.0, (0.9, 0.9, 1.9)),)))
    assert scene.told == ("F90: the dressing library has no sofa yet; a plain block stands for it.",)


def test_a_finish_that_the_room_lacks_is_named():
    with pytest.raises(BadInputError, match="nothing is said of the finish 'gold'"):
        assembled(replace(ROOM, floor="gold"))


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.3, 1.75), st.floats(0.3, 0.88), st.booleans(),
    st.tuples(st.floats(0.0, 9.0), st.floats(0.0, 9.0)).map(np.array),
)  # fmt: skip
def test_a_stone_table_is_cut_from_one_slab(long, deep, turned, lots):
    """A joint's groove across a table shows as normals that look sideways."""
    size = (deep, long) if turned else (long, deep)
    top = dict(grow("coffee_table", (*size, 0.4), {}, 1))["top"]
    cut = cut_from(top, "marble", lots)
    large = np.repeat(np.linalg.norm(cut.face_normals(), axis=1) > 0.5 * size[0] * size[1], cut.counts)
    wide, high = SLABS["marble"]
    low, top_st = cut.st[large].min(axis=0), cut.st[large].max(axis=0)
    assert (np.floor(low / [wide, high]) == np.floor(top_st / [wide, high])).all()
    np.testing.assert_allclose(np.sort(np.ptp(cut.st[large], axis=0)), np.sort(np.ptp(top.st[large], axis=0)))


def test_frames_hold_one_of_a_few_pictures_that_fill_them_and_a_rug_knows_its_size():
    room = grow_room("parlour", {"clutter": 0.9}, 1)
    scene = assembled(room)
    pictures = [piece for piece in scene.pieces if piece.name.endswith("art_frame_picture")]
    made = {piece.surface: scene.surfaces[piece.surface] for piece in pictures}
    assert 3 <= len(made) <= PAINTED
    assert {one.more["scene"] for one in made.values()} == {"country", "sea"}
    for piece in pictures:
        assert piece.mesh.st.min() == pytest.approx(0.0, abs=0.05)
        assert piece.mesh.st.max() == pytest.approx(PICTURE_M, abs=0.05)
    (rug,) = (item for item in room.items if item.kind == "rug")
    surface = scene.surfaces[next(piece.surface for piece in scene.pieces if piece.name == f"{rug.name}_rug_cloth")]
    assert surface.more["size_m"] == rug.size[:2]
    assert size_of(surface) == max(rug.size[:2]) / 2


@pytest.mark.parametrize(
    ("name", "pattern"),
    [("wallpaper_damask", "damask"), ("wallpaper_leaf", "leaves"), ("wallpaper_blue", "trellis"), ("wallpaper_70s", "circles"), ("grasscloth", "grass")],
)  # fmt: skip
def test_a_wallpaper_has_the_figure_and_the_repeat_of_its_trade_name(name, pattern):
    made = surface_of(finish(name))
    assert made.more["pattern"] == pattern
    assert made.more["repeat_m"] == finish(name).scale


def test_a_lift_is_set_back_in_a_surround_and_the_way_in_of_a_lobby_is_glazed():
    room = grow_room("lobby", {"lifts": 2}, 1)
    pieces = {piece.name: piece for piece in assembled(room).pieces}
    lift = next(opening for opening in room.openings if opening.style.get("lift"))
    surround, leaf = pieces[f"{lift.name}_surround"].mesh, pieces[f"{lift.name}_leaf1"].mesh
    assert np.ptp(surround.points[:, 0]) > lift.width + 0.4
    assert surround.points[:, 1].min() < 0.0 < leaf.points[:, 1].min()
    way_in = next(opening for opening in room.openings if opening.beyond == "street")
    assert f"{way_in.name}_leaf1_glass" in pieces


def test_where_no_day_comes_in_the_camera_is_balanced_for_the_lamps():
    day, night = (assembled(grow_room("parlour", {"time": time}, 1)).lights for time in ("noon", "night"))
    warm, white = (next(light.colour for light in lights if light.name.startswith("Lamp")) for lights in (day, night))
    assert warm[2] / warm[0] < white[2] / white[0]
