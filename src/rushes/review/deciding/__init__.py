"""Who decides about takes, what they decided of which very frames, and what it comes to."""

from rushes.review.deciding.deciding import (
    decided,
    decisions,
    every_take,
    may_see,
    newest_takes,
    outcome,
    outcomes,
    record,
    seen_by,
    waits_for,
)
from rushes.review.deciding.decision import THEIRS, VERDICTS, WITH_A_REASON, Decision, Verdict
from rushes.review.deciding.drafting import decision_of, draft, sign, to_sign, with_signed
from rushes.review.deciding.frames import frames_sha256
from rushes.review.deciding.outcome import Outcome, outcome_of
from rushes.review.deciding.people import Register, add_person, end_person, people, person_of, register_of
from rushes.review.deciding.person import Person

__all__ = [
    "THEIRS",
    "VERDICTS",
    "WITH_A_REASON",
    "Decision",
    "Outcome",
    "Person",
    "Register",
    "Verdict",
    "add_person",
    "decided",
    "decision_of",
    "decisions",
    "draft",
    "end_person",
    "every_take",
    "frames_sha256",
    "may_see",
    "newest_takes",
    "outcome",
    "outcome_of",
    "outcomes",
    "people",
    "person_of",
    "record",
    "register_of",
    "seen_by",
    "sign",
    "to_sign",
    "waits_for",
    "with_signed",
]
