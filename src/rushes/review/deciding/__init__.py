"""Who decides about takes, what they decided of which very frames, and what it comes to."""

from rushes.clearance.records.person import Person
from rushes.review.deciding.attesting import approvals_of
from rushes.review.deciding.behind import consents_behind
from rushes.review.deciding.book import HandedOver
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
    show_again,
    waits_for,
)
from rushes.review.deciding.decision import THEIRS, VERDICTS, WITH_A_REASON, Decision, Verdict
from rushes.review.deciding.drafting import decision_of, draft, sign, to_sign, with_signed
from rushes.review.deciding.frames import frames_sha256
from rushes.review.deciding.outcome import Outcome, outcome_of
from rushes.review.deciding.people import (
    Register,
    add_person,
    end_person,
    people,
    person_of,
    register_of,
    unrepresented,
)
from rushes.review.deciding.receipt import Received, check_receipt, receipt_of

__all__ = [
    "THEIRS",
    "VERDICTS",
    "WITH_A_REASON",
    "Decision",
    "HandedOver",
    "Outcome",
    "Person",
    "Received",
    "Register",
    "Verdict",
    "add_person",
    "approvals_of",
    "check_receipt",
    "consents_behind",
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
    "receipt_of",
    "record",
    "register_of",
    "seen_by",
    "show_again",
    "sign",
    "to_sign",
    "unrepresented",
    "waits_for",
    "with_signed",
]
