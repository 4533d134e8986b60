"""``rushes quarantine``: takes that may not be handed over, what each is held for, and a person's word that it is nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option
from rushes.cli.signing_key import key_options, signer_of

if TYPE_CHECKING:
    from rushes.set_aside import Find

_WHY = {
    "stranger": "like nobody enrolled, brought by nobody",
    "enrolled": "is, or may be, {who}: bring their consent",
    "drawn": "drawn by a brought model, like nobody enrolled",
}


@click.group("quarantine")
def command() -> None:
    """Takes that are held because of a face: what it looks like, and whether it is one."""


@command.command("list")
@show_option
@json_option
def list_takes(show_folder: Path, as_json: bool) -> None:
    """List the takes that were set aside, and why."""
    from rushes.set_aside import set_aside
    from rushes.show import Show

    takes = set_aside(Show.load(show_folder))
    for take in takes:
        click.echo(f"{take.folder.name}  {take.kind}, made {take.created}")
        for finding in take.findings:
            if not finding.ok:
                click.echo(f"    {finding.check}: {finding.detail}")
    if not takes:
        click.echo("Nothing lies in quarantine.")
    if as_json:
        print_json({"quarantined": [{"name": take.folder.name, "recipe": take.recipe["sha256"]} for take in takes]})


@command.command("show")
@click.argument("name", metavar="TAKE")
@show_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A folder for pictures of each find: its frame with the box in it, and close.",
)
@json_option
def show_take(name: str, show_folder: Path, out: Path | None, as_json: bool) -> None:
    """Show every face that TAKE is held for: where, how surely, whose it may be, and pictures of it with --out.

    The pictures may show somebody who has not agreed: they are for whoever decides, and not to be shown or handed on.
    """
    from rushes.find_pictures import draw_finds
    from rushes.set_aside import finds_in, taken_aside
    from rushes.show import Show

    show = Show.load(show_folder)
    take = taken_aside(show, name)
    finds = finds_in(take, show, datetime.now(UTC))
    for find in finds:
        click.echo(_told(find))
    if not finds:
        click.echo("Nothing is found in it any more that it would be held for. Make it again.")
    pictures = draw_finds(take, finds, out) if out is not None else ()
    for path in pictures:
        click.echo(f"Picture  {path}")
    if pictures:
        click.echo("They may show somebody who has not agreed: delete them when you have looked.")
    open_finds = [find.number for find in finds if find.why == "stranger" and not find.decided]
    if open_finds:
        chosen = " ".join(f"--find {number}" for number in open_finds)
        click.echo(
            f"If you see nobody: rushes quarantine nobody {name} {chosen} --what smoke --by ... --role clearance --why ... --expires ... --key ... --show ..."
        )
    if as_json:
        print_json({"finds": [_in_json(find) for find in finds], "pictures": [str(path) for path in pictures]})


@command.command("nobody")
@click.argument("name", metavar="TAKE")
@click.option(
    "--find",
    "numbers",
    type=int,
    multiple=True,
    required=True,
    help="Which find was looked at, by its number; again for more.",
)
@click.option("--what", required=True, help="What it is instead: smoke, dust, fire, rubble, foliage, cloth or object.")
@click.option("--by", "decided_by", required=True, help="Who looked.")
@click.option("--role", required=True, help="As what: clearance or counsel.")
@click.option("--why", required=True, help="Why it is nobody, in their words.")
@click.option(
    "--expires",
    required=True,
    help="Until when takes may be sealed on it: a day, 2027-03-31, or a moment with its time zone.",
)
@key_options
@show_option
@json_option
def nobody(name: str, show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Sign that finds of TAKE are nobody's face. Make the brief again, and the take is sealed if nothing else holds it.

    The decision is for this very recipe, these frames' bytes and these boxes. A face that is, or may be, somebody enrolled is not to be
    decided about, and neither is one that a brought model drew.
    """
    from rushes.errors import BadInputError
    from rushes.set_aside import Nobody, decide_nobody, finds_in, taken_aside
    from rushes.show import Show
    from rushes.written_decisions import check_to_come, last_moment

    show, now, expires_at = Show.load(show_folder), datetime.now(UTC), last_moment(asked["expires"])
    check_to_come(expires_at, now)
    take = taken_aside(show, name)
    signer = signer_of(asked["key_file"], asked["passphrase_file"], asked["signer_name"])
    finds = {find.number: find for find in finds_in(take, show, now)}
    strange = [number for number in asked["numbers"] if number not in finds]
    if strange:
        raise BadInputError(
            f"{name} has no find {strange[0]}. `rushes quarantine show {name}` shows the {len(finds)} that it has."
        )
    chosen = [finds[number] for number in dict.fromkeys(asked["numbers"])]
    said = Nobody(asked["what"], asked["decided_by"], asked["role"], asked["why"], now, expires_at, signer.did)
    decided, path = decide_nobody(take, show, chosen, said, signer)
    left = [find.number for find in finds.values() if find not in chosen and not find.decided]
    click.echo(
        f"{len(chosen)} find(s) of {name} are {decided.what} and nobody, as {decided.decided_by} ({decided.role}) signed, until {decided.expires_at:%d %B %Y %H:%M} UTC."
    )
    click.echo(f"Record  {path}")
    click.echo(
        f"Still held for: find {', '.join(map(str, left))}."
        if left
        else "Nothing else holds it. Make the brief again to have it sealed."
    )
    if as_json:
        print_json({"decision": decided.id, "file": str(path), "left": left})


def _told(find: Find) -> str:
    left, top, wide, tall = (round(side) for side in find.sighting.face.box)
    who = " or ".join((*find.sighting.who.matched, *find.sighting.who.uncertain))
    covered = "".join(f"; {share:.0%} {name} over it" for name, share in find.covered.items())
    decided = f"; decided to be nobody ({find.decided})" if find.decided else ""
    return (
        f"find {find.number}  frame {find.sighting.frame}, box {wide}x{tall} px at {left},{top}, {find.sighting.face.score:.2f} sure; "
        f"{_WHY[find.why].format(who=who)}{covered}{decided}"
    )


def _in_json(find: Find) -> dict[str, Any]:
    return {
        "find": find.number,
        "frame": find.sighting.frame,
        "box": [round(side) for side in find.sighting.face.box],
        "score": round(find.sighting.face.score, 3),
        "why": find.why,
        "covered": dict(find.covered),
        "decided": find.decided,
    }
