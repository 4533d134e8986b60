"""What is learned of a shot's keys, held out against what flow carries; and which of the two speaks for which region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.canonical import brought, in_place, looked_at, taken_back
from rushes.engines.reage.carrying import Key
from rushes.engines.reage.held_out import HeldOut
from rushes.engines.reage.keys_step import carried_to
from rushes.engines.reage.network import Example, gain_of, train
from rushes.engines.reage.regions import region_weights
from rushes.engines.reage.window import Window
from rushes.media.colour import for_display

Floats = NDArray[np.float32]

STEPS: Final = 1500
HELD_OUT_STEPS: Final = 500
"""Batches for the network that is kept, and for each that is only measured."""

WHOLE: Final = "everywhere"


@dataclass(frozen=True, eq=False)
class Learned:
    """A trained network, what it refers its places to, and how it was judged.

    Attributes:
        network: A torch module.
        reference: The mesh that places are told by, shape [468, 3].
        held_out: For each key and region: mean error of flow and of the network [8-bit levels], and of doing nothing.
        wins: ``flow`` or ``network`` by region; ``everywhere`` is for what lies in none.
    """

    network: Any
    reference: Floats
    held_out: list[dict[str, Any]]
    wins: dict[str, str]


def learn(
    keys: list[Key],
    span: int,
    seed: int,
    report: Callable[[int, int], None],
    look: Callable[[HeldOut], None] = lambda _: None,
) -> Learned:
    """Train on all keys, after training without each of them in turn.

    Args:
        keys: At least one.
        span: How many frames the shot has.
        seed: Where its randomness starts.
        report: Called with (batches done, batches).
        look: Called with each key that was held out, as soon as it is measured.
    """
    reference = in_place(keys[0].window.inside(keys[0].mesh))
    examples = [example(key, reference) for key in keys]
    leaving = len(keys) if len(keys) > 1 else 0
    total = STEPS + leaving * HELD_OUT_STEPS
    done = 0
    rows: list[dict[str, Any]] = []
    for index in range(leaving):
        others = [one for place, one in enumerate(examples) if place != index]
        start = done
        network = train(others, HELD_OUT_STEPS, seed, _from(report, start, total))
        done += HELD_OUT_STEPS
        held = _held_out(keys, index, network, reference, span)
        rows.append(held.row)
        look(held)
    network = train(examples, STEPS, seed, _from(report, done, total))
    return Learned(network, reference, rows, winners(rows))


def _from(report: Callable[[int, int], None], start: int, total: int) -> Callable[[int], None]:
    return lambda step: report(start + step, total)


def example(key: Key, reference: Floats) -> Example:
    """Return a key as the network sees it."""
    mesh = key.window.inside(key.mesh)
    gain = brought(key.gain * key.matte[..., None], mesh)
    return Example(
        looked_at(key.light, mesh, reference),
        np.ascontiguousarray(gain.transpose(2, 0, 1)),
        np.clip(brought(key.matte, mesh), 0, 1),
    )


def network_gain(network: Any, light: Floats, mesh: Floats, reference: Floats) -> Floats:  # noqa: ANN401 - a torch module
    """Return the logarithm of the change that a network gives in a window, shape [h, w, 3]."""
    found = gain_of(network, looked_at(light, mesh, reference))
    return taken_back(found, mesh, (light.shape[1], light.shape[0]))


def _held_out(keys: list[Key], index: int, network: Any, reference: Floats, span: int) -> HeldOut:  # noqa: ANN401
    """Measure by region how far flow and a network are from a key that neither has seen."""
    key = keys[index]
    mesh = key.window.inside(key.mesh)
    others = [one for place, one in enumerate(keys) if place != index]
    flow, _ = carried_to(others, key.light, key.mesh, key.window, key.frame, span)
    learned = key.light * np.expm1(network_gain(network, key.light, mesh, reference) * key.matte[..., None])
    shown = {
        name: for_display(np.maximum(light, 0))
        for name, light in (
            ("plate", key.light),
            ("painted", key.light * np.exp(key.gain)),
            ("flow", key.light + flow),
            ("network", key.light + learned),
        )
    }
    off = {
        name: 255 * np.abs(shown[made] - shown["painted"]).mean(axis=2)
        for name, made in (("flow", "flow"), ("network", "network"), ("nothing", "plate"))
    }
    places = {WHOLE: key.matte} | {
        name: weight * key.matte
        for name, weight in region_weights(mesh, (key.light.shape[1], key.light.shape[0])).items()
    }
    regions = {
        place: {name: round(float((error * weight).sum() / weight.sum()), 3) for name, error in off.items()}
        for place, weight in places.items()
        if weight.sum() > 1
    }
    return HeldOut(key.frame, regions, shown)


def winners(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return by region which of the two was nearer to what it had not seen; flow where nothing was held out."""
    totals: dict[str, dict[str, float]] = {WHOLE: {"flow": 0.0, "network": 0.0}}
    for row in rows:
        for place, errors in row["regions"].items():
            held = totals.setdefault(place, {"flow": 0.0, "network": 0.0})
            for name in held:
                held[name] += errors[name]
    return {place: "network" if held["network"] < held["flow"] else "flow" for place, held in totals.items()}


def merged(
    light: Floats, mesh: Floats, window: Window, flow: Floats, trust: Floats, network: Floats, wins: dict[str, str]
) -> Floats:
    """Return the logarithm of the change: the winner's by region, and the network's wherever the flow is not believed.

    Args:
        light: The plate in the window, shape [h, w, 3].
        mesh: In the frame's pixels.
        window: The window.
        flow, network: What each gives, shape [h, w, 3].
        trust: How far the flow is believed, shape [h, w].
        wins: The winner by region.
    """
    weights = region_weights(window.inside(mesh), (light.shape[1], light.shape[0]))
    total = np.sum(list(weights.values()), axis=0)
    own = np.sum(
        [weight for name, weight in weights.items() if wins.get(name, wins[WHOLE]) == "network"] or [0 * total], axis=0
    )
    outside = np.clip(1 - total, 0, 1)
    share = (own + outside * (wins[WHOLE] == "network")) / np.maximum(total + outside, 1e-6)
    share = np.maximum(share, 1 - trust)[..., None]
    return np.asarray(share * network + (1 - share) * flow, np.float32)
