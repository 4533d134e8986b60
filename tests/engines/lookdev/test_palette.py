from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rushes.engines.lookdev.colour import named_colour
from rushes.engines.lookdev.oklab import distance
from rushes.engines.lookdev.palette import Palette, Swatch, palette_of, palette_of_files
from rushes.errors import BadInputError
from rushes.media.colour import SRGB_TEXTURE, as_bytes, from_display, to_acescg
from rushes.media.exr import write_picture

LIVERY = {"bottle green": 0.5, "grey": 0.28, "ivory": 0.2, "brass": 0.02}


def livery(*, noise: float = 0.012, width: int = 300) -> np.ndarray:
    """A picture of the livery's four colours in bands, with the grain of a photograph."""
    rng = np.random.default_rng(3)
    picture = np.zeros((200, width, 3))
    edge = 0.0
    for word, share in LIVERY.items():
        start, end = round(edge * width), round((edge + share) * width)
        picture[:, start:end] = named_colour(word).srgb
        edge += share
    return np.clip(picture + rng.normal(0, noise, picture.shape), 0, 1).astype(np.float32)


def saved(path: Path, code: np.ndarray) -> Path:
    from PIL import Image

    Image.fromarray(as_bytes(code)).save(path)
    return path


def near(palette: Palette, word: str) -> Swatch:
    return min(palette.swatches, key=lambda one: distance(one.colour.oklab, named_colour(word).oklab))


def test_the_colours_of_a_livery_are_found_with_their_areas() -> None:
    palette = palette_of(livery(), colours=4)
    assert len(palette.swatches) == 4
    for word, share in LIVERY.items():
        swatch = near(palette, word)
        assert distance(swatch.colour.oklab, named_colour(word).oklab) < 0.02, word
        assert swatch.share == pytest.approx(share, abs=0.02)
    assert sum(one.share for one in palette.swatches) == pytest.approx(1)


def test_the_buttons_are_an_accent_and_come_last() -> None:
    palette = palette_of(livery(), colours=4)
    assert palette.swatches[0] == near(palette, "bottle green")
    assert [one.role for one in palette.swatches] == ["dominant", "dominant", "dominant", "accent"]
    assert palette.swatches[-1] == near(palette, "brass")


def test_an_accent_outlives_larger_shades_of_what_is_there_already() -> None:
    shades = np.linspace(0.2, 0.9, 200)[:, None, None] * np.array([0.8, 0.78, 0.74])
    picture = np.repeat(shades, 200, axis=1).astype(np.float32)
    picture[90:110, 90:120] = named_colour("scarlet").srgb
    assert distance(near(palette_of(picture, colours=5), "scarlet").colour.oklab, named_colour("scarlet").oklab) < 0.02


def test_the_same_seed_gives_the_same_palette_and_another_nearly_so() -> None:
    one, again, other = (palette_of(livery(), seed=seed) for seed in (4, 4, 5))
    assert one == again
    assert distance(one.swatches[0].colour.oklab, other.swatches[0].colour.oklab) < 0.02


def test_one_colour_is_a_palette_of_one() -> None:
    assert [one.share for one in palette_of(np.full((80, 80, 3), 0.4, np.float32)).swatches] == [1.0]


def test_a_palette_comes_back_from_json() -> None:
    palette = palette_of(livery(), source="from livery.png")
    back = Palette.from_json(palette.to_json())
    assert [one.colour for one in back.swatches] == [one.colour for one in palette.swatches]
    assert back.source == palette.source


def test_files_of_any_format_give_what_is_seen(tmp_path: Path) -> None:
    png = saved(tmp_path / "livery.png", livery())
    exr = tmp_path / "livery.exr"
    write_picture(exr, from_display(np.minimum(livery(), 0.95)), frame=1001, rate=Fraction(24))
    of_png, of_exr = (palette_of_files([path], colours=4) for path in (png, exr))
    for one, other in zip(of_png.swatches, of_exr.swatches, strict=True):
        assert distance(one.colour.oklab, other.colour.oklab) < 0.02
    assert of_png.source == "from livery.png"


def test_each_picture_counts_alike_whatever_its_size(tmp_path: Path) -> None:
    large = saved(tmp_path / "large.png", np.full((240, 240, 3), named_colour("navy").srgb, np.float32))
    small = saved(tmp_path / "small.png", np.full((70, 70, 3), named_colour("camel").srgb, np.float32))
    shares = [one.share for one in palette_of_files([large, small]).swatches]
    assert shares == pytest.approx([0.5, 0.5], abs=0.01)


def test_a_sequence_is_looked_at_in_five_places(tmp_path: Path) -> None:
    for frame in range(1001, 1011):
        word = "navy" if frame < 1006 else "camel"
        light = to_acescg(np.full((64, 64, 3), named_colour(word).srgb, np.float32), SRGB_TEXTURE)
        write_picture(tmp_path / f"look.{frame}.exr", light, frame=frame, rate=Fraction(24))
    assert len(palette_of_files([tmp_path / "look.####.exr"]).swatches) == 2
    (alone,) = palette_of_files([tmp_path / "look.1010.exr"]).swatches
    assert (
        distance(alone.colour.oklab, near(palette_of_files([tmp_path / "look.####.exr"]), "camel").colour.oklab) < 0.02
    )


@pytest.mark.parametrize("colours", [0, 13])
def test_too_few_and_too_many_colours_are_said(colours: int) -> None:
    with pytest.raises(BadInputError, match="1 to 12 colours"):
        palette_of(livery(), colours=colours)


def test_no_picture_and_no_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="needs a picture"):
        palette_of_files([])
    with pytest.raises(BadInputError, match="There is no plate at"):
        palette_of_files([tmp_path / "nowhere.png"])
