"""``rushes studio drain``: let what runs end, and begin nothing more, before an upgrade."""

from __future__ import annotations

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("drain")
@click.argument("node", required=False)
@click.option("--no-wait", is_flag=True, help="Ask for it, and don't wait until it is so; not with NODE.")
@json_option
def command(node: str | None, no_wait: bool, as_json: bool) -> None:
    """Have the supervisor begin nothing more, wait until what it runs has ended and it has left. What waits goes on with the next `rushes studio run`.

    With NODE (its name, address, or how its id begins), a machine of the Ray cluster takes no more tasks, and what it runs ends there; the others go on.
    """
    from rushes.errors import BadInputError
    from rushes.studio.config import load_studio
    from rushes.studio.drain import drain_node, drain_studio

    studio = load_studio()
    told = lambda words: click.echo(words, err=True)  # noqa: E731 - a name for both
    if node is None:
        supervised = drain_studio(studio, told, wait=not no_wait)
        click.echo(
            "It has left."
            if supervised and not no_wait
            else "It leaves."
            if supervised
            else "Nobody supervises: there is nothing to drain."
        )
        if as_json:
            print_json({"studio": studio.name, "supervised": supervised})
        return
    if no_wait:
        raise BadInputError(
            "--no-wait is for the supervisor: a machine is waited for, since what it runs is lost when it is stopped before."
        )
    if studio.executor == "local":
        raise BadInputError(
            f"This studio has no cluster, so there is no machine {node} in it. Without a name the supervisor is drained."
        )
    from rushes.studio.ray_executor import address_of

    name = drain_node(address_of(studio.executor), node, told)
    click.echo(f"{name} runs nothing any more, and Ray ends there.")
    if as_json:
        print_json({"studio": studio.name, "node": name})
