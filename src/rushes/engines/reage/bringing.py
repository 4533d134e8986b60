"""How a model that one brings becomes a step: looked at before anything is made, and named by its content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rushes.brief import BROUGHT, Brief
from rushes.canonical import sha256_of_place
from rushes.engines.comfyui.server import server_at
from rushes.engines.reage import comfyui, diffusers_editor, onnx_network
from rushes.errors import BadInputError
from rushes.plan import InputFile, Publish, Step

STEP: Final = "bring"


def brings(brief: Brief) -> bool:
    """Return whether a brief asks for a model that one brings."""
    return brief.reage.method in BROUGHT


def check_model(brief: Brief) -> None:
    """Stop at a model that can't be run, as far as that is seen without running it.

    Raises:
        BadInputError: It is of another kind than the method takes, or a server's address is none.
    """
    path = brief.model.file
    if path is None:
        raise BadInputError(f"Shot {brief.shot}: the method {brief.reage.method} needs model.file.")
    if brief.reage.method == "diffusers":
        diffusers_editor.check_folder(path)
        return
    if not path.is_file():
        raise BadInputError(f"{path} is no file, and the method {brief.reage.method} takes one.")
    if brief.reage.method == "comfyui":
        server_at(brief.model.server, brief.model.wait_s)
        comfyui.read_graph(path)
    elif brief.model.side_px < brief.model.tile_px:
        raise BadInputError(
            f"Shot {brief.shot}: model.tile_px is {brief.model.tile_px}, more than model.side_px, {brief.model.side_px}. Give the network a square of at least a tile."
        )


def bring(brief: Brief, common: Mapping[str, Any], tools: Mapping[str, str]) -> Step:
    """Return the step.

    Args:
        brief: The brief.
        common: What every step over the frames is given.
        tools: Versions of what it uses.
    """
    path = brief.model.file
    assert path is not None  # noqa: S101 - checked before
    content = sha256_of_place(path)
    model = brief.model.model_dump(mode="json", exclude={"file"})
    return Step(
        name=STEP,
        entry="rushes.engines.reage.bring_step:bring",
        version=3,
        params={
            **common,
            "method": brief.reage.method,
            "ages": [brief.reage.from_age or 0, brief.reage.to_age or 0],
            "seed": brief.seed,
            "name": path.name,
            "sha256": content,
            "model": model,
        },
        needs=("plate", "track"),
        files=(InputFile("model", path, content, weights=True),),
        publishes=(
            Publish("layers.*.exr", "element", "elements/model/{show}_{shot}_model_{version}.{frame}.exr"),
            Publish("model.json", "element", "elements/model/model.json"),
        ),
        action="reage",
        deterministic=brief.reage.method == "onnx",
        work=brief.frames,
        work_unit="frame",
        frames=brief.frames,
        tools=dict(tools),
    )


def packages(method: str) -> tuple[str, ...]:
    """Return the packages that a method's step uses."""
    if method == "diffusers":
        return ("diffusers", "torch")
    return tuple(onnx_network.runner()) if method == "onnx" else ("pillow",)
