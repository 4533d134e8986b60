"""Whose the pictures are that a brief looks at, and under which licence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from rushes.errors import BadInputError


class Right(BaseModel):
    """What is known of one picture's rights.

    Attributes:
        licence: Under which licence, or on which right, it may be looked at: CC BY 4.0, own photograph, bought.
        owner: Whose it is.
        source: Where it was found.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    licence: str = ""
    owner: str = ""
    source: str = ""

    @property
    def line(self) -> str:
        """All of it in one line; empty when nothing is said."""
        return ", ".join(part for part in (self.licence.strip(), self.owner.strip(), self.source.strip()) if part)

    @property
    def is_stated(self) -> bool:
        """Whether anybody said on which right it is used: whose it is alone gives none."""
        return bool(self.licence.strip())


def _spoken(value: object) -> object:
    return {"licence": value} if isinstance(value, str) else value


Rights = Mapping[str, Annotated[Right, BeforeValidator(_spoken)]]
"""Rights by the name of the picture's file."""

SHAPES: Final[Mapping[str, Any]] = {"use.rights": Rights, "finish.rights": Rights}
"""The fields of a brief that hold them."""

DEMANDS: Final[Mapping[str, str]] = dict.fromkeys(
    SHAPES,
    "rights by the reference's file name, for example {lobby.jpg: {licence: CC BY 4.0, owner: J. Doe, source: the county archive}}",
)


def read_rights(name: str, value: object) -> Mapping[str, Right]:
    """Return what a field of ``SHAPES`` holds.

    Raises:
        ValueError: It is none; the message says what it has to be, and what is wrong.
    """
    try:
        found: Mapping[str, Right] = TypeAdapter(SHAPES[name]).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{DEMANDS[name]} ({where + ': ' if where else ''}{first['msg']})") from error
    return found


def say_rights(value: Mapping[str, Right]) -> str:
    """Return rights in words."""
    return "; ".join(f"{name}: {right.line or 'nothing said'}" for name, right in value.items())


def check_rights(rights: Iterable[str], references: Iterable[str], where: str, field: str = "use.rights") -> None:
    """Stop where rights are given for a picture that is no reference, or two references have one name.

    Args:
        rights: Names that rights are given for.
        references: The references' file names.
        where: What errors call the brief.
        field: The field that gives them.

    Raises:
        BadInputError: They are, or do.
    """
    names = list(references)
    if unknown := sorted(set(rights) - set(names)):
        raise BadInputError(
            f'{where}: {field} has "{unknown[0]}", which is none of the references ({", ".join(names) or "there are none"}). '
            "Write the file's name as it stands there."
        )
    if twice := sorted({name for name in names if names.count(name) > 1}) if names else []:
        raise BadInputError(
            f"{where}: two references are called {twice[0]}. Rename one, so that each has its own rights."
        )
