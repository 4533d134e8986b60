"""``rushes deliver``: hand circled takes over as a client wants them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.delivery import Profile
    from rushes.delivery.deliver import Package
    from rushes.show import Show


@click.command("deliver")
@click.argument("out", metavar="[OUT]", required=False, type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", help="What the client wants; --list shows which there are.")
@click.option(
    "--shot",
    "shots",
    multiple=True,
    help="A shot (its newest circled version), or SHOT/v002; every circled shot without.",
)
@click.option(
    "--cut",
    "cut_path",
    type=click.Path(path_type=Path),
    help="An editor's cut (.otio, .edl): what it shows is delivered.",
)
@click.option("--note", default="", help="What you say of it, for the table.")
@click.option("--list", "listing", is_flag=True, help="List the profiles and deliver nothing.")
@show_option
@json_option
def command(
    out: Path | None,
    profile_name: str | None,
    shots: tuple[str, ...],
    cut_path: Path | None,
    note: str,
    listing: bool,
    show_folder: Path,
    as_json: bool,
) -> None:
    """Put circled takes into the new folder OUT, as --profile asks.

    Each take has to be circled, sealed, untouched, and agreed to as of now, and has to have what the profile asks for. Every
    file is read back and compared with its source before OUT appears. What is refused leaves nothing but a line in the
    ledger. Stopped, it goes on where it was when you run it again.

    With --cut the takes are those that the cut shows, with the frames that it shows and the profile's handles; the cut goes along
    with the takes as its media and the notes as markers. What it shows besides is told.
    """
    from rushes.delivery.shelf import find_profile, profiles_of
    from rushes.plugins import delivery_profiles
    from rushes.show import Show

    show = Show.load(show_folder)
    known = profiles_of(show, delivery_profiles())
    if listing:
        _list(known, as_json=as_json)
        return
    if profile_name is None or out is None:
        raise click.UsageError("Say by which profile and where to: rushes deliver --profile NAME --show SHOW OUT")
    profile = find_profile(profile_name, known)
    package = _delivered(show, profile, out, shots, cut_path, note)
    _say(package)
    if as_json:
        print_json({"package": str(package.folder), "said": list(package.said), **package.record})


def _delivered(show: Show, profile: Profile, out: Path, shots: tuple[str, ...], cut: Path | None, note: str) -> Package:
    from rushes.cli.bar import Bar
    from rushes.delivery.deliver import deliver

    with Bar() as bar:
        return deliver(show, profile, out, asked=shots, cut=cut, note=note, progress=bar)


def _say(package: Package) -> None:
    takes = package.record["takes"]
    files = sum(len(take["files"]) for take in takes) + len(package.record["files"])
    click.echo(
        f"{package.folder}: {len(takes)} {'take' if len(takes) == 1 else 'takes'}, {files} files, all read back."
    )
    for take in takes:
        click.echo(
            f"  {take['shot']} {take['version']}  {take['first_frame']}-{take['last_frame']}  {len(take['files'])} files"
        )
    click.echo(f"  checksums  {package.record['checksums']}")
    for words in package.said:
        click.echo(f"  note: {words}")


def _list(known: dict[str, Profile], *, as_json: bool) -> None:
    for name, profile in known.items():
        click.echo(f"{name:<20} {profile.title}")
        for asked in profile.deliverables:
            click.echo(f"    {asked.kind:<6} {asked.name.text}")
    if as_json:
        print_json({"profiles": [profile.model_dump(mode="json") for profile in known.values()]})
