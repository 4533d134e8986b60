"""The table that goes with a package: one row a file or a shot, in the client's own headings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path, PurePosixPath

import numpy as np

from rushes.delivery.making import Done, Item, heard, start_of
from rushes.delivery.order import Order
from rushes.delivery.profile import ExrSequence, Layout, Movie, SoundFile, Table
from rushes.show import rate_text

Value = str | int | float
Row = Mapping[str, Value]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate a cell."""


def table_text(table: Table, order: Order, done: Mapping[str, Done], folder: Path) -> str:
    """Return the table as CSV, its headings in the profile's order; no cell is taken for a formula.

    Args:
        table: What is asked.
        order: What is delivered.
        done: What was made, by path.
        folder: The package's folder.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    rows = list(_files(order, done, folder))
    if table.rows == "shot":
        rows = _shots(order, rows)
    for row in rows:
        writer.writerow([_cell(row.get(column, "")) for column in table.columns.values()])
    return out.getvalue()


def _cell(value: Value) -> str:
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _files(order: Order, done: Mapping[str, Done], folder: Path) -> Iterator[dict[str, Value]]:
    """Yield a row for each movie and sound, and one for each sequence."""
    sequences: set[tuple[str, str, str]] = set()
    for item in order.items:
        material = item.materials[0]
        take = material.take
        key = (item.asked.name.text, take.stem, item.element)
        if isinstance(item.asked, ExrSequence):
            if key in sequences:
                continue
            sequences.add(key)
        frames = len(item.frames) if item.program is None else item.program.length
        alone = len(item.materials) == 1
        width, height = item.program.size if item.program is not None else material.size
        lufs, dbtp = heard(folder / item.path, _layout(item))
        yield {
            "file": _named(item),
            "show": take.show,
            "shot": take.shot if alone else "",
            "version": take.version if alone else "",
            "element": item.element if isinstance(item.asked, ExrSequence) else "",
            "first_frame": item.frames.first if alone else "",
            "last_frame": item.frames.last if alone else "",
            "frames": frames,
            "duration": _duration(frames, item.rate),
            "rate": rate_text(item.rate),
            "width": "" if isinstance(item.asked, SoundFile) else width,
            "height": "" if isinstance(item.asked, SoundFile) else height,
            "codec": _coding(item),
            "colour": "" if isinstance(item.asked, SoundFile) else item.asked.colour.removesuffix(" - Display"),
            "timecode": start_of(item),
            "handles": item.asked.handles,
            "loudness_lufs": round(lufs, 1) if np.isfinite(lufs) else "",
            "true_peak_dbtp": round(dbtp, 1) if np.isfinite(dbtp) else "",
            "sha256": "" if isinstance(item.asked, ExrSequence) else done[item.path].sha256,
            "notes": order.note,
            "human_contribution": material.admitted.human_contribution if alone else "",
            "approved_by": ", ".join(material.admitted.approved_by) if alone else "",
            "digital_source_type": take.digital_source_type.rsplit("/", 1)[-1] if alone else "",
            "vendor": order.profile.vendor,
        }


def _shots(order: Order, rows: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """Return each take's first row, under the name that its files have in common."""
    found = []
    for material in order.materials:
        own = next((row for row in rows if row["shot"] == material.take.shot), None)
        if own is not None:
            found.append({**own, "file": PurePosixPath(str(own["file"])).name.split(".")[0]})
    return found


def _named(item: Item) -> str:
    """Return a file's path; of a sequence its path with its range of frames, as the trade writes it."""
    if item.frame is None:
        return item.path
    before, _, after = item.path.rpartition(f"{item.frame:04d}")
    return f"{before}[{item.frames.first:04d}-{item.frames.last:04d}]{after}" if before else item.path


def _layout(item: Item) -> Layout:
    if isinstance(item.asked, Movie):
        return item.asked.sound
    return item.asked.layout if isinstance(item.asked, SoundFile) else "none"


def _coding(item: Item) -> str:
    if isinstance(item.asked, Movie):
        return item.asked.coded.title
    return f"OpenEXR {item.asked.compression.upper()}" if isinstance(item.asked, ExrSequence) else "WAV 48 kHz 24 bit"


def _duration(frames: int, rate: Fraction) -> str:
    """Return how long so many frames last: ``00:00:04.004``, to the millisecond."""
    milliseconds = round(frames / rate * 1000)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
