"""Who is it like? One face (or voice) against everybody who is enrolled, by one product of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.bands import FACES, Band, Bands, band
from rushes.clearance.likeness.faces import DIMENSIONS

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Match:
    """An enrolled person that something is like.

    Attributes:
        performer: Their id.
        score: The best cosine with one of their templates, -1 to 1.
        band: What that means.
    """

    performer: str
    score: float
    band: Band


@dataclass(frozen=True, slots=True)
class Who:
    """Whom something shows, as far as that can be told.

    Attributes:
        matched: The performer, when it certainly is one: at most one.
        uncertain: Performers that it may be, the nearest first; empty when it is certain, or like nobody.
    """

    matched: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether it is like nobody enrolled."""
        return not self.matched and not self.uncertain


@dataclass(frozen=True, eq=False)
class FaceIndex:
    """Everybody's templates in one matrix, held for as long as it is asked.

    Attributes:
        performers: Whose template each line is; a person may have several.
        vectors: The templates, float32, shape [templates, dimensions], each of length 1.
        limits: The bands in force.
    """

    performers: tuple[str, ...] = ()
    vectors: Floats = field(default_factory=lambda: np.zeros((0, DIMENSIONS), np.float32))
    limits: Bands = FACES

    @classmethod
    def of(cls, performers: Sequence[str], vectors: Sequence[Floats] | Floats, limits: Bands = FACES) -> FaceIndex:
        """Build an index from templates in any length and order; each is brought to length 1."""
        if not len(performers):
            return cls(limits=limits)
        matrix = np.array(vectors, np.float32, ndmin=2)
        matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), np.float32(1e-12))
        return cls(tuple(performers), np.ascontiguousarray(matrix), limits)

    def __len__(self) -> int:
        return len(self.performers)

    def nearest(self, vector: Floats) -> Match | None:
        """Return the person that a template is most like; None when nobody is enrolled."""
        if not self.performers:
            return None
        scores = self.vectors @ vector
        best = int(np.argmax(scores))
        return self._match(self.performers[best], float(scores[best]))

    def like(self, vector: Floats) -> tuple[Match, ...]:
        """Return everybody that a template may be, the nearest first: nobody whose band is ``different``."""
        if not self.performers:
            return ()
        scores = self.vectors @ vector
        near = np.flatnonzero(~(scores < self.limits.uncertain))
        best: dict[str, float] = {}
        for line in near[np.argsort(-scores[near], kind="stable")]:
            best.setdefault(self.performers[line], float(scores[line]))
        return tuple(self._match(performer, score) for performer, score in best.items())

    def who(self, vector: Floats) -> Who:
        """Say whom a template shows.

        It is certain when one person is in the band ``same`` and nobody else comes near that likeness. Of
        lookalikes (twins) none is certain; whoever is far behind somebody certain is not meant.
        """
        near = self.like(vector)
        if not near:
            return Who()
        if near[0].band != "same":
            return Who(uncertain=tuple(match.performer for match in near))
        rivals = [match for match in near if near[0].score - match.score <= self.limits.lookalike]
        if len(rivals) == 1:
            return Who(matched=(rivals[0].performer,))
        return Who(uncertain=tuple(match.performer for match in rivals))

    def _match(self, performer: str, score: float) -> Match:
        return Match(performer, score, band(score, self.limits))
