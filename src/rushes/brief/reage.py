"""What a brief of kind ``reage`` asks: who, from which age to which, and every slider of the change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from rushes.brief.finish import Training

Method = Literal["auto", "bands", "keys", "learned", "onnx", "comfyui", "diffusers"]

BROUGHT: Final = ("onnx", "comfyui", "diffusers")
"""Methods whose model one brings: ``model`` says which file, by whose leave and from where."""

Share = Annotated[float, Field(ge=-2.0, le=1.0)] | None
"""How much is taken away: 0 leaves it, 1 takes all of it, below 0 adds to it (older); open: what the years ask."""

Age = Annotated[int, Field(ge=0, le=120)] | None


class Part(BaseModel):
    """A frozen part of a brief; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reage(Part):
    """Who is made younger or older, and how.

    Attributes:
        performer: Their id in the show's register.
        from_age: The age that the plate shows [years].
        to_age: The age that is asked for [years].
        method: Band gains alone; painted keys carried through the shot; a network learned from them; or what one brings: a re-ageing network (onnx), a
            graph for a ComfyUI server (comfyui), an editor in a folder (diffusers). Auto is keys where some are painted, and bands where none are.
        strength: A factor on all that the years ask.
        hands: Whether hands are changed too.
        keys: The folder of painted keys; the shot's own ``keys`` when left out.
        templates: The vault by which the performer is known among several faces; the show's own when left out.
    """

    performer: str = ""
    from_age: Age = None
    to_age: Age = None
    method: Method = "auto"
    strength: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    hands: bool = False
    keys: Path | None = None
    templates: Path | None = None


class Model(Part):
    """What one brings for the methods onnx, comfyui and diffusers, by whose leave, and how it is run.

    Attributes:
        file: The ONNX network, the ComfyUI graph (saved in API format), or the editor's folder. A file gives it from its own folder.
        licence: Under which licence it may be used: a name, or where its words stand.
        source: Where it comes from: who trained it, an address, a version.
        training: Whether what it was trained on is owned or licensed; unknown is asked about, and refused for final pictures. Its card says it better.
        server: The ComfyUI server: on this machine, or by number in its own network.
        prompt: What an editor is told; "{from}" and "{to}" stand for the ages.
        side_px: Side of the square, laid on the face as in FFHQ, that the model is shown [px].
        tile_px: Side of the square that a network takes at once [px]; a larger picture is shown to it in tiles.
        edits: How many frames an editor makes; they are then carried through the shot as painted keys are. Open: as many as keys would be.
        diffusion_steps: How many steps an editor takes for a picture.
        wait_s: How long one picture may take.
    """

    file: Path | None = None
    licence: str = ""
    source: str = ""
    training: Training = "unknown"
    server: str = "http://127.0.0.1:8188"
    prompt: str = "the same person at the age of {to}, same pose, expression, light and framing"
    side_px: Annotated[int, Field(ge=64, le=2048)] = 1024
    tile_px: Annotated[int, Field(ge=32, le=2048)] = 512
    edits: Annotated[int, Field(ge=1, le=8)] | None = None
    diffusion_steps: Annotated[int, Field(ge=1, le=200)] = 28
    wait_s: Annotated[float, Field(ge=1.0, le=3600.0)] = 600.0


class Skin(Part):
    """What is taken from the skin, as shares: 0 leaves it, 1 takes all, below 0 adds. Open: what the years ask.

    Attributes:
        forehead: Lines across the forehead.
        glabella: Lines between the brows.
        crows_feet: Lines outside the eyes.
        lids: Creases of the upper lids.
        bags: Bags and hollows under the eyes.
        nasolabial: The fold from the nose to the corner of the mouth.
        marionette: The fold from the corner of the mouth to the jaw.
        lips: Lines round the lips.
        cheeks: Lines and hollows of the cheeks.
        jowl: Shadows along the jaw.
        chin: Creases of the chin.
        neck: Bands and creases of the neck.
        ears: Creases before and on the ears.
        hands: Creases and veins of the hands, where hands are asked for.
        fine: Weight of what is finest above the pores, as a factor.
        medium: Weight of lines and folds, as a factor.
        broad: Weight of hollows and swellings, as a factor.
        spots: Spots and small veins.
        evenness: Blotches and redness.
    """

    forehead: Share = None
    glabella: Share = None
    crows_feet: Share = None
    lids: Share = None
    bags: Share = None
    nasolabial: Share = None
    marionette: Share = None
    lips: Share = None
    cheeks: Share = None
    jowl: Share = None
    chin: Share = None
    neck: Share = None
    ears: Share = None
    hands: Share = None
    fine: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    medium: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    broad: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    spots: Share = None
    evenness: Share = None


class Form(Part):
    """How far the form is moved [mm on the performer's face]; open: what the years ask.

    Attributes:
        jaw_mm: The jaw line lifted.
        throat_mm: The throat drawn back.
        cheeks_mm: Cheeks filled.
        lids_mm: The hooded lid lifted.
        brows_mm: The brows lifted.
        nose_mm: The tip of the nose lifted and shortened.
        ears_mm: The lobes shortened.
        lips_mm: The lips filled.
    """

    jaw_mm: Annotated[float, Field(ge=-8.0, le=8.0)] | None = None
    throat_mm: Annotated[float, Field(ge=-12.0, le=12.0)] | None = None
    cheeks_mm: Annotated[float, Field(ge=-6.0, le=6.0)] | None = None
    lids_mm: Annotated[float, Field(ge=-4.0, le=4.0)] | None = None
    brows_mm: Annotated[float, Field(ge=-6.0, le=6.0)] | None = None
    nose_mm: Annotated[float, Field(ge=-5.0, le=5.0)] | None = None
    ears_mm: Annotated[float, Field(ge=-6.0, le=6.0)] | None = None
    lips_mm: Annotated[float, Field(ge=-3.0, le=3.0)] | None = None


class Hair(Part):
    """What is done to hair and brows; open: what the years ask.

    Attributes:
        grey: Share of the grey that is taken down; below 0 greys.
        brows: The same for the brows.
        hairline_mm: How far the hairline comes down [mm].
        colour: What grey hair is brought to, as ``#rrggbb``; the hair's own dark when left out.
    """

    grey: Share = None
    brows: Share = None
    hairline_mm: Annotated[float, Field(ge=-30.0, le=30.0)] | None = None
    colour: Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")] | None = None


class Voice(Part):
    """What is done to the voice, under a consent for the voice. Nothing, unless it is asked for.

    Attributes:
        pitch_semitones: The pitch, up or down.
        formants_percent: The formants, up (a shorter throat) or down.
        breath: Share of the roughness that is taken down.
    """

    pitch_semitones: Annotated[float, Field(ge=-6.0, le=6.0)] = 0.0
    formants_percent: Annotated[float, Field(ge=-15.0, le=15.0)] = 0.0
    breath: Annotated[float, Field(ge=-1.0, le=1.0)] = 0.0


def network_id(production: str, shot: str) -> str:
    """Return how the network that is learned from a shot's keys is called: in consents, on its card, in the register."""
    return f"reage-{production}-{shot}".lower().replace(" ", "-")[:64]
