"""In the studio velvet blooms where wool is even, and one sees what a dark coat is lined with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_outfit import small_person

from cleared import permit
from rushes.engines.wardrobe.picture.developed import MATTES, develop, manifest
from rushes.engines.wardrobe.picture.scene import dressed
from rushes.engines.wardrobe.picture.seen import Seen
from rushes.engines.wardrobe.picture.tracing import Shot, Tracing, trace_outfits
from rushes.engines.wardrobe.picture.usd import write_outfit
from rushes.engines.wardrobe.picture.views import view
from rushes.media.exr import read_exr

BOTTLE_GREEN = (0.006, 0.042, 0.023)


def without_front(person):
    """A person whose skirt has a back only: its inside is seen from the front, beside and between the legs."""
    skirt = person.worn[0]
    behind = skirt.points[skirt.corners][..., 1].mean(axis=1) > 0
    back = {name: getattr(skirt, name)[behind] for name in ("corners", "panel", "uv", "covered")}
    half = replace(skirt, layer=1, seams=(), hems=(), marks=(), **back)
    return replace(person, worn=[half])


@pytest.fixture(scope="module")
def lit(tmp_path_factory):
    """Return, by name, the green light of a skirt's pixels and where they are across it, 0 in the middle to 1 at its outline."""
    folder = tmp_path_factory.mktemp("studio")
    people = {
        "velvet": small_person(colour=BOTTLE_GREEN, fabric="cotton velvet"),
        "wool": small_person(colour=BOTTLE_GREEN, fabric="wool suiting"),
    }
    people["lining"] = without_front(people["wool"])
    people |= {f"{name}'s file": people[name] for name in ("velvet", "wool")}
    wanted = []
    for name, person in people.items():
        scene = dressed([person], rounds=1)
        write_outfit(scene, folder / f"{name}.usdc")
        own = not name.endswith("file")
        tracing = Tracing(Seen.of(scene), folder / f"{name}.usdc", 120, 160, 8, own=own)
        wanted.append((tracing, [Shot(view(scene, "front"), folder / f"{name}.exr")]))
    trace_outfits(permit(), wanted, folder / "work", lambda _shot: None)
    out = {}
    for name, (_, (shot,)) in zip(people, wanted, strict=True):
        develop(shot.path, folder / "picture.exr", shot.view)
        file = read_exr(folder / "picture.exr")
        part = "inside" if name == "lining" else "outside"
        ids = {int(value, 16) for key, value in manifest(file.header).items() if "skirt" in key and key.endswith(part)}
        mine = np.isin(file.channels[f"{MATTES}00.r"].view(np.uint32), list(ids))
        x = np.nonzero(mine)[1]
        away = np.abs(x - (x.min() + x.max()) / 2) / (np.ptp(x) / 2)
        out[name] = (file.picture()[..., 1][mine], away)
    return out


def _middle(light, away):
    return float(np.median(light[away < 0.35]))


def _rim(light, away):
    return float(np.median(light[(away > 0.8) & (away < 0.97)]))


@pytest.mark.blender
def test_velvet_is_deeper_than_wool_of_its_colour_and_blooms_along_its_outline(lit):
    assert _middle(*lit["velvet"]) < 0.5 * _middle(*lit["wool"])
    velvet, wool = (_rim(*lit[name]) / _middle(*lit[name]) for name in ("velvet", "wool"))
    assert velvet > 2.2 * wool


@pytest.mark.blender
def test_what_hangs_behind_the_legs_is_lit(lit):
    """A lining is seen in its colour where it is nearly half as bright as the same wool before it; at a third it was black in print."""
    behind, before = (float(np.median(lit[name][0])) for name in ("lining", "wool"))
    assert behind > 0.4 * before


@pytest.mark.blender
def test_velvet_blooms_in_the_picture_of_its_file_alone(lit):
    velvet, wool = (_rim(*lit[f"{name}'s file"]) / _middle(*lit[f"{name}'s file"]) for name in ("velvet", "wool"))
    assert velvet > 1.1 * wool
