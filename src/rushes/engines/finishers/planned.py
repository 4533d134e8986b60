"""How a clip is finished by a model that one brings: looked at before anything is made, and planned as a step of its own.

What comes out is an impression: pictures, and the sound of a model that makes any, beside the clip that was simulated, never in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import metadata
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.canonical import sha256_of_place
from rushes.engines.finishers import diffusion
from rushes.engines.finishers.families import family_of
from rushes.engines.lookdev import ways
from rushes.engines.lookdev.finishing import MODEL, STEP
from rushes.plan import InputFile, Publish, Step

USUAL: Final = frozenset({"control", "first", "start"})
"""What of our clip holds a model when nobody says what: all of these that its class takes."""

WAYS: Final[Mapping[str, Callable[[Brief], Brief]]] = ways.WAYS


def held_by(name: str, finish: Finish) -> frozenset[str]:
    """Return what of our clip holds a pipeline.

    Args:
        name: The pipeline's class.
        finish: What the brief says of it.

    Raises:
        BadInputError: Its class is none that is known.
    """
    takes = family_of(name).takes
    return frozenset(finish.hold) if finish.hold else takes & USUAL


def clip_finish_steps(brief: Brief, common: Mapping[str, Any], needs: str) -> tuple[Step, ...]:
    """Return the step that finishes a clip; none where no model is brought.

    Args:
        brief: The brief.
        common: What every step over the pictures is given; ``frames`` and ``rate`` among it.
        needs: The step that leaves ``comp.####.exr``.

    Raises:
        BadInputError: The model can't be run here, or can't be held as is asked, as far as its folder and this machine say.
    """
    finish = brief.finish
    if finish.model is None:
        return ()
    name = diffusion.class_of(finish.model)
    held = held_by(name, finish)
    diffusion.check(finish.model, held)
    content = sha256_of_place(finish.model)
    first, last = common["frames"]
    return (
        Step(
            name=STEP,
            entry="rushes.engines.finishers.step:finish_clip",
            version=1,
            params={
                "frames": [first, last],
                "rate": common["rate"],
                "from": needs,
                "seed": brief.seed,
                "words": brief.text,
                "name": finish.model.name,
                "sha256": content,
                "held": sorted(held),
                "finish": finish.model_dump(mode="json", exclude={"model", "hold"}),
            },
            needs=(needs,),
            files=(InputFile(MODEL, finish.model, content, weights=True),),
            publishes=(
                Publish("finish.*.png", "element", "elements/finish/{show}_{shot}_finish_{version}.{frame}.png"),
                Publish("finish.mp4", "element", "elements/finish/{show}_{shot}_finish_{version}.mp4"),
                Publish("model.json", "element", "elements/finish/model.json"),
            ),
            deterministic=False,
            work=(last - first + 1) * finish.steps,
            work_unit="step of a clip's finish",
            frames=last - first + 1,
            tools={one: metadata.version(one) for one in ("diffusers", "torch")},
        ),
    )
