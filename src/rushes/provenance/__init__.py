"""Room 6: can it be proven? A take goes in sealed, and a stranger can verify it."""

from rushes.provenance.authority import (
    Authority,
    choose_signer,
    ledger_key,
    trust_root_pem,
    trust_roots,
)
from rushes.provenance.ledger import Entry, Ledger, read_ledger, verify_ledger
from rushes.provenance.manifest import COMPOSITE, SIMULATED
from rushes.provenance.seal import seal
from rushes.provenance.signer import Signer, production_signer
from rushes.provenance.verify import Verification
from rushes.provenance.verify_take import record_seal, take_fingerprint, verify
from rushes.studio import settings_folder

__all__ = [
    "COMPOSITE",
    "SIMULATED",
    "Authority",
    "Entry",
    "Ledger",
    "Signer",
    "Verification",
    "choose_signer",
    "ledger_key",
    "production_signer",
    "read_ledger",
    "record_seal",
    "seal",
    "settings_folder",
    "take_fingerprint",
    "trust_root_pem",
    "trust_roots",
    "verify",
    "verify_ledger",
]
