"""What the room asked for and a studio makes: it lies in the studio's queue, and the room looks how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.studio.config import Studio

if TYPE_CHECKING:
    from rushes.show import Show
    from rushes.studio.queue import Ask


@dataclass(frozen=True, slots=True)
class Waits:
    """A take that was asked for and has not begun."""

    id: str
    shot: str


class Handed:
    """Takes that were handed over to a studio's queue. Used from one thread; ``waiting`` from any."""

    def __init__(self, studio: Studio, show: Callable[[], Show], tell: Callable[[Waits, str, str], None]) -> None:
        self._studio, self._show, self._tell = studio, show, tell
        self._open: dict[str, Waits] = {}
        self._begun: set[str] = set()
        self._is_read = False

    def waiting(self) -> list[Waits]:
        """Return what waits there, in the order in which it was asked for."""
        return [one for name, one in list(self._open.items()) if name not in self._begun]

    def hand_over(self, one: Waits, command: list[str], brief: Path | None) -> None:
        """Put a take into the queue.

        Args:
            one: As the room knows it.
            command: Of the command line, the brief's path left out.
            brief: The brief's path.

        Raises:
            NotNowError: The studio's database does not answer.
            BadInputError: It is none, or of another generation.
        """
        from rushes.studio import queue
        from rushes.studio.database import Database, check_generation

        show = self._show()
        asked = {"command": command[0], "brief": str(brief) if brief else None, "flags": command[1:]}
        if brief is not None:
            asked["sha256"] = sha256(brief.read_bytes()).hexdigest()
        with Database(self._studio) as database:
            check_generation(database)
            ask = queue.add(database, show=show.name, folder=show.folder, shot=one.shot, asked=asked)
        self._open[ask.id] = one

    def look(self, *, tells: bool = True) -> bool:
        """Look how what was handed over stands, tell what is new, and say whether some of it is still open.

        Args:
            tells: Whether this room tells it; where another does, what that hands over is looked for as well.

        Raises:
            NotNowError: The studio's database does not answer.
            BadInputError: It is none, or of another generation.
        """
        self._is_read &= tells
        if self._is_read and not self._open:
            return False
        from rushes.studio import queue
        from rushes.studio.database import Database, check_generation

        with Database(self._studio) as database:
            check_generation(database)
            if not self._is_read:  # what an earlier room handed over, or somebody put there by hand
                for ask in queue.list_asks(database, show=self._show().name, states=("queued",)):
                    self._open.setdefault(ask.id, Waits(ask.id, ask.shot))
                self._is_read = True
            asks = queue.named(database, list(self._open))
        for name in list(self._open):
            self._stand(name, asks.get(name), tells=tells)
        return bool(self._open)

    def _stand(self, name: str, ask: Ask | None, *, tells: bool) -> None:
        one = self._open[name]
        if ask is not None and ask.state == "queued":
            return
        if name not in self._begun:
            self._begun.add(name)
            if tells:
                self._tell(one, "gone", "")
        if ask is not None and ask.state == "running":
            return
        del self._open[name]
        self._begun.discard(name)
        if tells and ask is not None and ask.state not in {"done", "cancelled"}:
            self._tell(one, "failed", ask.reason[:600])
