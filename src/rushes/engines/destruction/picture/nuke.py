"""A Nuke script that puts a take's composite together again from its elements, node by node.

Nothing here runs Nuke: the script is text, written from what the format is known to be.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.engines.take import Take
from rushes.errors import BadInputError
from rushes.media.exr import picture_size

FWHM: Final = 2.3548
"""Nuke's blur is given by about its width at half of its height, ours by its standard deviation."""

NEEDED: Final = ("beauty", "shadow", "plate", "dust", "dustshadow", "mix", "air", "haze")
LUMINANCE: Final = "0.2722287168*r + 0.6740817658*g + 0.0536895174*b"
"""Of AP1."""


@dataclass
class Script:
    """Nodes as text, each known by the variable that it is pushed by."""

    lines: list[str] = field(default_factory=list)
    count: int = 0

    def node(self, kind: str, name: str, inputs: Sequence[str], **knobs: object) -> str:
        """Add a node whose inputs are others by name, A before B, and return its name.

        Nuke takes inputs off a stack: what is pushed last is the first input, which for a merge is B.
        """
        self.lines += [f"push ${one}" for one in inputs]
        self.lines += [f"{kind} {{", f" inputs {len(inputs)}"]
        self.lines += [f" {knob} {value}" for knob, value in knobs.items()]
        self.lines += [f" name {name}", f" xpos {110 * (self.count % 8)}", f" ypos {90 * (self.count // 8)}", "}"]
        self.lines += [f"set {name} [stack 0]"]
        self.count += 1
        return name

    def merged(self, name: str, a: str, b: str, *expressions: str) -> str:
        """Add an expression over two pictures; three of them for colour, a fourth for alpha."""
        knobs = {f"expr{index}": f'"{text}"' for index, text in enumerate(expressions)}
        return self.node("MergeExpression", name, (a, b), **knobs)

    def each(self, name: str, a: str, b: str, pattern: str, alpha: str = "0") -> str:
        """Add the same expression for red, green and blue: ``A`` and ``B`` stand for the channel of either."""
        bands = [pattern.replace("A?", f"A{band}").replace("B?", f"B{band}") for band in "rgb"]
        return self.merged(name, a, b, *bands, alpha)

    def painted(self, name: str, of: str, *expressions: str) -> str:
        """Add an expression over one picture: three for colour, where alpha stays, or four."""
        texts = {f"expr{index}": f'"{text}"' for index, text in enumerate((*expressions, "a")[:4])}
        return self.node("Expression", name, (of,), **texts)

    def blurred(self, name: str, of: str, sigma: float) -> str:
        """Add a blur of a standard deviation [px]."""
        return self.node("Blur", name, (of,), channels="rgba", size=_number(sigma * FWHM))


def nuke_script(take: Take, where: Path) -> str:
    """Return a script that makes a take's composite again.

    Args:
        take: A take of a destruction.
        where: The folder that the script will lie in; files are named from there.

    Raises:
        BadInputError: The take lacks an element, or does not say how it was composited.
    """
    record, files = _record(take), _sequences(take, where)
    missing = [name for name in NEEDED if name not in files]
    if missing:
        raise BadInputError(
            f"{take.stem} holds no element {' and no '.join(missing)}, which its composite is made of. Make it again: takes of an "
            "earlier version did not keep all of them."
        )
    wide, high = picture_size(next(iter(take.paths("comp"))))
    script = Script()
    script.lines += [
        "#! Written by Rushes: the composite of " + take.stem,
        "version 13.0 v1",
        "Root {",
        " inputs 0",
        f" name {take.stem}.nk",
        ' project_directory "\\[python \\{nuke.script_directory()\\}]"',
        f" first_frame {take.frames.first}",
        f" last_frame {take.frames.last}",
        " lock_range true",
        f" fps {_number(float(take.rate))}",
        f' format "{wide} {high} 0 0 {wide} {high} 1 rushes_{wide}x{high}"',
        "}",
    ]
    for name, (path, first, last) in files.items():
        script.node(
            "Read",
            name,
            (),
            file=f'"{path}"',
            file_type="exr",
            first=first,
            last=last,
            before="hold",
            after="hold",
            origfirst=first,
            origlast=last,
            raw="true",
        )
    picture = _lens(script, _together(script, files, record, wide), record)
    picture = _grade(script, picture, record["grade"])
    out = f"{take.stem}_nuke.%04d.exr"
    script.node("Write", "comp", (picture,), file=f'"{out}"', file_type="exr", channels="rgb", raw="true")
    return "\n".join(script.lines) + "\n"


def _together(script: Script, files: Mapping[str, Any], record: Mapping[str, Any], wide: int) -> str:
    """Lay the elements over one another, in the order light meets them."""
    look, grade = record["look"], record["grade"]
    sigma = _softness(look, grade) if record["photographed"] and not record["in_place"] else 0.0
    background = "plate"
    if "clean" in files:
        clean = script.each("clean_share", "clean", "mix", "A?*Bg")
        plate = script.each("plate_share", "plate", "mix", "A?*(1-Bg)")
        background = script.each("background", clean, plate, "A?+B?")
    if "ground" in files:
        lies = script.merged("ground_lies", "ground", "haze", "Ar*Ba", "Ag*Ba", "Ab*Ba", "Aa*Ba")
        cracks = script.each("ground_cracks", "ground", "haze", "1+(A.damage.red-1)*Ba")
        cracked = script.each("ground_cracked", background, cracks, "A?*B?")
        background = script.each("ground_over", lies, cracked, "A?+B?*(1-Aa)")
    shadow = script.each("shadow_cast", "shadow", "mix", "1+(A?-1)*Ba")
    dim = script.each("dust_shadow_cast", "dustshadow", "mix", "1+(A?-1)*Bb")
    lit = script.each("background_lit", script.each("background_shaded", background, shadow, "A?*B?"), dim, "A?*B?")
    left = script.each("background_left", lit, "air", "A?*Bb")
    behind = script.each("behind", left, script.each("background_haze", "haze", "air", "A?*(1-Bb)"), "A?+B?")
    shown = script.merged("building_shown", "beauty", "mix", "Ar*Br", "Ag*Br", "Ab*Br", "Aa*Br")
    building = _matched(script, "building", shown, record)
    if sigma > 0:
        building = script.blurred("building_lens_blur", building, sigma)
    solid = _through_air(script, "building", script.each("building_lit", building, dim, "A?*B?", "Aa"), "r")
    picture = script.each("building_over", solid, behind, "A?+B?*(1-Aa)")
    wrap = record["light_wrap"]
    share = float(wrap["share"]) * float(grade["light_wrap"])
    if share > 0:
        seen = script.each("wrap_light", behind, building, f"min(A?,{_number(wrap['brightest'])})*(1-Ba)")
        spread = script.blurred("wrap_blur", seen, max(float(wrap["reach"]) * wide, 0.8))
        edge = script.each("wrap_edge", spread, building, f"A?*Ba*{_number(share)}")
        picture = script.each("light_wrap", edge, picture, "A?+B?")
    veil = _matched(
        script, "dust", script.merged("dust_shown", "dust", "mix", "Ar*Bb", "Ag*Bb", "Ab*Bb", "Aa*Bb"), record
    )
    picture = script.each("dust_over", _through_air(script, "dust", veil, "g"), picture, "A?+B?*(1-Aa)")
    return script.each("fall_over", "fall", picture, "A?+B?*(1-Aa)") if "fall" in files else picture


def _matched(script: Script, name: str, of: str, record: Mapping[str, Any]) -> str:
    """Give a layer the plate's exposure, balance and black, as ``lens.matched`` does."""
    if not record["photographed"]:
        return of
    look = record["look"]
    bands = [
        f"{band}*{_number(gain * look['exposure'] * (1.0 - black))}+a*{_number(black)}"
        for band, gain, black in zip("rgb", look["balance"], look["black"], strict=True)
    ]
    return script.painted(f"{name}_matched", of, *bands)


def _through_air(script: Script, name: str, of: str, band: str) -> str:
    """Lay the air over a premultiplied layer: ``band`` of ``air`` says what is left of it."""
    left = script.each(f"{name}_left", of, "air", f"A?*B{band}", "Aa")
    share = script.each(f"{name}_air", of, "air", f"Aa*(1-B{band})")
    return script.each(f"{name}_in_air", left, script.each(f"{name}_haze", "haze", share, "A?*B?"), "A?+B?", "Aa")


def _lens(script: Script, picture: str, record: Mapping[str, Any]) -> str:
    """Add softness and vignette where there is no plate, and grain where the picture was made."""
    look, grade = record["look"], record["grade"]
    if not record["photographed"]:
        sigma = _softness(look, grade)
        if sigma > 0:
            picture = script.blurred("lens_blur", picture, sigma)
        loss = float(look["vignette"])
        if loss > 0:
            across, up = "((x+0.5)/width*2-1)", "((y+0.5)/height*2-1)*(height/width)"
            fall = f"1-{_number(loss)}*pow((pow({across},2)+pow({up},2))/(1+pow(height/width,2)),1.3)"
            picture = script.painted("vignette", picture, *(f"{band}*({fall})" for band in "rgb"))
    amount = float(grade["grain"])
    if amount <= 0:
        return picture
    size = float(look["grain_px"])
    at = np.arange(-12, 13)
    kernel = np.exp(-0.5 * (at / max(size, 1e-3)) ** 2)
    gain = 1.0 / float((kernel**2).sum() / kernel.sum() ** 2) if size > 0.05 else 1.0
    # Four even chances of a variance of 1/12 each come close to a bell.
    bands = [
        "("
        + "+".join(f"random(x+{seed + k * 0.37},y+{seed * 3 + k},frame+{seed})" for k in range(4))
        + f"-2)*{_number(gain * 3**0.5)}"
        for seed in (11, 23, 37)
    ]
    noise = script.painted("grain_noise", picture, *bands, "0")
    if size > 0.05:
        noise = script.blurred("grain_size", noise, size)
    made = script.each("grain_where_made", noise, "air", "A?*sqrt(max(1-pow(1-Ba,2),0))")
    spread = [
        f"B{band}+A{band}*{_number(amount)}*sqrt({_number(read**2)}+{_number(shot)}*max(B{band},0))"
        for band, read, shot in zip("rgb", look["read_noise"], look["shot_noise"], strict=True)
    ]
    return script.merged("grain", made, picture, *spread)


def _grade(script: Script, picture: str, grade: Mapping[str, Any]) -> str:
    """Grade as ``comp.grade`` does: exposure, contrast about middle grey, saturation."""
    gain, contrast, saturation = 2.0 ** grade["exposure_stops"], grade["contrast"], grade["saturation"]
    if gain != 1.0:
        picture = script.painted("exposure", picture, *(f"{band}*{_number(gain)}" for band in "rgb"))
    if contrast != 1.0:
        bands = (f"0.18*pow(max({band}/0.18,0),{_number(contrast)})" for band in "rgb")
        picture = script.painted("contrast", picture, *bands)
    if saturation != 1.0:
        bands = (f"({LUMINANCE})+({band}-({LUMINANCE}))*{_number(saturation)}" for band in "rgb")
        picture = script.painted("saturation", picture, *bands)
    return picture


def _softness(look: Mapping[str, Any], grade: Mapping[str, Any]) -> float:
    """Return the blur [px] that ``lens.soften`` gives; 0 for none."""
    from rushes.engines.destruction.plate.lens import RENDER_SOFTNESS_PX

    wanted = (float(look["softness_px"]) * float(grade["lens_blur"])) ** 2 - RENDER_SOFTNESS_PX**2
    return wanted**0.5 if wanted > 0.01 else 0.0


def _record(take: Take) -> dict[str, Any]:
    path = next((path for path in take.paths("element") if path.name == "comp.json"), None)
    if path is None:
        raise BadInputError(
            f"{take.stem} does not say how it was composited (elements/comp/comp.json). Make it again: takes of an earlier version "
            "kept no record of it."
        )
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def _sequences(take: Take, where: Path) -> dict[str, tuple[str, int, int]]:
    """Return each element's files by its name: a pattern from the script's folder, and its first and last frame."""
    found: dict[str, list[tuple[int, Path]]] = {}
    for path in (*take.paths("pass"), *take.paths("element")):
        *_, number, ending = path.name.split(".")
        if ending == "exr" and number.isdigit():
            found.setdefault(path.parent.name, []).append((int(number), path))
    return {
        name: (
            Path(os.path.relpath(paths[0][1], where)).as_posix().replace(f".{paths[0][0]:04d}.", ".%04d."),
            min(number for number, _ in paths),
            max(number for number, _ in paths),
        )
        for name, paths in found.items()
        if name in {*NEEDED, "clean", "ground", "fall"}
    }


def _number(value: float) -> str:
    """Return a number as short as it can be said."""
    return f"{float(value):.8g}"
