"""The command line. Each command is a file; none is imported before it is asked for."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from rushes import __version__
from rushes.errors import RushesError

COMMANDS = {
    "init": "Start a show.",
    "make": "Make a sealed take from a brief.",
    "scene": "Turn words into a clip's brief that can be edited.",
    "plan": "Show the steps, their time, and which are done.",
    "clear": "Ask whether a brief may be made.",
    "plate": "Look at a plate: solve its camera.",
    "policy": "Read the policy packs: every rule with its source.",
    "consent": "Draft, sign, show, revoke and check consents.",
    "performer": "Enrol performers and their keys.",
    "reage": "Paint keys of a re-age, and see what was learned of them.",
    "models": "Put models on the show's shelf: what each was trained on, and whether it loads.",
    "works": "Register works that belong to somebody, and licences to use them.",
    "likeness": "Enrol faces, and say who is in a picture.",
    "desk": "See and decide what was escalated.",
    "quarantine": "Look at takes that are held because of a face, and decide.",
    "decide": "Record an exception or a waiver.",
    "strike": "Let replicas rest, everywhere, with one command.",
    "reviewer": "Enrol people who decide about takes.",
    "circle": "Circle a take: signed, and bound to its very frames.",
    "hold": "Hold a take.",
    "kill": "Kill a take.",
    "represent": "Speak for a performer about a take: approve, refuse, suspend.",
    "decisions": "See what was decided about takes.",
    "note": "Write notes on a version's frames, answer them, and say what became of them.",
    "review": "Open the review room: play, note, decide, ask.",
    "breakdown": "Show what a take is made of: a sheet, a strip, a wipe.",
    "nuke": "Write a take's composite as a Nuke script.",
    "verify": "Read a seal back and say whether it holds.",
    "identify": "Say which take a movie or a still is, by the invisible mark in it.",
    "conform": "Lay an editor's cut on the show's takes.",
    "deliver": "Hand circled takes over as a client wants them.",
    "disclosure": "Draw up credits, notices and the register of AI uses.",
    "studio": "Keep the floor: its queue and supervisor, its database, its store.",
    "jobs": "List the show's jobs.",
    "cancel": "Cancel a job.",
    "schema": "Print the JSON Schema of a brief.",
    "trust": "Hand out the certificate that our seals end at.",
    "ledger": "Check the show's ledger.",
    "export": "Hand a brief's work to a farm.",
    "calibrate": "Measure this machine for time estimates.",
    "doctor": "Find what is wrong here, and say the remedy.",
}
"""Every command with the line that ``rushes --help`` shows, so that help imports nothing."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used, so that help stays fast.

    Attributes:
        table: Its commands with their lines of help.
        modules: What the names of their modules start with, inside ``rushes.cli``.
    """

    table: Mapping[str, str] = COMMANDS
    modules = ""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which people meet them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command by its name."""
        if cmd_name not in self.table:
            return None
        module = importlib.import_module(f"rushes.cli.{self.modules}{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the list of commands without importing one of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rushes")
def group() -> None:
    """Rushes makes takes from briefs: cleared, made, checked, sealed, and provable."""


def main() -> None:
    """Run the command line and turn every expected error into one sentence and an exit code."""
    try:
        result = group.main(standalone_mode=False)
    except RushesError as error:
        fail(str(error), error.exit_code, type(error).__name__)
    except click.exceptions.Abort:
        fail("Stopped. What is finished stays; run the same command again to go on.", 5, "Abort")
    except click.ClickException as error:
        fail(error.format_message(), 2, "UsageError")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        fail(_refusal(error), 2, "OSError")
    sys.exit(result if isinstance(result, int) else 0)


def _refusal(error: OSError) -> str:
    """Return what the system refused, as a sentence; an error without a file is about our own output."""
    if error.filename is None:
        _close_output()
        return (
            f"What this command says can't be written ({error.strerror}). Make room where its output goes, and run it "
            "again: what is finished is kept."
        )
    return (
        f"{error.filename}: {error.strerror}. Check the path, its permissions and the room on its disk, and run the same "
        "command again: what is finished is kept."
    )


def _close_output() -> None:
    """Put nothing more out, not even what still waits for it: it would fail again when Python leaves."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def fail(sentence: str, exit_code: int, kind: str = "RushesError") -> None:
    """Say what went wrong (as JSON as well, with the error's kind, when it was asked for) and leave."""
    click.echo(f"rushes: {sentence}", err=True)
    if "--json" in sys.argv:
        try:
            print_json({"error": sentence, "exit_code": exit_code, "kind": kind})
        except OSError:
            _close_output()
    sys.exit(exit_code)


def print_json(record: dict[str, Any]) -> None:
    """Print one JSON object as one line: the last of the output, for machines."""
    click.echo(json.dumps(record, ensure_ascii=False, sort_keys=False))
