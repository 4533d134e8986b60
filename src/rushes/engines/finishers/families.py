"""Families of diffusers pipelines that finish clips: what each can be held by, and in which words it is told so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from rushes.engines.finishers.contract import Asked, Bytes
from rushes.errors import BadInputError

Pipeline: TypeAlias = Any
"""A pipeline of diffusers, an extra without types."""

Made: TypeAlias = Any
"""What it gives, or takes: pictures of Pillow, tensors."""

WORDS: Final = {
    "first": "a first picture",
    "last": "a last picture",
    "references": "reference pictures",
    "control": "control pictures of the scene",
    "masks": "masks",
    "start": "our own pictures to go out from",
}
"""What a finisher may be held by, for people."""


@dataclass(frozen=True, slots=True)
class Family:
    """Pipelines that are told things alike.

    Attributes:
        takes: What it can be held by.
        needs: What of it it can't do without.
        told: Turns what is asked into the pipeline's own arguments, besides words, size, length, steps, guidance and seed.
        moving: Whether it draws moving pictures as one; else picture by picture.
        stills: Whether it draws stills, of which no two would go together: key frames of a clip are drawn, and no movie.
        stride: Lengths are a multiple of it, and one: what its pictures in time are packed by, where the pipeline doesn't say.
        side: Sides are a multiple of it [px], where the pipeline doesn't say.
        packages: What it can't be run without besides diffusers.
    """

    takes: frozenset[str]
    needs: frozenset[str]
    told: Callable[[Pipeline, Asked], dict[str, Any]]
    moving: bool = True
    stills: bool = False
    stride: int = 4
    side: int = 16
    packages: tuple[str, ...] = ()


def family_of(name: str) -> Family:
    """Return the family of a pipeline by its class.

    Raises:
        BadInputError: None that is known.
    """
    if name not in FAMILIES:
        raise BadInputError(
            f"{name or 'A pipeline of no name'} is none that finishes a clip here. There are: {', '.join(FAMILIES)}. Bring one of these."
        )
    return FAMILIES[name]


def check_held(name: str, given: frozenset[str]) -> None:
    """Stop where a pipeline can't be held by what is given, or lacks what it needs.

    Args:
        name: The pipeline's class.
        given: Names among ``WORDS``.

    Raises:
        BadInputError: It is so; the sentence says which pipelines can.
    """
    family = family_of(name)
    if too_much := sorted(given - family.takes):
        able = [other for other, one in FAMILIES.items() if given <= one.takes]
        others = f" These can: {', '.join(able)}." if able else ""
        raise BadInputError(
            f"{name} can't be held by {WORDS[too_much[0]]}, and would leave it out in silence. Take it out, or bring another model.{others}"
        )
    if missing := sorted(family.needs - given):
        raise BadInputError(
            f"{name} draws after {WORDS[missing[0]]}, and there is none. Give it, or bring a model that draws from words alone."
        )


def fitted_length(frames: int, stride: int) -> int:
    """Return the shortest length that a pipeline can draw which holds as many pictures: a multiple of its stride, and one."""
    return -(-(frames - 1) // stride) * stride + 1


def fitted_size(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the nearest size of which both sides are multiples [px]."""
    return max(side, round(width / side) * side), max(side, round(height / side) * side)


def _nothing(_: Pipeline, __: Asked) -> dict[str, Any]:
    return {}


def _wan_image(_: Pipeline, asked: Asked) -> dict[str, Any]:
    last = {} if asked.last is None else {"last_image": _image(asked.last, asked)}
    return {"image": _image(asked.first, asked), **last}


def _wan_vace(_: Pipeline, asked: Asked) -> dict[str, Any]:
    """Return Wan's VACE control: the scene's pictures are drawn after; the first and the last are laid in and kept."""
    from PIL import Image

    size = (asked.width, asked.height)
    grey = Image.new("RGB", size, (127, 127, 127))
    held = list(_images(asked.control, asked)) if asked.control is not None else [grey] * asked.frames
    draws = [Image.new("L", size, 255)] * asked.frames
    if asked.masks is not None:
        draws = [Image.fromarray(mask).resize(size) for mask in asked.masks]
        kept = _images(asked.ours if asked.ours is not None else (), asked)
        held = [Image.composite(one, ours, mask) for one, ours, mask in zip(held, kept, draws, strict=False)] or held
    for at, picture in ((0, asked.first), (asked.frames - 1, asked.last)):
        if picture is not None:
            held[at], draws[at] = _image(picture, asked), Image.new("L", size, 0)
    references = {"reference_images": [Image.fromarray(one) for one in asked.references]} if asked.references else {}
    return {"video": held, "mask": draws, "conditioning_scale": asked.control_scale, **references}


def _wan_video(_: Pipeline, asked: Asked) -> dict[str, Any]:
    return {"video": list(_images(_needed(asked.start), asked)), "strength": asked.strength}


def _ltx(_: Pipeline, asked: Asked) -> dict[str, Any]:
    return {"frame_rate": float(asked.rate)}


def _ltx_image(pipeline: Pipeline, asked: Asked) -> dict[str, Any]:
    return {**_ltx(pipeline, asked), "image": _image(asked.first, asked)}


def _ltx_condition(pipeline: Pipeline, asked: Asked) -> dict[str, Any]:
    from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

    held = [(0, asked.first), (-1, asked.last)]
    conditions = [
        LTX2VideoCondition(frames=_image(picture, asked), index=at) for at, picture in held if picture is not None
    ]
    return {**_ltx(pipeline, asked), "conditions": conditions or None}


def _net(_: Pipeline, asked: Asked) -> dict[str, Any]:
    """Return a ControlNet's arguments for one picture: ``asked`` holds one."""
    control = next(_images(_needed(asked.control), asked))
    return {"image": control, "controlnet_conditioning_scale": asked.control_scale}


def _net_image(_: Pipeline, asked: Asked) -> dict[str, Any]:
    control, start = next(_images(_needed(asked.control), asked)), next(_images(_needed(asked.start), asked))
    return {
        "image": start,
        "control_image": control,
        "strength": asked.strength,
        "controlnet_conditioning_scale": asked.control_scale,
    }


def _flux_control(_: Pipeline, asked: Asked) -> dict[str, Any]:
    """Return the arguments of a FLUX that takes the control in its own denoiser.

    Raises:
        BadInputError: The control is to hold more or less strongly, and there is no word for that.
    """
    if asked.control_scale != 1.0:
        raise BadInputError(
            "A FLUX that takes its control in its own denoiser follows it as it was trained to: finish.control_scale changes nothing. Leave it out, or bring "
            "FluxControlNetPipeline."
        )
    return {"control_image": next(_images(_needed(asked.control), asked))}


def _flux_control_image(pipeline: Pipeline, asked: Asked) -> dict[str, Any]:
    return {**_flux_control(pipeline, asked), **_image_alone(pipeline, asked)}


def _flux_net(_: Pipeline, asked: Asked) -> dict[str, Any]:
    control = next(_images(_needed(asked.control), asked))
    return {"control_image": control, "controlnet_conditioning_scale": asked.control_scale}


def _image_alone(_: Pipeline, asked: Asked) -> dict[str, Any]:
    """Return the arguments of a pipeline that goes out from one picture: ``asked`` holds one."""
    return {"image": next(_images(_needed(asked.start), asked)), "strength": asked.strength}


def _qwen(_: Pipeline, asked: Asked) -> dict[str, Any]:
    """Return Qwen-Image's guidance: it is away from empty words, where FLUX was trained with a number."""
    return {"true_cfg_scale": asked.guidance, "negative_prompt": " "}


def _qwen_net(pipeline: Pipeline, asked: Asked) -> dict[str, Any]:
    return {**_qwen(pipeline, asked), **_flux_net(pipeline, asked)}


def _qwen_image(pipeline: Pipeline, asked: Asked) -> dict[str, Any]:
    return {**_qwen(pipeline, asked), **_image_alone(pipeline, asked)}


def _still(held_by: frozenset[str], told: Callable[[Pipeline, Asked], dict[str, Any]]) -> Family:
    """Return a family of stills, which need all that they can be held by."""
    return Family(held_by, held_by, told, moving=False, stills=True)


_OF_WAN: Final = ("accelerate", "ftfy")

FAMILIES: Final[Mapping[str, Family]] = {
    "LTX2Pipeline": Family(frozenset(), frozenset(), _ltx, stride=8, side=32),
    "LTX2ImageToVideoPipeline": Family(frozenset({"first"}), frozenset({"first"}), _ltx_image, stride=8, side=32),
    "LTX2ConditionPipeline": Family(frozenset({"first", "last"}), frozenset(), _ltx_condition, stride=8, side=32),
    "WanPipeline": Family(frozenset(), frozenset(), _nothing, packages=_OF_WAN),
    "WanImageToVideoPipeline": Family(frozenset({"first", "last"}), frozenset({"first"}), _wan_image, packages=_OF_WAN),
    "WanVACEPipeline": Family(frozenset({"control", "masks", "first", "last", "references"}), frozenset(), _wan_vace, packages=_OF_WAN),
    "WanVideoToVideoPipeline": Family(frozenset({"start"}), frozenset({"start"}), _wan_video, packages=_OF_WAN),
    "StableDiffusionControlNetPipeline": Family(frozenset({"control"}), frozenset({"control"}), _net, moving=False, side=8),
    "StableDiffusionControlNetImg2ImgPipeline": Family(frozenset({"control", "start"}), frozenset({"control", "start"}), _net_image, moving=False, side=8),
    "FluxPipeline": _still(frozenset(), _nothing),
    "FluxImg2ImgPipeline": _still(frozenset({"start"}), _image_alone),
    "FluxControlPipeline": _still(frozenset({"control"}), _flux_control),
    "FluxControlImg2ImgPipeline": _still(frozenset({"control", "start"}), _flux_control_image),
    "FluxControlNetPipeline": _still(frozenset({"control"}), _flux_net),
    "QwenImagePipeline": _still(frozenset(), _qwen),
    "QwenImageImg2ImgPipeline": _still(frozenset({"start"}), _qwen_image),
    "QwenImageControlNetPipeline": _still(frozenset({"control"}), _qwen_net),
}  # fmt: skip
"""Pipelines of diffusers that finish clips, by class."""


def _needed(pictures: Bytes | None) -> Bytes:
    assert pictures is not None  # noqa: S101 # check_held saw to it
    return pictures


def _image(picture: Bytes | None, asked: Asked) -> Made:
    return next(_images(_needed(picture)[None], asked))


def _images(pictures: Bytes | Sequence[Bytes], asked: Asked) -> Iterator[Any]:
    from PIL import Image

    size = (asked.width, asked.height)
    for picture in pictures:
        yield Image.fromarray(np.ascontiguousarray(picture)).resize(size, Image.Resampling.LANCZOS)
