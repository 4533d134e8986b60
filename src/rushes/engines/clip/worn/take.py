"""Which take somebody in a scene wears: found in the show, whole, cleared, and the one that was sealed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.scene import Character, Scene, Wears
from rushes.canonical import sha256_of_file
from rushes.engines.take import Take, TakeFile
from rushes.errors import BadInputError
from rushes.plan import InputFile

LABEL: Final = "worn"
"""How labels of what a clip reads of such a take begin."""

_VERSION: Final = re.compile(r"v\d{3,}")


def worn_take(shots: Path, wears: Wears, where: str) -> Take:
    """Return the take that somebody wears.

    Args:
        shots: The folder of the show's shots.
        wears: Which.
        where: What errors call the brief and the person.

    Raises:
        BadInputError: There is no such take, it is quarantined, of another kind, not cleared, or of several designs.
    """
    take = _named(shots, wears, where) if wears.version else _newest(shots, wears, where)
    if take.kind != "wardrobe":
        raise BadInputError(f"{where} wears {take.stem}, which is of kind {take.kind}. Name a take of kind wardrobe.")
    if take.clearance.get("verdict") != "cleared":
        raise BadInputError(
            f"{where} wears {take.stem}, which was not cleared, so nothing is made of it. Have it cleared, or name another."
        )
    if (count := len(_stages(take))) != 1:
        raise BadInputError(
            f"{where} wears {take.stem}, which holds {count} designs. Make one of them in full, and name that version."
        )
    return take


def _named(shots: Path, wears: Wears, where: str) -> Take:
    record = shots / wears.shot / wears.version / "take.json"
    if record.is_file():
        return Take.load(record)
    if (shots.parent / "quarantine" / f"{wears.shot}_{wears.version}").is_dir():
        raise BadInputError(
            f"{where} wears {wears.said}, which is in quarantine: nothing is made of it. Name a take that was sealed."
        )
    raise BadInputError(
        f"{where} wears {wears.said}, and the show has no such take. Make the clothes first, or name others."
    )


def _newest(shots: Path, wears: Wears, where: str) -> Take:
    """Return a shot's newest take of clothes; its newest of another kind where it has none of clothes."""
    there = shots / wears.shot
    versions = [one for one in there.iterdir() if _VERSION.fullmatch(one.name)] if there.is_dir() else []
    takes = [
        Take.load(one / "take.json")
        for one in sorted(versions, key=lambda one: int(one.name[1:]))
        if (one / "take.json").is_file()
    ]
    if takes:
        return next((one for one in takes[::-1] if one.kind == "wardrobe"), takes[-1])
    if any((shots.parent / "quarantine").glob(f"{wears.shot}_v*")):
        raise BadInputError(
            f"{where} wears {wears.said}, of which every take is in quarantine: nothing is made of it. Name a take that was sealed."
        )
    raise BadInputError(
        f"{where} wears {wears.said}, and the show has no such take. Make the clothes first, or name others."
    )


def completed(brief: Brief, _show: Path, shot: Path) -> Brief:
    """Return a brief with the folders of the takes that its characters wear.

    Raises:
        BadInputError: As ``worn_take``.
    """
    if not any(one.wears for one in brief.clip.characters):
        return brief

    def found(one: Character) -> Character:
        if one.wears is None:
            return one
        take = worn_take(shot.parent, one.wears, f"Shot {brief.shot}: the {one.name}")
        return replace(one, wears=replace(one.wears, version=take.version, folder=take.folder))

    scene = replace(brief.clip, characters=tuple(found(one) for one in brief.clip.characters))
    return brief.model_copy(update={"clip": scene})


def placeless(scene: Scene) -> Scene:
    """Return a scene without the folders of takes, which are somewhere else on another machine."""
    people = tuple(
        replace(one, wears=replace(one.wears, folder=None)) if one.wears else one for one in scene.characters
    )
    return replace(scene, characters=people)


def dressed(scene: Scene, folder: Path | None) -> Scene:
    """Return a scene whose characters find what they wear in the folder of the step ``dress``."""
    if folder is None:
        return scene
    people = tuple(
        replace(one, wears=replace(one.wears, folder=folder)) if one.wears else one for one in scene.characters
    )
    return replace(scene, characters=people)


def worn_files(brief: Brief) -> tuple[list[dict[str, Any]], tuple[InputFile, ...]]:
    """Return what each character wears as the step ``dress`` is told it, and the files that it reads.

    Raises:
        BadInputError: A file is missing or not the one that was sealed, the take doesn't know such a person, or the brief was made without its show.
    """
    told: list[dict[str, Any]] = []
    files: list[InputFile] = []
    for one in brief.clip.characters:
        if one.wears is None:
            continue
        where = f"Shot {brief.shot}: the {one.name}"
        if one.wears.folder is None:
            raise BadInputError(f"{where} wears {one.wears.said}, which is found in its show. Make it with --show.")
        take = Take.load(one.wears.folder / "take.json")
        number, body = _body(take, one.wears.person, where)
        stage = _whole(take, _stages(take)[0], where)
        told.append({"name": one.name, "take": take.stem, "person": number})
        files += [
            InputFile(f"{LABEL} {one.name}", stage, sha256_of_file(stage)),
            InputFile(f"{LABEL} {one.name} body", body, sha256_of_file(body)),
        ]
    return told, tuple(files)


def _stages(take: Take) -> list[TakeFile]:
    return [file for file in take.files if file.role == "scene" and file.path.endswith(".usdc")]


def _body(take: Take, person: str, where: str) -> tuple[int, Path]:
    """Return which person of a take's stage is meant, from 1, and the file that says of which measures they are."""
    bodies = {int(found[1]): file for file in take.files if (found := re.search(r"_person\.(\d+)\.json$", file.path))}
    if not bodies:
        raise BadInputError(f"{where} wears {take.stem}, which says nothing of a body. Make the clothes again.")
    if not person:
        return min(bodies), _whole(take, bodies[min(bodies)], where)
    names = {}
    for number, file in sorted(bodies.items()):
        path = _whole(take, file, where)
        names[str(json.loads(path.read_text(encoding="utf-8"))["name"])] = (number, path)
    if person not in names:
        known = ", ".join(name for name in names if name) or "nobody with a name"
        raise BadInputError(
            f"{where} wears what {person} wears in {take.stem}, where there is {known}. Name one of them, or nobody."
        )
    return names[person]


def _whole(take: Take, file: TakeFile, where: str) -> Path:
    """Return a file of a take, once it is the one that was sealed."""
    path = take.folder / file.path
    if not path.is_file() or sha256_of_file(path) != file.sha256:
        raise BadInputError(
            f"{where} wears {take.stem}, whose {file.path} is missing or not the one that was sealed. Bring it back from a copy, or make the clothes again."
        )
    return path
