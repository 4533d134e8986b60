"""What a shot is made of, shown: a sheet from plate to composite, a strip of before and after, and a wipe that moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.stage.passes import NEAR_M, facing
from rushes.engines.destruction.stage.scene import ScenePieces, read_scene
from rushes.engines.take import Take
from rushes.errors import BadInputError
from rushes.media.burn_in import ACCENT, INK, PAPER, QUIET, fitting_font
from rushes.media.colour import Display, as_bytes, for_display
from rushes.media.exr import read_exr, read_picture
from rushes.media.movie import write_movie

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

PANELS: Final = ("plate", "proxy", "fracture", "simulation", "beauty", "dust", "composite", "before / after")
SAID: Final = {
    "plate": "what was there",
    "proxy": "the building that was put up in it",
    "fracture": "its pieces, before anything moves",
    "simulation": "the same pieces at this frame",
    "beauty": "traced, with nothing behind",
    "dust": "its own element, premultiplied",
    "composite": "all of it",
    "before / after": "the plate, and the take",
}

LATE: Final = 0.6
"""Where in the shot the sheet looks, if nobody says: most is in the air then, and the dust has not closed yet."""

CELL_WIDTH: Final = 640
STRIP_CELLS: Final = 6
GREY: Final = 0.045
"""What stands behind elements that are shown alone: dark enough for dust, light enough to show shadow sides."""

SIDES: Final = 2
"""Samples of a drawn pixel along each side."""

_GAP, _TITLE, _LABEL = 16, 70, 40


def breakdown_sheet(take: Take, frame: int | None = None) -> Bytes:
    """Return the sheet of a frame: eight panels, each with its name, display values, shape [h, w, 3].

    Args:
        take: A take of a destruction.
        frame: Which; late in the shot when left out.

    Raises:
        BadInputError: The take lacks an element, or has no such frame.
    """
    at = _chosen(take, frame)
    pictures = _panels(take, at)
    cells = [_cell(_shown(pictures[name])) for name in PANELS]
    return _laid_out(
        cells,
        [(name, SAID[name]) for name in PANELS],
        columns=4,
        title=f"{take.stem}",
        subtitle=f"frame {at}   {_kind(take)}",
    )


def before_after_strip(take: Take) -> Bytes:
    """Return a strip: the plate over the take, for some frames from the first to the last, shape [h, w, 3]."""
    frames = list(take.frames)
    chosen = sorted({frames[round(place)] for place in np.linspace(0, len(frames) - 1, STRIP_CELLS)})
    above = [_cell(_shown(_background(take, frame)), CELL_WIDTH * 3 // 4) for frame in chosen]
    below = [_cell(_shown(_comp(take, frame)), CELL_WIDTH * 3 // 4) for frame in chosen]
    names = [(f"{frame}", "before") for frame in chosen] + [(f"{frame}", "after") for frame in chosen]
    return _laid_out([*above, *below], names, columns=len(chosen), title=take.stem, subtitle=_kind(take))


def write_wipe(path: Path, take: Take) -> None:
    """Write a movie of the take in which an edge wipes from the plate to the composite, without sound.

    Raises:
        BadInputError: The take lacks its plate or a frame.
    """
    part = path.with_name(path.name + ".part")
    pictures = wiped(take)
    tags = {"title": f"{take.stem} before / after", "comment": _kind(take)}
    write_movie(part, pictures, np.zeros((0, 2), np.float32), rate=take.rate, tags=tags)
    part.replace(path)


def wipe_place(share: float) -> float:
    """Return where the edge stands, 1 at the right to 0 at the left, by the share of the movie that has passed."""
    through = np.clip((share - 0.15) / 0.6, 0.0, 1.0)
    return float(1.0 - through * through * (3.0 - 2.0 * through))


def wiped(take: Take, every: int = 1) -> Iterator[Bytes]:
    """Yield the frames of the wipe, or every so many of them: display values of Rec. 709, shape [h, w, 3]."""
    frames = list(take.frames)[::every]
    for number, frame in enumerate(frames):
        before, after = (
            _shown(one, "Rec.1886 Rec.709 - Display") for one in (_background(take, frame), _comp(take, frame))
        )
        yield _split(before, after, wipe_place(number / max(len(frames) - 1, 1)))


def _split(before: Bytes, after: Bytes, place: float) -> Bytes:
    """Return the one left of a line, the other right of it."""
    edge = round(place * before.shape[1])
    picture = after.copy()
    picture[:, :edge] = before[:, :edge]
    if 0 < edge < before.shape[1]:
        picture[:, max(edge - 1, 0) : edge + 1] = ACCENT
    return picture


def _panels(take: Take, frame: int) -> dict[str, Floats]:
    plate, comp = _background(take, frame), _comp(take, frame)
    size = (plate.shape[1], plate.shape[0])
    camera = _camera(take)
    first = take.frames.first
    pieces = read_scene(_only(take, "scene", ".usdc"), range(first - 1, take.frames.last + 2))
    hues = _hues(len(pieces.names))
    plain = np.full_like(hues, 0.55)
    behind = np.full_like(plate, GREY)
    beauty, dust = (read_exr(_element(take, name, frame)).picture() for name in ("beauty", "dust"))
    half = plate.shape[1] // 2
    wipe = np.concatenate([plate[:, :half], comp[:, half:]], axis=1)
    wipe[:, half - size[0] // 400 - 1 : half + size[0] // 400 + 1] = (0.55, 0.22, 0.03)
    return {
        "plate": plate,
        "proxy": _drawn(pieces, camera, first, plain, plate),
        "fracture": _drawn(pieces, camera, first, hues, behind),
        "simulation": _drawn(pieces, camera, frame, hues, behind),
        "beauty": _over(beauty, behind),
        "dust": _over(dust, behind),
        "composite": comp,
        "before / after": wipe,
    }


def _drawn(pieces: ScenePieces, camera: CameraPath, frame: int, colours: Floats, behind: Floats) -> Floats:
    """Draw pieces in flat colours under a light from the camera's left, over a picture."""
    from rushes.engines.destruction.shot import pass_kernels

    world = pieces.world(frame)
    points = camera.project(world, frame)
    eye = camera.position[camera.index(frame)]
    light = camera.rotation(frame) @ np.array([-0.45, 0.6, 0.66])
    total = np.zeros(behind.shape, np.float64)
    for index in range(SIDES**2):
        nearest, hit = np.zeros(behind.shape[:2]), np.full(behind.shape[:2], -1, np.int64)
        x, y = ((index % SIDES + 0.5) / SIDES - 0.5, (index // SIDES + 0.5) / SIDES - 0.5)
        pass_kernels.raster(points, pieces.triangles, NEAR_M, x, y, nearest, hit, pieces.closed)
        seen = hit >= 0
        shade = 0.25 + 0.75 * np.maximum(facing(world[pieces.triangles[hit[seen]]], eye) @ light, 0.0)
        picture = behind.astype(np.float64)
        picture[seen] = colours[pieces.owner[hit[seen]]] * shade[:, None]
        total += picture
    return np.asarray(total / SIDES**2, dtype=np.float32)


def _hues(count: int) -> Floats:
    """Return a colour for each piece, so that neighbours in number differ."""
    turn = (np.arange(count) * 0.61803398875) % 1.0
    wave = 0.5 + 0.5 * np.cos(2 * np.pi * (turn[:, None] - np.array([0.0, 1 / 3, 2 / 3])))
    return np.asarray(0.12 + 0.5 * wave**1.5, dtype=np.float32)


def _over(layer: Floats, behind: Floats) -> Floats:
    return np.asarray(layer[..., :3] + behind * (1.0 - layer[..., 3:]), dtype=np.float32)


def _camera(take: Take) -> CameraPath:
    for step in take.recipe.get("steps", []):
        if step["name"] == "render":
            return CameraPath.from_json(step["params"]["camera"])
    raise BadInputError(
        f"{take.stem} was not made by this engine: its recipe has no step render. Name a take of a destruction."
    )


def _chosen(take: Take, frame: int | None) -> int:
    frames = list(take.frames)
    if frame is None:
        return frames[round(LATE * (len(frames) - 1))]
    if frame not in frames:
        raise BadInputError(f"{take.stem} has no frame {frame}: it runs from {frames[0]} to {frames[-1]}.")
    return frame


def _only(take: Take, role: str, ending: str) -> Path:
    for path in take.paths(role):
        if path.suffix == ending and path.is_file():
            return path
    raise BadInputError(f"{take.stem} holds no {role} ({ending}). Bring its folder back from a copy, or make it again.")


def _element(take: Take, name: str, frame: int) -> Path:
    """Return an element's file of a frame; of the first, where one stands for all."""
    found = [
        path
        for path in (*take.paths("pass"), *take.paths("element"))
        if path.parent.name == name and path.suffix == ".exr"
    ]
    own = [path for path in found if path.name.endswith(f".{frame:04d}.exr")]
    if not found:
        raise BadInputError(
            f"{take.stem} holds no element {name}. Bring its folder back from a copy, or make it again."
        )
    return (own or found)[0]


def _background(take: Take, frame: int) -> Floats:
    return read_picture(_element(take, "plate", frame))[..., :3]


def _comp(take: Take, frame: int) -> Floats:
    for path in take.paths("comp"):
        if path.name.endswith(f".{frame:04d}.exr"):
            return read_picture(path)[..., :3]
    raise BadInputError(
        f"{take.stem} holds no composite of frame {frame}. Bring its folder back from a copy, or make it again."
    )


def _kind(take: Take) -> str:
    return (
        "SIMULATED PICTURE" if not take.digital_source_type.endswith("composite") else "SIMULATED PICTURE OVER A PLATE"
    )


def _shown(light: Floats, display: Display = "sRGB - Display") -> Bytes:
    return as_bytes(for_display(np.ascontiguousarray(light, dtype=np.float32), display))


def _cell(picture: Bytes, width: int = CELL_WIDTH) -> Bytes:
    import cv2

    across = min(width, picture.shape[1])
    size = (across, max(1, round(across * picture.shape[0] / picture.shape[1])))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _laid_out(
    cells: Sequence[Bytes], names: Sequence[tuple[str, str]], *, columns: int, title: str, subtitle: str
) -> Bytes:
    """Lay cells out in rows, each with its name and what it is under it."""
    from PIL import Image, ImageDraw

    height, width = cells[0].shape[:2]
    rows = -(-len(cells) // columns)
    across = _GAP + columns * (width + _GAP)
    image = Image.new("RGB", (across, _TITLE + rows * (height + _LABEL + _GAP // 2) + _GAP // 2), PAPER)
    draw: Any = ImageDraw.Draw(image)
    room = across - 2 * _GAP
    draw.text((_GAP, _TITLE / 2), title, fill=INK, font=fitting_font([title], room * 0.55, 28), anchor="lm")
    draw.text(
        (across - _GAP, _TITLE / 2), subtitle, fill=QUIET, font=fitting_font([subtitle], room * 0.4, 20), anchor="rm"
    )
    name_font, said_font = fitting_font(["simulation"], width * 0.4, 20), fitting_font(["simulation"], width * 0.4, 16)
    for index, (cell, (name, said)) in enumerate(zip(cells, names, strict=True)):
        x, y = _GAP + index % columns * (width + _GAP), _TITLE + index // columns * (height + _LABEL + _GAP // 2)
        image.paste(Image.fromarray(cell), (x, y))
        draw.text((x, y + height + _LABEL / 2), name, fill=INK, font=name_font, anchor="lm")
        draw.text((x + width, y + height + _LABEL / 2), said, fill=QUIET, font=said_font, anchor="rm")
    return np.asarray(image)
