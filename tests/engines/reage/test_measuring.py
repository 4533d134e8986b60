"""What is planted is measured: a blur, a blur with fresh grain, a hard edge, a changed pixel, a flicker; and a fair change is none of these."""

from __future__ import annotations

from dataclasses import replace

import cv2  # noqa: TID253 - blurs are planted
import numpy as np
import pytest

from drawn_head import ADA, BEN, head
from rushes.engines.reage.bands import SIGMAS
from rushes.engines.reage.measuring import (
    Look,
    blur,
    changed_outside,
    edge_step,
    flicker,
    identity,
    matched_blur,
    texture_kept,
)
from rushes.inspection.reage import FLICKER_MOST, TEXTURE_LEAST
from rushes.media.colour import from_display, to_acescg

IOD = 150.0


def light(person):
    return np.asarray(to_acescg(from_display(head(person).astype(np.float32) / 255)), np.float32)


@pytest.fixture(scope="module")
def plate():
    noise = np.random.default_rng(4).normal(0, 0.02, (512, 512, 1))
    return np.asarray(light(ADA) * np.exp(noise), np.float32)


@pytest.fixture(scope="module")
def matte():
    sheet = np.zeros((512, 512), np.float32)
    cv2.ellipse(sheet, (256, 268), (100, 130), 0, 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(sheet, (0, 0), 12)
    return np.where(soft > 1e-3, soft, 0.0).astype(np.float32)


@pytest.fixture(scope="module")
def mesh():
    rng = np.random.default_rng(2)
    return np.column_stack([rng.uniform(160, 350, 468), rng.uniform(140, 390, 468), np.zeros(468)]).astype(np.float32)


@pytest.fixture(scope="module")
def look(plate, matte, mesh):
    """Return a look at a fair change: broad light, soft at the edge, texture kept."""
    wave = cv2.GaussianBlur(np.random.default_rng(3).standard_normal((512, 512)), (0, 0), 9)
    gain = np.exp(0.09 * wave / wave.std() * matte)[..., None]
    return Look(plate, (plate * gain).astype(np.float32), matte, mesh, IOD)


def texture(look, after):
    return texture_kept(look.before, after, look.inside, look.finest)


def test_a_fair_change_keeps_the_texture_and_a_blur_that_changes_as_much_does_not(look):
    soft = matched_blur(look)
    assert look.finest == pytest.approx(SIGMAS[0] * IOD)
    assert texture(look, look.after) > 0.95
    assert texture(look, soft) < TEXTURE_LEAST


def test_a_matched_blur_changes_the_light_as_much(look):
    sizes = [
        float(np.abs(np.log(after.mean(axis=2) / look.before.mean(axis=2)))[look.inside].mean())
        for after in (look.after, matched_blur(look))
    ]
    assert sizes[1] == pytest.approx(sizes[0], rel=0.15)


def test_fresh_grain_over_a_blur_does_not_stand_for_the_plates_own(look):
    noise = np.random.default_rng(9).normal(0, 0.02, (512, 512, 1))
    assert texture(look, (blur(look, 6.0) * np.exp(noise)).astype(np.float32)) < 0.4


def test_a_hard_edge_is_a_step_and_a_soft_one_is_none(look):
    held = look.before * np.where(look.matte > 0, 1.1, 1.0)[..., None]
    assert edge_step(look.before, look.after, look.matte) < 0.005
    assert edge_step(look.before, held.astype(np.float32), look.matte) == pytest.approx(np.log(1.1), rel=0.05)


def test_a_change_that_ends_where_the_head_ends_is_no_step_and_one_in_plain_skin_is(look):
    wall = np.full_like(look.before, 0.02)
    inside = np.zeros(look.matte.shape, np.float32)
    inside[150:380, 180:330] = 1
    before = np.where(inside[..., None] > 0, np.float32(0.3), wall)
    after = before * (1 - 0.4 * inside[..., None])
    assert edge_step(before, after, inside) == 0
    plain = np.full_like(before, 0.3)
    assert edge_step(plain, plain * (1 - 0.4 * inside[..., None]), inside) == pytest.approx(-np.log(0.6), rel=0.05)


def test_texture_is_asked_of_what_was_made_before_the_form_was_moved(look):
    moved = np.roll(look.after, 3, axis=1)
    lifted = replace(look, after=moved, form=moved - look.after)
    assert texture(lifted, lifted.after) < TEXTURE_LEAST
    assert texture(lifted, lifted.in_place) == pytest.approx(texture(look, look.after), abs=1e-3)


def test_one_bit_outside_the_matte_is_counted_and_any_inside_is_not(plate, matte):
    halves = plate.astype(np.float16)
    comp = halves.copy()
    comp[256, 256] *= 2
    assert changed_outside(halves, comp, matte) == 0
    comp.view(np.uint16)[3, 5, 1] ^= 1
    assert changed_outside(halves, comp, matte) == 1


def test_a_steady_change_does_not_flicker_and_one_that_comes_and_goes_does(look, plate):
    steady = flicker((look, look, look))
    weaker = Look(plate, plate, look.matte, look.mesh, IOD)
    pulsing = flicker((weaker, look, weaker))
    assert steady == {"edit": 0.0, "null": 0.0}
    assert pulsing["edit"] > 0.5
    assert pulsing["null"] == 0.0


def test_a_fine_tremble_is_no_flicker_and_a_pulse_that_adds_up_to_as_much_is(look):
    rng = np.random.default_rng(7)

    def shown(gain, noise=0.0):
        share = (look.after / look.before) ** gain * (1 + noise * rng.normal(0, 1, (*look.matte.shape, 1)))
        return replace(look, after=(look.before * share).astype(np.float32))

    trembling = flicker(tuple(shown(1.0, noise=0.05) for _ in range(3)))
    pulsing = flicker((shown(0.85), shown(1.15), shown(0.85)))
    assert trembling["edit"] < 0.5 * FLICKER_MOST
    assert pulsing["edit"] > FLICKER_MOST - 0.05
    assert flicker((shown(0.8), shown(1.2), shown(0.8)))["edit"] > FLICKER_MOST


def test_another_person_is_further_than_a_change_of_light(look, matte):
    same = identity(look)
    assert same["reage"] < 0.2
    whole = np.ones_like(matte)
    other = identity(Look(look.before, light(BEN), whole, look.mesh, IOD))
    assert other["reage"] > 0.4 > other["null"]


def test_where_no_face_is_nothing_is_said_of_a_person(look):
    wall = np.full((512, 512, 3), 0.2, np.float32)
    assert identity(Look(wall, wall * 1.1, look.matte, look.mesh, IOD)) == {}
