"""Veo, by ``google-genai`` on Google Cloud's Agent Platform: since the Gemini API gave it up, the package asks for it nowhere else."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any, Final

from rushes.engines.finishers.contract import Asked, Bytes
from rushes.engines.finishers.hosted.patience import ANSWERS_S
from rushes.engines.finishers.hosted.services import Offer, key_of
from rushes.engines.finishers.hosted.vendor import Begun, State, png

UPRIGHT: Final = "9:16"
WIDE: Final = "16:9"


class Veo:
    """Google, with its key."""

    def __init__(self) -> None:
        from google import genai
        from google.genai import types

        self._types: Any = types
        self._client = genai.Client(
            enterprise=True,
            api_key=key_of("veo"),
            http_options=types.HttpOptions(
                timeout=round(ANSWERS_S * 1000), retry_options=types.HttpRetryOptions(attempts=1)
            ),
        )
        self.made_by = f"google-genai {metadata.version('google-genai')}"

    def start(self, asked: Asked, offer: Offer) -> Begun:
        """Ask for a movie, with sound; see ``Vendor``."""
        types, (wide, high) = self._types, offer.size
        still = {"number_of_videos": 1, "duration_seconds": offer.seconds, "resolution": "720p", "generate_audio": True}
        references = [
            types.VideoGenerationReferenceImage(image=self._image(one), reference_type="asset")
            for one in asked.references
        ]
        begun = self._client.models.generate_videos(
            model=offer.service.model,
            source=types.GenerateVideosSource(
                prompt=asked.words, image=None if asked.first is None else self._image(asked.first, offer.size)
            ),
            config=types.GenerateVideosConfig(
                **still,
                seed=asked.seed,
                aspect_ratio=WIDE if wide > high else UPRIGHT,
                last_frame=None if asked.last is None else self._image(asked.last, offer.size),
                reference_images=references or None,
            ),
        )
        return Begun(str(begun.name))

    def look(self, job: str) -> State:
        """Say how far it is: it says nothing but that it is done; see ``Vendor``."""
        found = self._found(job)
        if not found.done:
            return State()
        if found.error:
            return State(failure=str(found.error.get("message", found.error)))
        response = found.response
        if response is None or not response.generated_videos:
            why = "; ".join((response and response.rai_media_filtered_reasons) or ()) or "it gave no reason"
            return State(failure=why, moderated=True)
        return State(done=True, share=1.0)

    def fetch(self, job: str, path: Path) -> None:
        """Write the movie, which comes with the answer; see ``Vendor``."""
        path.write_bytes(self._found(job).response.generated_videos[0].video.video_bytes or b"")

    def leave(self, _: str) -> bool:
        """Say that nothing can be stopped there; see ``Vendor``."""
        return False

    def _found(self, job: str) -> Any:  # noqa: ANN401 - the package's own, nested deeply
        return self._client.operations.get(self._types.GenerateVideosOperation(name=job))

    def _image(self, picture: Bytes, size: tuple[int, int] | None = None) -> Any:  # noqa: ANN401 - the package's own
        return self._types.Image(image_bytes=png(picture, size), mime_type="image/png")
