"""Names of shows, shots, versions and files: one function to write each, one to read it.

``SHOW_020_0150_comp_v001.1001.exr`` is show, sequence, shot, element, version, frame and extension. Read from
the right, each part can be told from the next, so a show's name may have underscores of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rushes.errors import BadInputError

_SHOW = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,30}[A-Za-z0-9])?")
_SHOT = re.compile(r"[A-Za-z0-9]{1,8}_[0-9]{3,5}[A-Z]?")
_ELEMENT = re.compile(r"[a-z][a-z0-9-]{0,31}")
_VERSION = re.compile(r"v(?!0+$)(?:[0-9]{3}|[1-9][0-9]{3})")
_STEM = re.compile(
    rf"(?P<show>{_SHOW.pattern})_(?P<shot>{_SHOT.pattern})(?:_(?P<element>{_ELEMENT.pattern}))?"
    r"_v(?P<version>[0-9]{3}|[1-9][0-9]{3})"
)
_FRAME = re.compile(r"(?P<stem>[^.]+)(?:\.(?P<frame>[0-9]{4,6}))?\.(?P<extension>[a-z0-9]{1,8})")

HIGHEST_VERSION = 9999
"""The last version a shot can have."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a file's name says.

    Attributes:
        show: The show's name.
        shot: Sequence and shot, for example ``020_0150``.
        version: The version's number, 1 or more.
        element: For example ``comp``; empty for the take as a whole.
        frame: The frame's number; None for files that are not one frame of a sequence.
        extension: Without its dot; empty for a bare stem.
    """

    show: str
    shot: str
    version: int
    element: str = ""
    frame: int | None = None
    extension: str = ""


def check_show_name(name: str) -> str:
    """Return a show's name if it is one.

    Raises:
        BadInputError: It has spaces or other characters that do not belong in file names, or is too long.
    """
    if _SHOW.fullmatch(name) is None:
        raise BadInputError(
            f'"{name}" can\'t be the name of a show. Use up to 32 letters (A-Z), digits, hyphens and '
            "underscores, starting and ending with a letter or digit, for example MYSHOW."
        )
    return name


def check_shot_name(name: str) -> str:
    """Return a shot's name if it is one.

    Raises:
        BadInputError: It is not sequence, underscore, shot number.
    """
    if _SHOT.fullmatch(name) is None:
        raise BadInputError(
            f'"{name}" is no shot. Write the sequence, an underscore and the shot\'s number, for example "020_0150".'
        )
    return name


def version_name(version: int) -> str:
    """Return ``v001`` for 1.

    Raises:
        BadInputError: The number is below 1 or above 9999.
    """
    if not 1 <= version <= HIGHEST_VERSION:
        raise BadInputError(f"Version {version} is not between 1 and {HIGHEST_VERSION}.")
    return f"v{version:03d}"


def parse_version(name: str) -> int:
    """Return 1 for ``v001``; the inverse of ``version_name``.

    Raises:
        BadInputError: The text is no version.
    """
    if _VERSION.fullmatch(name) is None:
        raise BadInputError(f'"{name}" is no version. Versions are v001, v002 and so on.')
    return int(name[1:])


def format_name(name: Name) -> str:
    """Return the file name (or the bare stem, without an extension) that a name stands for.

    Raises:
        BadInputError: One of its parts can't stand in a file name.
    """
    parts = [check_show_name(name.show), check_shot_name(name.shot)]
    if name.element:
        if _ELEMENT.fullmatch(name.element) is None:
            raise BadInputError(
                f'"{name.element}" can\'t name an element. Use small letters, digits and hyphens, such as comp.'
            )
        parts.append(name.element)
    text = "_".join([*parts, version_name(name.version)])
    if name.frame is not None:
        text += f".{name.frame:04d}"
    if name.extension:
        text += f".{name.extension}"
    if parse_name(text) != name:
        raise BadInputError(f"{name} makes the file name {text}, which can't be read back. Use plainer parts.")
    return text


def parse_name(text: str) -> Name:
    """Read a file name or a bare stem; the inverse of ``format_name``.

    Raises:
        BadInputError: It is not named the way files of a take are.
    """
    whole = _FRAME.fullmatch(text)
    stem = _STEM.fullmatch(whole["stem"] if whole else text)
    if stem is None or int(stem["version"]) == 0:
        raise BadInputError(
            f'"{text}" is not named like a file of a take, for example SHOW_020_0150_comp_v001.1001.exr.'
        )
    frame = whole["frame"] if whole else None
    return Name(
        show=stem["show"],
        shot=stem["shot"],
        version=int(stem["version"]),
        element=stem["element"] or "",
        frame=None if frame is None else int(frame),
        extension=whole["extension"] if whole else "",
    )
