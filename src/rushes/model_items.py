"""The list of everything that a model was trained on, or is to be: read from YAML, each file hashed and asked what it says itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from rushes.canonical import sha256_of_file
from rushes.clearance.models import TrainingItem
from rushes.clearance.reserved import statement_of
from rushes.errors import BadInputError, RefusedError
from rushes.show import read_document


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list.

    Attributes:
        item: What a card says of it.
        file: Where it lies; None where the list names it by its SHA-256 alone.
        caption: What is to be seen in it, in words; empty where nobody says.
    """

    item: TrainingItem
    file: Path | None
    caption: str


def read_items(path: Path) -> tuple[Listed, ...]:
    """Read the list of what a model is trained on.

    Args:
        path: YAML: ``items``, each with ``file`` (from the list's folder) or ``name`` and ``sha256``, ``licence``, and where they apply ``rights``,
            ``performers``, ``leave`` and ``caption``.

    Raises:
        BadInputError: It can't be read, or a file that it names can't be.
        RefusedError: A file says itself that it may not be trained on, and nobody names its owner's leave.
    """
    fields = read_document(path)
    rows = fields.get("items")
    if set(fields) != {"items"} or not isinstance(rows, list) or not rows:
        raise BadInputError(f"{path} has to hold items: and nothing else, a list with file and licence of each.")
    return tuple(_listed(row, f"{path}, item {number}", path.parent) for number, row in enumerate(rows, 1))


def _listed(row: object, where: str, folder: Path) -> Listed:
    if not isinstance(row, dict):
        raise BadInputError(f"{where}: it has to have fields: file and licence.")
    fields, file = dict(row), None
    caption = fields.pop("caption", "")
    if not isinstance(caption, str):
        raise BadInputError(f"{where}: caption has to be words, not {caption}.")
    if "file" in fields:
        file = folder / str(fields.pop("file"))
        try:
            fields = {"name": file.name, **fields, "sha256": sha256_of_file(file)}
        except OSError as error:
            raise BadInputError(f"{where}: {file} can't be read ({error.strerror}).") from error
        _obey(file, str(fields.get("leave") or ""), where)
    try:
        return Listed(TrainingItem.model_validate(fields), file, caption.strip())
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInputError(f"{where} ({'.'.join(map(str, first['loc']))}): {first['msg']}.") from error


def _obey(file: Path, leave: str, where: str) -> None:
    """Stop at a file that says itself that it may not be trained on, unless its owner's leave is named."""
    said = statement_of(file).training
    if said and not leave.strip():
        raise RefusedError(
            f"{where}: {file.name} says itself that it may not be trained on ({said}). Train without it, or write under leave: where its "
            "owner's leave stands."
        )
