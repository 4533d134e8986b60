"""What a look at a machine, a show or a studio finds: one trouble, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from rushes.errors import RushesError


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong, or will be.

    Attributes:
        check: The check that found it, one word.
        what: What is wrong, one sentence.
        remedy: What to do about it, one sentence.
        is_hint: Whether everything works as it is, only slower or with less: a hint is no reason to leave with an error.
    """

    check: str
    what: str
    remedy: str
    is_hint: bool = False

    @classmethod
    def of(cls, check: str, error: RushesError) -> Trouble:
        """Return an error as a trouble: our errors end with the sentence that says what to do."""
        what, _, remedy = str(error).strip().rpartition(". ")
        return cls(check, f"{what}.", remedy) if what else cls(check, remedy, "Put that right, and ask again.")
