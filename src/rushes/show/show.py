"""A show on disk: one folder, one ``show.yaml``, and where everything else lies."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.errors import BadInputError
from rushes.show.document import parse_document, read_document
from rushes.show.names import Name, check_shot_name, check_show_name, format_name, parse_version, version_name
from rushes.show.rate import parse_rate, rate_text
from rushes.show.role import Role, quorum_of

SHOW_FILE = "show.yaml"
COLOUR = "ACEScg"
"""The working space of every show: scene-linear ACEScg."""

HOUSE_POLICIES = ("house",)
"""Policy packs that are in force when nobody says otherwise."""

_FIELDS = ("name", "title", "rate", "colour", "policies", "signing", "clearance_desk", "review", "watermark")

_DESK = re.compile(r"did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}")
"""The did:key of an Ed25519 public key: the only kind that signs records here."""


@dataclass(frozen=True, slots=True)
class Show:
    """A production.

    Attributes:
        folder: Where it lies, absolute.
        name: How its files start, for example ``MYSHOW``; the folder's name on the day the show was started.
        title: Its full title, for people.
        rate: Frames per second.
        colour: The working colour space.
        policies: Policy packs in force.
        signing: The production's own certificate and key, as paths from the show's folder; None for the local authority.
        clearance_desk: The key (did:key) of the desk that enrols this show's performers; None for this machine's own.
        quorum: Who has to circle a take, one person a role; empty when one supervisor or production is enough.
        watermark: Whether review movies carry their take's invisible mark.
    """

    folder: Path
    name: str
    title: str
    rate: Fraction
    colour: str = COLOUR
    policies: tuple[str, ...] = HOUSE_POLICIES
    signing: dict[str, str] | None = None
    clearance_desk: str | None = None
    quorum: tuple[Role, ...] = ()
    watermark: bool = False

    @classmethod
    def init(cls, folder: Path, rate: Fraction, *, title: str | None = None) -> Show:
        """Start a show: make its folder and its ``show.yaml``.

        Args:
            folder: A folder that does not exist yet, or one without a show in it; the show gets its name.
            rate: Frames per second.
            title: The full title; the name when left out.

        Raises:
            BadInputError: There is a show already, its name can't name a show, or it can't be written.
        """
        folder = folder.absolute()
        name = check_show_name(folder.resolve().name)
        title = (title or "").strip() or name
        if not title.isprintable():
            raise BadInputError(f"The title {title!r} can't be shown. Write it as one line of text.")
        show = cls(folder, name, title, parse_rate(rate))
        try:
            if (folder / SHOW_FILE).exists():
                raise BadInputError(f"{folder} is a show already. Use it as it is, or choose another folder.")
            if not folder.parent.is_dir():
                raise BadInputError(f"{folder.parent} is no folder. Make it first, or choose another place.")
            folder.mkdir(exist_ok=True)
            show._write()
        except FileExistsError as error:
            raise BadInputError(f"{folder} is a file. Choose another name for the show.") from error
        except OSError as error:
            raise BadInputError(
                f"{folder} can't be written ({error.strerror}). Choose a folder that you may write to, "
                "with space on its disk."
            ) from error
        return show

    @classmethod
    def load(cls, folder: Path) -> Show:
        """Read a show.

        Raises:
            BadInputError: The folder holds no show, or its ``show.yaml`` is wrong.
        """
        folder = folder.absolute()
        path = folder / SHOW_FILE
        if not os.path.lexists(path):
            raise BadInputError(f"{folder} is no show: it has no {SHOW_FILE}. Start one with: rushes init {folder}")
        fields = read_document(path)
        unknown = sorted(set(fields) - set(_FIELDS))
        if unknown:
            raise BadInputError(f'{path}: "{unknown[0]}" is no field of a show. It has {", ".join(_FIELDS)}.')
        rate = fields.get("rate")
        if isinstance(rate, bool) or not isinstance(rate, str | int | float):
            raise BadInputError(f"{path}: rate is missing. Write it as rate: 24/1.")
        name = _text(path, fields, "name", folder.resolve().name)
        colour = _text(path, fields, "colour", COLOUR)
        if colour != COLOUR:
            raise BadInputError(f"{path}: colour {colour} is not known. The working space is {COLOUR}.")
        return cls(
            folder=folder,
            name=check_show_name(name),
            title=_text(path, fields, "title", name),
            rate=parse_rate(str(rate)),
            colour=colour,
            policies=_policies(path, fields.get("policies", list(HOUSE_POLICIES))),
            signing=_signing(path, fields.get("signing")),
            clearance_desk=_desk(path, fields.get("clearance_desk")),
            quorum=quorum_of(path, fields.get("review")),
            watermark=_switch(path, fields, "watermark"),
        )

    def with_desk(self, did: str) -> Show:
        """Return the show with its clearance desk named in ``show.yaml``; every other line of it stays as it is.

        Args:
            did: The desk's key (did:key).

        Raises:
            BadInputError: Another desk is named already, the key is none, or the file can't be written.
        """
        path = self.folder / SHOW_FILE
        if self.clearance_desk == _desk(path, did):
            return self
        named = Show.load(self.folder)  # a desk may have been named since this show was read
        if named.clearance_desk == did:
            return named
        if named.clearance_desk is not None:
            raise BadInputError(
                f"{path} names {named.clearance_desk} as the show's clearance desk, not {did}. Work on the machine that "
                "holds the desk's key. A new desk has to enrol every performer again: change the line by hand then."
            )
        try:
            text = f"{path.read_text(encoding='utf-8').rstrip()}\nclearance_desk: {did}\n"
            if parse_document(text, path.name).get("clearance_desk") != did:
                raise BadInputError(f"{path}: write this line into it by hand: clearance_desk: {did}")
            _replace(path, text)
        except OSError as error:
            raise BadInputError(f"{path} can't be written ({error.strerror}). Give write permission to it.") from error
        return Show.load(self.folder)

    @property
    def rate_text(self) -> str:
        """The rate as it stands in files, for example ``24/1``."""
        return rate_text(self.rate)

    @property
    def consents(self) -> Path:
        """Where signed consents and status lists lie."""
        return self.folder / "consents"

    @property
    def work(self) -> Path:
        """Where steps leave their files, by content address."""
        return self.folder / "work"

    @property
    def ledger(self) -> Path:
        """The hash-chained record of every event."""
        return self.folder / "ledger.jsonl"

    @property
    def shots(self) -> Path:
        """Where the shots lie."""
        return self.folder / "shots"

    def shot_folder(self, shot: str) -> Path:
        """Return a shot's folder; it need not exist.

        Raises:
            BadInputError: The name is no shot's.
        """
        return self.shots / check_shot_name(shot)

    def version_folder(self, shot: str, version: int | str) -> Path:
        """Return a version's folder (``1`` and ``v001`` are the same); it need not exist.

        Raises:
            BadInputError: The shot's or the version's name is wrong.
        """
        number = parse_version(version) if isinstance(version, str) else version
        return self.shot_folder(shot) / version_name(number)

    def versions(self, shot: str) -> tuple[str, ...]:
        """Return a shot's versions, oldest first. What is still being put together (``.part``) is none."""
        found: list[int] = []
        try:
            entries = list(self.shot_folder(shot).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return ()
        for entry in entries:
            try:
                number = parse_version(entry.name)
            except BadInputError:
                continue
            if entry.is_dir():
                found.append(number)
        return tuple(version_name(number) for number in sorted(found))

    def next_version(self, shot: str) -> str:
        """Return the version after the newest: versions are never overwritten."""
        versions = self.versions(shot)
        return version_name(parse_version(versions[-1]) + 1 if versions else 1)

    def stem(self, shot: str, version: int | str, element: str = "") -> str:
        """Return how a take's files start, for example ``MYSHOW_020_0150_v001``."""
        number = parse_version(version) if isinstance(version, str) else version
        return format_name(Name(self.name, shot, number, element))

    def _write(self) -> None:
        lines = [
            f"name: {json.dumps(self.name)}",
            f"title: {json.dumps(self.title, ensure_ascii=False)}",
            f"rate: {self.rate_text}",
            f"colour: {self.colour}",
            f"policies: [{', '.join(self.policies)}]",
        ]
        _replace(self.folder / SHOW_FILE, "\n".join([*lines, ""]))


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.part")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def _text(path: Path, fields: dict[str, Any], field: str, default: str) -> str:
    value = fields.get(field)
    if value is None:
        return default
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadInputError(f"{path}: {field} has to be a text.")


def _switch(path: Path, fields: dict[str, Any], field: str) -> bool:
    value = fields.get(field)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise BadInputError(f"{path}: {field} has to be true or false.")


def _policies(path: Path, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        raise BadInputError(f"{path}: policies has to be a list of names, such as [house].")
    return tuple(value)


def _signing(path: Path, value: object) -> dict[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"certificate", "key"}:
        raise BadInputError(f"{path}: signing needs two paths, certificate: and key:, and nothing else.")
    return {str(name): str(entry) for name, entry in value.items()}


def _desk(path: Path, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _DESK.fullmatch(value):
        raise BadInputError(
            f"{path}: clearance_desk has to be the desk's key, such as did:key:z6Mk...; `rushes performer list` names it."
        )
    return value
