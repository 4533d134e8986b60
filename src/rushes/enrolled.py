"""The show's vault of templates, opened where pipeline and command line need it: every access goes into the ledger."""

from __future__ import annotations

from rushes.clearance.likeness.faces import RECOGNISER
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.vault import Vault
from rushes.provenance.events import record_template_access
from rushes.show import Show
from rushes.studio import settings_folder


def open_vault(show: Show) -> Vault:
    """Return a show's vault; nothing is read yet."""

    def log(purpose: str, performers: tuple[str, ...]) -> None:
        record_template_access(show, purpose=purpose, performers=performers)

    return Vault(show.consents, settings_folder() / "templates", show.name, log)


def enrolled_faces(show: Show) -> FaceIndex:
    """Return everybody whose face the show knows.

    Raises:
        BadInputError: The vault can't be opened: then nobody can say who is in a picture.
    """
    return open_vault(show).faces(RECOGNISER)
