"""Watch: what the floor says of itself while it works, in log lines, traces and figures. Nothing is said unless a studio asks for it.

What may be said stands in ``allowed.py`` and nowhere else: ids and numbers, never a sentence, a name or a path.
"""

from rushes.studio.watch.event import Event
from rushes.studio.watch.standing import Standing, about, standing, within
from rushes.studio.watch.telling import begin, child_environment, end, is_watched, say, span, watching

__all__ = [
    "Event",
    "Standing",
    "about",
    "begin",
    "child_environment",
    "end",
    "is_watched",
    "say",
    "span",
    "standing",
    "watching",
    "within",
]
