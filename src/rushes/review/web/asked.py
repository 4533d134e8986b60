"""What somebody asks for in the form, as the brief's own YAML: read by the same reader, and kept inside the show's folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from pydantic import BaseModel as Model

from rushes.brief import Brief, brief_from_text, read_brief
from rushes.brief.fields import all_fields
from rushes.errors import BadInputError
from rushes.show import Show, parse_document

LISTS_OF_PATHS = frozenset({"use.references", "finish.references", "finish.adapters"})
LONGEST_FIELD = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, as a brief and as the YAML that it was read from."""

    brief: Brief
    yaml: str


def read_asked(show: Show, *, shot: str, kind: str, text: str, fields: Mapping[str, str]) -> Asked:
    """Read what a form holds, as ``rushes make`` reads a file.

    Args:
        show: Where it belongs; pictures are named from its folder.
        shot: As 020_0150.
        kind: Of the brief; found in the words when empty.
        text: Plain words.
        fields: Values by dotted names, each as one writes it in YAML; empty ones are left out.

    Raises:
        BadInputError: As ``read_brief``, or a picture lies outside of the show's folder.
    """
    document: dict[str, Any] = {"kind": kind or _kind_of(show, shot, text), "shot": shot}
    if text.strip():
        document["text"] = text.strip()
    for name, written in fields.items():
        if written.strip():
            _put(document, name, _value(show, name, written))
    whole = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    with tempfile.TemporaryDirectory(prefix="rushes-ask-") as folder:
        path = Path(folder) / "brief.yaml"
        path.write_text(whole, encoding="utf-8")
        try:
            brief = read_brief(path, rate=show.rate)
        except BadInputError as error:
            raise BadInputError(str(error).replace(f"{path}: ", "").replace(str(path), "The brief")) from error
    for picture in _paths(brief):
        if not picture.resolve().is_relative_to(show.folder.resolve()):
            raise BadInputError(
                f"{picture.name} lies outside of the show's folder. Put it into the show, and name it from there."
            )
    return Asked(brief, whole)


def _kind_of(show: Show, shot: str, text: str) -> str:
    if not text.strip():
        raise BadInputError("Say what is asked, in plain words; or choose a kind and fill in its fields.")
    return brief_from_text(text, shot, show.rate).kind


def _put(document: dict[str, Any], name: str, value: object) -> None:
    section, _, leaf = name.rpartition(".")
    (document.setdefault(section, {}) if section else document)[leaf] = value


def _value(show: Show, name: str, written: str) -> object:
    field = all_fields().get(name)
    if field is None or name in {"kind", "shot", "text"}:
        raise BadInputError(
            f"{name[:60]} is no field of a brief. Load the page again: its fields are those that there are."
        )
    if len(written) > LONGEST_FIELD:
        raise BadInputError(f"{name} is longer than {LONGEST_FIELD:,} letters. Shorten it.")
    if field.kind == "path":
        return _within(show, written.strip())
    if field.kind in {"text", "choice"} and name not in LISTS_OF_PATHS:
        return written.strip()
    indented = "\n".join(f"  {line}" for line in written.splitlines())
    value = parse_document(f"value:\n{indented}\n", name)["value"]
    if field.kind == "names" and isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if name in LISTS_OF_PATHS and isinstance(value, list):
        return [_within(show, str(one)) for one in value]
    return value


def _within(show: Show, written: str) -> str:
    """Return a picture's path, which is given from the show's folder, as one from anywhere.

    Raises:
        BadInputError: It leads out of the folder.
    """
    path = PurePosixPath(written)
    if path.is_absolute() or ".." in path.parts or written.startswith("~") or "\\" in written or "\0" in written:
        raise BadInputError(
            f"Name pictures and files from the show's folder, as plates/street.exr; {written[:80]} is another place."
        )
    there = (show.folder / path).resolve()
    if not there.is_relative_to(show.folder.resolve()):
        raise BadInputError(
            f"{written[:80]} leads out of the show's folder. Put the file itself into the show, and name it from there."
        )
    return str(show.folder / path)


def _paths(value: object) -> Iterator[Path]:
    """Yield every path that a brief holds, however deep."""
    if isinstance(value, Path):
        yield value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _paths(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _paths(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _paths(one)
