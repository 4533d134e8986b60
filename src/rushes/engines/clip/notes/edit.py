"""A scene while notes change it: one thing replaced by another, and what that was told as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from rushes.brief.remark import Wanted
from rushes.brief.scene import Character, Scene, Thing
from rushes.engines.clip.notes.pointed import Version
from rushes.engines.remarks.fields import size_of
from rushes.errors import BadInputError
from rushes.plan import Remark, Turned

Somebody = Thing | Character
Done = tuple[Scene, tuple[Turned, ...]]


@dataclass(frozen=True)
class Wish:
    """One phrase, and what it is said of.

    Attributes:
        wanted: The phrase.
        subject: The thing or character that is meant; empty where none is.
        remark: The note.
        version: The stage of the version that it is about.
    """

    wanted: Wanted
    subject: str
    remark: Remark
    version: Version

    @property
    def size(self) -> float:
        """How much is asked for: 1, less for "a bit", more for "much"."""
        return size_of(self.wanted.means)

    def refuse(self, why: str) -> BadInputError:
        """Return an error that says why the phrase can't be done."""
        return BadInputError(f'"{self.wanted.words}": {why}')

    def thing(self, scene: Scene) -> Thing:
        """Return the thing that is meant.

        Raises:
            BadInputError: None is, or it is somebody.
        """
        one = self.anybody(scene)
        if isinstance(one, Character):
            raise self.refuse(f"{one.name} is a person, and that is said of things. Change it in the brief.")
        return one

    def anybody(self, scene: Scene) -> Somebody:
        """Return the thing or character that is meant.

        Raises:
            BadInputError: None is.
        """
        if not self.subject:
            named = ", ".join(one.name for one in everybody(scene)) or "nothing"
            raise self.refuse(f"say what is meant, or mark it with a box in the picture. There is: {named}.")
        one = scene.named(self.subject)
        if one is None:
            raise self.refuse(f"{self.subject} is removed by another note.")
        return one


def changed(scene: Scene, wish: Wish, one: Somebody, **values: Any) -> Done:  # noqa: ANN401 - fields of a thing
    """Return the scene with fields of one thing or character changed.

    Raises:
        BadInputError: A value is out of bounds, or nothing changes.
    """
    return put(scene, one, made_of(wish, one, values)), turns(wish, path_of(one), one, values)


def put(scene: Scene, one: Somebody, made: Somebody) -> Scene:
    """Return the scene with one thing or character in the place of another of its sort."""
    if isinstance(made, Thing):
        return replace(scene, things=tuple(made if row is one else row for row in scene.things))
    return replace(scene, characters=tuple(made if row is one else row for row in scene.characters))


def everybody(scene: Scene) -> tuple[Somebody, ...]:
    """Return everything and everybody that stands in a scene."""
    return (*scene.things, *scene.characters)


def path_of(one: Somebody) -> str:
    """Return how a thing or a character is named among the fields of a brief."""
    return f"clip.{'things' if isinstance(one, Thing) else 'characters'}.{one.name}"


def made_of(wish: Wish, part: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any part of a scene
    """Return a part of a scene with some fields changed.

    Raises:
        BadInputError: A value is out of bounds.
    """
    try:
        return replace(part, **values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"])
        raise wish.refuse(f"{field} can't be {first['input']} ({first['msg'].lower()}).") from error


def turns(wish: Wish, where: str, part: Any, values: Mapping[str, Any]) -> tuple[Turned, ...]:  # noqa: ANN401 - any part of a scene
    """Return what was changed of a part of a scene.

    Raises:
        BadInputError: Nothing was.
    """
    rows = tuple(
        Turned(f"{where}.{name}", say(getattr(part, name)), say(value), wish.wanted.words)
        for name, value in values.items()
        if getattr(part, name) != value
    )
    if not rows:
        name = next(iter(values))
        raise wish.refuse(f"{where}.{name} is {say(values[name])} already, and goes no further that way.")
    return rows


def say(value: Any) -> str:  # noqa: ANN401 - any value of a scene
    """Return a value in words."""
    if value is None or value == "":
        return "as is usual"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(map(say, value))
    return str(value).replace("_", " ")
