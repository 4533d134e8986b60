"""How a clip is finished by a model that one brings: looked at before anything is made, and planned as a step of its own.

What comes out is an impression: pictures, and the sound of a model that makes any, beside the clip that was simulated, never in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
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
from rushes.engines.finishers.held import held_by
from rushes.engines.finishers.hosted.services import check, offer_for, takes_of
from rushes.engines.finishers.step import REFERENCE
from rushes.engines.lookdev import ways
from rushes.engines.lookdev.finishing import STEP, model_files
from rushes.engines.pipeline_folder import resources_for
from rushes.media.plate import plate_identity
from rushes.plan import InputFile, Publish, Step
from rushes.studio.resources import ONE_CPU

_TOOLS: Final[Mapping[str, tuple[str, ...]]] = {"diffusers": ("diffusers", "torch"), "comfyui": ("pillow", "av")}

_STILLS: Final = Publish("finish.*.png", "element", "elements/finish/{show}_{shot}_finish_{version}.{frame}.png")
_MOVIE: Final = Publish("finish.mp4", "element", "elements/finish/{show}_{shot}_finish_{version}.mp4")
_VENDORS: Final = Publish("vendor.mp4", "element", "elements/finish/{show}_{shot}_vendor_{version}.mp4")
_RECORD: Final = Publish("model.json", "element", "elements/finish/model.json")

_SAID_OF_HOSTED: Final = {"licence", "source", "trained_on", "training", "prompt"}
"""Of a brief's part what is told of a vendor's model, or to it."""

WAYS: Final[Mapping[str, Callable[[Brief], Brief]]] = ways.WAYS


def clip_finish_steps(brief: Brief, common: Mapping[str, Any], needs: str, size: tuple[int, int]) -> tuple[Step, ...]:
    """Return the step that finishes a clip; none where no model is brought.

    Args:
        brief: The brief.
        common: What every step over the pictures is given; ``frames`` and ``rate`` among it.
        needs: The step that leaves ``comp.####.exr``.
        size: Width and height of the clip [px].

    Raises:
        BadInputError: The model can't be run here, or can't be held as is asked, as far as its folder and this machine say; or nobody agreed to what it costs.
    """
    finish = brief.finish
    if finish.is_hosted and finish.is_asked:
        return (_hosted(brief, common, needs, size),)
    if finish.model is None:
        return ()
    held = _checked(finish, finish.model)
    check_adapters(finish.adapters)
    content = sha256_of_place(finish.model)
    first, last = common["frames"]
    keys = key_frames(first, last, finish.pictures) if _draws_stills(finish, finish.model) else ()
    drawn = len(keys) or last - first + 1
    movie = () if keys else (_MOVIE,)
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
            needs=(needs, *(("scene",) if "masks" in held else ())),
            files=(*model_files(finish, content), *_references(finish)),
            publishes=(_STILLS, *movie, _RECORD),
            deterministic=False,
            work=drawn * finish.steps,
            work_unit="step of a clip's finish",
            frames=drawn,
            resources=resources_for(finish.model, content) if finish.method == "diffusers" else ONE_CPU,
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


def _hosted(brief: Brief, common: Mapping[str, Any], needs: str, size: tuple[int, int]) -> Step:
    """Return the step that has a vendor draw a clip. Its name holds no version of a package: a newer one is no reason to pay again.

    Raises:
        BadInputError: It can't be asked, or nobody agreed to what it costs.
    """
    finish = brief.finish
    first, last = common["frames"]
    held = held_by(takes_of(finish), finish)
    offer = offer_for(finish, (last - first + 1) / float(Fraction(str(common["rate"]))), size)
    check(finish, held, offer)
    return Step(
        name=STEP,
        entry="rushes.engines.finishers.hosted.step:finish_hosted",
        version=1,
        params={
            "method": finish.method,
            "hosted": finish.hosted,
            "sha256": finish.hosted_sha256,
            "seconds": offer.seconds,
            "size": list(offer.size),
            "usd": offer.usd,
            "frames": [first, last],
            "rate": common["rate"],
            "from": needs,
            "seed": brief.seed,
            "words": brief.text,
            "held": sorted(held),
            "finish": finish.model_dump(mode="json", include=_SAID_OF_HOSTED),
        },
        needs=(needs,),
        files=_references(finish),
        publishes=(_STILLS, _MOVIE, _VENDORS, _RECORD),
        action="transfer",
        deterministic=False,
        work=last - first + 1,
        work_unit=f"frame of {finish.hosted}",
        frames=last - first + 1,
        sends=("words", *sorted(held)),
    )


def _references(finish: Finish) -> tuple[InputFile, ...]:
    """Return the pictures of how things look, as files of a step."""
    return tuple(
        InputFile(f"{REFERENCE}{number}", path, plate_identity(path))
        for number, path in enumerate(finish.references, 1)
    )


_SAID_ELSEWHERE: Final = {
    "model", "hold", "method", "references", "rights", "adapters", "adapter_scale", "hosted", "usd_per_second", "budget_usd",
}  # fmt: skip
"""Fields that say nothing of what is drawn, or are said elsewhere in a step."""


def _not_drawn(finish: Finish) -> set[str]:
    """Return the fields that a step's params leave out."""
    return _SAID_ELSEWHERE | ({"server", "wait_s"} if finish.method == "diffusers" else set())


def _checked(finish: Finish, model: Path) -> frozenset[str]:
    """Return what of our clip holds a model, after a look at whether it can, and whether it can be run.

    Raises:
        BadInputError: It can't.
    """
    if finish.method == "comfyui":
        server_at(finish.server, finish.wait_s, STEP)
        held = held_by(comfyui.takes(read_graph(model)), finish)
        comfyui.check(model, held, len(finish.references))
        return held
    held = held_by(family_of(diffusion.class_of(model)).takes, finish)
    diffusion.check(model, held)
    return held
