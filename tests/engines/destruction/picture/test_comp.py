import json
from dataclasses import replace

import numpy as np
import pytest
from small_comp import CAMERA, FRAMES, LIGHT, RATE, SIZE, layers, planes

from cleared import permit
from rushes.brief import Grade
from rushes.engines.destruction.picture import comp_step
from rushes.engines.destruction.picture.comp import Treatment, composite, grade
from rushes.engines.destruction.plate.lens import Look
from rushes.errors import StepFailedError
from rushes.media.exr import read_exr, read_picture, write_exr, write_picture
from rushes.plan import StepContext

BARE = Look((0.0,) * 3, (0.0,) * 3, 0.0, vignette=0.0)


def treatment(**changes):
    plain = Treatment(CAMERA, 24.0, 1, "clear", 0.0, photographed=True, look=BARE, grade=Grade(grain=0.0))
    return replace(plain, **changes)


def test_building_covers_the_plate_and_leaves_the_rest_alone():
    picture = composite(layers(), treatment(), 1001)
    assert np.array_equal(picture[:8], planes(0.5)[:8])
    assert picture[20, 30] == pytest.approx([0.3, 0.2, 0.1], abs=0.002)


def test_shadows_multiply():
    shadow, dusty = planes(1.0), planes(1.0)
    shadow[32:] = 0.4
    dusty[32:, :30] = 0.5
    picture = composite(layers(shadow=shadow, dust_shadow=dusty), treatment(), 1001)
    assert picture[34, 50, 0] == pytest.approx(0.2)
    assert picture[34, 10, 0] == pytest.approx(0.1)


def test_dust_shadow_falls_on_the_building_too():
    picture = composite(layers(dust_shadow=planes(0.5)), treatment(), 1001)
    assert picture[20, 30] == pytest.approx([0.15, 0.1, 0.05], abs=0.002)


def test_dust_lies_over_all():
    dust = planes(0.0, 4)
    dust[:, :32] = (0.2, 0.2, 0.2, 0.5)
    picture = composite(layers(dust=dust), treatment(), 1001)
    assert picture[2, 2, 0] == pytest.approx(0.45)
    assert picture[20, 25, 0] == pytest.approx(0.35, abs=0.01)


def test_light_wrap_is_a_trace_at_the_edge_only():
    picture = composite(layers(background=planes(4.0)), treatment(), 1001)
    edge, inside = picture[20, 20] - (0.3, 0.2, 0.1), picture[20, 30] - (0.3, 0.2, 0.1)
    assert 0.001 < edge.max() < 0.1
    assert np.abs(inside).max() < 1e-3


def test_plate_keeps_its_own_grain():
    look = replace(BARE, read_noise=(0.02, 0.02, 0.02))
    picture = composite(layers(), treatment(look=look, grade=Grade()), 1001)
    assert np.array_equal(picture[:8], planes(0.5)[:8])
    assert picture[15:25, 25:35].std(axis=(0, 1)).min() > 0.01
    street = composite(layers(), treatment(look=look, grade=Grade(), photographed=False), 1001)
    assert street[:8].std() > 0.01


def test_fog_hides_the_far_more_than_the_near():
    dark = layers(building=layers().building * np.array([0, 0, 0, 1], np.float32))
    foggy = treatment(weather="fog", extinction_per_m=0.02)
    near = composite(replace(dark, depth=np.where(dark.depth < 1e9, 15.0, 1e10).astype(np.float32)), foggy, 1001)
    far = composite(dark, foggy, 1001)
    assert 0.02 < near[20, 30, 0] < far[20, 30, 0] < 0.55


def test_near_dust_is_hidden_less_than_far():
    dust = np.zeros((*SIZE, 4), np.float32)
    dust[..., 3] = 1.0
    foggy = treatment(weather="fog", extinction_per_m=0.02)
    near, far = (
        composite(layers(dust=dust, dust_depth=np.full(SIZE, metres, np.float32)), foggy, 1001) for metres in (10, 45)
    )
    assert near[20, 30, 0] < far[20, 30, 0]


@pytest.mark.parametrize("weather", ["snow", "rain"])
def test_what_falls_is_in_the_picture(weather):
    black = layers(building=layers().building * np.array([0, 0, 0, 1], np.float32))
    dry = composite(black, treatment(), 1002)
    picture = composite(black, treatment(weather=weather), 1002)
    assert (picture - dry)[12:28, 24:36].max() > 0.004


def test_same_seed_same_picture():
    snowy = treatment(weather="snow", grade=Grade(), look=Look())
    assert np.array_equal(composite(layers(), snowy, 1002), composite(layers(), snowy, 1002))
    assert not np.array_equal(composite(layers(), snowy, 1002), composite(layers(), replace(snowy, seed=2), 1002))


def test_grade():
    grey = planes(0.18)
    assert np.allclose(grade(grey, Grade(exposure_stops=1.0)), 0.36)
    assert np.allclose(grade(grey, Grade(contrast=1.7)), 0.18)
    assert grade(planes(0.36), Grade(contrast=1.5)).max() > 0.5
    colour = np.broadcast_to(np.array([0.5, 0.2, 0.1], np.float32), (4, 4, 3))
    flat = grade(colour, Grade(saturation=0.0))
    assert np.ptp(flat) < 1e-6
    assert flat[0, 0, 0] == pytest.approx(0.2722287 * 0.5 + 0.6740818 * 0.2 + 0.0536895 * 0.1)
    assert np.array_equal(grade(colour, Grade()), colour)


@pytest.fixture
def context(tmp_path):
    for name in ("render", "dust", "street", "out"):
        (tmp_path / name).mkdir()
    whole = layers(background=planes(0.5))
    for frame in FRAMES:
        bands = {band: whole.building[..., index] for index, band in enumerate("RGBA")}
        half = {band: plane.astype(np.float16) for band, plane in bands.items()}
        write_exr(tmp_path / "render" / f"beauty.{frame}.exr", {**half, "depth.Z": whole.depth}, frame=frame, rate=RATE)
        write_exr(tmp_path / "render" / f"holdout.{frame}.exr", {"A": half["A"]}, frame=frame, rate=RATE)
        write_picture(tmp_path / "render" / f"shadow.{frame}.exr", whole.shadow, frame=frame, rate=RATE)
        write_picture(tmp_path / "dust" / f"dust.{frame}.exr", whole.dust, frame=frame, rate=RATE)
    street = {band: whole.background[..., index].astype(np.float16) for index, band in enumerate("RGB")}
    street["depth.Z"] = np.full(SIZE, 80.0, np.float32)
    write_exr(tmp_path / "street" / "plate.1001.exr", street, frame=1001, rate=RATE)
    said = []
    return StepContext(
        out=tmp_path / "out",
        inputs={name: tmp_path / name for name in ("render", "dust", "street")},
        files={},
        params={
            "frames": [1001, 1003],
            "rate": "24/1",
            "camera": CAMERA.to_json(),
            "light": LIGHT.to_json(),
            "weather": "clear",
            "grade": Grade().model_dump(mode="json"),
            "seed": 1,
        },
        permit=permit(),
        report=lambda done, total: said.append((done, total)),
    )


def test_step_writes_every_frame_opaque_in_acescg(context):
    comp_step.comp(context)
    for frame in FRAMES:
        exr = read_exr(context.out / f"comp.{frame}.exr")
        assert set(exr.channels) == set("RGBA")
        assert exr.channels["R"].dtype == np.float16
        assert exr.channels["A"].min() == 1
        assert exr.header["colorInteropID"] == "lin_ap1_scene"
        assert exr.header["framesPerSecond"] == RATE
    assert read_picture(context.out / "comp.1002.exr")[20, 30, 0] == pytest.approx(0.3, abs=0.03)


def test_what_stands_before_a_building_of_our_own_stays_the_plate(context, tmp_path):
    place = tmp_path / "plate"
    (tmp_path / "street").rename(place)
    (place / "plate.json").write_text(json.dumps({"look": BARE.to_json()}))
    mask, depth = np.zeros(SIZE, np.float32), np.full(SIZE, 8.0, np.float32)
    mask[:, 24:28] = 1.0
    write_exr(place / "foreground.1001.exr", {"A": mask, "depth.Z": depth}, frame=1001, rate=RATE)
    inputs = {name: tmp_path / name for name in ("render", "dust", "plate")}
    comp_step.comp(replace(context, inputs=inputs))
    seen = read_picture(context.out / "comp.1002.exr")[..., :3]
    assert seen[20, 25] == pytest.approx([0.5, 0.5, 0.5], abs=0.02)
    assert seen[20, 34] == pytest.approx([0.3, 0.2, 0.1], abs=0.03)
    mix = read_picture(context.out / "mix.1002.exr")
    assert (mix[20, 25, 0], mix[20, 34, 0]) == (0.0, 1.0)  # what puts it together elsewhere leaves it out there, too


def test_step_keeps_whole_frames_and_makes_broken_ones_again(context):
    comp_step.comp(context)
    kept, broken = context.out / "comp.1001.exr", context.out / "comp.1002.exr"
    before, time = broken.read_bytes(), kept.stat().st_mtime_ns
    broken.write_bytes(before[:300])
    comp_step.comp(context)
    assert kept.stat().st_mtime_ns == time
    assert broken.read_bytes() == before


def test_step_is_deterministic(context):
    comp_step.comp(context)
    first = (context.out / "comp.1003.exr").read_bytes()
    (context.out / "comp.1003.exr").unlink()
    comp_step.comp(context)
    assert (context.out / "comp.1003.exr").read_bytes() == first


def test_step_takes_dust_and_lens_from_its_parameters(context):
    from dataclasses import replace as changed

    bare = changed(context, inputs={name: context.inputs[name] for name in ("render", "street")})
    bare = changed(bare, params={**context.params, "lens": {"vignette": 0.0}, "grade": {"grain": 0.0}})
    comp_step.comp(bare)
    assert read_picture(bare.out / "comp.1001.exr")[0, 0, 0] == pytest.approx(0.49, abs=0.02)


def test_wrong_size_is_a_sentence(context):
    write_picture(context.inputs["render"] / "shadow.1002.exr", np.ones((8, 8, 3)), frame=1002, rate=RATE)
    with pytest.raises(StepFailedError, match="Frame 1002: the shadow is 8x8, but the building is 64x36"):
        comp_step.comp(context)


def test_light_wrap_and_lens_blur_are_the_brief_s_to_turn():
    bright, soft = layers(background=planes(0.9)), Look((0.0,) * 3, (0.0,) * 3, softness_px=1.4, vignette=0.0)
    made = {
        (wrap, blur): composite(
            bright, treatment(look=soft, grade=Grade(grain=0.0, light_wrap=wrap, lens_blur=blur)), 1001
        )
        for wrap in (0.0, 1.0, 2.0)
        for blur in (0.0, 1.0)
    }
    inside = np.s_[11, 30]
    assert made[0.0, 0.0][inside] == pytest.approx([0.3, 0.2, 0.1], abs=0.003), "as it was traced"
    once, twice = (made[wrap, 0.0][inside] - made[0.0, 0.0][inside] for wrap in (1.0, 2.0))
    assert once.min() > 0.002
    assert twice == pytest.approx(2 * once, rel=0.01)
    climb = {blur: np.abs(np.diff(made[0.0, blur][:, 30, 0])).max() for blur in (0.0, 1.0)}
    assert climb[1.0] < 0.6 * climb[0.0]
    for picture in made.values():
        assert np.array_equal(picture[:4], bright.background[:4]), "the plate's pixels are the plate's"
