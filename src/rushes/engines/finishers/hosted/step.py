"""The step ``finish`` of a clip that a vendor draws: what clearance let out of the house goes there, and what comes back is looked at."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rushes.brief.finish import Finish
from rushes.clearance.records.consent import Action
from rushes.engines.finishers.contract import Asked
from rushes.engines.finishers.hosted.drawing import finish, forget
from rushes.engines.finishers.hosted.services import ACCESS, Offer, service_at
from rushes.engines.finishers.step import references_among, seen, watched, write_clip, write_pictures, write_record
from rushes.engines.lookdev.finish_step import SCHEMA, prompt_of
from rushes.plan import StepContext
from rushes.show import FrameRange


def finish_hosted(ctx: StepContext) -> None:
    """Write ``finish.####.png``, ``finish.mp4``, ``model.json``, and ``vendor.mp4`` as it came.

    Params: ``method``, ``hosted`` (the vendor's name of the model), ``sha256``, ``seconds`` and ``size`` of what is asked, ``usd`` (what was agreed), ``frames``, ``rate``,
    ``from`` (the step with ``comp.####.exr``), ``seed``, ``words``, ``held``, ``finish``.

    Raises:
        BadInputError: The vendor refuses, doesn't answer, fails, or gives back something else than was asked.
        RefusedError: The permit is not one to hand something to somebody else.
    """
    ctx.permit.require(Action.TRANSFER)
    params = ctx.params
    offer = Offer(
        service_at(str(params["method"]), str(params["hosted"])),
        int(params["seconds"]),
        (int(params["size"][0]), int(params["size"][1])),
        float(params["usd"]),
    )
    asked = _asked(ctx, offer)
    frames = list(FrameRange(*params["frames"]))
    footage, usd = finish(offer, asked, watched(ctx, len(frames)), ctx.out)
    write_pictures(ctx, footage, frames)
    write_clip(ctx, asked, footage, offer.service.model)
    said = dict(params["finish"])
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "method": params["method"],
        "file": params["hosted"],
        "sha256": params["sha256"],
        **{name: said[name] for name in ("licence", "source", "trained_on", "training")},
        "controls": [],
        "held_by": list(params["held"]),
        "sent_to": ACCESS[offer.service.method].vendor,
        "sent": ["words", *params["held"]],
        "agreed_usd": offer.usd,
        "charged_usd": usd,
        "sound": footage.sound is not None,
        "run_by": footage.made_by,
        "edited": [],
        "unchanged": [],
    }
    write_record(ctx, record, len(frames))
    forget(ctx.out)


def _asked(ctx: StepContext, offer: Offer) -> Asked:
    """Return what a vendor is asked: at its own size, so that nothing of what it draws is thrown away."""
    params, held = ctx.params, set(ctx.params["held"])
    frames = FrameRange(*params["frames"])
    folder = ctx.inputs[str(params["from"])]
    comps = [folder / f"comp.{frame:04d}.exr" for frame in (frames.first, frames.last)]
    ours = seen(comps) if held & {"first", "last"} else None
    return Asked(
        words=prompt_of(str(params["words"]), {"prompt": "", **dict(params["finish"])}),
        frames=len(frames),
        width=offer.size[0],
        height=offer.size[1],
        rate=Fraction(str(params["rate"])),
        seed=int(params["seed"]),
        steps=Finish().steps,
        references=references_among(ctx.files),
        first=ours[0] if ours is not None and "first" in held else None,
        last=ours[-1] if ours is not None and "last" in held else None,
    )
