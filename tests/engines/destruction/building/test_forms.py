"""Tests of the forms that are no block: each is put together right, stands, and comes down."""

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief import Brief
from rushes.brief.brief import Building, Camera, Collapse, Light
from rushes.engines import Take, TakeFile
from rushes.engines.destruction.building.bonds import GAP_M
from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.building.forms.prismoid import pyramid, sectors, wedge
from rushes.engines.destruction.building.forms.sizes import FORMS
from rushes.engines.destruction.building.forms.views import form_extent, inside
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS, volume_and_centre
from rushes.engines.destruction.collapse.collapse import schedule
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.shot.light import exposed_inside, light_rig
from rushes.engines.destruction.simulation.damage import BondGraph
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import BuildingSpec, resolve
from rushes.engines.destruction.stage.looks import LOOKS, inner_look, outer_look
from rushes.errors import BadInputError
from rushes.inspection import above_roof, free_fall, hanging, momentum_energy, under_ground, upward_speed
from rushes.inspection.bodies import Bodies, lowest_points
from rushes.show import FrameRange

RATE = Fraction(24)
BUILT = [(form, material) for form, each in FORMS.items() for material in each.materials]
FALLS = [(form, way) for form, each in FORMS.items() for way in each.ways]
SMALL = {
    "wall": {"length_m": 6.0, "height_m": 2.5},
    "tower": {"height_m": 12.0, "diameter_m": 3.2},
    "bridge": {"length_m": 20.0, "span_m": 10.0, "height_m": 6.0, "depth_m": 5.0},
    "chimney": {"height_m": 10.0, "diameter_m": 1.8},
    "room": {"length_m": 4.2, "depth_m": 4.0},
}
DETAIL = {"wall": 0.7, "tower": 0.6, "bridge": 0.6, "chimney": 0.4, "room": 0.6}
FASTEST_GAIN = 0.1
"""Five times what the inspection of energy lets pass: that one judges takes, and these are of a few dozen coarse pieces."""


PHYSICS = (under_ground, upward_speed, above_roof, free_fall, momentum_energy, hanging)
"""Not ``overlap``: these pieces are so coarse, and these frames so few, that one pair of a heap may still be a millimetre too deep."""

COARSE = 3.0
"""How many times the limit of a take's energy or momentum these few coarse pieces may reach: one of them is a tenth of the whole."""


def asked(form, way=None, *, small=False, **building):
    known = FORMS[form]
    way = way or known.ways[0]
    toward = known.toward.get(way, ("left",))[0]
    building = {"material": known.materials[0], **(SMALL[form] if small else {}), **building}
    return Brief(
        shot="010_0010",
        frames=60,
        building=Building(form=form, **building),
        collapse=Collapse(way=way, toward=toward, start_s=0.1, impact_storey=1 if way == "impact" else None),
    )


def take_of(folder):
    """Return a take of which nothing is there but what the simulation left in a folder."""
    files = tuple(TakeFile(path.name, "contacts", "") for path in folder.glob("*.npz"))
    return Take(
        folder=folder, show="S", shot="010_0010", version="v001", kind="destruction", engine="destruction 1", rate=RATE,
        frames=FrameRange.of_length(60), handles=0, seed=1, recipe={}, clearance={}, understood=(), assumed=(),
        not_understood=(), digital_source_type="", created="", files=files,
    )  # fmt: skip


def spec_of(form, way=None, **building):
    return resolve(asked(form, way, **building), RATE)


@pytest.fixture(scope="module")
def pieces():
    made = {}

    def build(form, material=None):
        if (form, material) not in made:
            more = {} if material is None else {"material": material}
            building = spec_of(form, small=True, **more).building
            made[form, material] = break_building(building.model_copy(update={"detail": DETAIL[form]}))
        return made[form, material]

    return build


@pytest.fixture(scope="module")
def fallen(pieces, tmp_path_factory):
    done = {}

    def run(form, way):
        if (form, way) not in done:
            out = tmp_path_factory.mktemp(f"{form}_{way}")
            collapse = spec_of(form, way, small=True).collapse.model_copy(update={"rest_s": 0.5})
            simulate_collapse(pieces(form), collapse, out, lambda *_: None)
            pieces(form).save(out / "building.npz")
            done[form, way] = out
        return done[form, way]

    return run


@pytest.mark.parametrize(("form", "material"), BUILT)
def test_every_solid_is_closed_flat_and_turned_outward(form, material):
    for solid in raise_building(spec_of(form, material=material).building):
        assert volume_and_centre(solid.faces)[0] > 0
        edges = [
            (face.polygon[i], face.polygon[(i + 1) % len(face.polygon)])
            for face in solid.faces
            for i in range(len(face.polygon))
        ]
        assert {(b, a) for a, b in edges} == set(edges)
        corners = np.unique(np.array([point for face in solid.faces for point in face.polygon]), axis=0)
        for face in solid.faces:
            a, b, c = np.array(face.polygon[:3])
            normal = np.cross(b - a, c - a)
            side = (corners - a) @ normal / np.linalg.norm(normal)
            assert side.max() < 1e-6, f"{solid.member} is not convex"


@pytest.mark.parametrize(("form", "material"), BUILT)
def test_solids_do_not_overlap(form, material):
    """Points inside one solid lie in no other: half-spaces of the faces decide, so that wedges are judged as they are."""
    solids = raise_building(spec_of(form, small=True, material=material).building)
    planes = []
    for solid in solids:
        corners = [np.array(face.polygon[:3]) for face in solid.faces]
        normals = np.array([np.cross(b - a, c - a) for a, b, c in corners])
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        planes.append((normals, np.array([n @ c[0] for n, c in zip(normals, corners, strict=True)])))
    rng = np.random.default_rng(3)
    for index, solid in enumerate(solids):
        points = np.unique(np.array([point for face in solid.faces for point in face.polygon]), axis=0)
        share = rng.dirichlet(np.ones(len(points)), 40)
        inner = share @ points
        own, level = planes[index]
        inner = inner[(inner @ own.T - level).max(axis=1) < -0.012]
        for other, (normals, heights) in enumerate(planes):
            if other != index and len(inner):
                depth = (inner @ normals.T - heights).max(axis=1)
                assert depth.min() > -0.012, (solid.member, solids[other].member)


@pytest.mark.parametrize(("form", "material"), BUILT)
def test_all_pieces_hold_together_and_stand_on_the_ground(pieces, form, material):
    built = pieces(form, material)
    parts = BondGraph(built, strength=1.0, reach_m=4.0).components(np.arange(len(built)))
    low = built.centre[:, 2] + np.minimum.reduceat(built.vertices[:, 2], built.vertex_start[:-1])
    for rows in parts:
        assert low[rows].min() < GAP_M, {MEMBERS[member] for member in built.member[rows]}
    assert built.extent[0, 2] == pytest.approx(0.0, abs=1e-6)
    assert built.form == form


@pytest.mark.parametrize(("form", "way"), FALLS)
def test_every_group_is_scheduled_and_the_first_goes_when_it_starts(pieces, form, way):
    collapse = spec_of(form, way, small=True).collapse
    plan = schedule(pieces(form), collapse)
    assert len(plan.group) == len(pieces(form))
    assert plan.release.min() == pytest.approx(collapse.start_s, abs=0.5)
    again = schedule(pieces(form), collapse)
    np.testing.assert_array_equal(plan.group, again.group)
    np.testing.assert_array_equal(plan.push, again.push)


@pytest.mark.parametrize(("form", "way"), FALLS)
def test_it_comes_down_and_breaks_no_law(fallen, pieces, form, way):
    built, motion = pieces(form), dict(np.load(fallen(form, way) / "motion.npz"))
    bodies = Bodies(*(motion[name] for name in ("frame", "time", "position", "orientation", "scale")))
    assert lowest_points(bodies, built.vertices, built.vertex_start).min() > -0.02
    height = (motion["position"][..., 2] * built.mass).sum(axis=1) / built.mass.sum()
    assert height[-1] < 0.97 * height[0]
    assert height.max() < 1.03 * height[0]  # what tips over its toe rises a little first
    place = motion["position"].astype(float)
    speed = np.diff(place, axis=0) * 24
    middle = (place[1:, :, 2] + place[:-1, :, 2]) / 2
    energy = ((9.81 * middle + (speed**2).sum(axis=2) / 2) * built.mass).sum(axis=1)
    assert (energy - np.minimum.accumulate(energy)).max() < FASTEST_GAIN * energy[0]


@pytest.mark.parametrize(("form", "way"), FALLS)
def test_its_take_passes_the_inspections_of_physics(fallen, form, way):
    folder = fallen(form, way)
    take = take_of(folder)
    found = [finding for check in PHYSICS for finding in check(take)]
    assert {"under_ground", "upward_speed", "energy", "momentum", "hanging"} <= {finding.check for finding in found}
    wrong = [finding for finding in found if not finding.ok]
    assert not [
        f"{finding.check}: {finding.detail}"
        for finding in wrong
        if finding.check not in ("energy", "momentum") or finding.value > COARSE * finding.limit
    ]


@pytest.mark.parametrize("toward", ["left", "right", "camera", "away"])
def test_a_chimney_falls_to_the_side_that_is_asked(pieces, tmp_path, toward):
    brief = asked("chimney", "overturning", small=True)
    brief = brief.model_copy(update={"frames": 72, "collapse": brief.collapse.model_copy(update={"toward": toward})})
    simulate_collapse(
        pieces("chimney"), resolve(brief, RATE).collapse.model_copy(update={"rest_s": 0.5}), tmp_path, lambda *_: None
    )
    place = np.load(tmp_path / "motion.npz")["position"]
    top = pieces("chimney").centre[:, 2] > 7.0
    moved = (place[-1] - place[0])[top, :2].mean(axis=0)
    axis = {"left": (-1, 0), "right": (1, 0), "camera": (0, -1), "away": (0, 1)}[toward]
    assert moved @ np.array(axis) > 2.0
    assert abs(moved @ np.array([axis[1], axis[0]])) < 1.5


def test_only_the_spans_on_the_failed_pier_drop(tmp_path):
    spec = resolve(asked("bridge", small=True, length_m=40.0), RATE)
    built = break_building(spec.building)
    simulate_collapse(built, spec.collapse.model_copy(update={"rest_s": 0.5}), tmp_path, lambda *_: None)
    drop = -np.diff(np.load(tmp_path / "motion.npz")["position"][[0, -1], :, 2], axis=0)[0]
    deck = (built.storey == 1) & (built.bay[:, 0] < 4)
    by_span = [float(drop[deck & (built.bay[:, 0] == span)].mean()) for span in range(4)]
    assert min(by_span[0:2]) > 0.8
    assert max(by_span[2:4]) < 0.1


def test_the_room_stays_round_its_ceiling(fallen, pieces):
    built = pieces("room")
    with np.load(fallen("room", "pancake") / "motion.npz") as motion:
        moved = np.abs(motion["position"][-1] - motion["position"][0]).max(axis=1)
    stays = np.isin(built.member, [MEMBERS.index(name) for name in ("floor", "lining", "window", "door")])
    assert moved[stays].max() < 1e-4
    ceiling = built.member == MEMBERS.index("ceiling")
    assert 0.4 < (moved[ceiling] > 1.0).mean() < 1.0


def test_a_form_survives_the_disk(pieces, tmp_path):
    pieces("tower").save(tmp_path / "building.npz")
    assert Pieces.load(tmp_path / "building.npz").form == "tower"


@pytest.mark.parametrize(
    ("building", "collapse", "words"),
    [
        ({"form": "wall", "material": "glass"}, {}, "can be of brick, concrete or wood"),
        ({"form": "wall", "material": "brick", "span_m": 9.0}, {}, "a wall has no building.span_m"),
        ({"form": "block", "height_m": 9.0}, {}, "for forms other than a block"),
        ({"form": "wall", "material": "brick"}, {"way": "pancake"}, "overturning, zipper or impact"),
        ({"form": "bridge"}, {"way": "overturning"}, "soft_storey, zipper, implosion or impact"),
        ({"form": "wall", "material": "brick"}, {"way": "overturning", "toward": "left"}, "camera or away"),
        ({"form": "wall", "material": "brick", "height_m": 8.0, "thickness_m": 0.1}, {"way": "overturning", "toward": "away"},
         "would not have stood"),
        ({"form": "chimney", "material": "brick", "height_m": 70.0, "diameter_m": 2.0}, {"way": "overturning"},
         "at least 3.9"),
        ({"form": "room", "height_m": 9.0}, {"way": "pancake"}, "from 2.3 to 5 m"),
        ({"form": "chimney", "material": "brick"}, {"way": "impact", "impact_storey": 30}, "the chimney has 11"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_one_sentence_that_says_what_does(building, collapse, words):
    brief = Brief(shot="010_0010", building=Building(**building), collapse=Collapse(**collapse))
    with pytest.raises(BadInputError, match="Shot 010_0010") as caught:
        resolve(brief, RATE)
    assert words in str(caught.value)


def test_a_room_takes_no_plate_and_no_distance(tmp_path):
    brief = asked("room").model_copy(update={"camera": Camera(distance_m=20.0)})
    with pytest.raises(BadInputError, match="stands inside"):
        resolve(brief, RATE)


@pytest.mark.parametrize("azimuth", [-40.0, 0.0, 25.0])
def test_the_camera_of_a_room_stands_inside_and_looks_across_it(azimuth):
    building = spec_of("room").building
    camera = inside(Camera(azimuth_deg=azimuth, height_m=1.55, focal_length_mm=18.0))
    path = camera_path(camera, form_extent(building), FrameRange(1001, 1002), 640, 360, rate=RATE, seed=1)
    eye = path.position[0]
    assert abs(eye[0]) < building.width_m / 2
    assert abs(eye[1]) < building.depth_m / 2
    ahead = path.rotation(1001) @ np.array([0.0, 0.0, -1.0])
    assert ahead[:2] @ -eye[:2] > 0


def test_a_room_is_exposed_for_its_own_light():
    outside = light_rig(Light(), camera_azimuth_deg=0.0)
    room = exposed_inside(outside)
    assert room.sky_strength / outside.sky_strength == pytest.approx(room.sun_strength / outside.sun_strength)
    assert room.sky_strength > 2 * outside.sky_strength


def test_every_piece_has_a_look(pieces):
    for form, material in BUILT:
        built = pieces(form, material)
        for row in range(len(built)):
            names = MATERIALS[built.material[row]], MEMBERS[built.member[row]]
            assert {outer_look(*names), inner_look(*names)} <= set(LOOKS)


def test_wedges_fill_a_ring():
    ring = [wedge(sector, (0.0, 2.0), (1.0, 0.8), (0.7, 0.6)) for sector in sectors(96)]
    cone = np.pi * 2.0 / 3 * ((1.0 + 0.8 + 0.64) - (0.49 + 0.42 + 0.36))
    assert sum(volume_and_centre(faces)[0] for faces in ring) == pytest.approx(cone, rel=2e-3)
    spire = pyramid(((0, 0, 0), (3, 0, 0), (3, 3, 0), (0, 3, 0)), (1.5, 1.5, 2.0))
    assert volume_and_centre(spire)[0] == pytest.approx(6.0)


def test_a_block_is_as_it_was():
    assert BuildingSpec().form == "block"
    assert BuildingSpec().width_m == 20.0
    assert BuildingSpec(storeys=3).storey_of(1.0) == 0
    assert BuildingSpec(storeys=3).storey_of(4.0) == 1
    assert BuildingSpec(storeys=3).storey_of(99.0) == 3


@pytest.mark.parametrize("length", [20.0, 54.0, 108.0])
def test_every_pier_of_a_bridge_is_framed_but_not_its_ends(length):
    bridge = spec_of("bridge", length_m=length).building
    framed = form_extent(bridge)[1, 0]
    assert bridge.width_m / 2 - bridge.bay_width_m < framed < bridge.width_m / 2


def test_a_ceiling_stays_over_the_camera(pieces):
    room, spec = pieces("room", "concrete"), resolve(asked("room", small=True), RATE)
    plan = schedule(room, spec.collapse)
    falls = np.isfinite(plan.release[plan.group])
    ceiling = room.member == MEMBERS.index("ceiling")
    front = room.centre[:, 1] < -spec.building.depth_m / 2 + 0.8
    assert (ceiling & front).any()
    assert not falls[ceiling & front].any()
    assert falls[ceiling & ~front].sum() > 10
