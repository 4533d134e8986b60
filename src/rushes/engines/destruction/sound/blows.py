"""Single blows, drawn into the tracks of their materials: the heroes one by one, and the grains of debris."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.storeys import Storeys
from rushes.engines.destruction.sound import voices
from rushes.engines.destruction.sound.cavities import answer, muffled
from rushes.engines.destruction.sound.echoes import Echoes, dulled, ears_of
from rushes.engines.destruction.sound.impacts import FOREGROUND, Impacts, distinct, loudest_per_step
from rushes.engines.hearing import modal
from rushes.engines.hearing.acoustics import Hearing
from rushes.engines.hearing.mixdown import depth_for, duck
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

VOICE = {"glass": "glass", "steel": "metal", "wood": "wood", "brick": "brick"}
"""The stem that a material's ringing goes to; what is not named here is concrete's or plaster's."""

MOST_TAIL_DUCK_DB = (18.0, 9.0)
"""How far earlier heroes go down at most under one of the foreground: a weak blow does not cut off a strong one."""

THUMP_LEVEL = 0.28
"""What the ground gives back of a blow, beside its crack and its ringing. It was 0.6, and half of all energy lay under 100 Hz."""

PING_SHARE = 0.22
"""Share of heroes in reinforced concrete that let a bar ring."""

FRONT_MUFFLED = 0.4
"""How much of its muffling a hero of the foreground keeps: what carries the picture is heard."""

DEBRIS_POWER = 0.42
DEBRIS_LEVEL = 0.24
CAVITY_LEVEL = 5.0
CAVITY_POWER = 0.5

LONGEST_GRAIN_S = 0.5
"""What was struck longer ago than this no longer sounds when the clip begins."""

MODES_HERO = 26
MODES_DEBRIS = 10
ROOMS = 3
"""Different rooms that are drawn; storeys take turns."""

Tracks = dict[str, Array]
Street = Callable[[int], Echoes]
"""Gives the reflections of an impact, by its row."""


@dataclass(frozen=True, eq=False, slots=True)
class Blows:
    """What is struck, and how it is heard.

    Attributes:
        impacts: All onsets.
        hearing: Of each.
        heard: When each is heard [s from the clip's start], shape [n].
        inside: How far each happens inside a standing storey, 0 to 1, shape [n].
        shards: Whether what is struck is a pane that broke before: it breaks once, and what touches later is shards.
        seed: Of every blow.
        samples: Length of the clip.
    """

    impacts: Impacts
    hearing: Hearing
    heard: Array
    inside: Array
    shards: NDArray[np.bool_]
    seed: int
    samples: int

    def heroes(self, rows: Rows, front: NDArray[np.bool_], level: Array, street: Street) -> tuple[Tracks, Array]:
        """Return the heroes' tracks by stem, and what the street gives back of them, each of shape [samples, 2].

        Those in front lower what still rings of the ones before.

        Args:
            rows: The heroes, the strongest first.
            front: Which are in the foreground.
            level: Of each.
            street: Gives a row's reflections.
        """
        tracks: Tracks = {}
        back = np.zeros((self.samples, 2))
        for hero in np.argsort(self.heard[rows], kind="stable"):
            row = int(rows[hero])
            if front[hero]:
                at = round(float(self.heard[row]) * SAMPLE_RATE)
                most = MOST_TAIL_DUCK_DB[int(hero >= FOREGROUND)]
                depth = _depth([*tracks.values(), back], at, float(level[hero]), most)
                for track in (*tracks.values(), back):
                    duck(track, at, depth)
            rng = np.random.default_rng([self.seed, 1, row])
            parts = self._hero(row, rng, front=bool(front[hero]))
            longest = max(len(part) for part in parts.values())
            whole = np.zeros(longest)
            for stem, part in parts.items():
                whole[: len(part)] += part
                self._place(tracks.setdefault(stem, np.zeros((self.samples, 2))), row, part * level[hero])
            self._echo(back, row, dulled(whole * level[hero]), street(row))
        return tracks, back

    def debris(self, heroes: Rows, share: Array) -> Tracks:
        """Return the single grains of debris by stem, each of shape [samples, 2]."""
        tracks: Tracks = {}
        alone = np.zeros(len(self.impacts), bool)
        alone[distinct(self.impacts)] = True
        alone[heroes] = False
        alone &= (self.heard > -LONGEST_GRAIN_S) & (self.heard * SAMPLE_RATE < self.samples)
        rows = np.flatnonzero(alone)
        rows = rows[loudest_per_step(self.heard[rows], share[rows])]
        whole = self._unbroken_panes(rows)
        for row in rows.tolist():
            rng = np.random.default_rng([self.seed, 2, row])
            wave = muffled(self._grain(row, rng, whole=row in whole), float(self.inside[row]))
            loud = DEBRIS_LEVEL * min(float(share[row]), 1.0) ** DEBRIS_POWER
            stem = VOICE.get(self._name(row), "debris")
            self._place(tracks.setdefault(stem, np.zeros((self.samples, 2))), row, wave * loud)
        return tracks

    def cavity(self, storeys: Storeys, storey: Rows, share: Array) -> Array:
        """Return what standing storeys add to the blows inside them, shape [samples, 2].

        Args:
            storeys: Over time.
            storey: The one that each impact is in, shape [n].
            share: Strength of each beside the strongest, shape [n].
        """
        from scipy.signal import fftconvolve

        out = np.zeros((self.samples, 2))
        rows = distinct(self.impacts)
        at = np.rint(self.heard * SAMPLE_RATE).astype(np.int64)
        rows = rows[(self.inside[rows] > 0) & (at[rows] >= 0) & (at[rows] < self.samples)]
        level = self.inside[rows] * np.minimum(share[rows], 1.0) ** CAVITY_POWER
        ears = self.hearing.gain[rows] / np.maximum(np.hypot(*self.hearing.gain[rows].T), 1e-12)[:, None]
        for room in range(ROOMS):
            own = storey[rows] % ROOMS == room
            if own.any():
                knocks = np.zeros((self.samples, 2))
                np.add.at(knocks, at[rows[own]], np.sqrt(2) * level[own, None] * ears[own])
                wave = answer(storeys.room, np.random.default_rng([self.seed, 13, room]))
                out += fftconvolve(knocks, wave[:, None], axes=0)[: self.samples]
        return CAVITY_LEVEL * out

    def _name(self, row: int) -> str:
        return self.impacts.materials[self.impacts.material[row]]

    def _hero(self, row: int, rng: np.random.Generator, *, front: bool) -> dict[str, Array]:
        impacts, name = self.impacts, self._name(row)
        matter = modal.MATTER.get(name, modal.MATTER["concrete"])
        mass, distance = float(impacts.mass[row]), float(self.hearing.distance[row])
        speed = float(impacts.speed_change[row])
        if name == "glass":  # breaks, and does not ring on as a whole
            ringing = self._glass(row, rng, whole=not self.shards[row])
        else:
            ringing = 0.55 * modal.struck(matter, impacts.size[row], mass, speed, distance, rng, MODES_HERO)
        parts: dict[str, list[Array]] = {VOICE.get(name, "impacts"): [ringing]}
        if front:
            blow = parts.setdefault("impacts", [])
            blow.append(1.6 * matter.crack**0.5 * modal.crack(matter, mass, distance, rng))
            # The blow is that of the impulse, whatever the piece weighs that took it.
            blow.append(THUMP_LEVEL * modal.thump(float(impacts.impulse[row]) / max(speed, 1.0), rng))
        if name == "wood":
            parts["wood"].append(0.5 * voices.splinter(0.08, distance, rng)[_splinters_from() :])
        if impacts.reinforced[row] and rng.random() < PING_SHARE:
            parts.setdefault("metal", []).append(0.16 * modal.ping(distance, rng))
        inside = float(self.inside[row]) * (FRONT_MUFFLED if front else 1.0)
        return {stem: muffled(_sum(waves), inside) for stem, waves in parts.items()}

    def _grain(self, row: int, rng: np.random.Generator, *, whole: bool) -> Array:
        impacts, name = self.impacts, self._name(row)
        if name == "glass":
            return self._glass(row, rng, whole=whole)
        matter = modal.MATTER.get(name, modal.MATTER["concrete"])
        distance = float(self.hearing.distance[row])
        mass, speed = float(impacts.mass[row]), float(impacts.speed_change[row])
        wave = modal.struck(matter, impacts.size[row], mass, speed, distance, rng, MODES_DEBRIS)
        return _sum([0.7 * wave, 0.5 * voices.clack(distance, rng)]) if name == "brick" else wave

    def _glass(self, row: int, rng: np.random.Generator, *, whole: bool) -> Array:
        distance = float(self.hearing.distance[row])
        if whole:
            return voices.pane(float(np.sort(self.impacts.size[row])[1:].prod()), distance, rng)
        second = np.concatenate([np.zeros(900), 0.6 * voices.shard(distance, rng)])
        return 0.4 * _sum([voices.shard(distance, rng), second])

    def _unbroken_panes(self, rows: Rows) -> set[int]:
        """Return those rows at which a whole pane of glass is struck for the first time in the whole log."""
        _, first = np.unique(self.impacts.body, return_index=True)
        return set(np.intersect1d(first[~self.shards[first]], rows).tolist())

    def _place(self, track: Array, row: int, wave: Array) -> None:
        gain = self.hearing.gain[row] / max(float(np.hypot(*self.hearing.gain[row])), 1e-12) * np.sqrt(2)
        for ear in range(2):
            self._lay(track[:, ear], wave * gain[ear], float(self.heard[row] + self.hearing.delay[row, ear]))

    def _echo(self, track: Array, row: int, wave: Array, back: Echoes) -> None:
        for delay, gain, pan in zip(back.delay, back.gain, back.pan, strict=True):
            for ear, share in enumerate(ears_of(float(pan)).tolist()):
                self._lay(track[:, ear], wave * (gain * share), float(self.heard[row] + delay))

    def _lay(self, track: Array, wave: Array, moment: float) -> None:
        start = round(moment * SAMPLE_RATE)
        first, last = max(start, 0), min(start + len(wave), len(track))
        if last > first:
            track[first:last] += wave[first - start : last - start]


def _depth(tracks: list[Array], at: int, level: float, most_db: float) -> float:
    """Return how far what sounds around a sample has to go down for a blow to stand clear of it [dB]."""
    start = max(at - SAMPLE_RATE // 10, 0)
    around = np.asarray(sum(track[start : at + SAMPLE_RATE // 10] for track in tracks))
    return depth_for(around, at - start, level, most_db)


def _splinters_from() -> int:
    """Return the sample of ``splinter`` at which its crack begins: a blow has no precursors."""
    return round(voices.SPLINTER_LEAD_S * SAMPLE_RATE)


def _sum(waves: list[Array]) -> Array:
    out = np.zeros(max(len(wave) for wave in waves))
    for wave in waves:
        out[: len(wave)] += wave
    return out
