"""What is asked, typed. Every length is in metres and every angle in degrees once it stands here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rushes.brief.costs import Costs
from rushes.brief.direction import Curve, Delays, Members, Stay
from rushes.brief.explore import Explore
from rushes.brief.finish import Finish
from rushes.brief.on_set import OnSet
from rushes.brief.reage import Form, Hair, Model, Reage, Skin, Voice
from rushes.brief.rights import Right
from rushes.brief.room import Room
from rushes.brief.scene import Scene
from rushes.brief.wardrobe import Body, Wardrobe

Quality = Literal["draft", "review", "final"]
Material = Literal["concrete", "brick", "steel", "glass", "wood"]
BuildingForm = Literal["block", "wall", "tower", "bridge", "chimney", "room"]
Way = Literal[
    "soft_storey", "pancake", "implosion", "overturning", "zipper", "impact", "domino", "section", "instability", "mixed",
    "fixtures",
]  # fmt: skip
TimeOfDay = Literal["dawn", "morning", "noon", "afternoon", "late_afternoon", "dusk", "night"]
Weather = Literal["clear", "overcast", "fog", "snow", "rain"]
Move = Literal["locked", "push_in", "handheld"]
Solve = Literal["given", "plate"]
Bends = Literal["none", "plate"]
PlateColour = Literal[
    "declared",
    "display",
    "acescg",
    "aces2065-1",
    "linear-rec709",
    "linear-rec2020",
    "acescct",
    "acescc",
    "adx10",
    "logc3",
    "logc4",
    "s-log3",
    "s-log3-cine",
    "v-log",
    "canon-log2",
    "canon-log3",
    "log3g10",
    "apple-log",
    "davinci-intermediate",
    "bmdfilm-gen5",
]
Openings = Literal["plate", "grammar"]
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
Lifecycle = Literal["temporary", "final"]
UseCase = Literal[
    "ideation", "background", "final_design", "talent_replication", "unowned_training_data", "proprietary_material",
    "other",
]  # fmt: skip
Answer = Literal["yes", "no", "unsure"]


class Section(BaseModel):
    """A frozen part of a brief; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Building(Section):
    """The building that comes down, or what else stands there: a wall, a tower, a bridge, a chimney, a room from inside.

    A block is measured in storeys and bays, the other forms in metres; a measure left open is the usual one of its form.

    Attributes:
        form: What it is.
        storeys: Floors above the ground, the ground floor included.
        floor_height_m: From floor to floor [m].
        bays: Bays along the front; None as many as a facade of the plate has room for.
        bays_deep: Bays from front to back.
        bay_width_m: From column to column [m]; None as a facade of the plate has it.
        material: What its structure is made of.
        balconies: Whether it has any.
        height_m: Of a form that is no block [m]; of a bridge up to its roadway, of a room up to its ceiling.
        length_m: Of a wall or a bridge from end to end, of a room from left to right [m].
        depth_m: Of a bridge's roadway across, of a room from front to back [m].
        thickness_m: Of a wall, or of a chimney's shell at its foot [m].
        diameter_m: Of a chimney at its foot, of a tower across [m].
        span_m: Of a bridge from pier to pier [m].
        row: Blocks of this kind side by side; storeys and bays are those of one.
        gap_m: From one of a row to the next [m].
    """

    form: BuildingForm = "block"
    storeys: Annotated[int, Field(ge=1, le=40)] = 8
    floor_height_m: Annotated[float, Field(ge=2.2, le=8.0)] = 3.0
    bays: Annotated[int, Field(ge=1, le=20)] | None = 5
    bays_deep: Annotated[int, Field(ge=1, le=10)] = 3
    bay_width_m: Annotated[float, Field(ge=2.0, le=12.0)] | None = 4.0
    material: Material = "concrete"
    balconies: bool = True
    height_m: Annotated[float, Field(ge=1.0, le=100.0)] | None = None
    length_m: Annotated[float, Field(ge=2.0, le=150.0)] | None = None
    depth_m: Annotated[float, Field(ge=2.0, le=40.0)] | None = None
    thickness_m: Annotated[float, Field(ge=0.05, le=3.0)] | None = None
    diameter_m: Annotated[float, Field(ge=1.0, le=20.0)] | None = None
    span_m: Annotated[float, Field(ge=4.0, le=40.0)] | None = None
    row: Annotated[int, Field(ge=1, le=6)] = 1
    gap_m: Annotated[float, Field(ge=0.5, le=30.0)] | None = None


class Collapse(Section):
    """How it comes down.

    Attributes:
        way: What happens to it first.
        start_s: When it starts [s] after the first frame.
        toward: The side it fails on first, or falls to, as the front is seen.
        impact_storey: The storey that is hit, counted from 1 at the ground; None when nothing hits it.
        impact_side: Where along the front it is hit.
        strength: Factor on what every support, beam and joint holds.
        resistance: Share of its weight that crushed storeys hold a falling block back with.
        hinge_deg: Angle [deg] at which the hinge of what tips over lets go.
        slenderness: Of columns that buckle: the length they are braced over in radii of gyration.
        members: Members that go first, instead of those of the way.
        delays: The sequence of an implosion's charges [ms].
        stay: Parts of the building that stay standing.
        stay_mask: A picture of the plate's size, white where the building stays standing. A file gives it from its own
            folder.
        footprint_m: How far [m] beyond the building's outline the heap should reach at most.
        timing: Points of time [s] after the start and of the share of the failing supports that is gone by then.
    """

    way: Way = "soft_storey"
    start_s: Annotated[float, Field(ge=0.0, le=60.0)] = 0.35
    toward: Literal["camera", "away", "left", "right"] = "left"
    impact_storey: Annotated[int, Field(ge=1, le=40)] | None = None
    impact_side: Literal["left", "centre", "right"] = "centre"
    strength: Annotated[float, Field(ge=0.05, le=20.0)] = 1.0
    resistance: Annotated[float, Field(ge=0.0, le=1.0)] = 0.45
    hinge_deg: Annotated[float, Field(ge=1.0, le=60.0)] = 14.0
    slenderness: Annotated[float, Field(ge=10.0, le=300.0)] = 90.0
    members: tuple[Members, ...] = ()
    delays: Delays | None = None
    stay: tuple[Stay, ...] = ()
    stay_mask: Path | None = None
    footprint_m: Annotated[float, Field(ge=0.0, le=200.0)] | None = None
    timing: Curve = ()


class Camera(Section):
    """The camera; what is left out is chosen so that the building fills the frame, or is as the plate shows it.

    Attributes:
        solve: Where the camera comes from: these numbers, or the plate's own lines and the site's corners.
        focal_length_mm: Focal length [mm].
        sensor_width_mm: Width of the sensor [mm].
        height_m: Above the ground [m].
        distance_m: From the building's outline [m].
        azimuth_deg: Round the building [deg]: 0 looks straight at the front, positive walks to the right.
        tilt_deg: Upward [deg].
        horizon: Where the horizon lies, as a share of the picture's height from the top.
        place_x: Where the building stands, as a share of the picture's width from the left.
        move: How the camera moves.
        distortion: Whether the lens bends: as k1 and k2 say, or as the plate's own lines show.
        k1: Distortion of the lens, Brown and Conrady's first radial coefficient for places in focal lengths, as OpenCV has it.
        k2: The second.
        track: A camera that was tracked over the plate, as USD. A file gives it from its own folder.
        track_prim: Path of the camera in the track, where it holds several.
        track_frame: The track's time code under the shot's first frame; None the shot's own number, else the plate's.
        track_scale: Metres for one of the track's; None as the plate shows.
    """

    solve: Solve = "given"
    focal_length_mm: Annotated[float, Field(ge=8.0, le=400.0)] | None = 28.0
    sensor_width_mm: Annotated[float, Field(ge=4.0, le=70.0)] = 36.0
    height_m: Annotated[float, Field(ge=0.1, le=500.0)] | None = 1.7
    distance_m: Annotated[float, Field(ge=3.0, le=2000.0)] | None = None
    azimuth_deg: Annotated[float, Field(ge=-180.0, le=180.0)] | None = 24.0
    tilt_deg: Annotated[float, Field(ge=-60.0, le=60.0)] | None = None
    horizon: Annotated[float, Field(ge=-1.0, le=2.0)] | None = None
    place_x: Annotated[float, Field(ge=-0.5, le=1.5)] | None = 0.5
    move: Move = "locked"
    distortion: Bends = "none"
    k1: Annotated[float, Field(ge=-1.0, le=1.0)] | None = None
    k2: Annotated[float, Field(ge=-1.0, le=1.0)] | None = None
    track: Path | None = None
    track_prim: str | None = None
    track_frame: Annotated[float, Field(ge=-1e6, le=1e7)] | None = None
    track_scale: Annotated[float, Field(gt=0.0, le=1e6)] | None = None


class Site(Section):
    """Which building of the plate it is.

    Attributes:
        corners: Of its facade: bottom left, bottom right, top right, top left, each x and y as shares of the plate's width
            and height from its top left corner.
        mask: A picture of the plate's size, white where the facade is. A file gives it from its own folder.
        frame: The frame of the shot in which corners and mask were marked, and whose pixels are thrown on the building; None
            the first.
        foreground: A picture of the plate's size, white where something stands before the building and stays: lamp posts, trees,
            people; a sequence or a movie for a plate that moves. A file gives it from its own folder.
        windows: Where the front's windows are: where the plate shows them, as far as they can be found, or where the grammar of
            buildings puts them.
        lift_shadow: Whether the shadow that the building throws in the plate goes as the building goes, where the plate shows it.
        prim: Path of a prim in the camera's track that stands where the building does, at the middle of the facade's foot.
    """

    corners: Quad | None = None
    mask: Path | None = None
    frame: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    foreground: Path | None = None
    windows: Openings = "plate"
    lift_shadow: bool = True
    prim: str | None = None


class Light(Section):
    """Sun, sky and weather.

    Attributes:
        solve: Where the sun comes from: these fields, or, as far as they leave it open, what a building's plate shows.
        time_of_day: Sets the sun's height and colour.
        weather: Sets the sky, and what falls from it.
        sun_azimuth_deg: Where the sun stands [deg], in the scene.
        sun_elevation_deg: How high the sun stands [deg].
        wind_ms: How fast the wind blows 10 m above the ground [m/s]; it carries dust, snow and rain.
        wind_from: Where it comes from, as the camera sees it.
    """

    solve: Solve = "given"
    time_of_day: TimeOfDay = "afternoon"
    weather: Weather = "clear"
    sun_azimuth_deg: Annotated[float, Field(ge=-180.0, le=180.0)] | None = None
    sun_elevation_deg: Annotated[float, Field(ge=-10.0, le=90.0)] | None = None
    wind_ms: Annotated[float, Field(ge=0.0, le=25.0)] = 0.0
    wind_from: Literal["left", "right", "camera", "behind"] = "left"


class Dust(Section):
    """The dust that the crushing gives off.

    Attributes:
        amount: A factor: 0 is none, 1 is what the material gives.
        drift: Where the air carries it.
        vdb: Whether it is written as OpenVDB too; left out, in review and final quality.
    """

    amount: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    drift: Literal["none", "camera", "away", "left", "right"] = "none"
    vdb: bool | None = None


class Debris(Section):
    """The small stuff that flies from what breaks, and lies about.

    Attributes:
        amount: A factor on how many: 0 is none.
        rebar: Whether bars come out of broken concrete.
        ground: A factor on how much the ground cracks and whitens: 0 is none.
        curtains: Whether curtains hang behind some of the windows and are blown out of them.
    """

    amount: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    rebar: bool = True
    ground: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    curtains: bool = True


class Grade(Section):
    """A grade over the finished picture, in scene-linear light.

    Attributes:
        exposure_stops: Brighter or darker, in stops.
        saturation: A factor: 0 is black and white.
        contrast: A factor.
        grain: A factor on the film grain: of the plate's, measured, where there is one; 0 adds none.
        light_wrap: A factor on the light of the plate that bleeds round the building's edges; 0 is none.
        lens_blur: A factor on the plate's softness that the building is given; 0 leaves it as sharp as it was traced.
    """

    exposure_stops: Annotated[float, Field(ge=-6.0, le=6.0)] = 0.0
    saturation: Annotated[float, Field(ge=0.0, le=3.0)] = 1.0
    contrast: Annotated[float, Field(ge=0.2, le=3.0)] = 1.0
    grain: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    light_wrap: Annotated[float, Field(ge=0.0, le=4.0)] = 1.0
    lens_blur: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0


class Use(Section):
    """What the shot is for: clearance asks it, and nobody makes a different picture for it.

    The five answers are those of the Netflix partner guidance on generative AI; what nobody answered is unsure, and
    unsure counts as no.

    Attributes:
        lifecycle: Whether the material is temporary or for final deliverables.
        use_case: The row of the Netflix use-case matrix that it falls under.
        story_relevant: Whether a background element matters to the story.
        languages: Languages that are spoken in it (BCP 47), for example `en` or `pt-BR`.
        territories: Where it will be seen (ISO 3166-1), for example `US`.
        media: How it will be seen, in the words of the consents, for example `streaming`.
        advertisement: Whether it is an advertisement.
        references: Pictures that were looked at for it. A file gives them from its own folder.
        rights: Whose each reference is and under which licence, by its file name; a set or clothes are asked about until it is said.
        p1: The output does not replicate identifiable or protected material.
        p2: The tools do not store, reuse or train on inputs or outputs.
        p3: The work is done in an enterprise-secured environment.
        p4: The material is temporary, not part of final deliverables.
        p5: It does not replace performances or union work without consent.
    """

    lifecycle: Lifecycle = "final"
    use_case: UseCase = "other"
    story_relevant: bool | None = None
    languages: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    advertisement: bool = False
    references: tuple[Path, ...] = ()
    rights: Mapping[str, Right] = {}
    p1: Answer = "unsure"
    p2: Answer = "unsure"
    p3: Answer = "unsure"
    p4: Answer = "unsure"
    p5: Answer = "unsure"


class Reading(Section):
    """One thing that was understood or assumed.

    Attributes:
        field: The dotted field, for example ``building.storeys``.
        value: The value in words, with its unit.
        words: The words of the text it came from, as they stand there; ``(brief)`` for a field that the brief gave
            itself, ``(option)`` for one given on the command line, ``(planner MODEL)`` for one that a model
            filled in; empty when it was assumed.
    """

    field: str
    value: str
    words: str = ""


class Brief(Section):
    """A whole brief: what is asked, and how well it was understood.

    Attributes:
        kind: What is made.
        shot: Sequence and shot, for example ``020_0150``.
        text: What is asked, in plain words.
        plate: The picture that it is made over: a still, a sequence or a movie. A file gives it from its own folder.
        plate_colour: How the plate's numbers are to be read: as its file declares, or as this curve of a camera, this light, or finished for a display.
        clean_plate: A picture of what stands behind the plate's building, of the plate's size. A file gives it from its own
            folder.
        frames: How many, handles included.
        quality: Size and samples of the picture; the simulation is the same at each.
        seed: Where all randomness starts.
        people: Performers who are shown, by the names in the show's register.
        options: How many designs are shown side by side; 1 is one design, made in full.
        explore, costs, finish, use, on_set, building, collapse, camera, site, light, dust, debris, grade, reage, model, skin, form, hair, voice, body, wardrobe, room, clip: The parts.
        understood, assumed, not_understood: How it was read.
    """

    kind: Literal["destruction", "reage", "wardrobe", "set", "clip"] = "destruction"
    shot: str
    text: str = ""
    plate: Path | None = None
    plate_colour: PlateColour = "declared"
    clean_plate: Path | None = None
    frames: Annotated[int, Field(ge=1, le=10_000)] = 96
    quality: Quality = "review"
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    people: tuple[str, ...] = ()
    options: Annotated[int, Field(ge=1, le=24)] = 1
    explore: Explore = Explore()
    costs: Costs = Costs()
    finish: Finish = Finish()
    use: Use = Use()
    on_set: OnSet = OnSet()
    building: Building = Building()
    collapse: Collapse = Collapse()
    camera: Camera = Camera()
    site: Site = Site()
    light: Light = Light()
    dust: Dust = Dust()
    debris: Debris = Debris()
    grade: Grade = Grade()
    reage: Reage = Reage()
    model: Model = Model()
    skin: Skin = Skin()
    form: Form = Form()
    hair: Hair = Hair()
    voice: Voice = Voice()
    body: Body = Body()
    wardrobe: Wardrobe = Wardrobe()
    room: Room = Room()
    clip: Scene = Scene()
    understood: tuple[Reading, ...] = ()
    assumed: tuple[Reading, ...] = ()
    not_understood: tuple[str, ...] = ()
