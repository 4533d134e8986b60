"""How pictures of a design are finished by a model that one brings: looked at before anything is made, and planned as a step of its own.

What comes out is an impression: it shows what the papers don't make. The picture that it was made from stays beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.finish import Finish
from rushes.canonical import sha256_of_place
from rushes.engines.adapters.loading import check_adapters
from rushes.engines.pipeline_folder import check_installed, check_memory, index_of, resources_for
from rushes.errors import BadInputError
from rushes.plan import InputFile, Publish, Step

STEP: Final = "finish"
MODEL: Final = "finish_model"
"""The label of the model's folder among a step's files."""

ADAPTER: Final = "finish_adapter"
"""How the labels of adapters among a step's files begin."""

TRAINED: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC's word for media of which a part was made by a model that was trained."""


def model_files(asked: Finish, content: str) -> tuple[InputFile, ...]:
    """Return the files that a finish loads: its model, and each adapter over it.

    Args:
        asked: The brief's part; it names a model.
        content: SHA-256 of the model.
    """
    assert asked.model is not None  # noqa: S101 - whoever plans a finish looked
    adapters = (
        InputFile(f"{ADAPTER} {at}", path, sha256_of_place(path), weights=True)
        for at, path in enumerate(asked.adapters, 1)
    )
    return (InputFile(MODEL, asked.model, content, weights=True), *adapters)


def adapters_among(files: Mapping[str, Path]) -> list[Path]:
    """Return the adapters among a step's files, in the order in which the brief names them."""
    labels = (label for label in files if label.startswith(f"{ADAPTER} "))
    return [files[label] for label in sorted(labels, key=lambda one: int(one.rpartition(" ")[2]))]


def adapters_named(files: Mapping[str, Path]) -> dict[str, list[dict[str, str]]]:
    """Return what a take's record says of adapters; nothing where there are none."""
    rows = [{"file": path.name, "sha256": sha256_of_place(path)} for path in adapters_among(files)]
    return {"adapters": rows} if rows else {}


def finishes(brief: Brief) -> bool:
    """Return whether a brief asks for a finish."""
    return brief.finish.is_asked


def check_model(path: Path, controls: int) -> None:
    """Stop at a model that can't be run, as far as its folder says.

    Args:
        path: The folder.
        controls: How many controls it is to be held by.

    Raises:
        BadInputError: It is no pipeline that takes a picture and controls, or has another number of ControlNets.
    """
    name = str(index_of(path).get("_class_name", ""))
    if "ControlNet" not in name or "Img2Img" not in name:
        raise BadInputError(
            f"{path} is a {name or 'pipeline of no name'}, and a finish is made from a picture that controls hold: bring one such as "
            "StableDiffusionControlNetImg2ImgPipeline."
        )
    nets = sum(one.is_dir() for one in path.glob("controlnet*"))
    if nets != controls:
        raise BadInputError(
            f"{path} has {nets} ControlNet{'' if nets == 1 else 's'}, and finish.controls names {controls}. Name one control for each, in their order."
        )


def finish_steps(brief: Brief, common: Mapping[str, Any], *needs: str) -> tuple[Step, ...]:
    """Return the step that finishes a brief's first pictures; none where no model is brought.

    Args:
        brief: The brief.
        common: What every step over the pictures is given; ``frames`` among it.
        needs: The step that leaves ``comp.####.exr``, first.

    Raises:
        BadInputError: The model can't be run here, as far as its folder and this machine say.
    """
    asked = brief.finish
    if asked.model is None:
        return ()
    check_model(asked.model, len(asked.controls))
    check_installed(STEP)
    check_memory(asked.model)
    check_adapters(asked.adapters)
    content = sha256_of_place(asked.model)
    first, last = common["frames"]
    pictures = min(asked.pictures, last - first + 1)
    return (
        Step(
            name=STEP,
            entry="rushes.engines.lookdev.finish_step:finish",
            version=2,
            params={
                "frames": [first, first + pictures - 1],
                "from": needs[0],
                "seed": brief.seed,
                "words": brief.text,
                "name": asked.model.name,
                "sha256": content,
                "finish": asked.model_dump(mode="json", exclude={"model", "adapters", "adapter_scale"})
                | asked.laid_over(),
            },
            needs=needs,
            files=model_files(asked, content),
            publishes=(
                Publish("finish.*.png", "element", "elements/finish/{show}_{shot}_finish_{version}.{frame}.png"),
                Publish("model.json", "element", "elements/finish/model.json"),
            ),
            deterministic=False,
            work=pictures * asked.steps,
            work_unit="step of a finish",
            frames=pictures,
            resources=resources_for(asked.model, content),
            tools=_tools("diffusers", "torch", *(["peft"] if asked.adapters else [])),
        ),
    )


def _tools(*names: str) -> dict[str, str]:
    """Return versions of what is installed; what is not is told when the step runs."""
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
