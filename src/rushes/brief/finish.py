"""What a brief says of a model that one brings to finish pictures of a design: which, whose, trained on what, and how far it may go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from rushes.brief.rights import Right
from rushes.canonical import sha256_of
from rushes.errors import BadInputError

Training = Literal["owned", "licensed", "unknown"]
Method = Literal["diffusers", "comfyui", "veo", "runway", "openai"]

HOSTED: Final = ("veo", "runway", "openai")
"""Methods that send what they are shown to a vendor, and cost money."""

HOLDS: Final = ("control", "first", "last", "start")
"""What of our clip can hold a model that draws it anew."""

OF_CLIPS: Final = (
    "method",
    "hosted",
    "server",
    "wait_s",
    "usd_per_second",
    "budget_usd",
    "hold",
    "references",
    "rights",
    "only",
    "keep",
)
"""Fields that only a clip's finish has."""

RUN: Final = ("server", "wait_s", "usd_per_second", "budget_usd")
"""Fields that say where and for how much it is drawn: they change nothing of what is asked."""

CONTROLS: Final = ("depth", "normal", "lines")
"""What of our scene can hold a model to it."""


class Finish(BaseModel):
    """A finish by a model that one brings: an impression beside the picture, never in its place.

    Attributes:
        method: What runs it: diffusers, here; of a clip also comfyui, a server in the house; or a hosted service: veo, runway, or openai and whoever speaks its language.
        model: The folder of a diffusers pipeline that takes a picture and control pictures, or the ComfyUI graph (saved in API format). A file gives it from its own folder.
        hosted: Of a hosted service: its model, as the vendor calls it.
        server: The ComfyUI server: on this machine, or by number in its own network.
        wait_s: How long the server's work may take.
        usd_per_second: What a second of a hosted model costs [USD], where your contract or the vendor's page says something else than our table.
        budget_usd: How much it may cost at the most [USD]: a yes to that. Without it one is asked for.
        licence: Under which licence, or whose terms, it may be used.
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
        references: Of a clip: pictures of how things look, for models that take any. A file gives them from its own folder.
        rights: Whose each of them is and under which licence, by its file name; without it one is asked about, and sent to no vendor.
        only: Of a clip: names of what in the scene it may draw; everything when left out.
        keep: Of a clip: names of what it may not draw: there our picture stays.
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
    hosted: str = ""
    server: str = "http://127.0.0.1:8188"
    wait_s: Annotated[float, Field(ge=1.0, le=86_400.0)] = 3600.0
    usd_per_second: Annotated[float, Field(ge=0.0001, le=1000.0)] | None = None
    budget_usd: Annotated[float, Field(ge=0.0, le=100_000.0)] | None = None
    licence: str = ""
    source: str = ""
    trained_on: str = ""
    training: Training = "unknown"
    adapters: tuple[Path, ...] = ()
    adapter_scale: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    prompt: str = ""
    controls: tuple[str, ...] = ("depth",)
    hold: tuple[str, ...] = ()
    references: tuple[Path, ...] = ()
    rights: Mapping[str, Right] = {}
    only: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    strength: Annotated[float, Field(ge=0.05, le=1.0)] = 0.45
    control_scale: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    guidance: Annotated[float, Field(ge=0.0, le=30.0)] = 6.0
    steps: Annotated[int, Field(ge=1, le=200)] = 28
    pictures: Annotated[int, Field(ge=1, le=24)] = 1
    side_px: Annotated[int, Field(ge=64, le=2048)] = 768

    def laid_over(self) -> dict[str, Any]:
        """Return how the adapters hold, for a step's parameters: nothing where there are none, so that steps of before there were any keep their names."""
        return {"adapter_scale": self.adapter_scale} if self.adapters else {}

    @property
    def is_asked(self) -> bool:
        """Whether a finish is asked for at all."""
        return self.model is not None or bool(self.hosted)

    @property
    def is_hosted(self) -> bool:
        """Whether it is drawn at a vendor's: what it is shown leaves the house, and it costs money."""
        return self.method in HOSTED

    @property
    def hosted_sha256(self) -> str:
        """What a hosted model is named by (64 hex digits): nobody but its vendor has its weights."""
        return sha256_of({"method": self.method, "hosted": self.hosted})


def asks_finish(chosen: Mapping[str, object]) -> bool:
    """Return whether fields that somebody gave, by their dotted names, ask for a finish."""
    return bool(chosen.get("finish.model") or chosen.get("finish.hosted"))


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
    method = str(chosen.get("finish.method", "diffusers"))
    if method in HOSTED:
        _check_hosted(chosen, method, where)
    elif wrong := [name for name in _OF_HOSTED if chosen.get(f"finish.{name}")]:
        raise BadInputError(
            f"{where}: finish.{wrong[0]} is given, and finish.method is {method}, which costs nothing and asks no vendor. Take it out, or write finish.method: "
            f"{', '.join(HOSTED[:-1])} or {HOSTED[-1]}."
        )
    elif not chosen.get("finish.model"):
        raise BadInputError(
            f"{where}: {given[0]} is given, and finish.model is missing: pictures are finished by a model that you bring. Write finish: {{model: its folder, "
            "licence: ..., source: ..., trained_on: ...}, or take finish out."
        )
    for name, what in (
        ("licence", "under which licence, or whose terms, it may be used"),
        ("source", "where it comes from"),
        ("trained_on", "what its maker says that it was trained on"),
    ):
        if not str(chosen.get(f"finish.{name}") or "").strip():
            raise BadInputError(
                f"{where}: finish.{name} is missing: {what}. Write it, if only that nobody says; it is shown in the take and on the board."
            )
    if method != "diffusers" and chosen.get("finish.adapters"):
        raise BadInputError(
            f"{where}: finish.adapters are laid over a diffusers pipeline. Take them out (a ComfyUI graph loads its own), or leave finish.method out."
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


_OF_HOSTED: Final = ("hosted", "usd_per_second", "budget_usd")


def _check_hosted(chosen: Mapping[str, object], method: str, where: str) -> None:
    """Stop at a hosted finish that names no model, or one that lies here.

    Raises:
        BadInputError: It is so.
    """
    if chosen.get("finish.model"):
        raise BadInputError(
            f"{where}: finish.model is a file of yours, and finish.method {method} asks a vendor, who has none of it. Name the vendor's model as finish.hosted."
        )
    if not str(chosen.get("finish.hosted") or "").strip():
        raise BadInputError(
            f"{where}: finish.hosted is missing: which model of the vendor's. Write it as the vendor calls it, for example finish: {{method: veo, hosted: veo-3.1-generate-001}}."
        )
