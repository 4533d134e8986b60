"""How long it takes to find a face among 100,000 that are enrolled.

Ours is `FaceIndex.who`, the 95th percentile: whom a face shows, with the bands and lookalikes, against 100,000 templates of as many
people in one matrix. The other side is the loop that a face library's own gallery runs (`FaceEngine.best_match` of
verifyface), over the same templates in the same run. Templates are random directions: the time does not depend on
whose they are. Making a template of a face first takes what the note says.
"""

from __future__ import annotations

import argparse
import statistics
import time
from types import SimpleNamespace

import numpy as np

from measuring import Figures, run
from rushes.clearance.likeness.faces import DIMENSIONS, Face, embed
from rushes.clearance.likeness.index import FaceIndex
from rushes.errors import CheckFailedError

ENROLLED = 100_000
LIMIT_MS = 20.0


def measure(asked: argparse.Namespace) -> Figures:
    """Ask both sides for people who are enrolled, and compare their answers."""
    from verifyface import FaceEngine

    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((ENROLLED, DIMENSIONS)).astype(np.float32)
    names = [f"p-{number:06d}" for number in range(ENROLLED)]
    index = FaceIndex.of(names, vectors)
    gallery = dict(zip(names, index.vectors, strict=True))
    engine = FaceEngine()
    wanted = rng.integers(0, ENROLLED, 400 if asked.full else 60)
    probes = [index.vectors[line] + rng.standard_normal(DIMENSIONS).astype(np.float32) * 0.05 for line in wanted]
    probes = [probe / np.float32(np.linalg.norm(probe)) for probe in probes]
    index.who(probes[0])
    ours = []
    for line, probe in zip(wanted, probes, strict=True):
        started = time.perf_counter()
        who = index.who(probe)
        ours.append(1000 * (time.perf_counter() - started))
        if who.matched != (names[line],):
            raise CheckFailedError(f"The search found {who.matched} instead of {names[line]}; its time says nothing.")
    other = []
    for line, probe in zip(wanted[: 5 if asked.full else 2], probes, strict=False):
        started = time.perf_counter()
        name, _ = engine.best_match(SimpleNamespace(vector=probe), gallery)
        other.append(1000 * (time.perf_counter() - started))
        if name != names[line]:
            raise CheckFailedError(f"The loop found {name} instead of {names[line]}; its time says nothing.")
    return Figures(
        ours=statistics.quantiles(ours, n=20)[-1],
        other=statistics.median(other),
        limit=LIMIT_MS,
        unit="ms",
        ours_is=f"95th percentile of {len(ours)} searches among {ENROLLED:,} people",
        other_is=f"a loop over the same people, the middle of {len(other)}",
        limit_is="what was promised",
        notes=(
            f"The middle of the searches is {statistics.median(ours):.1f} ms.",
            f"The matrix holds {index.vectors.nbytes / 2**20:.0f} MiB.",
            f"Making the template of a face of 200 pixels takes {_embedding_ms():.0f} ms.",
        ),
    )


def _embedding_ms() -> float:
    picture = np.random.default_rng(2).integers(0, 255, (400, 400, 3), np.uint8)
    points = np.array([[160, 180], [240, 180], [200, 225], [168, 268], [232, 268]], np.float32)
    face = Face((100.0, 80.0, 200.0, 240.0), 0.9, points)
    times = []
    for _ in range(12):
        started = time.perf_counter()
        embed(picture, face)
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times[2:])


if __name__ == "__main__":
    run("faces", __doc__ or "", measure)
