import numpy as np
import pytest

from rushes.engines.destruction.plate.lens import Look, grain, matched, measure, soften, vignette


def scene(height=180, width=320):
    """Flat patches of light with hard edges, anti-aliased by area."""
    fine = np.zeros((height * 4, width * 4), np.float32)
    rng = np.random.default_rng(4)
    for index in range(24):
        x, y = index % 6 * width * 4 // 6, index // 6 * height
        fine[y : y + height, x : x + width * 4 // 6 + 1] = rng.uniform(0.03, 0.9)
    small = fine.reshape(height, 4, width, 4).mean(axis=(1, 3))
    return np.repeat(small[..., None], 3, axis=2)


def test_noise_is_measured_within_a_third():
    clean = scene()
    read, shot = np.array([0.004, 0.002, 0.008]), np.array([2e-4, 1e-4, 6e-4])
    spread = np.sqrt(read**2 + shot * clean)
    noisy = clean + np.random.default_rng(1).standard_normal(clean.shape) * spread
    look = measure(noisy.astype(np.float32))
    for light in (0.1, 0.5):
        want = np.sqrt(read**2 + shot * light)
        have = np.sqrt(np.square(look.read_noise) + np.array(look.shot_noise) * light)
        assert np.abs(have / want - 1).max() < 0.33


def test_bricks_are_not_taken_for_grain():
    """A wall of fine texture measures far more than any camera's noise: a usual camera's is taken, not the strongest that is believed."""
    wall = np.full((180, 320, 3), 0.25, np.float32)
    wall *= 1.0 + 0.5 * np.random.default_rng(2).standard_normal((180, 320, 1)).astype(np.float32)
    look = measure(np.maximum(wall, 0.01))
    assert look.shot_noise == pytest.approx(Look.shot_noise, rel=0.05)
    assert look.read_noise == pytest.approx(Look.read_noise, rel=0.05)


def test_clean_plate_has_no_noise():
    look = measure(scene())
    assert max(look.read_noise) < 1e-4


def test_softness_follows_the_plates_blur():
    import cv2

    found = [measure(cv2.GaussianBlur(scene(), (0, 0), sigma)).softness_px for sigma in (0.8, 1.2, 1.5)]
    assert found == sorted(found)
    assert found[0] == pytest.approx(0.85, abs=0.25)
    assert found[2] == pytest.approx(1.5, abs=0.25)


def test_lifted_black_is_measured_and_bright_scenes_are_not_taken_for_it():
    assert measure(scene() * 0.97 + 0.01).black[1] > 0.01
    assert max(measure(scene() + 0.5).black) <= 0.02


def test_white_balance_is_followed_a_little():
    warm = measure((scene() * np.array([1.3, 1.0, 0.7])).astype(np.float32)).balance
    assert 1.0 < warm[0] < 1.08
    assert 0.92 < warm[2] < 1.0


def test_building_gets_the_plates_black_only_where_it_is():
    rgb, alpha = np.zeros((2, 2, 3), np.float32), np.array([[1, 0], [0.5, 0]], np.float32)
    lifted = matched(rgb, alpha, Look(black=(0.01, 0.02, 0.01)))
    assert np.allclose(lifted[..., 1], [[0.02, 0], [0.01, 0]])


def test_building_gets_the_plates_exposure():
    rgb, alpha = np.full((2, 2, 3), 0.2, np.float32), np.ones((2, 2), np.float32)
    assert np.allclose(matched(rgb, alpha, Look(exposure=1.5)), 0.3)
    assert measure(scene(), exposure=1.5).exposure == 1.5


def test_grain_has_the_measured_strength_only_where_it_is_ours():
    look = Look(read_noise=(0.01, 0.01, 0.01), shot_noise=(0.0, 0.0, 0.0))
    cover = np.zeros((100, 200), np.float32)
    cover[:, 100:] = 1
    picture = np.full((100, 200, 3), 0.5, np.float32)
    grainy = grain(picture, cover, look, seed=1, frame=1001)
    assert np.array_equal(grainy[:, :100], picture[:, :100])
    assert grainy[:, 100:].std(axis=(0, 1)) == pytest.approx([0.01] * 3, rel=0.12)
    assert grain(picture, cover, look, seed=1, frame=1001, amount=2.0)[:, 100:].std() == pytest.approx(0.02, rel=0.12)


def test_grain_is_seeded_by_frame():
    cover, picture = np.ones((20, 20), np.float32), np.ones((20, 20, 3), np.float32)
    one = grain(picture, cover, Look(), seed=1, frame=1001)
    assert np.array_equal(one, grain(picture, cover, Look(), seed=1, frame=1001))
    assert not np.array_equal(one, grain(picture, cover, Look(), seed=1, frame=1002))
    assert not np.array_equal(one, grain(picture, cover, Look(), seed=2, frame=1001))
    assert grain(picture, cover, Look(), seed=1, frame=1001, amount=0) is picture


def test_softening_keeps_light_and_stops_at_the_renderers_own():
    layer = np.zeros((21, 21, 4), np.float32)
    layer[10, 10] = 1
    assert soften(layer, Look(softness_px=1.2)).sum() == pytest.approx(layer.sum(), rel=1e-3)
    assert soften(layer, Look(softness_px=1.2))[10, 10, 3] < 0.3
    assert soften(layer, Look(softness_px=0.4)) is layer


def test_vignette_takes_from_the_corners():
    seen = vignette(np.ones((54, 96, 3), np.float32), 0.2)
    assert seen[0, 0, 0] == pytest.approx(0.8, abs=0.02)
    assert seen[27, 48, 0] == pytest.approx(1.0, abs=0.001)


def test_look_survives_json():
    look = measure(scene())
    assert Look.from_json(look.to_json()) == look
    assert Look.from_json({}) == Look()


def grained(size, seed=3, light=0.4):
    """A flat plate with grain of a size."""
    look = Look((0.006,) * 3, (1e-4,) * 3, grain_px=size)
    plate = np.full((360, 480, 3), light, np.float32)
    return grain(plate, np.ones(plate.shape[:2], np.float32), look, seed=seed, frame=1), look


@pytest.mark.parametrize("size", [0.0, 0.5, 0.8, 1.2])
def test_how_coarse_grain_is_is_measured_and_so_is_its_strength_then(size):
    plate, look = grained(size)
    found = measure(plate)
    assert found.grain_px == pytest.approx(size, abs=0.12)
    spread = np.sqrt(look.read_noise[1] ** 2 + look.shot_noise[1] * 0.4)
    have = np.sqrt(found.read_noise[1] ** 2 + found.shot_noise[1] * 0.4)
    assert have == pytest.approx(spread, rel=0.1)
    assert plate[..., 1].std() == pytest.approx(spread, rel=0.04)


def test_what_is_regrained_from_a_plate_has_the_plates_grain_again():
    plate, _ = grained(0.9)
    found = measure(plate)
    again = measure(grain(np.full_like(plate, 0.4), np.ones(plate.shape[:2], np.float32), found, seed=9, frame=5))
    assert again.grain_px == pytest.approx(found.grain_px, abs=0.1)
    before, after = (np.sqrt(np.square(one.read_noise) + np.multiply(one.shot_noise, 0.4)) for one in (found, again))
    np.testing.assert_allclose(after, before, rtol=0.1)


@pytest.mark.parametrize("cover", [0.2, 0.5, 0.8])
def test_an_edge_is_neither_quieter_nor_louder_than_what_lies_on_both_sides(cover):
    plate, look = grained(0.55)
    mixed = 0.4 + (plate - 0.4) * (1 - cover)
    seen = grain(mixed, np.full(plate.shape[:2], cover, np.float32), look, seed=8, frame=2)
    assert seen.std() == pytest.approx(plate.std(), rel=0.03)


def test_what_is_not_ours_is_untouched_to_the_bit():
    plate, look = grained(0.55)
    cover = np.zeros(plate.shape[:2], np.float32)
    cover[100:200, 100:200] = 1.0
    seen = grain(plate, cover, look, seed=8, frame=2)
    assert np.array_equal(seen[cover == 0], plate[cover == 0])
    assert not np.array_equal(seen[cover == 1], plate[cover == 1])
