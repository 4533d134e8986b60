"""What a brief says of a model that one brings to finish pictures of a design: which, whose, trained on what, and how far it may go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from rushes.errors import BadInputError

Training = Literal["owned", "licensed", "unknown"]
Method = Literal["diffusers", "comfyui"]

HOLDS: Final = ("control", "first", "last", "start")
"""What of our clip can hold a model that draws it anew."""

OF_CLIPS: Final = ("method", "server", "wait_s", "hold")
"""Fields that only a clip's finish has."""

CONTROLS: Final = ("depth", "normal", "lines")
"""What of our scene can hold a model to it."""


class Finish(BaseModel):
    """A finish by a model that one brings: an impression beside the picture, never in its place.

    Attributes:
        method: What runs it: diffusers, here; of a clip also comfyui, a server in the house.
        model: The folder of a diffusers pipeline that takes a picture and control pictures, or the ComfyUI graph (saved in API format). A file gives it from its own folder.
        server: The ComfyUI server: on this machine, or by number in its own network.
        wait_s: How long the server's work may take.
        licence: Under which licence it may be used.
        source: Where it comes from.
        trained_on: What its maker says that it was trained on.
        training: Whether what it was trained on is owned or licensed; unknown is asked about, and refused for final pictures. Its card says it better.
        adapters: Adapters (LoRA) that are laid over it, each one safetensors file with its card on the show's shelf: what their cards say counts. A file gives them
            from its own folder.
        adapter_scale: How strongly the adapters hold, as a factor.
        prompt: What it is told besides the brief's words. Clearance reads it as it reads them.
        controls: What holds it to our scene, one for each of its ControlNets, in their order: depth, normal, lines.
        hold: Of a clip: what holds the model to ours: control (the first of ``controls``), first, last (our first and last picture), start (all of our pictures); what
            its class takes of control, first and start when left out.
        strength: How far it may go from the picture, 0 to 1.
        control_scale: How strongly the controls hold, as a factor.
        guidance: How strongly it follows the prompt.
        steps: How many steps it takes for a picture.
        pictures: How many of the pictures are finished: of a design from the first on; of a clip by a model of stills, key frames from its first to its last. Models of
            clips draw all.
        side_px: Longest side of what it makes [px].
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Method = "diffusers"
    model: Path | None = None
    server: str = "http://127.0.0.1:8188"
    wait_s: Annotated[float, Field(ge=1.0, le=86_400.0)] = 3600.0
    licence: str = ""
    source: str = ""
    trained_on: str = ""
    training: Training = "unknown"
    adapters: tuple[Path, ...] = ()
    adapter_scale: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    prompt: str = ""
    controls: tuple[str, ...] = ("depth",)
    hold: tuple[str, ...] = ()
    strength: Annotated[float, Field(ge=0.05, le=1.0)] = 0.45
    control_scale: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    guidance: Annotated[float, Field(ge=0.0, le=30.0)] = 6.0
    steps: Annotated[int, Field(ge=1, le=200)] = 28
    pictures: Annotated[int, Field(ge=1, le=24)] = 1
    side_px: Annotated[int, Field(ge=64, le=2048)] = 768

    def laid_over(self) -> dict[str, Any]:
        """Return how the adapters hold, for a step's parameters: nothing where there are none, so that steps of before there were any keep their names."""
        return {"adapter_scale": self.adapter_scale} if self.adapters else {}


def check_finish(chosen: Mapping[str, object], where: str) -> None:
    """Stop at a finish without a model, and at a model of which it isn't said whose it is.

    Args:
        chosen: Fields that somebody gave, by their dotted names.
        where: What errors call the brief.

    Raises:
        BadInputError: It is so, or a control is none.
    """
    given = [name for name in chosen if name.startswith("finish.")]
    if not given:
        return
    if not chosen.get("finish.model"):
        raise BadInputError(
            f"{where}: {given[0]} is given, and finish.model is missing: pictures are finished by a model that you bring. Write finish: {{model: its folder, "
            "licence: ..., source: ..., trained_on: ...}, or take finish out."
        )
    for name, what in (
        ("licence", "under which licence it may be used"),
        ("source", "where it comes from"),
        ("trained_on", "what its maker says that it was trained on"),
    ):
        if not str(chosen.get(f"finish.{name}") or "").strip():
            raise BadInputError(
                f"{where}: finish.{name} is missing: {what}. Write it, if only that nobody says; it is shown in the take and on the board."
            )
    if chosen.get("finish.method") == "comfyui" and chosen.get("finish.adapters"):
        raise BadInputError(
            f"{where}: finish.adapters are laid over a diffusers pipeline. Load them in the graph, or leave finish.method out."
        )
    controls = chosen.get("finish.controls", ("depth",))
    names = controls if isinstance(controls, tuple) else ()
    if wrong := [name for name in names if name not in CONTROLS]:
        raise BadInputError(f'{where}: finish.controls has "{wrong[0]}". There are {", ".join(CONTROLS)}.')
    holds = chosen.get("finish.hold", ())
    if wrong := [name for name in (holds if isinstance(holds, tuple) else ()) if name not in HOLDS]:
        raise BadInputError(f'{where}: finish.hold has "{wrong[0]}". There are {", ".join(HOLDS)}.')
    if not names:
        raise BadInputError(
            f"{where}: finish.controls is empty. Name one for each ControlNet of the model: {', '.join(CONTROLS)}."
        )
