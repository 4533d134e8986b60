"""A collapse that was never simulated: pieces fall storey by storey, bounce, and settle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

G = 9.81


@dataclass(frozen=True)
class CollapseFiles:
    build: Path
    simulate: Path


def _pieces(count, rng):
    size = rng.lognormal(-0.4, 0.6, (count, 3)).clip(0.06, 3.5)
    material = rng.choice(4, count, p=[0.76, 0.08, 0.01, 0.15])
    size[material == 3, 1] = 0.06
    density = np.array([2400, 1800, 7850, 2500])[material]
    centre = np.column_stack([rng.uniform(-9, 9, count), rng.uniform(-6, 6, count), rng.uniform(0.5, 24, count)])
    member = rng.integers(0, 4, count).astype("u1")
    centre[member == 1, 2] = np.ceil(centre[member == 1, 2] / 3) * 3  # slabs are ceilings
    return {
        "mass": density * size.prod(axis=1),
        "size": size.astype("f4"),
        "material": material.astype("u1"),
        "materials": np.array(["concrete", "brick", "steel", "glass"]),
        "member": member,
        "members": np.array(["column", "slab", "facade", "window"]),
        "centre": centre,
        "storey": np.ceil(centre[:, 2] / 3).astype("i2") - 1,
        "bay": np.column_stack([(centre[:, 0] + 9) // 4, (centre[:, 1] + 6) // 4]).astype("i2"),
        "solid": np.arange(count),
        "bond_a": np.arange(count - 1),
        "bond_b": np.arange(1, count),
        "extent": np.array([[-9.0, -6.0, 0.0], [9.0, 6.0, 24.0]]),
    }


def _contacts(pieces, rng):
    rows = []
    storey = (pieces["centre"][:, 2] // 3).astype(int)
    for body, (mass, place) in enumerate(zip(pieces["mass"], pieces["centre"], strict=True)):
        time = 0.4 + 0.16 * storey[body] + rng.exponential(0.15) + np.sqrt(2 * max(place[2] - 1, 0.2) / G) * 0.8
        speed = min(np.sqrt(2 * G * place[2]), 16.0) * rng.uniform(0.4, 1)
        while speed > 0.25:
            other = rng.integers(0, len(pieces["mass"])) if rng.random() < 0.6 else -1
            low = place * [1.1, 1.1, 0] + [0, 0, rng.uniform(0, 2.5)]
            rows.append((time, body, -1 if other == body else other, *low, mass * speed, speed > 0.4, speed))
            time += 2 * speed * 0.35 / G + rng.exponential(0.12)
            speed *= rng.uniform(0.25, 0.6)
    rows.sort()
    table = np.array(rows)
    return {
        "time": table[:, 0],
        "body_a": table[:, 1].astype("i4"),
        "body_b": table[:, 2].astype("i4"),
        "position": table[:, 3:6].astype("f4"),
        "impulse": table[:, 6].astype("f4"),
        "onset": table[:, 7] > 0,
        "speed_change": table[:, 8].astype("f4"),
    }


def _motion(pieces):
    time = np.arange(-1, 97) / 24
    begin = 0.4 + 0.16 * (pieces["centre"][:, 2] // 3)
    fallen = G / 2 * np.maximum(time[:, None] - begin, 0) ** 2
    position = np.repeat(pieces["centre"][None], len(time), axis=0)
    position[..., 2] = np.maximum(position[..., 2] - fallen, 0.3)
    turn = np.zeros((*position.shape[:2], 4), "f4")
    turn[..., 0] = 1.0
    return {"time": time, "position": position.astype("f4"), "orientation": turn}


def _events(contacts, rng):
    steps = np.arange(0, 10, 1 / 240)
    change = np.histogram(contacts["time"], np.append(steps, 10), weights=contacts["impulse"])[0]
    crush = rng.choice(len(contacts["time"]), min(300, len(contacts["time"])), replace=False)
    crush.sort()
    return {
        "momentum_time": steps,
        "momentum_change": change,
        "crush_time": contacts["time"][crush],
        "crush_position": contacts["position"][crush],
        "crush_volume": rng.exponential(0.05, len(crush)),
        "crush_material": np.zeros(len(crush), "u1"),
        "break_time": rng.uniform(0.35, 2.5, 80),
        "break_position": rng.uniform([-9, -6, 0], [9, 6, 9], (80, 3)),
        "break_area": rng.lognormal(-1, 0.8, 80),
        "break_material": rng.integers(0, 4, 80).astype("u1"),
    }


@pytest.fixture(scope="session")
def collapse(tmp_path_factory):
    """Return a function that writes a collapse of so many pieces for a seed."""

    def write(seed, pieces=900):
        folder = tmp_path_factory.mktemp("collapse")
        rng = np.random.default_rng(seed)
        build = _pieces(pieces, rng)
        contacts = _contacts(build, rng)
        for name, arrays in (("build", build), ("simulate", None)):
            (folder / name).mkdir()
            if arrays:
                np.savez(folder / name / "building.npz", **arrays)
        np.savez(folder / "simulate" / "contacts.npz", **contacts)
        np.savez(folder / "simulate" / "motion.npz", **_motion(build))
        np.savez(folder / "simulate" / "events.npz", **_events(contacts, rng))
        return CollapseFiles(folder / "build", folder / "simulate")

    return write
