"""The command reference, generated from the command line itself."""

from __future__ import annotations

import click

from rushes.cli import COMMANDS, group

HELP: list[str] = group.context_settings["help_option_names"]
"""How help is asked for. A command remembers what it was first asked by, so that every context here has to say it."""


def command_reference() -> str:
    """Return ``docs/commands.md``."""
    parts = ["# Commands\n", "Generated from the command line by `make docs`.\n", _block(group, "rushes")]
    for name in COMMANDS:
        context = click.Context(group, info_name="rushes", help_option_names=HELP)
        command = group.get_command(context, name)
        if command is None:
            continue
        parts.append(f"## rushes {name}\n")
        parts.append(_block(command, name, context))
        if isinstance(command, click.Group):
            inner = click.Context(command, info_name=name, parent=context)
            for child in command.list_commands(inner):
                nested = command.get_command(inner, child)
                if nested is not None:
                    parts.append(f"### rushes {name} {child}\n")
                    parts.append(_block(nested, child, inner))
    parts.append(
        "## Exit codes\n\n| code | meaning |\n|--:|---|\n| 0 | done |\n| 2 | bad input |\n| 3 | refused |\n"
        "| 4 | escalate: a person has to decide |\n| 5 | a check, a step or a verification failed, or it was "
        "cancelled |\n"
    )
    return "\n".join(parts)


def _block(command: click.Command, name: str, parent: click.Context | None = None) -> str:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=100, max_content_width=100, help_option_names=HELP
    )
    return f"```\n{command.get_help(context)}\n```\n"
