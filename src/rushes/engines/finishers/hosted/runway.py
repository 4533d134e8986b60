"""Runway, by ``runwayml``: a movie after a first picture."""

from __future__ import annotations

import base64
import os
from importlib import metadata
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from rushes.engines.finishers.contract import Asked
from rushes.engines.finishers.hosted.patience import ANSWERS_S
from rushes.engines.finishers.hosted.services import ACCESS, Offer, key_of
from rushes.engines.finishers.hosted.vendor import Begun, State, png
from rushes.errors import BadInputError

USD_PER_CREDIT: Final = 0.01
LONGEST_WORDS: Final = 1000
"""Longest prompt that it takes, in units of UTF-16."""

LARGEST: Final = 1 << 30


class Runway:
    """Runway, with its key."""

    def __init__(self) -> None:
        import runwayml

        self._client: Any = runwayml.RunwayML(api_key=key_of("runway"), timeout=ANSWERS_S, max_retries=0)
        self.made_by = f"runwayml {metadata.version('runwayml')}"

    def start(self, asked: Asked, offer: Offer) -> Begun:
        """Ask for a movie; see ``Vendor``.

        Raises:
            BadInputError: The words are more than it reads: they would be cut in silence.
        """
        if len(asked.words.encode("utf-16-le")) // 2 > LONGEST_WORDS:
            raise BadInputError(
                f"Runway reads {LONGEST_WORDS} characters, and the brief's words and finish.prompt have {len(asked.words)}. Shorten them."
            )
        assert asked.first is not None  # noqa: S101 - the table says that it needs one, which was checked
        picture = base64.b64encode(png(asked.first, offer.size)).decode()
        begun = self._client.image_to_video.create(
            model=offer.service.model,
            prompt_image=[{"uri": f"data:image/png;base64,{picture}", "position": "first"}],
            prompt_text=asked.words,
            ratio=f"{offer.size[0]}:{offer.size[1]}",
            duration=offer.seconds,
            seed=asked.seed,
        )
        most = getattr(begun, "estimated_cost", None)
        return Begun(str(begun.id), None if most is None else most.credits * USD_PER_CREDIT)

    def look(self, job: str) -> State:
        """Say how far it is; see ``Vendor``."""
        task = self._client.tasks.retrieve(job)
        cost = getattr(task, "cost", None)
        usd = None if cost is None else cost.credits * USD_PER_CREDIT
        if task.status == "SUCCEEDED":
            return State(done=True, share=1.0, usd=usd)
        if task.status in {"FAILED", "CANCELLED"}:
            code = str(getattr(task, "failure_code", None) or "")
            return State(
                failure=f"{getattr(task, 'failure', '') or 'it was cancelled there'} {code}".strip(),
                moderated="SAFETY" in code,
                usd=usd,
            )
        return State(share=float(getattr(task, "progress", 0.0) or 0.0))

    def fetch(self, job: str, path: Path) -> None:
        """Write the movie, from the address that the task names; the key is not sent there. See ``Vendor``.

        Raises:
            BadInputError: The address is no safe one, or the movie is larger than any of its lengths can be.
        """
        import httpx

        address = str(self._client.tasks.retrieve(job).output[0])
        own = os.environ.get(ACCESS["runway"].address, "")
        if urlsplit(address).scheme != "https" and urlsplit(address).netloc != urlsplit(own).netloc:
            raise BadInputError(
                f"Runway names {urlsplit(address).scheme}://{urlsplit(address).netloc} as where its movie lies, which is no https. It is not fetched."
            )
        with httpx.stream("GET", address, timeout=ANSWERS_S, follow_redirects=False) as answer, path.open("wb") as file:
            answer.raise_for_status()
            written = 0
            for part in answer.iter_bytes():
                written += file.write(part)
                if written > LARGEST:
                    raise BadInputError("Runway's movie is larger than a gigabyte. It is not fetched.")

    def leave(self, job: str) -> bool:
        """Cancel the task; see ``Vendor``."""
        self._client.tasks.delete(job)
        return True
