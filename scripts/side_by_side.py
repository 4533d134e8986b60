"""Bring one building down here and, twice, by Blender's own rigid bodies, and write docs/side_by_side.md.

All have the same building, the same broken pieces, the same moment at which the ground floor goes, the same
camera, light and renderer. Blender's side is what a supervisor gets who fractures a building in Blender, joins the pieces by fixed
constraints that break, takes the ground floor away and lets it go: no crushing, no dust, no debris, no sound. The page shows frames of both
and what each took. Blender's Cell Fracture add-on is not in the ``bpy`` wheel, so the pieces are ours on both sides.

``make side_by_side`` runs it: about ten minutes on two cores. What is there already is not made again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Brief, read_brief
from rushes.engines import Take
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.picture.render_step import render
from rushes.engines.destruction.rigid.bodies import GRAVITY
from rushes.engines.destruction.spec import CollapseSpec
from rushes.engines.destruction.stage.scene_step import scene
from rushes.errors import RushesError, StepFailedError
from rushes.judgement import asked_about, judge
from rushes.media.colour import as_bytes, for_display
from rushes.media.exr import read_exr, read_picture
from rushes.pipeline import preview
from rushes.plan import Recipe, StepContext, folders_of, load_calibration
from rushes.show import Show
from rushes.studio import settings_folder
from rushes.studio.process import run_program

ROOT = Path(__file__).resolve().parent.parent
BRIEF = ROOT / "examples" / "apartment_block.yaml"
OUT = ROOT / "out" / "side_by_side"
SHOWN = (1010, 1028, 1046, 1064, 1096)
"""Frames on the page: the first, then about every three quarters of a second, and the end."""

TILE = (480, 270)
SHRINK = 0.985
"""Blender's hulls are this share of their pieces, as ours were in the first study: without it the first step explodes."""

ITERATIONS = 12

JOINTS = ("bond_a", "bond_b", "bond_centre", "bond_strength")


@dataclass(frozen=True)
class Other:
    """What one of Blender's sides took and left: its frames' folder, seconds, joints, and pieces under the ground."""

    renders: Path
    wall: float
    joints: int
    lost: int


def main() -> int:
    """Make both sides and the page; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quality", default=os.environ.get("QUALITY", "draft"), choices=["draft", "review"])
    parser.add_argument("--docs", type=Path, default=ROOT / "docs")
    asked = parser.parse_args()
    try:
        show, take = _ours(asked.quality)
        recipe = _recipe(show, asked.quality)
        joined = _theirs(show, recipe, asked.quality, joined=True)
        loose = _theirs(show, recipe, asked.quality, joined=False)
        sheet = _sheet(take, (joined, loose), recipe, show)
        (asked.docs / "side_by_side").mkdir(exist_ok=True)
        _save(asked.docs / "side_by_side" / "sheet.jpg", sheet)
        (asked.docs / "side_by_side.md").write_text(_page(joined, loose, recipe, show), encoding="utf-8")
    except RushesError as error:
        print(f"side_by_side: {error}", file=sys.stderr)
        return error.exit_code
    print(f"The page is {asked.docs / 'side_by_side.md'}.")
    return 0


def _ours(quality: str) -> tuple[Show, Take]:
    """Make the take, or find it."""
    folder = OUT / "SIDE"
    OUT.mkdir(parents=True, exist_ok=True)
    show = Show.load(folder) if (folder / "show.yaml").is_file() else Show.init(folder, Fraction(24))
    command = [
        sys.executable,
        "-m",
        "rushes",
        "make",
        str(BRIEF),
        "--show",
        str(folder),
        "--quality",
        quality,
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    last = (done.stdout.splitlines() or [""])[-1]
    record = json.loads(last) if last.startswith("{") else {}
    if not record.get("take"):
        raise StepFailedError(f"{BRIEF} was not made (exit code {done.returncode}). The reason stands above.")
    return show, Take.load(Path(record["take"]))


def _brief(show: Show, quality: str) -> Brief:
    return read_brief(BRIEF, rate=show.rate, overrides={"quality": quality})


def _recipe(show: Show, quality: str) -> Recipe:
    """Return the recipe that the take was made by."""
    brief = _brief(show, quality)
    return preview(brief, show, judge(brief, show), load_calibration(settings_folder())).recipe


def _theirs(show: Show, recipe: Recipe, quality: str, *, joined: bool) -> Other:
    """Let Blender bring the same pieces down, and render them as ours are rendered."""
    steps = {step.name: step for step in recipe.steps}
    folders = {name: folder.path for name, folder in folders_of(recipe, show.work).items()}
    collapse = CollapseSpec.model_validate(steps["simulate"].params["collapse"])
    base = OUT / ("joined" if joined else "loose")
    for name in ("simulate", "debris", "scene", "render"):
        (base / name).mkdir(parents=True, exist_ok=True)
    pieces = Pieces.load(folders["build"] / "building.npz")
    answer = _simulated(pieces, collapse, base / "simulate", joined=joined)
    _no_debris(recipe, base / "debris" / "debris.npz")
    brief = _brief(show, quality)
    question = asked_about(brief, show)
    permit = question.gate.ask(question.question, "generate", given=judge(brief, show))

    def context(name: str, params: dict[str, Any], **inputs: Path) -> StepContext:
        return StepContext(
            out=base / name,
            inputs=inputs,
            files={},
            params={**steps[name].params, **params},
            permit=permit,
            report=lambda done, total: print(f"\r{name} {done}/{total}", end="", flush=True),
        )

    if not (base / "scene" / "scene.usdc").is_file():
        scene(context("scene", {}, build=folders["build"], simulate=base / "simulate", debris=base / "debris"))
    for frame in SHOWN:
        render(context("render", {"frames": [frame, frame]}, scene=base / "scene"))
    with np.load(base / "simulate" / "motion.npz") as motion:
        lost = int((motion["position"][-1, :, 2] < -0.1).sum())
    return Other(base / "render", answer["wall"], answer["joints"], lost)


def _simulated(pieces: Pieces, collapse: CollapseSpec, folder: Path, *, joined: bool) -> dict[str, Any]:
    """Run Blender's rigid bodies over the picture's frames and write them down as motion; return what it took."""
    answer, motion = folder / "answer.json", folder / "motion.npz"
    if answer.is_file() and motion.is_file():
        return dict(json.loads(answer.read_text(encoding="utf-8")))
    holds = (pieces.storey[pieces.bond_a] > 0) & (pieces.storey[pieces.bond_b] > 0)  # the ground floor lets go
    np.savez(
        folder / "pieces.npz",
        vertices=pieces.vertices * np.float32(SHRINK),
        **{name: getattr(pieces, name) for name in ("vertex_start", "triangles", "triangle_start", "centre", "mass")},
        **({name: getattr(pieces, name)[holds] for name in JOINTS} if joined else {}),
    )
    start = round(collapse.start_s * float(collapse.fps))
    request = {
        "pieces": str(folder / "pieces.npz"),
        "answer": str(answer),
        "poses": str(folder / "poses.npz"),
        "frames": collapse.frames - start,
        "rate": [collapse.fps.numerator, collapse.fps.denominator],
        "steps_per_frame": collapse.steps_per_frame,
        "iterations": ITERATIONS,
        "friction": collapse.friction,
        "gravity": GRAVITY,
        "ground": 0.0,
    }
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    run_program(
        [sys.executable, "-m", "rushes.blender.rigid", str(folder / "request.json")],
        log=folder / "blender.log",
        on_line=lambda line: print(f"\r{line}", end="", flush=True),
        env={"BLENDER_USER_RESOURCES": str(folder / "user"), "DISPLAY": ""},
    )
    _write_motion(pieces, collapse, start, folder)
    return dict(json.loads(answer.read_text(encoding="utf-8")))


def _write_motion(pieces: Pieces, collapse: CollapseSpec, start: int, folder: Path) -> None:
    """Write Blender's poses as the scene step reads motion: it stands until the start, and a frame more at each end."""
    with np.load(folder / "poses.npz") as poses:
        position, orientation = poses["position"], poses["orientation"]
    still = np.zeros((start + 1, len(pieces)), int)
    rows = np.concatenate([still[:, 0], np.arange(len(position)), [len(position) - 1]])[: collapse.frames + 2]
    turned = orientation[rows]
    for frame in range(1, len(turned)):
        flipped = (turned[frame] * turned[frame - 1]).sum(axis=1) < 0
        turned[frame][flipped] *= -1
    np.savez(
        folder / "motion.npz",
        frame=np.arange(1000, 1000 + len(rows), dtype=np.int32),
        time=(np.arange(len(rows)) - 1) / float(collapse.fps),
        position=position[rows].astype(np.float32),
        orientation=turned.astype(np.float32),
        scale=np.ones((len(rows), len(pieces)), np.float32),
        released=np.full(len(pieces), collapse.start_s, np.float32),
    )


def _no_debris(recipe: Recipe, path: Path) -> None:
    frames = np.arange(recipe.frames.first - 1, recipe.frames.last + 2, dtype=np.int32)
    none = np.zeros((len(frames), 0, 3), np.float32)
    Debris(
        frame=frames,
        shape=np.zeros(0, np.uint8),
        scale=np.zeros((0, 3), np.float32),
        birth=np.zeros(0, np.float32),
        position=none,
        orientation=np.zeros((len(frames), 0, 4), np.float32),
    ).save(path)


def _sheet(take: Take, others: tuple[Other, ...], recipe: Recipe, show: Show) -> NDArray[np.uint8]:
    """Lay out frames of ours over Blender's two."""
    comps = {int(path.name.split(".")[-2]): path for path in take.paths("comp")}
    street = folders_of(recipe, show.work)["street"].path
    ours = [for_display(read_picture(comps[frame])[..., :3]) for frame in SHOWN]
    rows = [ours, *([for_display(_over(other.renders, street, frame)) for frame in SHOWN] for other in others)]
    return np.concatenate([np.concatenate([_tile(one) for one in row], axis=1) for row in rows], axis=0)


def _over(renders: Path, street: Path, frame: int) -> NDArray[np.float32]:
    """Put Blender's frame over the street: the plain formula of docs/passes.md."""
    still = next(iter(sorted(street.glob("plate.*.exr"))))
    moving = street / f"plate.{frame:04d}.exr"
    plate = read_picture(moving if moving.is_file() else still)[..., :3]
    beauty = read_exr(renders / f"beauty.{frame:04d}.exr").picture()
    shadow = read_picture(renders / f"shadow.{frame:04d}.exr")[..., :3]
    return np.asarray(plate * shadow * (1 - beauty[..., 3:]) + beauty[..., :3], np.float32)


def _tile(picture: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    from PIL import Image

    tile = Image.fromarray(as_bytes(picture)).resize(TILE, Image.Resampling.LANCZOS)
    return np.pad(np.asarray(tile), ((2, 2), (2, 2), (0, 0)))


def _save(path: Path, pixels: NDArray[np.uint8]) -> None:
    from PIL import Image

    part = path.with_name(path.name + ".part")
    Image.fromarray(pixels).save(part, format="JPEG", quality=85, optimize=True)
    part.replace(path)


def _page(joined: Other, loose: Other, recipe: Recipe, show: Show) -> str:
    """Write what is seen and what it took."""
    folders = folders_of(recipe, show.work)
    seconds = {name: float((folder.record() or {}).get("seconds", 0.0)) for name, folder in folders.items()}
    size = (
        f"{len(recipe.frames)} frames, {next(s.params['quality'] for s in recipe.steps if s.name == 'render')} quality"
    )
    with np.load(folders["build"].path / "building.npz") as building:
        pieces = len(building["mass"])
    rows = [
        ("Pieces", f"{pieces:,}", "the same", "the same"),
        (
            "What holds them",
            "bonds by class; what holds together is one body",
            f"{joined.joints:,} fixed constraints that break",
            "nothing",
        ),
        (
            "Simulation, wall",
            f"{seconds['simulate']:.0f} s, the picture and its sound",
            f"{joined.wall:.0f} s, the picture only",
            f"{loose.wall:.0f} s, the picture only",
        ),
        ("Pieces lost through the ground", f"{_under(folders['simulate'].path)}", f"{joined.lost}", f"{loose.lost}"),
        ("Crushing, dust, debris, sound, log of contacts", "yes", "no", "no"),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    frames = ", ".join(str(frame) for frame in SHOWN)
    return (
        "# Side by side with Blender's rigid bodies\n\n"
        f"The same building ({size}), broken into the same pieces, brought down three times: by Rushes (above), by Blender's own rigid bodies with fixed constraints\n"
        "that break at the strengths of our bonds, the ground floor's taken away (middle), and by the same with nothing that holds the pieces together (below). Camera, light and renderer are the same. Written by `make side_by_side`.\n\n"
        f"![Rushes above, Blender joined in the middle, Blender loose below](side_by_side/sheet.jpg)\n\n*Frames {frames}.*\n\n"
        "| | Rushes | Blender, joined | Blender, loose |\n|---|---|---|---|\n"
        f"{table}\n\n"
        "Blender's Cell Fracture add-on does not come with the `bpy` wheel: the pieces are ours on both sides, and making them is counted on neither. "
        "Nobody tuned Blender's side;\nan artist would, for a day or more. The seconds are of a machine with other work; [benchmarks](benchmarks.md) has the ratio of the two solvers, measured side by side. Blender's fluid solver, with which one would make dust, aborts in this wheel.\n"
    )


def _under(simulate: Path) -> int:
    with np.load(simulate / "motion.npz") as motion:
        return int((motion["position"][-1, :, 2] < -0.1).sum())


if __name__ == "__main__":
    sys.exit(main())
