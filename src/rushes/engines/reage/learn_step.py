"""The steps ``learn`` and ``apply``: a network of this shot's painted keys, its card, and what it adds to every frame.

The card binds the weights to the performer's consent and to the show; ``apply`` loads them only if that still holds at that moment.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of_file
from rushes.clearance.gate import Permit
from rushes.clearance.models import ConsentOf, ModelCard, TrainingItem, read_card, require_load
from rushes.engines.reage.carrying import Carried, Key, carry, weights
from rushes.engines.reage.held_out import HeldOut, write_held_out
from rushes.engines.reage.keys_step import AT_ONCE, plate_of, ready_keys
from rushes.engines.reage.layers import FrameChange
from rushes.engines.reage.learning import WHOLE, Learned, merged, network_gain, winners
from rushes.engines.reage.learning import learn as learn_keys
from rushes.engines.reage.network import build, torch
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window
from rushes.errors import RefusedError
from rushes.media.exr import is_whole, write_picture
from rushes.plan import StepContext
from rushes.show import FrameRange

Floats = NDArray[np.float32]

WEIGHTS, CARD, RECORD = "network.safetensors", "network.json", "learn.json"


def learn(ctx: StepContext) -> None:
    """Write ``network.safetensors``, its card ``network.json``, and ``learn.json``.

    While it learns, ``held_out.####.png`` and ``learn.json`` are there as soon as a key that was held out is measured.

    Params: ``frames``, ``seed``, ``model``, ``production``, ``performer``, ``plate_sha256``. Needs ``plate`` and ``track``. Files: ``key ####``.

    Raises:
        BadInputError: A key is wrong, or PyTorch is not installed.
        RefusedError: No consent of the performer is in what was cleared.
    """
    frames = FrameRange(*ctx.params["frames"])
    torch()
    keys = [key for key, _ in ready_keys(ctx.files, ctx.inputs["plate"], Tracks.load(ctx.inputs["track"]), frames)]
    painted = [key.frame for key in keys]
    rows: list[dict[str, Any]] = []

    def look(held: HeldOut) -> None:
        rows.append(held.row)
        write_held_out(ctx.out, held, WHOLE)
        _write_record(ctx.out, painted, rows)

    _save(ctx, learn_keys(keys, len(frames), int(ctx.params["seed"]), ctx.report, look), painted)


def _save(ctx: StepContext, learned: Learned, painted: list[int]) -> None:
    from safetensors.numpy import save_file

    arrays = {name: value.detach().numpy().astype(np.float32) for name, value in learned.network.state_dict().items()}
    arrays["reference"] = learned.reference
    consents = consents_of(ctx.permit, str(ctx.params["performer"]))
    about = {
        "model": str(ctx.params["model"]),
        "production": str(ctx.params["production"]),
        "performer": str(ctx.params["performer"]),
        "consents": ",".join(consent.id for consent in consents),
        "keys": ",".join(sha256_of_file(path) for _, path in sorted(ctx.files.items())),
    }
    part = ctx.out / f"{WEIGHTS}.part"
    save_file(arrays, part, metadata=about)
    part.replace(ctx.out / WEIGHTS)
    card = ModelCard(
        id=about["model"],
        weights=WEIGHTS,
        weights_sha256=sha256_of_file(ctx.out / WEIGHTS),
        production=about["production"],
        subjects=(about["performer"],),
        consents=consents,
        items=items_of(ctx),
        licence=f"made for {about['production']}, and for nothing else",
        trained_at=datetime.now(UTC),
        description="Carries an artist's painted keys through one shot of a re-age.",
    )
    _write(ctx.out / CARD, card.model_dump_json(indent=1))
    _write_record(ctx.out, painted, learned.held_out)


def items_of(ctx: StepContext) -> tuple[TrainingItem, ...]:
    """Return everything that a network sees: the plate, and each key that was painted over a frame of it. The performer is in all of it."""
    production, people = str(ctx.params["production"]), (str(ctx.params["performer"]),)
    plate = TrainingItem(
        name="plate",  # its own name stays at home, as in a seal
        sha256=str(ctx.params["plate_sha256"]),
        licence=f"the plate of {production}",
        rights="owned",
        performers=people,
    )
    keys = (
        TrainingItem(
            name=path.name,
            sha256=sha256_of_file(path),
            licence=f"painted for {production}",
            rights="owned",
            performers=people,
        )
        for _, path in sorted(ctx.files.items())
    )
    return (plate, *keys)


def _write_record(folder: Path, painted: list[int], rows: list[dict[str, Any]]) -> None:
    record = {"schema": "rushes/reage-learn/1", "painted": painted, "held_out": rows, "wins": winners(rows)}
    _write(folder / RECORD, json.dumps(record, indent=1))


def consents_of(permit: Permit, performer: str) -> tuple[ConsentOf, ...]:
    """Return the performer's consents that the work rests on.

    Raises:
        RefusedError: There is none: nothing is learned of somebody who has not agreed.
    """
    rests_on = {name for name, _ in permit.clearance.consents}
    found = tuple(
        ConsentOf(performer=performer, id=held.consent.id, sha256=held.sha256)
        for held in permit.registry.consents
        if held.consent.performer == performer and held.consent.id in rests_on
    )
    if not found:
        raise RefusedError(
            f"No consent of {performer} is in what was cleared: no network is learned of them. Clear the brief again."
        )
    return found


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def load_network(folder: Path, permit: Permit, production: str) -> tuple[Any, Floats]:
    """Load a network and the mesh that it refers to, if its consents hold at this moment and in this production.

    Raises:
        RefusedError: They don't, or the weights are others than the card names.
        BadInputError: Card or weights can't be read.
    """
    from safetensors.numpy import load_file

    card = read_card(folder / CARD)
    require_load(card, folder / WEIGHTS, permit.registry, production=production, now=permit.at)
    arrays = load_file(folder / WEIGHTS)
    reference = np.asarray(arrays.pop("reference"), np.float32)
    t = torch()
    network = build(0)
    network.load_state_dict({name: t.from_numpy(value) for name, value in arrays.items()})
    return network.eval(), reference


def apply(ctx: StepContext) -> None:
    """Write ``layers.####.exr`` for every frame, and ``painted.####.exr`` for those that were painted.

    Params: ``frames``, ``rate``, ``production``. Needs ``plate``, ``track`` and ``learn``. Files: ``key ####``.

    Raises:
        RefusedError: The network may not be loaded any more.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    folder, tracks = ctx.inputs["plate"], Tracks.load(ctx.inputs["track"])
    network, reference = load_network(ctx.inputs["learn"], ctx.permit, str(ctx.params["production"]))
    wins = dict(json.loads((ctx.inputs["learn"] / RECORD).read_text(encoding="utf-8"))["wins"])
    keys = []
    for key, picture in ready_keys(ctx.files, folder, tracks, frames):
        keys.append(key)
        write_picture(ctx.out / f"painted.{key.frame:04d}.exr", picture, frame=key.frame, rate=rate)
    for done, frame in enumerate(frames):
        path = ctx.out / f"layers.{frame:04d}.exr"
        if not is_whole(path):
            plate = plate_of(folder, frame).astype(np.float32)
            seen = tracks.of_performer(frame)
            change = FrameChange.nothing(plate.shape[1], plate.shape[0])
            if seen is not None:
                change = learned_change(keys, plate, seen[0], frame, len(frames), (network, reference, wins))
            change.write(path, frame=frame, rate=rate)
        ctx.report(done + 1, len(frames))


def learned_change(
    keys: list[Key], plate: Floats, mesh: Floats, frame: int, span: int, learned: tuple[Any, Floats, dict[str, str]]
) -> FrameChange:
    """Return what keys and their network make of a frame.

    Args:
        keys: The painted keys, ready to be carried.
        plate: The frame, shape [H, W, 3].
        mesh: In the frame's pixels, shape [468, 3].
        frame: Its number.
        span: How many frames the shot has.
        learned: The network, the mesh it refers to, and which of flow and network wins by region.
    """
    network, reference, wins = learned
    window = Window.of(mesh, plate.shape[1], plate.shape[0])
    light = window.cut(plate)
    counted = sorted(zip(weights(keys, frame, mesh, light, span), keys, strict=True), key=lambda one: -one[0])[:AT_ONCE]
    carried = [(weight, carry(key, light, mesh, window)) for weight, key in counted]
    flow, trust, matte = _mean(carried)
    own = network_gain(network, light, window.inside(mesh), reference) * matte[..., None]
    gain = merged(light, mesh, window, flow, trust, own, wins)
    layers = {"network": np.asarray(light * np.expm1(gain), np.float32)}
    return FrameChange.of_window(window, plate.shape[1], plate.shape[0], layers, matte, {})


def _mean(carried: list[tuple[float, Carried]]) -> tuple[Floats, Floats, Floats]:
    total = max(sum(weight for weight, _ in carried), 1e-9)
    flow = np.sum([weight / total * one.detail * one.matte[..., None] for weight, one in carried], axis=0)
    trust = np.sum([weight / total * one.trust for weight, one in carried], axis=0)
    matte = np.max([one.matte for _, one in carried], axis=0)
    return np.asarray(flow, np.float32), np.asarray(trust, np.float32), np.asarray(matte, np.float32)
