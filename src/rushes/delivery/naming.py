"""Names of what is delivered: a pattern of the client's, written with and read back by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rushes.errors import BadInputError
from rushes.show import check_shot_name, check_show_name, parse_version, version_name

LONGEST: Final = 255
"""Characters that one part of a path may have on every file system in use."""

PADDING: Final = 4
"""Digits of a frame, when a pattern does not say how many."""

RESERVED: Final = frozenset(
    {"ascmhl", "package.json", "approvals.json", "manifests", "cut.otio", "disclosure", "take.json", "verify.html"}
)
"""What the package needs itself, or what would make a reader take it for a take."""

_FIELD = re.compile(r"\{(?P<field>[a-z]*)(?::(?P<digits>[0-9]+))?\}")
_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")
_PLAIN = re.compile(r"[A-Za-z0-9_./-]*")
_READ: Final[Mapping[str, str]] = {
    "show": r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,30}[A-Za-z0-9])?",
    "shot": r"[A-Za-z0-9]{1,8}_[0-9]{3,5}[A-Z]?",
    "element": r"[a-z][a-z0-9-]{0,31}",
    "version": r"v(?:[0-9]{3}|[1-9][0-9]{3})",
    "vendor": r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?",
}
"""How each field but the frame is read back."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the name of a delivered file says.

    Attributes:
        show, shot: As in the show.
        version: 1 or more.
        element: For example ``comp``.
        vendor: Who delivers, as the client calls them; empty where the pattern has no place for it.
        frame: The frame's number; None for what is not one frame.
    """

    show: str
    shot: str
    version: int
    element: str = "comp"
    vendor: str = ""
    frame: int | None = None


@dataclass(frozen=True)
class Pattern:
    """A client's pattern, for example ``{shot}/{show}_{shot}_{element}_{version}.{frame:4}.exr``.

    Fields are ``show``, ``shot``, ``element``, ``version`` (v001), ``vendor`` and ``frame``, which may say its digits.
    ``/`` makes folders.

    Attributes:
        text: As the profile writes it.
    """

    text: str

    def __post_init__(self) -> None:
        _check(self.text)

    @property
    def fields(self) -> frozenset[str]:
        """Return the fields that it has a place for."""
        return frozenset(match["field"] for match in _FIELD.finditer(self.text))

    def write(self, name: Delivered) -> str:
        """Return the path, from the package's folder, of what has such a name.

        Raises:
            BadInputError: A part can't stand in a name, or what comes out can't be read back to the very same.
        """
        check_show_name(name.show)
        check_shot_name(name.shot)
        values = {
            "show": name.show,
            "shot": name.shot,
            "element": name.element,
            "version": version_name(name.version),
            "vendor": name.vendor,
        }
        if "vendor" in self.fields and not _WORD.fullmatch(name.vendor):
            raise BadInputError(
                f'The pattern {self.text} asks for a vendor, and "{name.vendor}" is none. Write letters and digits under '
                '"vendor", as the client calls you.'
            )
        if ("frame" in self.fields) != (name.frame is not None):
            raise BadInputError(
                f"The pattern {self.text} {'asks for' if name.frame is None else 'has no place for'} a frame's number. "
                "Files of a sequence need {frame:4} in their names, and others must not have it."
            )

        def filled(match: re.Match[str]) -> str:
            if match["field"] == "frame":
                return f"{name.frame:0{match['digits'] or PADDING}d}"
            return values[match["field"]]

        text = _FIELD.sub(filled, self.text)
        if longest := next((part for part in text.split("/") if len(part) > LONGEST), ""):
            raise BadInputError(f"The name {longest[:40]}... has more than {LONGEST} characters. Shorten the pattern.")
        if self.read(text) != self._kept(name):
            raise BadInputError(
                f"The pattern {self.text} writes {text}, which reads back as something else. Put a sign between its fields "
                "that none of them has, or let it name show, shot and version once each."
            )
        return text

    def read(self, text: str) -> Delivered:
        """Return what a path says; fields that the pattern has no place for stay empty.

        Raises:
            BadInputError: It is not written as the pattern asks.
        """
        match = self._regex.fullmatch(text)
        if match is None:
            raise BadInputError(f'"{text}" is not named as the profile asks: {self.text}.')
        found = match.groupdict()
        return Delivered(
            show=found.get("show") or "",
            shot=found.get("shot") or "",
            version=parse_version(found["version"]) if found.get("version") else 0,
            element=found.get("element") or "",
            vendor=found.get("vendor") or "",
            frame=int(found["frame"]) if found.get("frame") else None,
        )

    def _kept(self, name: Delivered) -> Delivered:
        """Return a name with only what the pattern has a place for."""
        fields = self.fields
        return Delivered(
            show=name.show if "show" in fields else "",
            shot=name.shot if "shot" in fields else "",
            version=name.version if "version" in fields else 0,
            element=name.element if "element" in fields else "",
            vendor=name.vendor if "vendor" in fields else "",
            frame=name.frame,
        )

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        seen: set[str] = set()
        parts: list[str] = []
        at = 0
        for match in _FIELD.finditer(self.text):
            parts.append(re.escape(self.text[at : match.start()]))
            field = match["field"]
            parts.append(f"(?P={field})" if field in seen else f"(?P<{field}>{_reads(field, match['digits'])})")
            seen.add(field)
            at = match.end()
        return re.compile("".join([*parts, re.escape(self.text[at:])]))


def _reads(field: str, digits: str | None) -> str:
    """Return what a field looks like: a frame has as many digits as asked, or more without a leading zero."""
    if field != "frame":
        return _READ[field]
    count = int(digits or PADDING)
    return rf"[0-9]{{{count}}}|[1-9][0-9]{{{count},8}}"


def _check(text: str) -> None:
    rest = _FIELD.sub("", text)
    unknown = [match["field"] for match in _FIELD.finditer(text) if match["field"] not in {*_READ, "frame"}]
    digits = [match for match in _FIELD.finditer(text) if match["digits"] is not None]
    parts = _FIELD.sub("x", text).split("/")
    known = f"A pattern has {', '.join(f'{{{one}}}' for one in _READ)} and {{frame:4}}."
    if unknown:
        raise BadInputError(f'"{{{unknown[0]}}}" in the pattern {text} is no field. {known}')
    if not _PLAIN.fullmatch(rest):
        raise BadInputError(
            f"The pattern {text} has signs that don't belong into file names. Use letters, digits, _ - . and / only. {known}"
        )
    if any(match["field"] != "frame" or not 1 <= int(match["digits"]) <= 8 for match in digits):
        raise BadInputError(f"The pattern {text}: only a frame has digits, 1 to 8 of them, such as {{frame:4}}.")
    if any(part in {"", ".", ".."} or part.startswith(".") or part.endswith(".") for part in parts):
        raise BadInputError(
            f"The pattern {text} leads out of the package or makes a hidden file. Write a path inside the package, such as "
            "{shot}/{show}_{shot}_{element}_{version}.{frame:4}.exr."
        )
    if parts[0].lower() in RESERVED:
        raise BadInputError(f"The pattern {text} begins with a name that the package needs itself. Choose another one.")
