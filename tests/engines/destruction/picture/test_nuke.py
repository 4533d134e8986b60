"""The script is read by a parser, its nodes are worked out, and what comes is the take's own composite."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from nuke_graph import parsed, worked_out
from small_comp import CAMERA, FRAMES, LIGHT, SIZE, layers, planes

from cleared import permit
from rushes.brief import Grade
from rushes.engines.destruction.picture.comp_step import comp
from rushes.engines.destruction.picture.nuke import nuke_script
from rushes.engines.destruction.plate.lens import Look
from rushes.engines.take import Take, TakeFile
from rushes.errors import BadInputError
from rushes.media.exr import read_picture, write_exr, write_picture
from rushes.plan import StepContext
from rushes.show import FrameRange

RATE = Fraction(24)
LOOK = Look((0.004,) * 3, (2e-4,) * 3, 0.9, (0.006, 0.008, 0.01), (1.02, 1.0, 0.95), exposure=1.2)
GRAIN = ("grain",)


def made(tmp_path, *, clean=False, ground=False, weather="clear", photographed=True, **grade):
    """Composite three frames with the step itself, and return the take that holds them."""
    found = scene()
    render, dust, backdrop = tmp_path / "render", tmp_path / "dust", tmp_path / "backdrop"
    for frame in FRAMES:
        beauty = {band: found.building[..., k].astype("f2") for k, band in enumerate("RGBA")}
        render.mkdir(exist_ok=True)
        write_exr(render / f"beauty.{frame}.exr", {**beauty, "depth.Z": found.depth}, frame=frame, rate=RATE)
        write_picture(render / f"shadow.{frame}.exr", found.shadow, frame=frame, rate=RATE)
        clouds = {band: found.dust[..., k].astype("f2") for k, band in enumerate("RGBA")}
        write_exr(dust / f"dust.{frame}.exr", {**clouds, "depth.Z": planes(30.0)[..., 0]}, frame=frame, rate=RATE)
        write_picture(dust / f"dustshadow.{frame}.exr", found.dust_shadow, frame=frame, rate=RATE)
        if clean:
            alpha = found.building[..., 3]
            seen = {"left": 1 - alpha, "still": alpha * 0.25, "moved": alpha * 0.75}
            write_exr(render / f"still.{frame}.exr", seen, frame=frame, rate=RATE)
    depth = {} if photographed else {"depth.Z": planes(90.0)[..., 0]}
    pixels = {band: found.background[..., k].astype("f2") for k, band in enumerate("RGB")}
    write_exr(backdrop / "plate.1001.exr", {**pixels, **depth}, frame=1001, rate=RATE)
    record = {"look": LOOK.to_json()}
    import json

    (backdrop / "plate.json").write_text(json.dumps(record), encoding="utf-8")
    inputs = {"render": render, "dust": dust, "plate" if photographed else "street": backdrop}
    if ground:
        inputs["ground"] = tmp_path / "ground"
        for frame in FRAMES:
            cracked = {"R": 0.1, "G": 0.1, "B": 0.09, "A": 0.3, "damage.R": 0.6, "damage.G": 0.6, "damage.B": 0.6}
            laid = {name: np.full(SIZE, value, "f2") for name, value in cracked.items()}
            write_exr(inputs["ground"] / f"ground.{frame}.exr", laid, frame=frame, rate=RATE)
    if clean:
        write_picture(tmp_path / "clean" / "clean.1001.exr", planes(0.7), frame=1001, rate=RATE)
        hole = {"A": (found.building[..., 3] > 0).astype("f4"), "stands": (found.building[..., 3] > 0).astype("f4")}
        write_exr(tmp_path / "clean" / "hole.1001.exr", hole, frame=1001, rate=RATE)
        inputs["clean"] = tmp_path / "clean"
    params = {
        "frames": [FRAMES.first, FRAMES.last],
        "rate": "24/1",
        "camera": CAMERA.to_json(),
        "light": LIGHT.to_json(),
        "grade": Grade(**grade).model_dump(mode="json"),
        "weather": weather,
        "seed": 1,
    }
    out = tmp_path / "comp"
    out.mkdir()
    comp(StepContext(out=out, inputs=inputs, files={}, params=params, permit=permit(), report=lambda *_: None))
    return gathered(tmp_path, inputs, out)


def scene():
    """Return layers with everything in them: an edge, a shadow, dust with its shadow, light that varies."""
    rng = np.random.default_rng(3)
    shadow, dim, dust = planes(1.0), planes(1.0), planes(0.0, 4)
    shadow[28:, 10:50] = 0.6
    dim[:, :30] = 0.8
    dust[5:, 25:55] = (0.2, 0.19, 0.17, 0.4)
    return layers(background=rng.uniform(0.1, 0.9, (*SIZE, 3)).astype("f4"), shadow=shadow, dust_shadow=dim, dust=dust)


def gathered(folder, inputs, out):
    """Return a take of what the steps left, under a take's names."""
    files = []
    for step in (*inputs.values(), out):
        for path in sorted(step.iterdir()):
            name, *_ = path.name.split(".")
            role = {"comp": "comp", "beauty": "pass"}.get(name, "element") if path.suffix == ".exr" else "element"
            target = folder / "take" / ("exr" if role == "comp" else f"elements/{name}") / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            files.append(TakeFile(target.relative_to(folder / "take").as_posix(), role, ""))
    plain = Take(
        folder=folder / "take", show="SHOW", shot="010", version="v001", kind="destruction", engine="destruction 1",
        rate=RATE, frames=FrameRange(FRAMES.first, FRAMES.last), handles=0, seed=1, recipe={}, clearance={}, understood=(),
        assumed=(), not_understood=(), digital_source_type="", created="", files=(),
    )  # fmt: skip
    return plain.with_files(tuple(files))


def psnr(one, other):
    return float(10 * np.log10(1.0 / max(float(((one - other) ** 2).mean()), 1e-12)))


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"clean": True},
        {"ground": True},
        {"clean": True, "ground": True},
        {"exposure_stops": 0.5, "contrast": 1.2, "saturation": 0.7},
        {"light_wrap": 3.0, "lens_blur": 1.5},
        {"light_wrap": 0.0, "lens_blur": 0.0},
        {"weather": "fog"},
        {"weather": "snow"},
        {"photographed": False},
    ],
)
def test_the_script_makes_the_takes_own_composite(tmp_path, asked):
    take = made(tmp_path, grain=0.0, **asked)
    script = nuke_script(take, take.folder)
    for frame in (FRAMES.first, FRAMES.last):
        seen = worked_out(script, take.folder, frame)[..., :3]
        truth = read_picture(take.folder / f"exr/comp.{frame}.exr")[..., :3]
        assert psnr(seen, truth) > 60
    plate = read_picture(take.folder / "elements/plate/plate.1001.exr")[..., :3]
    assert psnr(plate, truth) < 30, "the composite is something else than what it began with"


def test_its_grain_is_like_the_takes_and_where_the_takes_is(tmp_path):
    take = made(tmp_path)
    script = nuke_script(take, take.folder)
    nodes = parsed(script)
    assert nodes["comp"][2] == ["grain"]
    assert "random(" in nodes["grain_noise"][1]["expr0"]
    picture = worked_out(script, take.folder, 1001, until=nodes["grain"][2][0])
    truth = read_picture(take.folder / "exr/comp.1001.exr")[..., :3]
    assert psnr(picture[..., :3], truth) > 38
    assert nodes["grain"][1]["expr0"].startswith("Br+Ar*")


def test_files_are_named_from_the_scripts_own_folder(tmp_path):
    take = made(tmp_path, grain=0.0)
    (tmp_path / "elsewhere").mkdir()
    nodes = parsed(nuke_script(take, tmp_path / "elsewhere"))
    assert nodes["beauty"][1]["file"] == "../take/elements/beauty/beauty.%04d.exr"
    assert nodes["plate"][1]["first"] == nodes["plate"][1]["last"] == "1001"
    assert "script_directory" in nodes["Root"][1]["project_directory"]
    assert nodes["Root"][1]["format"].startswith("64 36 0 0 64 36 1")


def test_every_input_is_a_node_and_every_node_is_used(tmp_path):
    nodes = parsed(nuke_script(made(tmp_path, clean=True), tmp_path))
    used = {one for _, _, inputs in nodes.values() for one in inputs}
    assert used <= nodes.keys()
    assert nodes.keys() - used == {"Root", "comp"}


def test_a_take_that_lacks_an_element_is_named_in_a_sentence(tmp_path):
    take = made(tmp_path, grain=0.0)
    fewer = take.with_files(tuple(file for file in take.files if "/air/" not in file.path))
    with pytest.raises(BadInputError, match="holds no element air"):
        nuke_script(fewer, tmp_path)
    silent = take.with_files(tuple(file for file in take.files if not file.path.endswith("comp.json")))
    with pytest.raises(BadInputError, match="does not say how it was composited"):
        nuke_script(replace(silent), tmp_path)
