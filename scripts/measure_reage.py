"""Measure a re-age on synthetic performers, whose younger selves are known: how near does it come, and what do the controls say?

    python scripts/measure_reage.py [--twins out/twins] [--work out/twins_measured] [--person birch ...] [--learned] [--into docs/twins.md]

Rows: nothing done, copies that nobody re-aged, the bands of the years asked, all sliders, a blur that changes the light as much as they do, the twin's own skin on the old
form where that is rendered (scripts/twins.py --without wrinkles --without tone --only 1003), keys (two frames of the twin as if an artist had painted them), and with
--learned the network of those keys. Frames that are keys are left out of every row; where no other is surely seen, of the rows of keys alone. With --into the tables replace what stands between the two marks of that page.
Numbers are of the twins of docs/twins.md, and of nobody else.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from performers import checking, judging, networks  # noqa: E402 - the package lies beside the benchmarks
from performers.judging import Pair, pair  # noqa: E402
from performers.people import OLD_YEARS, YOUNG_YEARS  # noqa: E402
from performers.permit import permit  # noqa: E402
from rushes.brief.brief import Brief, Reage  # noqa: E402
from rushes.engines.reage import measuring  # noqa: E402
from rushes.engines.reage.comp_step import comp, halves  # noqa: E402
from rushes.engines.reage.keys_step import PREFIX, keys  # noqa: E402
from rushes.engines.reage.learning import WHOLE  # noqa: E402
from rushes.engines.reage.measure_step import measure  # noqa: E402
from rushes.engines.reage.plate_step import plate_file  # noqa: E402
from rushes.engines.reage.propose_step import propose  # noqa: E402
from rushes.engines.reage.sliders import Sliders  # noqa: E402
from rushes.engines.reage.track_step import track  # noqa: E402
from rushes.engines.reage.tracks import Tracks  # noqa: E402
from rushes.engines.reage.window import Window  # noqa: E402
from rushes.errors import BadInputError, RushesError  # noqa: E402
from rushes.media.colour import as_bytes, for_display  # noqa: E402
from rushes.media.exr import write_picture  # noqa: E402
from rushes.plan import StepContext  # noqa: E402
from rushes.show import FrameRange  # noqa: E402
from rushes.studio import spoken_errors, write_atomically  # noqa: E402

Floats = NDArray[np.float32]
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
RATE: Final = Fraction(24)

KEYS: Final = (0.0, 1.0)
"""Where in the shot the two keys are, as shares of it: what lies between is carried."""

SKIN: Final = "old_without_wrinkles_tone"
"""Folder of a performer whose skin is the twin's and whose form and hair are old: no slider of the skin can come nearer."""

ROWS: Final = {
    "nothing": "nothing done",
    "shift": "null: moved by a pixel",
    "noise": "null: noisy",
    "blur": "blur of the bands' strength",
    "bands": "**bands** and tone alone",
    "all": "**all sliders**, form and hair too",
    "skin": "the twin's own skin on the old form, one frame",
    "keys": "**keys**, two, carried",
    "learned": "**learned** of the two keys",
    "twin": "the twin itself",
}
"""What is measured, in the tables' order."""


def main() -> int:
    """Measure every performer that was rendered; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--twins", type=Path, default=ROOT / "out" / "twins", help="where they are")
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "twins_measured", help="where steps and numbers go")
    parser.add_argument("--person", action="append", help="this one; all when left out")
    parser.add_argument(
        "--learned", action="store_true", help="train the network of the keys, too: minutes a performer"
    )
    parser.add_argument("--into", type=Path, help="a page with the two marks between which the tables go")
    asked = parser.parse_args()
    try:
        names = asked.person or sorted(path.name for path in asked.twins.glob("*") if (path / "young").is_dir())
        found = {}
        for name in names:
            record = asked.work / f"{name}.json"
            if not record.is_file():
                with spoken_errors(record):
                    record.parent.mkdir(parents=True, exist_ok=True)
                held = measured(asked.twins / name, asked.work / name, learned=asked.learned)
                write_atomically(record, json.dumps(held, indent=1))
            found[name] = json.loads(record.read_text(encoding="utf-8"))
        if not found:
            raise BadInputError(f"There is no pair in {asked.twins}. Make some with: make twins")
        text = tables(found)
        print(text)
        if asked.into is not None:
            _put(asked.into, text)
    except RushesError as error:
        print(f"measure_reage: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def measured(folder: Path, work: Path, *, learned: bool) -> dict[str, Any]:
    """Re-age a performer's old shot in every way, and measure each against the twin.

    Args:
        folder: Holds ``old`` and ``young``.
        work: Where the steps write; what was finished there is not made again.
        learned: Whether the network is trained.

    Raises:
        BadInputError: The pair is not whole, or no face is found.
    """
    frames = _frames(folder)
    held = permit()

    def run(
        step: Callable[[StepContext], None],
        name: str,
        *needs: str,
        files: Mapping[str, Path] | None = None,
        **more: object,
    ) -> float:
        out, told = work / name, work / f"{name}.seconds"
        if told.is_file():
            return float(told.read_text(encoding="utf-8"))
        out.mkdir(parents=True, exist_ok=True)
        pairs = [need.partition("=") for need in needs]
        places = {"plate": folder / "old"} | {name: work / (other or name) for name, _, other in pairs}
        params = {"frames": [frames.first, frames.last], "rate": str(RATE), **more}
        began = time.process_time()
        step(StepContext(out, places, files or {}, params, held, lambda *_: None))
        spent = round((time.process_time() - began) / len(frames), 3)
        write_atomically(told, str(spent))
        return spent

    years = OLD_YEARS - YOUNG_YEARS
    reage = Reage(performer="nobody", from_age=OLD_YEARS, to_age=YOUNG_YEARS)
    brief = Brief(kind="reage", shot="010_0010", plate=plate_file(folder / "old", frames.first), reage=reage)
    seconds = {"track": run(track, "track", performer="nobody", production="TWINS")}
    tracks = Tracks.load(work / "track")
    whole = Sliders.of(brief)
    skin = replace(whole, form=dict.fromkeys(whole.form, 0.0), hair=dict.fromkeys(whole.hair, 0.0))
    for name, sliders in (("bands", skin), ("all", whole)):
        seconds[name] = run(propose, f"{name}_layers", "track", sliders=sliders.to_json())
        run(comp, name, "track", f"{name}_layers", layers=f"{name}_layers")
    painted = {frame: _paint(folder, work, tracks, frame) for frame in _key_frames(frames, tracks)}
    files = {f"{PREFIX}{frame}": path for frame, path in painted.items()}
    truth = {f"{PREFIX}{frame}": _paint(folder, work, tracks, frame) for frame in _sure(frames, tracks)}
    for name, painting in (("keys", files), ("truth", truth)):
        seconds[name] = run(keys, f"{name}_layers", "track", files=painting)
        run(comp, name, "track", f"{name}_layers", layers=f"{name}_layers")
    network: dict[str, Any] = {}
    if learned:
        network = networks.learned(folder / "old", work / "learned_layers", tracks, files, frames)
        run(comp, "learned", "track", "learned_layers", layers="learned_layers")
        seconds["learn"] = network["cpu_seconds"]
    checks = {}
    for name in checking.TAKES:
        if name == "learned" and not learned:
            continue
        run(measure, f"{name}_report", "track", f"comp={name}", f"{name}_layers", layers=f"{name}_layers", years=years)
        checks[name] = checking.summed_up(work / f"{name}_report" / "report.json")
    rows, lost = [], []
    sure = _sure(frames, tracks)
    strip_at = sure[len(sure) // 2]
    pairs: dict[int, tuple[Pair, dict[str, Floats]]] = {}
    for frame in frames:
        one = pair(folder, tracks, frame)
        skin = folder / SKIN / f"plate.{frame}.exr"
        if one is None or not one.face.any():
            lost.append(frame)
            continue
        made = _made(one, work, skin if skin.is_file() else None, learned=learned)
        pairs[frame] = one, made
        if frame not in painted or len(sure) <= len(painted):
            if frame == strip_at:
                _strip(made, work.with_name(f"{work.name}_strip.png"))
            told = {name for name in made if frame not in painted or name not in {"keys", "learned"}}
            rows.append({"frame": frame, "rows": {name: _row(one, made[name]) for name in told}})
    return {
        "years": years,
        "frames": len(frames),
        "keys": sorted(painted),
        "lost": lost,
        "cpu_seconds": seconds,
        "rows": rows,
        "flicker": _flickers(pairs),
        "checks": checks,
        "held_out": network.get("held_out"),
        "wins": network.get("wins"),
    }


def _frames(folder: Path) -> FrameRange:
    numbers = [
        {int(path.name.split(".")[1]) for path in (folder / age).glob("plate.*.exr")} for age in ("old", "young")
    ]
    both = sorted(set.intersection(*numbers))
    if not both:
        raise BadInputError(
            f"{folder} has no frame of which there is both an old and a young one. Make them with: make twins"
        )
    return FrameRange(both[0], both[-1])


def _sure(frames: FrameRange, tracks: Tracks) -> list[int]:
    sure = [frame for frame in frames if tracks.of_performer(frame) is not None]
    if not sure:
        raise BadInputError("The face is not surely found in any frame of the pair: there is nothing to measure.")
    return sure


def _key_frames(frames: FrameRange, tracks: Tracks) -> list[int]:
    """Return the frames that are painted: the first and last in which the mesh is sure; none but one where the shot is one frame."""
    sure = _sure(frames, tracks)
    return sorted({sure[round(share * (len(sure) - 1))] for share in KEYS})


def _paint(folder: Path, work: Path, tracks: Tracks, frame: int) -> Path:
    """Write a key as an artist would who knew the twin by heart: the twin's own pixels inside the head's window."""
    old = halves(plate_file(folder / "old", frame))
    young = halves(plate_file(folder / "young", frame))
    seen = tracks.of_performer(frame)
    assert seen is not None  # noqa: S101 - a key frame is one in which it is
    window = Window.of(seen[0], old.shape[1], old.shape[0])
    painted = old.copy()
    window.cut(painted)[...] = window.cut(young)
    path = work / "painted" / f"key.{frame}.exr"
    write_picture(path, painted.astype(np.float32), frame=frame, rate=RATE)
    return path


def _made(one: Pair, work: Path, skin: Path | None, *, learned: bool) -> dict[str, Floats]:
    """Return every row's picture in the pair's window."""
    made = {"nothing": one.old} | judging.nulls(one)
    made |= {
        name: one.window.cut(halves(work / name / f"comp.{one.frame}.exr").astype(np.float32))
        for name in ("bands", "all", "keys", *(("learned",) if learned else ()))
    }
    made["blur"] = measuring.matched_blur(one.look(made["bands"]))
    if skin is not None:
        made["skin"] = one.window.cut(halves(skin).astype(np.float32))
    return made | {"twin": one.young}


def _strip(made: Mapping[str, Floats], path: Path) -> None:
    """Write one frame's pictures beside each other, at their own size: plate, blur, bands, keys, what was learned, twin."""
    from PIL import Image

    shown = [made[name] for name in _BY_ONE if name in made]
    part = path.with_suffix(".part.png")
    Image.fromarray(np.hstack([as_bytes(for_display(np.maximum(picture, 0))) for picture in shown])).save(part)
    part.replace(path)


def _row(one: Pair, after: Floats) -> dict[str, Any]:
    regions = {
        name: judging.error(one, after, name) for name in judging.FACE if (one.regions[name] * one.face).sum() > 50
    }
    row: dict[str, Any] = {
        "error": judging.error(one, after),
        "texture": judging.texture(one, after),
        "regions": regions,
    }
    return row | judging.towards(one, after) | judging.identity(one, after)


def _flickers(pairs: Mapping[int, tuple[Pair, dict[str, Floats]]]) -> dict[str, dict[str, float]]:
    """Return each row's flicker: by the true motion, and as the take's own check sees it, by the mesh."""
    threes = [(frame - 1, frame, frame + 1) for frame in pairs if {frame - 1, frame + 1} <= pairs.keys()]
    out = {}
    for name in next(iter(pairs.values()))[1] if threes else ():
        if name in {"nothing", "skin"}:
            continue
        true, seen = [], []
        for three in threes:
            ones = [pairs[frame][0] for frame in three]
            after = [pairs[frame][1][name] for frame in three]
            true.append(judging.flicker(ones, after))
            first, middle, last = (one.look(picture) for one, picture in zip(ones, after, strict=True))
            seen.append(measuring.flicker((first, middle, last)).get("edit", float("nan")))
        out[name] = {"true": float(np.nanmean(true)), "mesh": float(np.nanmean(seen))}
    return out


def tables(found: Mapping[str, Any]) -> str:
    """Return the page's tables: all performers together, by region, and one by one."""
    shown = {
        name: label
        for name, label in ROWS.items()
        if any(name in row["rows"] for one in found.values() for row in one["rows"])
    }
    frames = sum(len(one["rows"]) for one in found.values())
    lines = [
        BEGIN,
        "",
        f"{len(found)} performers, {frames} frames that are no keys, {next(iter(found.values()))['years']} years asked. Means over performers, where a row has fewer over these.",
        "",
        "| | error [levels] | done | alike | texture | identity: from the plate | from the twin | flicker | flicker by the mesh |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(_line(found, name, label) for name, label in shown.items()),
        "",
        "Error by region [levels]:",
        "",
        "| | " + " | ".join(judging.FACE) + " |",
        "|---|" + "--:|" * len(judging.FACE),
        *(
            f"| {label} | "
            + " | ".join(_said(_mean(found, name, region, regions=True), 1) for region in judging.FACE)
            + " |"
            for name, label in shown.items()
            if name != "twin"
        ),
        "",
        "One by one: error [levels] and, in brackets, the identity distance from the plate.",
        "",
        "| | frames | " + " | ".join(shown[name] for name in _BY_ONE if name in shown) + " |",
        "|---|--:|" + "--:|" * sum(name in shown for name in _BY_ONE),
        *(
            f"| {person} | {len(one['rows'])} | "
            + " | ".join(
                f"{_said(_mean({person: one}, name, 'error'), 2)} ({_said(_mean({person: one}, name, 'from_old'), 2)})"
                for name in _BY_ONE
                if name in shown
            )
            + " |"
            for person, one in sorted(found.items())
        ),
        "",
        "The checks of a take, held against the truth: the worst frame of each performer's shot, from the lowest to the highest.",
        "",
        *checking.table({name: one["checks"] for name, one in found.items()}, next(iter(found.values()))["years"]),
        "",
        *_held_out(found),
        *_spent(found),
        "",
        END,
    ]
    return "\n".join(lines)


def _spent(found: Mapping[str, Any]) -> list[str]:
    """Return what the steps took, where that is known."""
    spent = {
        name: [one["cpu_seconds"][name] for one in found.values() if name in one["cpu_seconds"]]
        for name in ("track", "bands", "all", "keys")
    }
    known = [f"{name} {np.mean(values):.2f}" for name, values in spent.items() if values]
    return [f"CPU seconds a frame: {', '.join(known)}."] if known else []


def _held_out(found: Mapping[str, Any]) -> list[str]:
    """Return what keys that were not seen say of flow and network, and what that is worth between the keys, for those performers of whom a network was trained."""
    rows = {name: one["held_out"] for name, one in found.items() if one["held_out"]}
    if not rows:
        return []

    def held(name: str, kind: str) -> str:
        return _said(float(np.mean([row["regions"][WHOLE][kind] for row in rows[name]])), 1)

    def between(name: str, way: str, key: str = "error") -> str:
        return _said(_mean({name: found[name]}, way, key), 2)

    lines = [
        "The network, trained in full, beside what flow carries: how far each is from a key that it had not seen, the regions in which the network was nearer, and the finished frames between the keys [levels]:",
        "",
        "| | held out: flow | network | nothing | network nearer in | finished: learned | keys carried | nothing done | CPU s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name in rows:
        won = sum(who == "network" for who in found[name]["wins"].values())
        cells = [held(name, kind) for kind in ("flow", "network", "nothing")]
        cells += [f"{won} of {len(found[name]['wins'])}"]
        cells += [between(name, way) for way in ("learned", "keys", "nothing")]
        lines.append(f"| {name} | " + " | ".join([*cells, f"{found[name]['cpu_seconds']['learn']:.0f}"]) + " |")
    return lines


_BY_ONE: Final = ("nothing", "blur", "bands", "all", "skin", "keys", "learned", "twin")


def _line(found: Mapping[str, Any], name: str, label: str) -> str:
    those = sum(any(name in row["rows"] for row in one["rows"]) for one in found.values())
    label += f" ({those} of {len(found)})" if those < len(found) else ""
    cells = [_said(_mean(found, name, key), digits) for key, digits in _COLUMNS]
    flickers = [one["flicker"][name] for one in found.values() if name in one["flicker"]]
    cells += [
        _said(float(np.mean([one[kind] for one in flickers])) if flickers else float("nan"), 3)
        for kind in ("true", "mesh")
    ]
    return f"| {label} | " + " | ".join(cells) + " |"


_COLUMNS: Final = (("error", 2), ("done", 2), ("alike", 2), ("texture", 2), ("from_old", 3), ("from_young", 3))


def _mean(found: Mapping[str, Any], name: str, key: str, *, regions: bool = False) -> float:
    """Return the mean over performers of each one's mean over frames."""
    each = []
    for one in found.values():
        rows = [row["rows"][name] for row in one["rows"] if name in row["rows"]]
        values = [(row["regions"] if regions else row).get(key) for row in rows]
        if known := [value for value in values if value is not None]:
            each.append(float(np.mean(known)))
    return float(np.mean(each)) if each else float("nan")


def _said(value: float, digits: int) -> str:
    return "-" if np.isnan(value) else f"{round(value, digits) + 0.0:.{digits}f}"


def _put(page: Path, text: str) -> None:
    with spoken_errors(page):
        whole = page.read_text(encoding="utf-8")
        if BEGIN not in whole or END not in whole:
            raise BadInputError(f"{page} has no marks. Write {BEGIN} and {END} where the tables belong.")
        write_atomically(page, whole[: whole.index(BEGIN)] + text + whole[whole.index(END) + len(END) :])


if __name__ == "__main__":
    sys.exit(main())
