"""Room 2: may it be made? A question goes in, a clearance with its reasons comes out."""

from rushes.clearance.clear import clear
from rushes.clearance.gate import Gate, Permit
from rushes.clearance.question import Question, Seen, Shown
from rushes.clearance.records.consent import Action, Consent
from rushes.clearance.records.loading import load_registry
from rushes.clearance.records.registry import Registry
from rushes.clearance.verdict import Clearance, Reason, Verdict

__all__ = [
    "Action",
    "Clearance",
    "Consent",
    "Gate",
    "Permit",
    "Question",
    "Reason",
    "Registry",
    "Seen",
    "Shown",
    "Verdict",
    "clear",
    "load_registry",
]
