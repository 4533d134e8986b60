"""How a take is put together: the steps' files find their names in ``vNNN.part``, and only a sealed one becomes ``vNNN``."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from rushes.brief import Brief
from rushes.canonical import sha256_of_file
from rushes.clearance import Clearance
from rushes.engines import Take, TakeFile
from rushes.errors import StepFailedError
from rushes.plan import Publish, Recipe, folders_of
from rushes.show import Show
from rushes.studio import spoken_errors, write_atomically

SEALED_IN_PLACE = frozenset({"review", "sound", "stem", "line"})
"""Roles whose files are rewritten by sealing: they are copied, so that the store keeps its own."""

NOTES = "notes.json"
"""Which notes on an earlier version a take answers: sealed with it, as every other file."""


def assemble(recipe: Recipe, show: Show, clearance: Clearance, brief: Brief, digital_source_type: str) -> Take:
    """Give the steps' files their names in a folder beside the version's.

    Files are linked where the disk can and copied where it can't or where sealing will rewrite them. What an earlier
    run left half put together is thrown away: it holds nothing that the store does not.

    Raises:
        StepFailedError: A step did not leave the files that it promised.
        BadInputError: The disk is full, or the folder can't be written.
    """
    version = recipe.version
    folder = part_folder(show, recipe.shot, version)
    with spoken_errors(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        files = tuple(_place(recipe, show, folder))
    return Take(
        folder=folder,
        show=show.name,
        shot=recipe.shot,
        version=version,
        kind=recipe.kind,
        engine=f"{recipe.engine} {recipe.engine_version}",
        rate=recipe.rate,
        frames=recipe.frames,
        handles=recipe.handles,
        seed=recipe.seed,
        recipe=recipe.to_json(),
        clearance=clearance.to_json(),
        understood=tuple(reading.model_dump() for reading in brief.understood),
        assumed=tuple(reading.model_dump() for reading in brief.assumed),
        not_understood=brief.not_understood,
        digital_source_type=digital_source_type,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        files=files,
    )


def with_notes(take: Take, notes: Mapping[str, Any]) -> Take:
    """Return a take that is not sealed yet with a file that says which notes on an earlier version it answers.

    Raises:
        BadInputError: The disk is full, or the folder can't be written.
    """
    path = take.folder / NOTES
    with spoken_errors(path):
        write_atomically(path, json.dumps(notes, indent=1, ensure_ascii=False) + "\n")
    return take.with_files((*take.files, TakeFile(NOTES, "notes", sha256_of_file(path))))


def _place(recipe: Recipe, show: Show, folder: Path) -> Iterator[TakeFile]:
    folders = folders_of(recipe, show.work)
    for step in recipe.steps:
        there = folders[step.name]
        hashes = (there.record() or {}).get("files", {})
        if not there.is_done():
            raise StepFailedError(
                f"Step {step.name} is not whole any more: {there.path} was changed while the take was made. Run the same command "
                "again: what is missing is made anew."
            )
        for publish in step.publishes:
            promised = sorted(name for name in hashes if is_one_of(name, publish.pattern))
            found = [name for name in promised if (there.path / name).is_file()]
            if not found or len(found) != len(promised):
                raise StepFailedError(
                    f"Step {step.name} left {len(found)} of {len(promised)} {publish.pattern} in {there.path}. Run the same command "
                    "again; if that does not help, delete that folder first."
                )
            for name in found:
                source = there.path / name
                path = _named(recipe, publish, source)
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                _bring(source, target, copy=publish.role in SEALED_IN_PLACE)
                yield TakeFile(path, publish.role, hashes[name]["sha256"])


def is_one_of(name: str, pattern: str) -> bool:
    """Say whether a pattern means a file, ``*`` being within one folder as in a glob."""
    parts, patterns = name.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


def _named(recipe: Recipe, publish: Publish, source: Path) -> str:
    name, *rest = source.name.split(".")
    frame = rest[0] if len(rest) > 1 and rest[0].isdigit() else ""
    return publish.to.format(
        show=recipe.show, shot=recipe.shot, version=recipe.version, frame=frame, name=name, file=source.name
    )


def _bring(source: Path, target: Path, *, copy: bool) -> None:
    if not copy:
        try:
            os.link(source, target)
        except OSError:
            copy = True
    if copy:
        shutil.copyfile(source, target)


def part_folder(show: Show, shot: str, version: str) -> Path:
    """Return the folder in which a version is put together."""
    folder = show.version_folder(shot, version)
    return folder.with_name(f"{folder.name}.part")


def write_record(take: Take, brief: Brief) -> None:
    """Write ``take.json``, and the brief as it was resolved beside it.

    Raises:
        BadInputError: The disk is full, or the folder can't be written.
    """
    with spoken_errors(take.folder):
        write_atomically(take.folder / "brief.json", json.dumps(brief.model_dump(mode="json"), indent=1))
        write_atomically(take.folder / "take.json", json.dumps(take.to_json(), indent=1, ensure_ascii=False))


def hand_over(take: Take, show: Show) -> Take:
    """Rename the folder to the version's: from here on it is a take.

    Raises:
        BadInputError: The version is there already, or the folder can't be renamed.
    """
    folder = show.version_folder(take.shot, take.version)
    with spoken_errors(folder):
        take.folder.rename(folder)
    return Take.load(folder / "take.json")
