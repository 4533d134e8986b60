"""Enrolled templates of a production: encrypted at rest, with a key of their own, and really gone when they are forgotten.

``SHOW/consents/templates.vault`` holds one line of JSON (whose vault, which key, which writing) and behind it everything else, encrypted
and authenticated together with that line (AES-256-GCM, NIST SP 800-38D). The key lies in the settings folder, not in the show.
A template names a performer by id and by nothing else; no template is in a manifest, a take or a ledger.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.bands import FACES, VOICES
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.template import Modality, Template, packed, unpacked
from rushes.clearance.likeness.vault_key import VaultKey, held, keys_in, write_private
from rushes.clearance.records.performer import Performer
from rushes.errors import BadInputError
from rushes.studio import spoken_errors
from rushes.untrusted import parsed

SCHEMA = "rushes/templates/1"
FILE = "templates.vault"
NONCE_BYTES = 12

Log = Callable[[str, tuple[str, ...]], None]
"""Called with what was done (``read``, ``added``, ``forgotten``, ``rotated``, ``destroyed``) and to whose templates, by id."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The line that stands in the open: whose vault, which of its keys, how often it was written, and this writing's nonce."""

    production: str
    vault: str
    generation: int
    sequence: int
    nonce: str
    schema: str = SCHEMA

    def line(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True)
class Vault:
    """The templates of one production.

    Attributes:
        folder: ``SHOW/consents``.
        keys: Where keys lie: ``templates`` in the settings folder; 0700, each key in it 0600.
        production: The show's name.
        log: Told of every access.
    """

    folder: Path
    keys: Path
    production: str
    log: Log

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / FILE

    def templates(self) -> tuple[Template, ...]:
        """Return everything that is enrolled; nothing when nobody ever was.

        Raises:
            BadInputError: It can't be opened: its key is not here, it was changed, an older copy was put back, or it is gone.
        """
        if not os.path.lexists(self.path) and not self.keys.is_dir():
            return ()
        with held(self.keys):
            found = self._open()
        if found is None:
            return ()
        _, templates = found
        self.log("read", _ids(templates))
        return templates

    def faces(self, model: str) -> FaceIndex:
        """Return the faces, ready to be compared with what a network sees.

        Raises:
            BadInputError: The vault can't be opened, or a face in it was made by another network.
        """
        faces = self._of("face", model)
        return FaceIndex.of([face.performer for face in faces], [face.vector for face in faces], FACES)

    def voices(self, model: str) -> FaceIndex:
        """Return the voices, as ``faces`` does."""
        voices = self._of("voice", model)
        return FaceIndex.of([voice.performer for voice in voices], [voice.vector for voice in voices], VOICES)

    def add(
        self,
        performer: Performer,
        vectors: Sequence[NDArray[np.float32]],
        *,
        modality: Modality = "face",
        model: str,
        evidence: str,
        now: datetime,
    ) -> tuple[Template, ...]:
        """Enrol templates of a performer.

        Args:
            performer: Their record in the show's register: without one nobody is enrolled.
            vectors: One template for each picture or recording.
            modality: What they are of.
            model: The network that made them.
            evidence: What allows them to be kept: the consent's id, the signed release, where it lies.
            now: The moment of enrolment, timezone-aware.

        Raises:
            BadInputError: There is no evidence, nothing to enrol, or the vault can't be opened or written.
        """
        if not evidence.strip():
            raise BadInputError(
                f"Nothing is kept of {performer.id} without a ground for it. Say with --evidence what allows it: the consent's "
                "id, or the signed release and where it lies."
            )
        if not len(vectors):
            raise BadInputError(f"There is nothing of {performer.id} to enrol. Give at least one picture or recording.")
        flat = [np.asarray(vector, np.float32).ravel() for vector in vectors]
        words, at = evidence.strip(), now.isoformat(timespec="seconds")
        new = tuple(Template(performer.id, modality, model, vector, words, at) for vector in flat)
        with held(self.keys):
            fresh = VaultKey.new(secrets.token_hex(8), 1, 0, self.folder)
            key, templates = self._open() or (fresh, ())
            self._write(key, (*templates, *new))
        self.log("added", (performer.id,))
        return new

    def forget(self, performer: str) -> int:
        """Take everything of a performer out, and change the key, so that older copies of the file can't be opened either.

        Returns:
            How many templates are gone.

        Raises:
            BadInputError: Nothing of them is enrolled, or the vault can't be opened or written.
        """
        with held(self.keys):
            found = self._open()
            templates = found[1] if found else ()
            kept = tuple(template for template in templates if template.performer != performer)
            if found is None or len(kept) == len(templates):
                raise BadInputError(
                    f"Nothing of {performer} is enrolled in {self.production}. `rushes likeness list` says who is."
                )
            self._rotate(found[0], kept)
        self.log("forgotten", (performer,))
        return len(templates) - len(kept)

    def rotate(self) -> None:
        """Write the vault under a new key, and delete the old one.

        Raises:
            BadInputError: There is no vault, or it can't be opened or written.
        """
        with held(self.keys):
            found = self._open()
            if found is None:
                raise BadInputError(f"Nobody is enrolled in {self.production}: there is no key to change.")
            self._rotate(*found)
        self.log("rotated", ())

    def destroy(self) -> None:
        """Delete everything, keys first: at the production's end, or when the vault is lost.

        Raises:
            BadInputError: Something can't be deleted.
        """
        with held(self.keys), spoken_errors(self.path):
            for key in self._remembered():
                key.path_in(self.keys).unlink()
            self.path.unlink(missing_ok=True)
        self.log("destroyed", ())

    def _of(self, modality: Modality, model: str) -> tuple[Template, ...]:
        found = tuple(template for template in self.templates() if template.modality == modality)
        others = sorted({template.performer for template in found if template.model != model})
        if others:
            raise BadInputError(
                f"{', '.join(others)}: the {modality} template in {self.path} was made by another network than {model}, and the "
                "two can't be compared. Forget it and enrol it anew."
            )
        return found

    def _open(self) -> tuple[VaultKey, tuple[Template, ...]] | None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not os.path.lexists(self.path):
            if self._remembered():
                raise BadInputError(
                    f"{self.path} is gone, though people were enrolled: nobody's face would be known. Bring the file back from a "
                    "copy, or give everybody up with `rushes likeness forget --everybody`."
                )
            return None
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise BadInputError(f"{self.path} can't be read ({error.strerror}). Correct its rights.") from error
        line, _, sealed = content.partition(b"\n")
        head = self._head(line)
        key = self._key_of(head)
        if head.sequence < key.sequence:
            raise BadInputError(
                f"{self.path} is an older copy: it was written {head.sequence} times, and {key.sequence} writings were seen here. "
                "Put the newest one back; whoever was enrolled since would not be known."
            )
        try:
            plain = AESGCM(key.secret).decrypt(bytes.fromhex(head.nonce), sealed, line + b"\n")
            templates = unpacked(plain)
        except (InvalidTag, ValueError) as error:
            raise BadInputError(
                f"{self.path} was changed or is damaged: it does not open with its own key. Bring it back from a copy."
            ) from error
        return replace(key, sequence=head.sequence), templates

    def _head(self, line: bytes) -> _Head:
        try:
            head = _Head(**parsed(line))
            whole = head.schema == SCHEMA and head.vault.isalnum() and len(bytes.fromhex(head.nonce)) == NONCE_BYTES
            if not whole or head.generation < 1 or head.sequence < 1:
                raise ValueError(head.schema)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadInputError(
                f"{self.path} is no vault of templates. Bring the true one back from a copy."
            ) from error
        if head.production != self.production:
            raise BadInputError(
                f"{self.path} belongs to the production {head.production}, not to {self.production}. Templates serve one "
                "production alone: take it out, and enrol who agreed to this one."
            )
        return head

    def _key_of(self, head: _Head) -> VaultKey:
        path = self.keys / f"{head.vault}.{head.generation:04d}.key"
        key = VaultKey.read(path)
        if key is None:
            raise BadInputError(
                f"{path}, the key of {self.path}, is not on this machine or is no key: the vault comes from another machine, or is "
                "an older copy whose key was changed since. Bring the key, or the newest vault, or enrol anew."
            )
        return key

    def _rotate(self, old: VaultKey, templates: tuple[Template, ...]) -> None:
        self._write(VaultKey.new(old.vault, old.generation + 1, old.sequence, self.folder), templates)
        with spoken_errors(self.keys):
            for key in keys_in(self.keys):
                if key.vault == old.vault and key.generation <= old.generation:
                    key.path_in(self.keys).unlink()

    def _write(self, key: VaultKey, templates: tuple[Template, ...]) -> None:
        """Write the key, the vault, and the key again: wherever this breaks off, what is on the disk opens."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        head = _Head(self.production, key.vault, key.generation, key.sequence + 1, secrets.token_hex(NONCE_BYTES))
        sealed = AESGCM(key.secret).encrypt(bytes.fromhex(head.nonce), packed(templates), head.line())
        with spoken_errors(self.path):
            self.folder.mkdir(parents=True, exist_ok=True)
            key.write(self.keys)
            write_private(self.path, head.line() + sealed)
            replace(key, sequence=head.sequence, folder=str(self.folder.resolve())).write(self.keys)

    def _remembered(self) -> list[VaultKey]:
        """Return the keys of a vault that lay, or lies, here."""
        here = str(self.folder.resolve())
        try:
            with self.path.open("rb") as stream:
                name = parsed(stream.readline())["vault"]
        except (OSError, ValueError, KeyError, TypeError):
            name = ""
        return [key for key in keys_in(self.keys) if key.folder == here or key.vault == name]


def _ids(templates: Sequence[Template]) -> tuple[str, ...]:
    return tuple(sorted({template.performer for template in templates}))
