"""Where the reading of a script stands: who the sentence is about, and what the next word belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rushes.brief.script.moment import Moment
from rushes.brief.script.script import Act, Draft, Noise

Role = Literal["", "where", "to", "aim", "past", "and"]


@dataclass(eq=False)
class Clause:
    """The state of a sentence that is being read.

    Attributes:
        subjects: Whom the clause is about.
        carried: Whom the clause before was about.
        last: The thing or person that was named last.
        speaker: The person who was named last.
        before: What the last phrase was.
        end: One more than that phrase's last token, of a verb, the camera or a line.
        verbs: Acts of this clause, whose moment may follow.
        lead, lead_words: The moment that stands before what happens then; it holds until the sentence ends.
        lead_span: Its tokens in the text, until something happens at it.
        told: What this sentence told last, whose moment may stand at its end: "falls onto the car, at 1 s".
        gap: After ``then`` or a beat: so long after what came before [s]; None when neither was said.
        is_same: Whether ``while``, ``as`` or ``meanwhile`` joins what follows with what came before.
        role: What the next noun is to be, and of what (``anchor``), in which ``relation``.
        level: How loud the next sound is.
    """

    subjects: list[Draft] = field(default_factory=list)
    carried: list[Draft] = field(default_factory=list)
    last: Draft | None = None
    speaker: Draft | None = None
    before: Literal["", "noun", "verb", "camera", "line"] = ""
    end: int = -1
    verbs: list[Act] = field(default_factory=list)
    lead: Moment | None = None
    lead_words: str = ""
    lead_span: tuple[int, int] | None = None
    told: list[Act] | Noise | None = None
    gap: float | None = None
    is_same: bool = False
    role: Role = ""
    anchor: Draft | None = None
    relation: str = ""
    level: str = "usual"

    def begin(self, *, is_sentence: bool) -> None:
        """Begin a new clause, or a new sentence: a leading moment holds for one sentence only."""
        self.carried = self.subjects or self.carried
        self.subjects, self.verbs = [], []
        self.before, self.role, self.anchor, self.relation = "", "", None, ""
        if is_sentence:
            self.lead, self.gap, self.is_same, self.told = None, None, False, None

    def await_noun(self, role: Role, anchor: Draft | None = None, relation: str = "") -> None:
        """Say what the next noun is to be."""
        self.role, self.anchor, self.relation = role, anchor, relation
