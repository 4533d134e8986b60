"""Room 6: can it be proven? A take goes in sealed, and a stranger can verify it."""

from rushes.provenance.authority import choose_signer, ledger_key, settings_folder, trust_root_pem, trust_roots
from rushes.provenance.ledger import verify_ledger
from rushes.provenance.record import record
from rushes.provenance.seal import plate_of, seal
from rushes.provenance.verify import Verification, verify

__all__ = [
    "Verification",
    "choose_signer",
    "ledger_key",
    "plate_of",
    "record",
    "seal",
    "settings_folder",
    "trust_root_pem",
    "trust_roots",
    "verify",
    "verify_ledger",
]
