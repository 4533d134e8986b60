"""How a command gets the key that signs: from a file and its passphrase, or from a device or service."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rushes.errors import BadInputError

if TYPE_CHECKING:
    from rushes.clearance.records.keys import Signer

Command = TypeVar("Command", bound=Callable[..., Any])


def passphrase_option(command: Command) -> Command:
    """Add ``--passphrase-file``."""
    return click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path),
        help="A file whose first line opens the key; else RUSHES_PASSPHRASE, or a question.",
    )(command)


def key_options(command: Command) -> Command:
    """Add ``--key``, ``--passphrase-file`` and ``--signer``."""
    command = click.option(
        "--signer", "signer_name", help="Instead of --key: module:function of a key in a device or service."
    )(command)
    command = passphrase_option(command)
    return click.option(
        "--key", "key_file", type=click.Path(path_type=Path), help="The key that signs, from `rushes consent key`."
    )(command)


def signer_of(key_file: Path | None, passphrase_file: Path | None, signer_name: str | None) -> Signer:
    """Return the signer that the options name.

    Raises:
        BadInputError: Neither a key nor a signer was given, or both, or it can't be opened.
    """
    from rushes.clearance.records.keys import load_signer, open_key

    if (key_file is None) == (signer_name is None):
        raise BadInputError("Give the key that signs as --key FILE, or --signer module:function, and not both.")
    if signer_name is not None:
        return load_signer(signer_name)
    assert key_file is not None  # noqa: S101 # one of the two is given
    return open_key(key_file, passphrase_of(passphrase_file))


def passphrase_of(file: Path | None, *, new: bool = False) -> str:
    """Return the passphrase from a file, from ``RUSHES_PASSPHRASE``, or from the person at the keyboard.

    Args:
        file: A file whose first line it is.
        new: Whether it is for a new key, and so is asked for twice.

    Raises:
        BadInputError: The file can't be read.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except OSError as error:
            raise BadInputError(
                f"The passphrase file {file} can't be read ({error.strerror}). Check its name."
            ) from error
        except UnicodeDecodeError as error:
            raise BadInputError(f"The passphrase file {file} is no UTF-8 text. Save it as text.") from error
    if word := os.environ.get("RUSHES_PASSPHRASE"):
        return word
    return str(click.prompt("Passphrase of the key", hide_input=True, confirmation_prompt=new, err=True))
