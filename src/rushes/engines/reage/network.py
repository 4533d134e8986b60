"""A small network that learns one shot's painted keys: a U-Net on the face in its own place, that gives the logarithm of the change.

As in FRAN (Zoss et al. 2022, *Production-Ready Face Re-Aging for Visual Effects*, ACM TOG 41) it predicts a change and no picture; as in Nuke's CopyCat it knows
nothing but the keys of this shot. Torch is an extra.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.canonical import CHANNELS, TALL, WIDE
from rushes.errors import BadInputError

Floats = NDArray[np.float32]

WIDTHS: Final = (24, 40, 56, 64)
CROP: Final = 96
BATCH: Final = 4
RATE: Final = 2e-3
WARM_UP: Final = 50
GRAIN: Final = 0.02
LIGHT: Final = 0.35
"""How much noise and light are varied in training, as logarithms: what a shot's light does, and no face."""

TURN, ZOOM = 0.15, 0.06


@dataclass(frozen=True, eq=False)
class Example:
    """One painted key as the network sees it: its picture [5, TALL, WIDE], the change's logarithm [3, TALL, WIDE], and where it was painted [TALL, WIDE]."""

    seen: Floats
    gain: Floats
    matte: Floats


def torch() -> Any:  # noqa: ANN401 - torch is imported where it is used
    """Import torch.

    Raises:
        BadInputError: It is not installed.
    """
    try:
        import torch as found
    except ImportError as error:
        raise BadInputError(
            f"A network can't be learned here: PyTorch is not installed ({error}). Run: pip install 'rushes[learn]', or take the method learned "
            "out of the brief: painted keys are carried without it."
        ) from error
    return found


def build(seed: int) -> Any:  # noqa: ANN401 - a torch module
    """Return a network that changes nothing yet."""
    t = torch()
    t.manual_seed(seed)
    nn = t.nn

    def block(into: int, out: int) -> Any:  # noqa: ANN401
        return nn.Sequential(
            nn.Conv2d(into, out, 3, padding=1, padding_mode="replicate"),
            nn.SiLU(),
            nn.Conv2d(out, out, 3, padding=1, padding_mode="replicate"),
            nn.SiLU(),
        )

    class UNet(nn.Module):  # type: ignore[misc,name-defined] # torch is untyped here
        def __init__(self) -> None:
            super().__init__()
            self.down = nn.ModuleList(
                block(into, out) for into, out in zip((4 * CHANNELS, *WIDTHS[:-1]), WIDTHS, strict=True)
            )
            self.up = nn.ModuleList(
                block(low + high, high) for low, high in zip(WIDTHS[:0:-1], WIDTHS[-2::-1], strict=True)
            )
            self.last = nn.Conv2d(WIDTHS[0], 12, 1)
            nn.init.zeros_(self.last.weight)
            nn.init.zeros_(self.last.bias)

        def forward(self, seen: Any) -> Any:  # noqa: ANN401
            now, kept = t.nn.functional.pixel_unshuffle(seen, 2), []
            for index, part in enumerate(self.down):
                now = part(now if index == 0 else t.nn.functional.avg_pool2d(now, 2))
                kept.append(now)
            for part, over in zip(self.up, kept[-2::-1], strict=True):
                now = part(t.cat([t.nn.functional.interpolate(now, scale_factor=2, mode="nearest"), over], dim=1))
            return t.nn.functional.pixel_shuffle(self.last(now), 2)

    return UNet()


def train(examples: list[Example], steps: int, seed: int, report: Callable[[int], None]) -> Any:  # noqa: ANN401 - a torch module
    """Return a network trained on examples.

    Args:
        examples: At least one.
        steps: How many batches.
        seed: Where its randomness starts.
        report: Called with the number of batches done.
    """
    t = torch()
    network = build(seed)
    rng = np.random.default_rng([seed, 21])
    optimiser = t.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-4)
    schedule = t.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _speed(step, steps))
    sheets = [t.from_numpy(np.concatenate([one.seen, one.gain, one.matte[None]])) for one in examples]
    places = [np.argwhere(one.matte > 0.3) for one in examples]
    for step in range(steps):
        batch = t.stack([_crop(t, sheets, places, rng) for _ in range(BATCH)])
        seen, gain, matte = batch[:, :CHANNELS], batch[:, CHANNELS : CHANNELS + 3], batch[:, CHANNELS + 3 :]
        loss = ((network(seen) - gain * matte).abs() * (0.25 + matte)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        report(step + 1)
    return network.eval()


def gain_of(network: Any, seen: Floats) -> Floats:  # noqa: ANN401 - a torch module
    """Return the logarithm of the change that a network gives for a face in its place, shape [TALL, WIDE, 3]."""
    t = torch()
    with t.no_grad():
        out = network(t.from_numpy(seen[None]))[0].numpy()
    return np.ascontiguousarray(out.transpose(1, 2, 0), np.float32)


def _speed(step: int, steps: int) -> float:
    if step < WARM_UP:
        return (step + 1) / WARM_UP
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / max(1, steps - WARM_UP)))


def _crop(t: Any, sheets: list[Any], places: list[NDArray[np.int64]], rng: np.random.Generator) -> Any:  # noqa: ANN401
    """Return a piece of an example, turned, scaled, lit and grained by chance, shape [9, CROP, CROP]."""
    index = int(rng.integers(len(sheets)))
    spots = places[index]
    y, x = spots[int(rng.integers(len(spots)))] if len(spots) else (TALL // 2, WIDE // 2)
    turn, zoom = rng.uniform(-TURN, TURN), 1 + rng.uniform(-ZOOM, ZOOM)
    half = CROP / zoom
    cos, sin = math.cos(turn), math.sin(turn)
    matrix = [
        [half / WIDE * cos, -half / WIDE * sin, (2 * x + 1) / WIDE - 1 + rng.uniform(-0.1, 0.1)],
        [half / TALL * sin, half / TALL * cos, (2 * y + 1) / TALL - 1 + rng.uniform(-0.1, 0.1)],
    ]
    grid = t.nn.functional.affine_grid(t.tensor([matrix], dtype=t.float32), (1, 1, CROP, CROP), align_corners=False)
    piece = t.nn.functional.grid_sample(sheets[index][None], grid, padding_mode="border", align_corners=False)[0]
    lit = t.tensor(rng.normal(0, LIGHT, (1, 1, 1)), dtype=t.float32) * 0.3
    noise = t.from_numpy(rng.normal(0, GRAIN, (3, CROP, CROP)).astype(np.float32))
    return t.cat([piece[:3] + lit + noise, piece[3:]])
