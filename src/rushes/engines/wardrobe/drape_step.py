"""The step ``drape``: every look hung on its people, each garment over what is under it; looks that differ in colour alone share one drape."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of
from rushes.engines.body.shape import Body
from rushes.engines.lookdev.colour import Colour
from rushes.engines.wardrobe.body_step import Stood, load_people
from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.dressing import Dressing, dressing_of
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.outfit import Piece, outfit
from rushes.engines.wardrobe.drape.worn_mesh import WornMesh
from rushes.engines.wardrobe.look import Dressed, Look, drafted
from rushes.engines.wardrobe.pattern_step import FIRST, load_look
from rushes.errors import BadInputError
from rushes.plan import StepContext
from rushes.studio import write_atomically

AT_ONCE: Final = 2
"""Outfits that are draped at the same time: the cores of the machines that the promised times are for."""

DONE: Final = "outfit.json"


@dataclass(frozen=True, eq=False)
class Hung:
    """What somebody wears, draped.

    Attributes:
        worn: The garments, coloured as the look has them, from the skin outward.
        hidden: Which of the body's vertices nobody sees.
        faults: By garment, what the gate says against it.
    """

    worn: tuple[WornMesh, ...]
    hidden: NDArray[np.bool_]
    faults: Mapping[str, tuple[str, ...]]


def drape(ctx: StepContext) -> None:
    """Write ``gate.####.json`` for each look: of every garment what the gate measured; and the meshes, in a folder for each outfit.

    An outfit is named by its patterns, fabrics and body: two looks that differ in colour have one, and what an earlier run had finished is kept.

    Params: ``options``, ``edge_m``. Needs ``body`` and ``pattern``.

    Raises:
        BadInputError: A panel can't be cut into triangles.
    """
    people, edge = load_people(ctx.inputs["body"]), float(ctx.params["edge_m"])
    looks = {FIRST + at: load_look(ctx.inputs["pattern"], FIRST + at) for at in range(int(ctx.params["options"]))}
    wanted = {
        _folder(ctx.out, dressed, stood, edge): (dressed, stood)
        for look in looks.values()
        for dressed, stood in zip(look.dressed, people, strict=True)
    }
    tell, ways = _Progress(ctx.report, len(wanted)), _Ways()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(_hang, folder, *one, edge, tell, ways) for folder, one in wanted.items()]
        try:
            for job in jobs:
                job.result()
        except BaseException:
            tell.stopped = True
            pool.shutdown(cancel_futures=True)
            raise
    for frame, look in looks.items():
        rows = [
            {
                "who": dressed.name,
                **json.loads((_folder(ctx.out, dressed, stood, edge) / DONE).read_text(encoding="utf-8")),
            }
            for dressed, stood in zip(look.dressed, people, strict=True)
        ]
        write_atomically(ctx.out / f"gate.{frame:04d}.json", json.dumps({"dressed": rows}, indent=1) + "\n")


def load_hung(folder: Path, look: Look, frame: int = FIRST) -> tuple[Hung, ...]:
    """Read a look as it hangs on its people, in its own colours.

    Raises:
        BadInputError: It can't be read.
    """
    try:
        rows = json.loads((folder / f"gate.{frame:04d}.json").read_text(encoding="utf-8"))["dressed"]
        return tuple(_read(folder, row, dressed) for row, dressed in zip(rows, look.dressed, strict=True))
    except (OSError, ValueError, KeyError) as error:
        raise BadInputError(f"The drape in {folder} can't be read ({error}). Make the version again.") from error


def linear(colour: str) -> tuple[float, float, float]:
    """Return a colour code as linear light with the primaries of sRGB."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in Colour.from_hex(colour).srgb
    )
    return red, green, blue


class _Progress:
    """Counts garments over several threads; a cancelled job stops the others at their next garment."""

    def __init__(self, report: Callable[[int, int], None], outfits: int) -> None:
        self.report, self.total, self.stopped = report, outfits * 100, False
        self._shares: dict[str, float] = {}
        self._lock = Lock()

    def __call__(self, which: str, share: float) -> None:
        with self._lock:
            if self.stopped:
                raise _StoppedError
            self._shares[which] = share
            self.report(min(round(100 * sum(self._shares.values())), self.total), self.total)


class _Ways:
    """Remembers how bodies are dressed: it takes seven seconds, and is the same for all looks of somebody."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, bool], Dressing] = {}
        self._lock = Lock()

    def __call__(self, body: Body, field: DistanceField, sleeves: bool) -> Dressing:
        with self._lock:
            if (id(body), sleeves) not in self._found:
                self._found[id(body), sleeves] = dressing_of(body, field, sleeves)
            return self._found[id(body), sleeves]


class _StoppedError(Exception):
    """Another thread failed or was cancelled."""


def _folder(out: Path, dressed: Dressed, stood: Stood, edge: float) -> Path:
    garments: list[Any] = [
        {"pattern": drafted(piece, dressed).to_json(), "fabric": piece.fabric} for piece in dressed.pieces
    ]
    body: dict[str, Any] = {"measures": stood.measures.to_json(), "sex": stood.sex, "age": stood.age}
    return out / f"outfit_{sha256_of({'garments': garments, 'body': body, 'edge': edge})[:16]}"


def _hang(folder: Path, dressed: Dressed, stood: Stood, edge: float, tell: _Progress, ways: _Ways) -> None:
    if (folder / DONE).is_file():
        tell(folder.name, 1.0)
        return
    pieces = [Piece(drafted(one, dressed), fabric(one.fabric), linear(one.colour)) for one in dressed.pieces]
    hung = outfit(pieces, stood.body, edge, stood.skin, lambda share: tell(folder.name, share), ways)
    beside = folder.with_suffix(".part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for mesh in hung.worn:
        mesh.write(beside / f"{mesh.name}.npz")
    np.save(beside / "hidden.npy", hung.hidden)
    record = {
        "folder": folder.name,
        "garments": [
            {"name": mesh.name, "gate": report.to_json()} for mesh, report in zip(hung.worn, hung.reports, strict=True)
        ],
    }
    (beside / DONE).write_text(json.dumps(record, indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)


def _read(folder: Path, row: Mapping[str, Any], dressed: Dressed) -> Hung:
    place = folder / str(row["folder"])
    colours = {drafted(piece, dressed).name: linear(piece.colour) for piece in dressed.pieces}
    meshes = [WornMesh.read(place / f"{one['name']}.npz") for one in row["garments"]]
    worn = tuple(replace(mesh, colour=colours[mesh.name]) for mesh in meshes)
    faults = {str(one["name"]): tuple(one["gate"]["faults"]) for one in row["garments"]}
    return Hung(worn, np.load(place / "hidden.npy"), faults)
