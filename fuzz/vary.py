"""Changing inputs as a forger or a bad disk would: in the words of their format where they have one, and byte by byte."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

import yaml

NASTY: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 2**31, 2**53 + 1, -(2**63), 10**400, 0.5, -0.0, 1e308, "", " ", "0", "1/0", "-1/3", "NaN", "inf", "../../etc/passwd",
    "/dev/zero", "C:\\x", "\0", "\ud800", "\u202e", "a" * 5000, "9" * 5000, "urn:uuid:0", "did:key:z6Mk", "2026-11-26T12:00:00Z", "9999-12-31T23:59:59+14:00",
    [], {}, [[]], [{}], {"": ""}, [None], [0] * 300, {"schema": {}}, "{x}", "%s%n", "*", "[" * 50,
)  # fmt: skip
"""Values that readers trip over."""

BYTES: Final = (b"\0", b"\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\1\0\0\0", b"\0" * 8, b"\xff" * 8, b"[" * 2000, b'{"a":' * 2000)  # fmt: skip


def vary(data: bytes, random: Random, longest: int) -> bytes:
    """Return another input, made of one: by its structure where it has one, else by its bytes."""
    if random.random() < 0.6:
        for of in (_json, _lines_of_json, _yaml):
            made = of(data, random)
            if made is not None:
                return made[:longest]
    return _bytes(data, random)[:longest]


def _json(data: bytes, random: Random) -> bytes | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return _written(_changed(value, random)) if isinstance(value, dict | list) else None


def _lines_of_json(data: bytes, random: Random) -> bytes | None:
    lines = data.splitlines()
    if not lines or not lines[0].startswith(b"{"):
        return None
    place = random.randrange(len(lines))
    made = _json(lines[place], random)
    if made is None:
        return None
    lines[place] = made
    if random.random() < 0.3:
        random.shuffle(lines)
    return b"\n".join(lines) + b"\n"


def _yaml(data: bytes, random: Random) -> bytes | None:
    """Change a YAML document and write it as JSON, which YAML can read."""
    try:
        value = yaml.safe_load(data)
    except (ValueError, RecursionError, yaml.YAMLError):
        return None
    return _written(_changed(value, random)) if isinstance(value, dict) else None


def _written(value: Any) -> bytes:
    try:
        return json.dumps(value).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return b"{}"


def _changed(value: Any, random: Random) -> Any:
    made = copy.deepcopy(value)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        places = list(_places(made))
        if not places:
            break
        holder, key = random.choice(places)
        random.choice((_replace, _replace, _remove, _double, _wrap))(holder, key, random)
    return made


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in list(items):
        yield value, key
        yield from _places(inside)


def _replace(holder: Any, key: Any, random: Random) -> None:
    holder[key] = copy.deepcopy(random.choice(NASTY))


def _remove(holder: Any, key: Any, _: Random) -> None:
    del holder[key]


def _double(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, list):
        holder.insert(random.randrange(len(holder) + 1), copy.deepcopy(holder[key]))
    else:
        holder[f"{key}{random.choice(('', 'x', '.', '/'))}"] = copy.deepcopy(random.choice(list(holder.values())))


def _wrap(holder: Any, key: Any, random: Random) -> None:
    holder[key] = [holder[key]] if random.random() < 0.5 else {str(key): holder[key]}


def _bytes(data: bytes, random: Random) -> bytes:
    made = bytearray(data or b"x")
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        made = bytearray(made or b"x")
        change: Callable[[bytearray, int, Random], None] = random.choice((_set, _set, _put, _cut, _end, _again))
        change(made, random.randrange(len(made)), random)
    return bytes(made)


def _set(made: bytearray, at: int, random: Random) -> None:
    new = random.choice((*BYTES[:8], random.randbytes(1), random.randbytes(4)))
    made[at : at + len(new)] = new


def _put(made: bytearray, at: int, random: Random) -> None:
    made[at:at] = random.choice((*BYTES, random.randbytes(3), b'"', b"\n", b"*a", b"&a "))


def _cut(made: bytearray, at: int, random: Random) -> None:
    del made[at : at + random.choice((1, 2, 8, 64))]


def _end(made: bytearray, at: int, _: Random) -> None:
    del made[at:]


def _again(made: bytearray, at: int, random: Random) -> None:
    length = random.choice((4, 32, 256))
    made[at:at] = made[at : at + length]
