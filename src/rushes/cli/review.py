"""``rushes review``: a show's review room, in a browser."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("review")
@click.argument("show_folder", metavar="SHOW", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), help="Which port; 8321, or a free one when that is taken.")
@click.option("--team", is_flag=True, help="Serve a team with the studio's own sign-in, as SHOW/review/team.yaml says.")
@click.option("--open", "opens", is_flag=True, help="Open the page in this machine's browser.")
def command(show_folder: Path, port: int | None, team: bool, opens: bool) -> None:
    """Open the review room of SHOW: play takes, write notes, decide, ask for more.

    It answers on this machine alone, to whoever has the address that is printed. Ctrl-C closes it; jobs that it started go on.
    """
    from rushes.errors import BadInputError
    from rushes.review.web.serving import serve_locally, serve_team
    from rushes.show import Show

    if team:
        if port is not None or opens:
            raise BadInputError("A team's port and address stand in review/team.yaml: leave --port and --open out.")
        serve_team(Show.load(show_folder), told=lambda address: click.echo(f"Review room  {address}"))
        return

    def told(address: str) -> None:
        click.echo(f"Review room  {address}")
        click.echo("The address is the key to it: give it to nobody. Ctrl-C closes the room.")
        if opens:
            click.launch(address)

    serve_locally(Show.load(show_folder), port=port, told=told)
