"""Room 2: may it be made? A brief goes in, a clearance with its reasons comes out."""

from rushes.clearance.verdict import Clearance, Reason, Verdict

__all__ = ["Clearance", "Reason", "Verdict"]
