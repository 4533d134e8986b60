"""The step that every engine ends with: the clip that people look at."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Final

from rushes.media.burn_in import Slate
from rushes.media.clip import Clip, rate_words, write_clip
from rushes.plan import Publish, StepContext
from rushes.show import HANDLES, FrameRange

STATEMENTS: Final = {
    "destruction": "SIMULATED PICTURE",
    "reage": "RE-AGED WITH CONSENT",
    "wardrobe": "DESIGN PICTURE, COMPUTER-GENERATED",
    "setdesign": "DESIGN PICTURE, COMPUTER-GENERATED",
    "clip": "SIMULATED CLIP, COMPUTER-GENERATED",
}
"""What an engine's pictures truly are, where no ``statement`` is given."""

CLIP_FILES: Final = (
    Publish("review.mp4", "review", "review/{show}_{shot}_{version}.mp4"),
    Publish("contact_sheet.png", "contact_sheet", "review/{show}_{shot}_{version}_contact.png"),
    Publish("frames.json", "review", "review/{show}_{shot}_{version}_frames.json"),
)
"""What the step leaves, and where in a take it stands."""

OTHERWISE: Final = "COMPUTER-GENERATED PICTURE"
"""True of whatever any engine makes."""


def clip(ctx: StepContext) -> None:
    """Write ``review.mp4``, ``contact_sheet.png`` and ``frames.json``.

    Params: ``frames`` [first, last], ``rate``, ``show``, ``shot``, ``version``, and for the slate, all optional:
    ``engine``, ``seed``, ``quality``, ``handles``, ``title``, ``date``, ``statement``, ``hold``, the frames that each picture stands for, ``labels``, one a picture, and ``options_of``:
    the step whose ``explored.json`` says which options the pictures are. Inputs: ``comp`` (``comp.####.exr``), ``sound`` (``mix.wav``; silence without it) and that step.
    """
    params = ctx.params
    comp, sound = ctx.inputs["comp"], ctx.inputs.get("sound")
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    made = Clip(
        show=str(params["show"]),
        shot=str(params["shot"]),
        version=str(params["version"]),
        frames=frames,
        rate=rate,
        slate=_slate(params, frames, rate),
        hold=int(params.get("hold", 1)),
        labels=dict(zip(frames, _labels(ctx), strict=False)),
    )
    write_clip(
        ctx.out,
        made,
        lambda frame: comp / f"comp.{frame:04d}.exr",
        None if sound is None else sound / "mix.wav",
        ctx.report,
    )


def _labels(ctx: StepContext) -> list[str]:
    """Return what each picture is called: an option by the number that one wishes by, or what the plan says."""
    if "options_of" not in ctx.params:
        return list(ctx.params.get("labels", ()))
    explored = ctx.inputs[str(ctx.params["options_of"])] / "explored.json"
    return [f"option {number}" for number in json.loads(explored.read_text(encoding="utf-8"))["shown"]]


def _slate(params: Any, frames: FrameRange, rate: Fraction) -> Slate:  # noqa: ANN401 - plain JSON values
    engine = str(params.get("engine", ""))
    handles = int(params.get("handles", HANDLES))
    hold = int(params.get("hold", 1))
    seconds = float(len(frames) * hold / rate)
    facts = [
        ("Show", str(params["show"])),
        ("Shot", str(params["shot"])),
        ("Version", str(params["version"])),
        ("Date", str(params.get("date") or datetime.now(UTC).strftime("%Y-%m-%d"))),
        (
            "Frames",
            f"{frames}  ({len(frames)})" if hold == 1 else f"{frames}  ({len(frames)} pictures, {hold} frames each)",
        ),
        ("Handles", f"{handles} + {handles}" if 2 * handles < len(frames) else "none"),
        ("Rate", f"{rate_words(rate)}  ({seconds:.2f} s)"),
        ("Engine", engine or "not given"),
        ("Seed", str(params.get("seed", "not given"))),
        ("Quality", str(params.get("quality", "not given"))),
        ("Colour", "ACEScg, shown as Rec. 709"),
    ]
    if params.get("title"):
        facts.append(("Title", str(params["title"])))
    statement = str(params.get("statement") or STATEMENTS.get(engine.partition(" ")[0], OTHERWISE))
    return Slate(f"{params['show']}  {params['shot']}  {params['version']}", statement, tuple(facts))
