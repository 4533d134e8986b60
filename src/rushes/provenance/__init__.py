"""Room 6: can it be proven? A take goes in sealed, and a stranger can verify it."""

from rushes.provenance.authority import (
    Authority,
    choose_signer,
    ledger_key,
    trust_root_pem,
    trust_roots,
)
from rushes.provenance.disclosure import Disclosure, disclosure
from rushes.provenance.impact import Impact, impact
from rushes.provenance.known import floors
from rushes.provenance.ledger import Entry, Ledger, read_ledger, verify_ledger
from rushes.provenance.manifest import COMPOSITE, SIMULATED, ConsentNamed
from rushes.provenance.seal import seal
from rushes.provenance.signer import Signer, production_signer
from rushes.provenance.stamp import Stamp, stamp, verify_stamps
from rushes.provenance.standing import ConsentStanding, standing_of
from rushes.provenance.verify import Verification
from rushes.provenance.verify_take import record_seal, take_fingerprint, verify
from rushes.studio import settings_folder

__all__ = [
    "COMPOSITE",
    "SIMULATED",
    "Authority",
    "ConsentNamed",
    "ConsentStanding",
    "Disclosure",
    "Entry",
    "Impact",
    "Ledger",
    "Signer",
    "Stamp",
    "Verification",
    "choose_signer",
    "disclosure",
    "floors",
    "impact",
    "ledger_key",
    "production_signer",
    "read_ledger",
    "record_seal",
    "seal",
    "settings_folder",
    "stamp",
    "standing_of",
    "take_fingerprint",
    "trust_root_pem",
    "trust_roots",
    "verify",
    "verify_ledger",
    "verify_stamps",
]
