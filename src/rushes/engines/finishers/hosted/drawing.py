"""A finisher that is a hosted service: asked once, waited for, fetched, looked at. What was asked is never asked, and paid, a second time.

What the vendor calls the work is written down as soon as it is known. Whoever runs the same step again, after a cancel, a kill or a broken line, goes on waiting for it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from rushes.engines.finishers.coming_back import movie_back
from rushes.engines.finishers.contract import Asked, Footage, Watch
from rushes.engines.finishers.hosted.openai_videos import OpenAIVideos
from rushes.engines.finishers.hosted.patience import LOOKS, STARTS, LostError, patiently
from rushes.engines.finishers.hosted.runway import Runway
from rushes.engines.finishers.hosted.services import ACCESS, Offer
from rushes.engines.finishers.hosted.vendor import State, Vendor
from rushes.engines.finishers.hosted.veo import Veo
from rushes.errors import BadInputError, CancelledError
from rushes.media.sound import SAMPLE_RATE
from rushes.studio import write_atomically

VENDORS: Final[Mapping[str, Callable[[], Vendor]]] = {"veo": Veo, "runway": Runway, "openai": OpenAIVideos}

LOOK_EVERY_S: Final = 5.0
WAITS_S: Final = 1800.0
"""How long a vendor's work is waited for [s]: vendors say minutes, and a busy evening takes longer."""

ASKED: Final = "asked.json"
"""What the vendor calls the work, in the step's folder while it is waited for."""

MOVIE: Final = "vendor.mp4"
"""The movie as it came, with the vendor's own marks in it."""

HUNDRED: Final = 100


def finish(offer: Offer, asked: Asked, watch: Watch, folder: Path) -> tuple[Footage, float | None]:
    """Have a service draw what is asked, or go on with what it was asked before.

    Args:
        offer: At which service, how long, how large, for how much.
        asked: What.
        watch: Told how far it is; it may stop, which stops the vendor's work where that can be done.
        folder: Where what was asked is kept, and the movie is left as ``vendor.mp4``.

    Returns:
        What it drew, as asked, and what the vendor says that it did cost [USD].

    Raises:
        BadInputError: The vendor refuses, doesn't answer, fails, or gives back something else than was asked.
        CancelledError: It was stopped.
    """
    method = offer.service.method
    vendor = VENDORS[method]()
    job = _job(folder, offer) or _started(vendor, offer, asked, folder)
    movie = folder / MOVIE
    part = movie.with_suffix(".part.mp4")
    try:
        state = _waited(vendor, method, job, watch, folder)
        patiently(method, lambda: vendor.fetch(job, part), LOOKS, _pausing(watch))
    except LostError as error:
        forget(folder)
        raise BadInputError(str(error)) from error
    part.replace(movie)
    pictures, sound = movie_back(movie, asked, ACCESS[method].vendor, shape=offer.size, by_time=True, whole=True)
    made_by = f"{offer.service.model} at {ACCESS[method].vendor}, by {vendor.made_by}"
    return Footage(pictures, sound, SAMPLE_RATE if sound is not None else 0, made_by), state.usd


def forget(folder: Path) -> None:
    """Forget what a vendor was asked: it is fetched and kept, or will never come."""
    (folder / ASKED).unlink(missing_ok=True)


def _job(folder: Path, offer: Offer) -> str:
    """Return what the vendor calls the work that an earlier run asked for; empty when none did."""
    try:
        kept = json.loads((folder / ASKED).read_text(encoding="utf-8"))
        same = (kept["method"], kept["model"]) == (offer.service.method, offer.service.model)
        return str(kept["job"]) if same else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _started(vendor: Vendor, offer: Offer, asked: Asked, folder: Path) -> str:
    method = offer.service.method
    begun = patiently(method, lambda: vendor.start(asked, offer), STARTS)
    kept = {"method": method, "model": offer.service.model, "job": begun.job}
    write_atomically(folder / ASKED, json.dumps(kept))
    if begun.usd is not None and begun.usd > offer.usd + 1e-9:
        left = _left(vendor, begun.job, folder)
        raise BadInputError(
            f"{ACCESS[method].vendor} may charge {begun.usd:.2f} USD for it, and {offer.usd:.2f} were agreed. It was {'stopped' if left else 'asked to stop, and did not answer'}: "
            "write what it costs as finish.usd_per_second, and agree again."
        )
    return begun.job


def _waited(vendor: Vendor, method: str, job: str, watch: Watch, folder: Path) -> State:
    until, name = time.monotonic() + WAITS_S, ACCESS[method].vendor
    while True:
        state = patiently(method, lambda: vendor.look(job), LOOKS, _pausing(watch))
        if state.failure:
            forget(folder)
            if state.moderated:
                raise BadInputError(
                    f"{name}'s moderation refused to draw it ({_short(state.failure)}). Change the words or the pictures, or draw it in the house."
                )
            raise BadInputError(
                f"{name} could not draw it ({_short(state.failure)}). Run the same command again to ask anew."
            )
        if state.done:
            return state
        try:
            watch.step(min(HUNDRED - 1, round(state.share * HUNDRED)), HUNDRED)
        except CancelledError as error:
            raise CancelledError(_after_a_stop(name, left=_left(vendor, job, folder))) from error
        if time.monotonic() > until:
            raise BadInputError(
                f"{name} had not drawn it after {WAITS_S / 60:g} minutes. Run the same command again: it goes on waiting, and nothing is asked twice."
            )
        time.sleep(LOOK_EVERY_S)


def _left(vendor: Vendor, job: str, folder: Path) -> bool:
    """Stop a vendor's work, and return whether it was: then there is nothing to go on with."""
    try:
        left = vendor.leave(job)
    except Exception:  # noqa: BLE001 - whatever it is, the work may still go on
        left = False
    if left:
        forget(folder)
    return left


def _after_a_stop(name: str, *, left: bool) -> str:
    if left:
        return f"Stopped, at {name} too; what it asks for the part that it drew, your account there shows. Run the same command to ask anew."
    return f"Stopped waiting. {name} goes on drawing, and is paid: run the same command again, and what it drew is fetched."


def _pausing(watch: Watch) -> Callable[[float], None]:
    """Return what waits between two questions, and ends when somebody stops it."""

    def pause(seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not watch.stopped():
            time.sleep(min(0.2, max(0.0, until - time.monotonic())))

    return pause


def _short(words: str) -> str:
    return " ".join(words.split())[:300]
