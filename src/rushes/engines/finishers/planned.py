"""How a clip is finished by a model that one brings: looked at before anything is made, and planned as a step of its own.

What comes out is an impression: pictures, and the sound of a model that makes any, beside the clip that was simulated, never in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.canonical import sha256_of_place
from rushes.engines.adapters.loading import check_adapters
from rushes.engines.comfyui.graph import read_graph
from rushes.engines.comfyui.server import server_at
from rushes.engines.finishers import comfyui, diffusion
from rushes.engines.finishers.families import family_of
from rushes.engines.lookdev import ways
from rushes.engines.lookdev.finishing import STEP, model_files
from rushes.plan import Publish, Step

USUAL: Final = frozenset({"control", "first", "start"})
"""What of our clip holds a model when nobody says what: all of these that its class takes."""

_TOOLS: Final[Mapping[str, tuple[str, ...]]] = {"diffusers": ("diffusers", "torch"), "comfyui": ("pillow", "av")}

WAYS: Final[Mapping[str, Callable[[Brief], Brief]]] = ways.WAYS


def held_by(takes: frozenset[str], finish: Finish) -> frozenset[str]:
    """Return what of our clip holds a model.

    Args:
        takes: What it can be held by.
        finish: What the brief says of it.
    """
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
    held = _checked(finish, finish.model)
    check_adapters(finish.adapters)
    content = sha256_of_place(finish.model)
    first, last = common["frames"]
    keys = key_frames(first, last, finish.pictures) if _draws_stills(finish, finish.model) else ()
    drawn = len(keys) or last - first + 1
    movie = () if keys else (Publish("finish.mp4", "element", "elements/finish/{show}_{shot}_finish_{version}.mp4"),)
    return (
        Step(
            name=STEP,
            entry="rushes.engines.finishers.step:finish_clip",
            version=1,
            params={
                "method": finish.method,
                "frames": [first, last],
                "rate": common["rate"],
                "from": needs,
                "seed": brief.seed,
                "words": brief.text,
                "name": finish.model.name,
                "sha256": content,
                "held": sorted(held),
                "finish": finish.model_dump(mode="json", exclude=_not_drawn(finish)) | finish.laid_over(),
                **({"keys": list(keys)} if keys else {}),
            },
            needs=(needs,),
            files=model_files(finish, content),
            publishes=(
                Publish("finish.*.png", "element", "elements/finish/{show}_{shot}_finish_{version}.{frame}.png"),
                *movie,
                Publish("model.json", "element", "elements/finish/model.json"),
            ),
            deterministic=False,
            work=drawn * finish.steps,
            work_unit="step of a clip's finish",
            frames=drawn,
            tools={
                one: metadata.version(one) for one in (*_TOOLS[finish.method], *(["peft"] if finish.adapters else []))
            },
        ),
    )


def key_frames(first: int, last: int, pictures: int) -> tuple[int, ...]:
    """Return the frames of a clip that a model of stills draws: its first, and others evenly on to its last.

    Args:
        first, last: Of the clip.
        pictures: How many are asked for.
    """
    many = min(pictures, last - first + 1)
    return tuple(first + round(at * (last - first) / max(many - 1, 1)) for at in range(many))


def _draws_stills(finish: Finish, model: Path) -> bool:
    return finish.method == "diffusers" and family_of(diffusion.class_of(model)).stills


def _not_drawn(finish: Finish) -> set[str]:
    """Return the fields that say nothing of what is drawn, or are said elsewhere in the params."""
    elsewhere = {"server", "wait_s"} if finish.method == "diffusers" else set()
    return {"model", "hold", "method", "adapters", "adapter_scale"} | elsewhere


def _checked(finish: Finish, model: Path) -> frozenset[str]:
    """Return what of our clip holds a model, after a look at whether it can, and whether it can be run.

    Raises:
        BadInputError: It can't.
    """
    if finish.method == "comfyui":
        server_at(finish.server, finish.wait_s, STEP)
        held = held_by(comfyui.takes(read_graph(model)), finish)
        comfyui.check(model, held)
        return held
    held = held_by(family_of(diffusion.class_of(model)).takes, finish)
    diffusion.check(model, held)
    return held
