"""Sizes of files as people write and read them: 200GB, 3.5 TiB."""

from __future__ import annotations

import re
from typing import Any

import click

UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40}  # fmt: skip
"""What a unit is [bytes]."""

_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)\s*")


class Size(click.ParamType[int]):
    """A size on the command line, such as 200GB; its value is in bytes."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's signature
        """Return the size [bytes]."""
        if isinstance(value, int):
            return value
        found = _SIZE.fullmatch(value)
        if found is None or found[2].lower() not in UNITS:
            self.fail(f'"{value}" is no size. Write it as 200GB, 1.5TB or 800MiB.', param, ctx)
        return int(float(found[1]) * UNITS[found[2].lower()])


def size_words(size: int) -> str:
    """Return a size [bytes] for people, in the largest unit of ten that it reaches."""
    for unit in ("TB", "GB", "MB", "kB"):
        if size >= (of := UNITS[unit.lower()]):
            return f"{size / of:.1f} {unit}"
    return f"{size} bytes"
