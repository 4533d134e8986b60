"""``rushes works``: works, characters and artists that belong to somebody, and the leaves to use them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option
from rushes.cli.signing_key import key_options

if TYPE_CHECKING:
    from rushes.clearance.records.work import Leave, Work

LEAVE_ROLES = ("clearance", "counsel", "production", "estate")


@click.group("works")
def command() -> None:
    """Works, characters and artists that belong to somebody: register them, license them, compare pictures with them."""


@command.command("add")
@click.argument("title")
@click.option("--artist", is_flag=True, help="TITLE is an artist, whose style is asked about.")
@click.option("--also", "names", multiple=True, help="Another name of it; again for more.")
@click.option(
    "--picture",
    "pictures",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A picture of it, to compare references with; again for more.",
)
@click.option("--holder", default="", help="Who holds the rights.")
@click.option("--died", type=int, help="The year in which the artist died.")
@show_option
@json_option
def add(title: str, show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Register TITLE: briefs that name it are asked about, and so are references that look like its pictures."""
    from rushes.clearance.records.desk import working_desk
    from rushes.clearance.records.works import new_work, register
    from rushes.errors import BadInputError
    from rushes.provenance.events import record_work
    from rushes.show import Show

    if asked["died"] is not None and not asked["artist"]:
        raise BadInputError("--died is the year of an artist's death: give --artist with it, or leave it out.")
    marked = [(path, _marks(path)) for path in asked["pictures"]]
    show, desk = working_desk(Show.load(show_folder))
    now = datetime.now(UTC)
    kind = "artist" if asked["artist"] else "work"
    work = new_work(
        title, kind=kind, names=asked["names"], holder=asked["holder"], died=asked["died"], did=desk.did, now=now
    )
    work, file = register(show.consents, work, marked, desk=desk)
    record_work(show, work, now=now)
    click.echo(
        f"{work.title} is registered: {_kind(work)} with {len(work.pictures)} picture{'' if len(work.pictures) == 1 else 's'}."
    )
    click.echo(f"Record  {file}")
    if as_json:
        print_json({"work": work.id, "file": str(file)})


@command.command("license")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--holder", required=True, help="Who holds the rights and gave the leave.")
@click.option(
    "--shot", "shots", multiple=True, help="For which shots, as patterns such as 010_*; every shot when left out."
)
@click.option("--by", "decided_by", required=True, help="Who looked at the licence.")
@click.option("--role", required=True, type=click.Choice(LEAVE_ROLES), help="As what.")
@click.option(
    "--evidence",
    required=True,
    multiple=True,
    help="The licence: a contract's number, a letter's address; again for more.",
)
@click.option("--expires", required=True, help="Its last day, 2027-03-31, or a moment with its time zone.")
@key_options
@show_option
@json_option
def license_names(names: tuple[str, ...], show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Record that this show may use NAME: an artist's style, a work, a character. Signed, and it ends."""
    from rushes.clearance.records.desk import working_desk
    from rushes.clearance.records.work import Leave
    from rushes.clearance.records.works import new_id, record_leave
    from rushes.cli.signing_key import signer_of
    from rushes.provenance.events import record_leave as record_leave_event
    from rushes.show import Show
    from rushes.written_decisions import check_to_come, last_moment

    now, expires_at = datetime.now(UTC), last_moment(asked["expires"])
    check_to_come(expires_at, now)
    signer = signer_of(asked["key_file"], asked["passphrase_file"], asked["signer_name"])
    show, desk = working_desk(Show.load(show_folder))
    leave = Leave(
        id=new_id(),
        names=_known_as(names),
        holder=asked["holder"],
        production=show.name,
        shots=asked["shots"] or ("*",),
        decided_by=asked["decided_by"],
        role=asked["role"],
        did=signer.did,
        evidence=asked["evidence"],
        decided_at=now,
        expires_at=expires_at,
    )
    file = record_leave(show.consents, leave, signer=signer, desk=desk)
    record_leave_event(show, leave, now=now)
    click.echo(
        f"{', '.join(leave.names)} may be used in {show.name} until {expires_at:%d %B %Y %H:%M} UTC, with the leave of {leave.holder}."
    )
    click.echo(f"Record  {file}")
    if as_json:
        print_json({"leave": leave.id, "names": list(leave.names), "file": str(file)})


@command.command("list")
@show_option
@json_option
def list_works(show_folder: Path, as_json: bool) -> None:
    """List what the show registered, and the leaves that it holds."""
    from rushes.cli.register import registry_of
    from rushes.show import Show

    show, now = Show.load(show_folder), datetime.now(UTC)
    registry = registry_of(show, now)
    for work in registry.works:
        also = f", also {', '.join(work.names)}" if work.names else ""
        held = f"; rights: {work.holder}" if work.holder else ""
        click.echo(f"{work.title}{also}  {_kind(work)}, {len(work.pictures)} pictures{held}")
    for leave in registry.leaves:
        click.echo(f"leave for {', '.join(leave.names)} of {leave.holder}, {_state(leave, now)}")
    if not registry.works and not registry.leaves:
        click.echo("Nothing is registered. `rushes works add TITLE` registers a work.")
    if as_json:
        print_json(
            {
                "works": [work.model_dump(mode="json") for work in registry.works],
                "leaves": [leave.model_dump(mode="json") for leave in registry.leaves],
            }
        )


@command.command("compare")
@click.argument("picture", type=click.Path(path_type=Path))
@show_option
@json_option
def compare(picture: Path, show_folder: Path, as_json: bool) -> int:
    """Say which registered works PICTURE looks like. Exit code 4 where it looks like one."""
    from rushes.clearance.likeness.resemblance import resemblances
    from rushes.cli.register import registry_of
    from rushes.show import Show

    show = Show.load(show_folder)
    found = resemblances(picture, registry_of(show, datetime.now(UTC)).works, show.consents)
    told = {"copy": "the same picture", "part": "a part of the one is in the other", "near": "laid out alike"}
    for one in found:
        click.echo(f"{picture.name} looks like {one.title}: {told[one.how]}.")
    if not found:
        click.echo(f"{picture.name} looks like none of the registered works.")
    if as_json:
        print_json({"picture": str(picture), "like": [one.model_dump(mode="json") for one in found]})
    return 4 if found else 0


def _marks(path: Path) -> bytes:
    """Return the marks of a picture as they are kept."""
    from rushes.clearance.likeness.marks import marks_of
    from rushes.clearance.likeness.seen import sampled
    from rushes.errors import BadInputError

    pictures = [picture for _, picture in sampled(path)]
    if len(pictures) != 1:
        raise BadInputError(
            f"{path.name} moves, and marks are those of one picture. Register stills of it, with --picture for each."
        )
    return marks_of(pictures[0]).to_bytes()


def _known_as(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names as briefs are read: "picasso" is Pablo Picasso."""
    from rushes.clearance.likeness.artists import artists

    by_small = {name.casefold(): owner.name for name, owner in artists().items()}
    return tuple(dict.fromkeys(by_small.get(name.casefold().strip(), name.strip()) for name in names))


def _kind(work: Work) -> str:
    if work.kind == "work":
        return "a work"
    return "an artist" if work.died is None else f"an artist, died {work.died}"


def _state(leave: Leave, now: datetime) -> str:
    over = "over since" if leave.expires_at <= now else "until"
    return f"{over} {leave.expires_at:%d %B %Y}, for shots {', '.join(leave.shots)} ({', '.join(leave.evidence)})"
