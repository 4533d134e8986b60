"""A prop: meshes by slot, and the few words that makers of props share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from rushes.engines.dressing.mesh import Mesh, joined

Size = tuple[float, float, float]
"""Width (across its front), depth, height [m]."""
Style = Mapping[str, float | str | bool]
Random = np.random.Generator


class Prop:
    """What a maker fills: meshes by slot. Slots that begin with ``@`` are of the stock of finishes, see ``stock``.

    Its footprint's middle is the origin, its lower side z = 0, its front looks at -y.
    """

    def __init__(self) -> None:
        self._meshes: dict[str, list[Mesh]] = {}

    def add(self, slot: str, *meshes: Mesh) -> None:
        """Add meshes to a slot."""
        self._meshes.setdefault(slot, []).extend(meshes)

    def take(self, other: Prop, x: float = 0.0, y: float = 0.0, z: float = 0.0, turn: float = 0.0) -> None:
        """Add another prop, turned [degrees] and moved [m]; its slots keep their names."""
        for slot, mesh in other.parts():
            self.add(slot, mesh.turned(turn).moved(x, y, z))

    def scaled(self, by: float) -> Prop:
        """Return it smaller or larger."""
        made = Prop()
        for slot, mesh in self.parts():
            made.add(slot, mesh.scaled(by, by, by))
        return made

    def mirrored(self, slot: str, meshes: Iterable[Mesh]) -> None:
        """Add meshes, and the same on the other side of the prop."""
        for mesh in meshes:
            self.add(slot, mesh, mesh.scaled(-1.0, 1.0, 1.0))

    def parts(self) -> tuple[tuple[str, Mesh], ...]:
        """Return one mesh a slot, in the order in which they came."""
        return tuple((slot, joined(meshes)) for slot, meshes in self._meshes.items())
