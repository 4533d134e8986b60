"""Does the review movie play, with every frame in it?"""

from __future__ import annotations

from rushes.engines import Finding, Take
from rushes.media.clip import SLATE_FRAMES
from rushes.media.movie import frame_identities


def review_movie(take: Take) -> tuple[Finding, ...]:
    """Decode the review movie to its end and count its frames: the slate, and every frame of the take."""
    movies = [path for path in take.paths("review") if path.suffix == ".mp4"]
    if not movies:
        return ()
    wanted = SLATE_FRAMES + len(take.frames) * _hold(take)
    held = len(frame_identities(movies[0]))
    detail = f"{movies[0].name} holds {held} frames, not {wanted}. Cut the clip again."
    return (Finding("review_movie", held == wanted, held, wanted, "frames", detail * (held != wanted)),)


def _hold(take: Take) -> int:
    """Return for how many frames of the movie each picture stands, as the clip was asked."""
    clips = [step for step in take.recipe.get("steps", ()) if step.get("name") == "clip"]
    return int(clips[0].get("params", {}).get("hold", 1)) if clips else 1
