"""Our own command lines, as somebody wrote them into a file: parsed, not run."""

from __future__ import annotations

import click

from rushes.cli import group


def parsed(arguments: list[str]) -> click.Context:
    """Parse a command of ours without running it, down to the last option."""
    command: click.Command = group
    above = context = click.Context(group, **group.context_settings)
    while isinstance(command, click.Group):
        name, *arguments = arguments
        found = command.get_command(context, name)
        assert found is not None, name
        above, command, context = context, found, click.Context(found, parent=context)
    return command.make_context(command.name, arguments, parent=above)
