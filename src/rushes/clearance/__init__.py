"""Room 2: may it be made? A brief goes in, a clearance with its reasons comes out."""

from rushes.clearance.clear import clear
from rushes.clearance.consent import Consent, ConsentRegistry, did_of, load_registry, read_consent, sign_consent
from rushes.clearance.faces import PlateScan, people_in_plate
from rushes.clearance.people import PeopleInText, people_in_text
from rushes.clearance.verdict import Clearance, Reason, Verdict

__all__ = [
    "Clearance",
    "Consent",
    "ConsentRegistry",
    "PeopleInText",
    "PlateScan",
    "Reason",
    "Verdict",
    "clear",
    "did_of",
    "load_registry",
    "people_in_plate",
    "people_in_text",
    "read_consent",
    "sign_consent",
]
