"""References of a brief: pictures that were looked at. Palette and size are read, their rights are carried along.

Nothing else is done with them: they are no texture, no plate and no input of a picture. What the brief says of their
rights stands beside them on the board, and what their files say of being mined; where the brief says nothing, the board says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from rushes.brief import Brief
from rushes.clearance.reserved import statement_of
from rushes.engines.lookdev.looking import as_seen, pictures_of
from rushes.engines.lookdev.palette import Palette, palette_of_files
from rushes.engines.lookdev.suggestions import Suggestion, suggestions_of
from rushes.errors import BadInputError
from rushes.media.plate import plate_identity
from rushes.plan import InputFile, StepContext

RIGHTS_NOT_STATED: Final = "rights not stated: internal look only"


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture that was looked at.

    Attributes:
        path: Where it lies on this machine.
        sha256: The hash of its content, by which it can be found again.
        size: Width and height [px].
        palette: Its own colours.
        rights: What was said of its rights, as it was said, or that nothing was.
        suggestions: What its surfaces may be of.
        statement: What its own file says against being mined; empty when it says nothing.
    """

    path: Path
    sha256: str
    size: tuple[int, int]
    palette: Palette
    rights: str = RIGHTS_NOT_STATED
    statement: str = ""
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def are_rights_stated(self) -> bool:
        """Whether anybody said on which right it is used."""
        return self.rights != RIGHTS_NOT_STATED

    def to_json(self) -> dict[str, Any]:
        """Return it as a record; the path's folder is left out, since it says nothing elsewhere."""
        return {
            "name": self.path.name,
            "sha256": self.sha256,
            "size": list(self.size),
            "palette": self.palette.to_json(),
            "rights": self.rights,
            "statement": self.statement,
            "suggestions": [one.to_json() for one in self.suggestions],
        }

    @classmethod
    def from_json(cls, row: dict[str, Any], folder: Path = Path()) -> Self:
        """Read what ``to_json`` gave; the picture is looked for in the folder when it is needed."""
        wide, high = row["size"]
        palette = Palette.from_json(row["palette"])
        suggestions = tuple(Suggestion.from_json(one) for one in row.get("suggestions", ()))
        return cls(
            folder / row["name"],
            row["sha256"],
            (wide, high),
            palette,
            row["rights"],
            row.get("statement", ""),
            suggestions,
        )


def read_references(
    paths: Sequence[Path], *, rights: Mapping[str, str] | None = None, colours: int = 5, seed: int = 1
) -> tuple[Reference, ...]:
    """Read the references of a brief.

    Args:
        paths: The pictures: stills, sequences or movies.
        rights: What is known of each one's rights, by file name.
        colours: How many colours are taken of each.
        seed: Where the palette's search starts.

    Raises:
        BadInputError: One is missing or unreadable, two have one name, or rights are given for a picture that is none of
            the references.
    """
    rights = dict(rights or {})
    names = [path.name for path in paths]
    if unknown := sorted(set(rights) - set(names)):
        raise BadInputError(
            f'Rights are given for "{unknown[0]}", which is none of the references ({", ".join(names) or "there are none"}). '
            "Write the file's name as it stands there."
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadInputError(f"Two references are called {twice[0]}. Rename one, so that each has its own rights.")
    return tuple(_read(path, rights.get(path.name, "").strip(), colours, seed) for path in paths)


def palette_of_references(references: Sequence[Reference], *, colours: int = 6, seed: int = 1) -> Palette | None:
    """Return one palette of all references together, each counted alike; None where there is none.

    Raises:
        BadInputError: One can't be read any more.
    """
    return palette_of_files([one.path for one in references], colours=colours, seed=seed) if references else None


def _read(path: Path, rights: str, colours: int, seed: int) -> Reference:
    try:
        palette = palette_of_files([path], colours=colours, seed=seed)
        first = next(iter(pictures_of(path)))
    except BadInputError as error:
        raise BadInputError(f"The reference {path.name} can't be used. {error}") from error
    said, suggestions = statement_of(path).told, suggestions_of(as_seen(first), palette)
    return Reference(path, plate_identity(path), first.size, palette, rights or RIGHTS_NOT_STATED, said, suggestions)


def reference_files(brief: Brief) -> tuple[InputFile, ...]:
    """Return a brief's references as files of the step that makes its board."""
    return tuple(
        InputFile(f"reference_{number}", path, plate_identity(path))
        for number, path in enumerate(brief.use.references, start=1)
    )


def references_of(ctx: StepContext) -> tuple[Reference, ...]:
    """Read the references of a step that was planned with ``reference_files`` and ``rights_of``.

    Raises:
        BadInputError: As for ``read_references``.
    """
    paths = [path for label, path in ctx.files.items() if label.startswith("reference_")]
    return read_references(paths, rights=dict(ctx.params["rights"]))


def rights_of(brief: Brief) -> dict[str, str]:
    """Return what a brief says of its references' rights, a line each: the parameter ``rights`` of a board's step."""
    return {name: right.line for name, right in brief.use.rights.items()}


def palette_files(brief: Brief) -> tuple[InputFile, ...]:
    """Return the references whose colours a brief's design is to have, as files of the step that makes the design."""
    asked = brief.explore.palette
    if asked is None:
        return ()
    files = reference_files(brief)
    return tuple(
        replace(file, label=f"palette_{file.label}") for file in (files if asked == 0 else files[asked - 1 : asked])
    )


def borrowed_palette(ctx: StepContext) -> tuple[Palette, str] | None:
    """Return the palette that a design is to have, and what it is called; None where none is asked for.

    Raises:
        BadInputError: A reference can't be read.
    """
    labels = [label for label in ctx.files if label.startswith("palette_")]
    if not labels:
        return None
    called = labels[0].removeprefix("palette_").replace("_", " ") if len(labels) == 1 else "the references"
    return palette_of_files([ctx.files[label] for label in labels], colours=8, seed=int(ctx.params["seed"])), called
