"""A seam: which edges are sewn to which, in which order, and how much is eased in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Side:
    """One edge in a seam.

    Attributes:
        panel, edge: Whose.
        across: The edge of the mirrored copy (a centre back seam joins the left back with the right one).
    """

    panel: str
    edge: str
    across: bool = False

    @classmethod
    def read(cls, text: str) -> Side:
        """`back.side`, or `~back.centre` for the mirrored copy's edge."""
        panel, _, edge = text.removeprefix("~").partition(".")
        return cls(panel, edge, text.startswith("~"))

    def __str__(self) -> str:
        return f"{'~' if self.across else ''}{self.panel}.{self.edge}"


@dataclass(frozen=True)
class Seam:
    """Two rows of edges sewn together.

    Row a is walked along each edge's own direction, edge after edge. Row b's edges meet it in the same order, each walked
    backwards: two panels side by side run against each other. With `layered`, the panels lie on each other (a facing on its
    front, a patch on its line), and row b is walked forwards too.

    Attributes:
        name: Named for where it lies.
        a, b: The two rows.
        ease: How much longer row a is than row b [m]; negative when b is the longer one.
        kind: `sewn`, `dart` (two legs of one panel), `gathered` or `pleated` (the ease is taken up by them), `buttoned` (two lines
            inside that lie over each other and are held at the notches only: a button each).
        notches: Pairs of distances [m] along row a and row b, walked as said above, that meet: between them ease is spread evenly.
        layered: See above.
        open: Not sewn, only worn closed there (a front with buttons): drape may close it, the cutter does not.
    """

    name: str
    a: tuple[Side, ...]
    b: tuple[Side, ...]
    ease: float = 0.0
    kind: str = "sewn"
    notches: tuple[tuple[float, float], ...] = ()
    layered: bool = False
    open: bool = False

    def to_json(self) -> dict[str, Any]:
        """The seam as plain values."""
        return {
            "name": self.name,
            "a": [str(side) for side in self.a],
            "b": [str(side) for side in self.b],
            **{name: getattr(self, name) for name in ("ease", "kind", "notches", "layered", "open")},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Seam:
        """The seam that `to_json` wrote."""
        return cls(
            name=data["name"],
            a=tuple(map(Side.read, data["a"])),
            b=tuple(map(Side.read, data["b"])),
            ease=float(data["ease"]),
            kind=data["kind"],
            notches=tuple((float(a), float(b)) for a, b in data["notches"]),
            layered=data["layered"],
            open=data["open"],
        )


def sew(
    name: str,
    a: str,
    b: str,
    *,
    ease: float = 0.0,
    kind: str = "sewn",
    notches: tuple[tuple[float, float] | float, ...] = (),
    layered: bool = False,
    open: bool = False,  # noqa: A002 - the field's name
) -> Seam:
    """A seam in a line: `sew("side", "front.side", "back.side", notches=(0.2,))`; rows of several edges stand apart by spaces.

    A notch given as one number lies so far along both rows.
    """
    pairs = tuple((n, n) if isinstance(n, (int, float)) else n for n in notches)
    near, far = (tuple(map(Side.read, row.split())) for row in (a, b))
    return Seam(name, near, far, ease=ease, kind=kind, notches=pairs, layered=layered, open=open)
