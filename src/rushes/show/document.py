"""YAML that a person wrote, read strictly: what is ambiguous or dangerous is an error in words."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import yaml

from rushes.errors import BadInputError

LARGEST_BYTES = 256 * 1024
"""Largest document [bytes]: a hundred times the longest brief we have seen."""

DEEPEST = 12
"""Deepest nesting; ours is three."""

_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18}|[0-9]{1,18})(?:[eE][-+]?[0-9]{1,3})?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_BOOLS = {"true": True, "True": True, "false": False, "False": False}
_NULLS = {"", "~", "null", "Null", "NULL"}


def read_document(path: Path) -> dict[str, Any]:
    """Read a YAML file whose top level is a list of fields.

    Numbers are read as YAML 1.2 reads them: ``020_0150`` stays a text, ``no`` stays the word.

    Raises:
        BadInputError: The file can't be read, is not YAML, or holds what has no place in a document by hand:
            a field given twice, an anchor or alias, a tag, more than one document.
    """
    return parse_document(_read_text(path), path.name)


def parse_document(text: str, name: str) -> dict[str, Any]:
    """Read a YAML text; ``name`` is what errors call it.

    Raises:
        BadInputError: As ``read_document``.
    """
    try:
        node = _composed(text, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        problem = error.problem or error.context or "it can't be parsed"
        raise BadInputError(f"{name}{where}: this is not YAML ({problem}). Correct the line.") from error
    except yaml.YAMLError as error:
        raise BadInputError(
            f"{name}: this is not YAML ({str(error).splitlines()[0]}). Save it as plain text."
        ) from error
    if node is None:
        raise BadInputError(f"{name} is empty. Write its fields, one a line, as name: value.")
    if not isinstance(node, yaml.MappingNode):
        raise BadInputError(f"{name} does not hold fields. Write them one a line, as name: value.")
    return _mapping(node, name, "", 0)


def _composed(text: str, name: str) -> yaml.Node | None:
    """Return a text's one node: read in C where that is there, in Python for the words of what is wrong with it."""
    try:
        return _composed_by(_QUICK, text, name)
    except (yaml.YAMLError, UnicodeEncodeError):
        return _composed_by(yaml.SafeLoader, text, name)


def _composed_by(loader: Any, text: str, name: str) -> yaml.Node | None:  # noqa: ANN401 - a class of PyYAML
    _refuse_references(text, name, loader)
    node: yaml.Node | None = yaml.compose(text, Loader=loader)
    return node


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise BadInputError(f"{path} does not exist. Check the path.") from error
    except IsADirectoryError as error:
        raise BadInputError(f"{path} is a folder. Give the path of a YAML file.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInputError(f"{path} can't be read ({reason}). Check the path and its permissions.") from error
    if len(data) > LARGEST_BYTES:
        raise BadInputError(f"{path} is larger than {LARGEST_BYTES // 1024} KiB. Is it the right file?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path} is not UTF-8 text (byte {error.start}). Save it again as UTF-8.") from error


def _refuse_references(text: str, name: str, loader: Any) -> None:  # noqa: ANN401 - a class of PyYAML
    depth = documents = 0
    for event in yaml.parse(text, Loader=loader):
        where = f"{name}, line {_line(event)}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadInputError(f"{where}: anchors (&) and aliases (*) are not allowed. Write the value itself.")
        if getattr(event, "tag", None):
            raise BadInputError(f"{where}: tags (!) are not allowed. Write the value itself.")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise BadInputError(f"{where}: a second document starts here. Keep one document a file.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise BadInputError(f"{where}: the fields are nested too deep.")
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line(event: yaml.Event) -> int:
    return 1 + (event.start_mark.line if event.start_mark else 0)


def _mapping(node: yaml.MappingNode, name: str, inside: str, depth: int) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in node.value:
        where = f"{name}, line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise BadInputError(f"{where}: a field's name has to be a word.")
        _check_text(key.value, where)
        field = f"{inside}{key.value}"
        if key.value in fields:
            raise BadInputError(f'{where}: "{field}" is given twice. Keep one of them.')
        fields[key.value] = _value(value, name, f"{field}.", depth + 1)
    return fields


def _value(node: yaml.Node, name: str, inside: str, depth: int) -> Any:  # noqa: ANN401 - any value that YAML can hold
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, name, inside, depth)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, name, inside, depth + 1) for item in node.value]
    text = str(node.value)
    _check_text(text, f"{name}, line {node.start_mark.line + 1}")
    quoted = isinstance(node, yaml.ScalarNode) and bool(node.style)
    return text if quoted else plain_scalar(text)


def _check_text(text: str, where: str) -> None:
    """Stop at half a character, which an escape can write: no file, no hash and no page could take it."""
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInputError(f"{where}: a text holds half a character (a lone surrogate). Write the character itself.")


def plain_scalar(text: str) -> str | int | float | bool | None:
    """Return what an unquoted YAML 1.2 scalar stands for."""
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and not _LEADING_ZERO.match(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
