"""The step ``simulate``: from a scene to where everything is at every frame, and what hits what."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rushes.engines.clip.asked import room_of, scene_of
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics import simulation
from rushes.engines.clip.physics.contacts import columns
from rushes.engines.clip.worn.take import dressed

if TYPE_CHECKING:
    from rushes.plan import StepContext


def simulate(ctx: StepContext) -> None:
    """Write ``motion.npz``, ``contacts.npz``, ``flight.npz`` and ``beats.json``.

    Params: ``scene``, ``frames``, ``rate``, ``seed``.

    Raises:
        BadInputError: The scene asks for what can't be shown, or Bullet isn't installed.
    """
    rate, seed = Fraction(str(ctx.params["rate"])), int(ctx.params["seed"])
    scene = dressed(scene_of(ctx.params["scene"]), ctx.inputs.get("dress"))
    found = simulation.simulate(scene, staged(scene, seed, room_of(ctx)), rate, seed, ctx.report)
    made = simulation.arrays(found, rate, int(ctx.params["frames"][0]))
    owners = np.array([shard.player for shard in found.shards], np.int32)
    indices = np.array([_index(found.shards, number) for number in range(len(found.shards))], np.int32)
    rooms = np.array([shard.room for shard in found.shards], np.int32).reshape(-1, 2)
    _save(ctx.out / "motion.npz", {**made["motion"], "owner": owners, "piece": indices, "room": rooms})
    _save(ctx.out / "flight.npz", made["flight"])
    _save(ctx.out / "contacts.npz", columns(list(found.impacts)))
    part = ctx.out / "beats.json.part"
    part.write_text(json.dumps({"beats": list(found.told)}, indent=1) + "\n", encoding="utf-8")
    part.replace(ctx.out / "beats.json")


def _index(shards: Any, number: int) -> int:  # noqa: ANN401 - shards in order
    """Return which of its thing's pieces a shard is: a thing breaks once, into all of them, in their order."""
    owner = shards[number].player
    return sum(1 for shard in shards[:number] if shard.player == owner)


def _save(path: Path, arrays_: dict[str, Any]) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as stream:
        np.savez_compressed(stream, **arrays_)
    part.replace(path)
