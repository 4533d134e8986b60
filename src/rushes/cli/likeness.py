"""``rushes likeness``: whose face is known, and who is in a picture."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rushes.clearance.likeness.index import FaceIndex, Who
    from rushes.clearance.records.performer import Performer
    from rushes.show import Show


@click.group("likeness")
def command() -> None:
    """Enrol faces, look for them in pictures, and forget them."""


@command.command("enrol")
@click.argument("performer")
@click.argument("pictures", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--voice",
    "voices",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A WAV of their voice; its network is installed apart (docs/likeness.md).",
)
@click.option(
    "--evidence", required=True, help="What allows it: the consent's id, or the signed release and where it lies."
)
@show_option
@json_option
def enrol(
    performer: str,
    pictures: tuple[Path, ...],
    voices: tuple[Path, ...],
    evidence: str,
    show_folder: Path,
    as_json: bool,
) -> None:
    """Keep templates of PERFORMER (an id in the show's register), made from PICTURES with one person alone.

    The pictures themselves are not kept.
    """
    from rushes.clearance.likeness.faces import RECOGNISER
    from rushes.clearance.likeness.portrait import check_one_person, portrait
    from rushes.enrolled import open_vault
    from rushes.errors import BadInputError
    from rushes.show import Show

    show = Show.load(show_folder)
    who = _performer(show, performer)
    if not pictures and not voices:
        raise BadInputError("Give at least one picture, or a recording with --voice.")
    faces = [portrait(picture) for picture in pictures]
    check_one_person(pictures, faces)
    heard = _voices(voices)
    vault = open_vault(show)
    now = datetime.now(UTC)
    others = _also_like(vault.faces(RECOGNISER), faces, performer) if faces else ()
    if faces:
        vault.add(who, faces, model=RECOGNISER, evidence=evidence, now=now)
    if heard:
        from rushes.clearance.likeness.voices import MODEL

        vault.add(who, heard, modality="voice", model=MODEL, evidence=evidence, now=now)
    click.echo(f"{performer}: {len(faces)} face(s) and {len(heard)} voice(s) enrolled in {vault.path}")
    if others:
        click.echo(
            f"Note: this face is also like that of {', '.join(others)}. If they are not twins, one of them is enrolled under the "
            "wrong id.",
            err=True,
        )
    if as_json:
        print_json({"performer": performer, "faces": len(faces), "voices": len(heard), "also_like": list(others)})


@command.command("scan")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@show_option
@json_option
def scan(path: Path, show_folder: Path, as_json: bool) -> int:
    """Say whose faces are in FILE: a picture, a movie, or any frame of a sequence. Of a WAV with one speaker: whose voice.

    Leaves with 0 when nobody is in it or everybody is known, 4 when a face or voice is unknown or not certain.
    """
    from rushes.clearance.likeness.seen import sightings, summary
    from rushes.enrolled import enrolled_faces
    from rushes.show import Show

    show = Show.load(show_folder)
    if path.suffix.lower() == ".wav":
        return _listen(path, show, as_json=as_json)
    found = sightings(path, enrolled_faces(show), rate=show.rate)
    seen = summary(found)
    for sighting in found:
        left, top, width, height = sighting.face.box
        click.echo(
            f"picture {sighting.frame}: {width:.0f}x{height:.0f} at {left:.0f}, {top:.0f}: {_words(sighting.who)}"
        )
    if not found:
        click.echo(f"No face was found in {path}.")
    if as_json:
        record = seen.model_dump(mode="json")
        faces = [
            {
                "picture": sighting.frame,
                "box": [round(side, 1) for side in sighting.face.box],
                "score": round(sighting.face.score, 3),
                "matched": list(sighting.who.matched),
                "uncertain": list(sighting.who.uncertain),
            }
            for sighting in found
        ]
        print_json({"file": str(path), **record, "found": faces})
    return 4 if seen.unknown or seen.uncertain else 0


@command.command("list")
@show_option
@json_option
def list_enrolled(show_folder: Path, as_json: bool) -> None:
    """List who is enrolled, since when, and what allows it."""
    from rushes.enrolled import open_vault
    from rushes.show import Show

    show = Show.load(show_folder)
    templates = open_vault(show).templates()
    for template in templates:
        click.echo(f"{template.performer}  {template.modality}  {template.enrolled_at}  {template.evidence}")
    if not templates:
        click.echo(f"Nobody is enrolled in {show.name}.")
    if as_json:
        listed = [
            {
                "performer": template.performer,
                "modality": template.modality,
                "model": template.model,
                "enrolled_at": template.enrolled_at,
                "evidence": template.evidence,
            }
            for template in templates
        ]
        print_json({"templates": listed})


@command.command("forget")
@click.argument("performer", required=False)
@click.option("--everybody", is_flag=True, help="Delete the whole vault and its keys: at the production's end.")
@show_option
@json_option
def forget(performer: str | None, everybody: bool, show_folder: Path, as_json: bool) -> None:
    """Delete every template of PERFORMER, and change the key, so that older copies of the vault can't be opened."""
    from rushes.enrolled import open_vault
    from rushes.errors import BadInputError
    from rushes.show import Show

    if (performer is None) == (not everybody):
        raise BadInputError("Name the performer to forget, or say --everybody, and not both.")
    show = Show.load(show_folder)
    vault = open_vault(show)
    if performer is None:
        vault.destroy()
        click.echo(f"The vault of {show.name} and its keys are deleted.")
    else:
        gone = vault.forget(performer)
        click.echo(f"{performer}: {gone} template(s) deleted, and the vault has a new key.")
    click.echo("Copies of keys that a backup holds are not reached from here: have them deleted there.")
    if as_json:
        print_json({"forgotten": performer, "everybody": everybody})


@command.command("rotate")
@show_option
@json_option
def rotate(show_folder: Path, as_json: bool) -> None:
    """Write the vault under a new key and delete the old one."""
    from rushes.enrolled import open_vault
    from rushes.show import Show

    show = Show.load(show_folder)
    vault = open_vault(show)
    vault.rotate()
    click.echo(f"{vault.path} has a new key in {vault.keys}.")
    if as_json:
        print_json({"vault": str(vault.path)})


def _listen(path: Path, show: Show, *, as_json: bool) -> int:
    from rushes.clearance.likeness.voices import MODEL, embed
    from rushes.enrolled import open_vault

    who = open_vault(show).voices(MODEL).who(embed(path))
    click.echo(f"{path}: {_words(who)}")
    if as_json:
        print_json({"file": str(path), "matched": list(who.matched), "uncertain": list(who.uncertain)})
    return 0 if who.matched else 4


def _performer(show: Show, performer: str) -> Performer:
    """Return the performer's record in the show's register.

    Raises:
        BadInputError: There is none that counts.
    """
    from rushes.clearance.records.loading import load_registry
    from rushes.errors import BadInputError

    registry = load_registry(show.consents, desk=show.clearance_desk, now=datetime.now(UTC))
    if performer not in registry.performers:
        raise BadInputError(
            f'"{performer}" is nobody in the register of {show.name}, and of strangers nothing is kept. Enrol them first: rushes '
            f"performer enrol {performer} --show {show.folder}"
        )
    return registry.performers[performer]


def _voices(paths: tuple[Path, ...]) -> list[NDArray[np.float32]]:
    if not paths:
        return []
    from rushes.clearance.likeness.voices import embed

    return [embed(path) for path in paths]


def _also_like(index: FaceIndex, faces: list[NDArray[np.float32]], performer: str) -> tuple[str, ...]:
    near = {
        match.performer
        for face in faces
        for match in index.like(face)
        if match.band == "same" and match.performer != performer
    }
    return tuple(sorted(near))


def _words(who: Who) -> str:
    if who.matched:
        return who.matched[0]
    if who.uncertain:
        return f"perhaps {' or '.join(who.uncertain)}"
    return "like nobody enrolled"
