"""The show's vault of templates, opened where pipeline and command line need it: every access goes into the ledger."""

from __future__ import annotations

import getpass

from rushes.clearance.likeness.faces import RECOGNISER
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.vault import Vault
from rushes.provenance import Authority, Ledger
from rushes.show import Show
from rushes.studio import settings_folder

ACCESSED = "templates.accessed"
"""The ledger's event for every look into the vault and every change of it."""


def open_vault(show: Show) -> Vault:
    """Return a show's vault; nothing is read yet."""

    def log(what: str, performers: tuple[str, ...]) -> None:
        Ledger(show.ledger, Authority.open().ledger_key).append(
            ACCESSED,
            actor=getpass.getuser(),
            scope={"show": show.name},
            data={"what": what, "performers": list(performers)},
        )

    return Vault(show.consents, settings_folder() / "templates", show.name, log)


def enrolled_faces(show: Show) -> FaceIndex:
    """Return everybody whose face the show knows.

    Raises:
        BadInputError: The vault can't be opened: then nobody can say who is in a picture.
    """
    return open_vault(show).faces(RECOGNISER)
