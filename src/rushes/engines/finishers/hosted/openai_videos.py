"""Servers that speak OpenAI's Videos API, by ``openai``: a movie after words, or after a first picture.

OpenAI shut its own down in September 2026. ``OPENAI_BASE_URL`` says where another server stands that speaks the language.
"""

from __future__ import annotations

import warnings
from importlib import metadata
from pathlib import Path
from typing import Any

from rushes.engines.finishers.contract import Asked
from rushes.engines.finishers.hosted.patience import ANSWERS_S
from rushes.engines.finishers.hosted.services import Offer, key_of
from rushes.engines.finishers.hosted.vendor import Begun, State, png


class OpenAIVideos:
    """A server that speaks OpenAI's language, with its key."""

    def __init__(self) -> None:
        import openai

        client = openai.OpenAI(api_key=key_of("openai"), timeout=ANSWERS_S, max_retries=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # other servers go on speaking it
            self._videos: Any = client.videos
        self.made_by = f"openai {metadata.version('openai')}"

    def start(self, asked: Asked, offer: Offer) -> Begun:
        """Ask for a movie; it takes no seed. See ``Vendor``."""
        first = (
            {} if asked.first is None else {"input_reference": ("first.png", png(asked.first, offer.size), "image/png")}
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            begun = self._videos.create(
                model=offer.service.model,
                prompt=asked.words,
                seconds=str(offer.seconds),
                size=f"{offer.size[0]}x{offer.size[1]}",
                **first,
            )
        return Begun(str(begun.id))

    def look(self, job: str) -> State:
        """Say how far it is; see ``Vendor``."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found = self._videos.retrieve(job)
        if found.status == "completed":
            return State(done=True, share=1.0)
        if found.status == "failed":
            code = str(getattr(found.error, "code", "") or "")
            return State(
                failure=str(getattr(found.error, "message", "") or code or "it gave no reason"),
                moderated="moderation" in code,
            )
        return State(share=float(found.progress or 0) / 100)

    def fetch(self, job: str, path: Path) -> None:
        """Write the movie; see ``Vendor``."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self._videos.download_content(job).write_to_file(path)

    def leave(self, job: str) -> bool:
        """Delete the job; see ``Vendor``."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self._videos.delete(job)
        return True
