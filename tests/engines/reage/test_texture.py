"""A painted skin is judged by how much texture it has: another's pores pass, a blurred key and blurred frames don't."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache

import cv2  # noqa: TID253 - blurs are planted
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleared import permit
from lit_head import lit_head
from rushes.engines.reage import measuring, texture
from rushes.engines.reage.comp_step import comp, halves
from rushes.engines.reage.keys_step import keys
from rushes.engines.reage.measure_step import measure
from rushes.engines.reage.measuring import Look
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import iod_px
from rushes.inspection.reage import TEXTURE_LEAST, smoothed
from rushes.media.exr import write_picture
from rushes.plan import StepContext

RATE = Fraction(24)
FRAMES = (1001, 1002, 1003)


def pores(seed, depth):
    """Return a factor on a skin's light: pores of some two pixels, whose logarithm swings by so much."""
    sheet = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 1, (256, 256)), (0, 0), 1.0)
    return np.exp(depth * sheet / sheet.std())[..., None].astype(np.float32)


def lines():
    """Return a factor on a skin's light: broad folds that a younger self has not."""
    sheet = cv2.GaussianBlur(np.random.default_rng(9).normal(0, 1, (256, 256)), (0, 0), 4.0)
    return np.exp(0.12 * sheet / sheet.std())[..., None].astype(np.float32)


@cache
def bare():
    """Return a drawn head without any texture, at half its size, and its mesh."""
    light, _, mesh = lit_head()
    soft = cv2.GaussianBlur(light, (0, 0), 6)
    points = mesh.points.copy()
    return np.ascontiguousarray(soft[::2, ::2]), np.asarray(points / 2, np.float32)


def old():
    light, mesh = bare()
    return light * pores(1, 0.03) * lines(), mesh


def younger():
    """Return the same head with other pores, a fifth less deep, and without the folds."""
    light, _ = bare()
    return light * pores(2, 0.024)


def grain(frame):
    return np.exp(np.random.default_rng(frame).normal(0, 0.004, (256, 256, 1))).astype(np.float32)


def blurred_key(plate):
    """Return a key whose painter did nothing but blur the face, as much as the true change is."""
    _, mesh = old()
    hull = cv2.convexHull(np.round(mesh[:, :2]).astype(np.int32))
    matte = cv2.fillConvexPoly(np.zeros((256, 256), np.float32), hull, 1.0)
    look = Look(plate, younger(), matte, mesh, iod_px(mesh))
    return measuring.matched_blur(look)


@pytest.fixture
def report(tmp_path):
    """Make the steps keys, comp and measure of three frames; return the report's rows by frame."""

    def run(painting, spoil=None):
        light, mesh = old()
        for folder in ("plate", "track"):
            (tmp_path / folder).mkdir()
        for frame in FRAMES:
            write_picture(tmp_path / "plate" / f"plate.{frame}.exr", light * grain(frame), frame=frame, rate=RATE)
        every = np.repeat(mesh[None, None], len(FRAMES), axis=0).astype(np.float32)
        Tracks(np.array(FRAMES, np.int32), every, np.ones((3, 1), np.float32), ("nobody",), 0).save(tmp_path / "track")
        files = {}
        for frame in (1001, 1003):
            plate = halves(tmp_path / "plate" / f"plate.{frame}.exr").astype(np.float32)
            face = cv2.fillConvexPoly(
                np.zeros((256, 256), np.uint8), cv2.convexHull(np.round(mesh[:, :2]).astype(np.int32)), 1
            )
            painted = np.where(face[..., None] > 0, painting(plate, frame), plate)
            files[f"key {frame}"] = tmp_path / f"key.{frame}.exr"
            write_picture(files[f"key {frame}"], painted.astype(np.float32), frame=frame, rate=RATE)

        def step(entry, name, needs, files, **params):
            out = tmp_path / name
            out.mkdir()
            inputs = {need: tmp_path / need for need in needs}
            given = {"frames": [FRAMES[0], FRAMES[-1]], "rate": "24", **params}
            entry(StepContext(out, inputs, files, given, permit(), lambda *_: None))

        step(keys, "keys", ("plate", "track"), files)
        step(comp, "comp", ("plate", "track", "keys"), {}, layers="keys")
        if spoil is not None:
            path = tmp_path / "comp" / "comp.1002.exr"
            write_picture(path, spoil(halves(path).astype(np.float32)), frame=1002, rate=RATE)
        step(measure, "measure", ("plate", "track", "comp", "keys"), {}, layers="keys", years=30)
        record = json.loads((tmp_path / "measure" / "report.json").read_text(encoding="utf-8"))
        return {row["frame"]: row for row in record["frames"]}

    return run


def test_an_exact_key_with_pores_of_its_own_passes_where_the_plates_own_are_gone(report):
    rows = report(lambda _, frame: younger() * grain(frame + 10))
    assert all("texture_of_keys" in row for row in rows.values())
    assert not any(smoothed(row) for row in rows.values())
    assert rows[1001]["texture"] == pytest.approx(0.8, abs=0.1)
    light, mesh = old()
    look = Look(light, younger(), np.ones((256, 256), np.float32), mesh, iod_px(mesh))
    face = texture.face(look)
    assert measuring.texture_kept(light, look.after, face, look.finest) < TEXTURE_LEAST, (
        "as the plate's own it would fail"
    )


def test_a_blurred_key_is_flagged_and_so_is_every_frame_it_is_carried_to(report):
    rows = report(lambda plate, _: blurred_key(plate))
    assert [frame for frame, row in rows.items() if smoothed(row)] == [1001, 1002, 1003]


def test_a_carried_frame_that_was_blurred_as_much_as_it_was_changed_is_flagged_and_the_keys_are_not(report):
    rows = report(
        lambda _, frame: younger() * grain(frame + 10), spoil=lambda after: cv2.GaussianBlur(after, (0, 0), 3)
    )
    assert [frame for frame, row in rows.items() if smoothed(row)] == [1002]


def test_the_amount_does_not_ask_whose_pores_they_are_and_knows_a_blur_and_a_half():
    light, mesh = old()
    look = Look(light, light, np.ones((256, 256), np.float32), mesh, iod_px(mesh))
    head, _ = bare()
    assert texture.share_of_plate(look, head * pores(7, 0.03)) == pytest.approx(1.0, abs=0.1)
    assert texture.share_of_plate(look, head * pores(7, 0.015)) == pytest.approx(0.5, abs=0.1)
    assert texture.share_of_plate(look, measuring.blur(look, 3.0)) < 0.35
    assert texture.share_of_plate(look, 4 * light) == pytest.approx(1.0, abs=0.05), "light alone is no texture"


def test_where_no_face_is_inside_the_matte_nothing_is_said():
    light, mesh = old()
    assert texture.share_of_plate(Look(light, light, np.zeros((256, 256), np.float32), mesh, 100.0), light) is None


def test_a_face_without_texture_has_none_to_lose():
    flat = np.full((256, 256, 3), 0.2, np.float32)
    _, mesh = old()
    assert texture.share_of_plate(Look(flat, flat, np.ones((256, 256), np.float32), mesh, 100.0), 2 * flat) == 1.0


@given(st.dictionaries(st.integers(1001, 1100), st.floats(0, 2), max_size=8), st.integers(900, 1200))
def test_what_a_frame_should_have_lies_between_its_keys(shares, frame):
    found = texture.of_keys(shares, frame)
    if not shares:
        assert found is None
    elif frame in shares:
        assert found == pytest.approx(shares[frame])
    else:
        assert min(shares.values()) - 1e-9 <= found <= max(shares.values()) + 1e-9
