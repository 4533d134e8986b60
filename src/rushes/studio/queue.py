"""The queue of a studio: what was asked for, by show and shot, and whose turn is next.

A show with a higher priority goes first; among equals, the one that has had least of the floor's time for its weight. Within a show the priority
of what was asked decides, then the order in which it was. One take of a shot is made at a time.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from rushes.errors import BadInputError, BusyError
from rushes.studio.config import ShowSection
from rushes.studio.database.engine import Database
from rushes.studio.database.tables import ASKS, SHOWS, STUDIO

QUEUEING: Final = 0x52757369
"""The number under which PostgreSQL lets one process at a time say whose turn is next; SQLite has one writer anyway."""

PRIORITIES: Final = 1000
"""The highest priority, and the lowest below zero."""

OPEN: Final = ("queued", "running")
ENDED: Final = ("done", "refused", "escalated", "cancelled", "failed", "aside")
"""How something that was asked for ends: ``aside`` is what crashed again and again; ``failed`` is wrong by its own input."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that was asked for.

    Attributes:
        id: Its name, for people and commands.
        show: The show's name.
        folder: The show's folder.
        shot: What it makes a take of.
        asked: ``command`` (make), ``brief`` (a path, or None), its ``sha256``, and ``flags``.
        priority: Within its show; the higher goes first.
        state: ``queued``, ``running``, or one of ``ENDED``.
        tries: How often it was begun and crashed.
        reason: Why it ended as it did, or what it waits for.
        take: The take's record, once there is one.
        asked_at, started_at, ended_at: Seconds since 1970; 0 for what has not come.
        not_before: It waits until then.
    """

    id: str
    show: str
    folder: Path
    shot: str
    asked: Mapping[str, Any]
    priority: int
    state: str
    tries: int
    reason: str
    take: str
    asked_at: float
    started_at: float
    ended_at: float
    not_before: float


def add(database: Database, *, show: str, folder: Path, shot: str, asked: Mapping[str, Any], priority: int = 0) -> Ask:
    """Put something into the queue.

    Args:
        database: The studio's.
        show: The show's name.
        folder: The show's folder, absolute.
        shot: What it makes a take of.
        asked: As ``Ask`` has it.
        priority: Within its show.

    Raises:
        BadInputError: The priority is out of bounds, or another show of that name is known.
        NotNowError: The database does not answer.
    """
    if not -PRIORITIES <= priority <= PRIORITIES:
        raise BadInputError(f"The priority {priority} is not between {-PRIORITIES} and {PRIORITIES}.")
    name = f"{shot}-q{secrets.token_hex(4)}"
    with database.writing() as connection:
        _one_at_a_time(connection)
        _know(connection, show, folder)
        connection.execute(
            insert(ASKS).values(
                id=name, show=show, shot=shot, asked=dict(asked), rank=-priority, state="queued", tries=0, reason="",
                take="", epoch=0, is_cancelled=False, asked_at=time.time(), not_before=0.0, started_at=0.0, ended_at=0.0,
            )
        )  # fmt: skip
        return _get(connection, name)


def begin(database: Database, supervisor: str, *, stood_by: bool = False) -> tuple[int, list[str]]:
    """Note that a supervisor begins, and put back what an earlier one left running.

    Args:
        database: The studio's.
        supervisor: Who it is, for people.
        stood_by: Whether it waited for the one before it to go.

    Returns:
        Its epoch, and the ids of what goes on.

    Raises:
        BusyError: It stood by, and the one before it was drained.
    """
    with database.writing() as connection:
        _one_at_a_time(connection)
        row = connection.execute(select(STUDIO)).one_or_none()
        epoch = row.epoch + 1 if row else 1
        if row and stood_by and row.drained == row.epoch:
            raise BusyError(
                "The supervisor before this one was drained, so nobody takes over. Go on with: rushes studio run"
            )
        said = {"name": database.studio.name, "epoch": epoch, "supervisor": supervisor, "since": time.time()}
        connection.execute(update(STUDIO).values(**said) if row else insert(STUDIO).values(id=1, drained=0, **said))
        left = ASKS.c.state == "running"
        ids = list(connection.execute(select(ASKS.c.id).where(left).order_by(ASKS.c.number)).scalars())
        connection.execute(update(ASKS).where(left).values(state="queued", started_at=0.0, not_before=0.0))
    return epoch, ids


def claim(database: Database, epoch: int, *, now: float | None = None) -> Ask | None:
    """Take what is next, as running; None when nothing can be begun now. Two who claim at once get two, or one of them nothing.

    Args:
        database: The studio's.
        epoch: Of the supervisor that claims.
        now: Seconds since 1970; the clock's when left out.

    Raises:
        BusyError: Another supervisor has begun since.
        NotNowError: The database does not answer.
    """
    now = time.time() if now is None else now
    with database.writing() as connection:
        _one_at_a_time(connection)
        _check_epoch(connection, epoch)
        if _is_drained(connection, epoch):
            return None
        running = connection.execute(
            select(ASKS.c.show, ASKS.c.shot, ASKS.c.started_at).where(ASKS.c.state == "running")
        ).all()
        for show in _in_turn(connection, database.studio.shows, running, now):
            busy = [row.shot for row in running if row.show == show]
            name = connection.execute(_next_of(show, busy, now)).scalar_one_or_none()
            if name is not None:
                connection.execute(
                    update(ASKS)
                    .where(ASKS.c.id == name)
                    .values(state="running", epoch=epoch, started_at=now, ended_at=0.0, reason="", is_cancelled=False)
                )
                return _get(connection, name)
    return None


def check(database: Database, epoch: int) -> None:
    """See to it that nobody else has begun to supervise.

    Raises:
        BusyError: Somebody has.
    """
    with database.reading() as connection:
        _check_epoch(connection, epoch)


def drain(database: Database) -> None:
    """Ask whoever supervises now to begin nothing more, and to leave when what runs has ended. The next one begins as ever."""
    with database.writing() as connection:
        _one_at_a_time(connection)
        connection.execute(update(STUDIO).values(drained=STUDIO.c.epoch))


def is_drained(database: Database, epoch: int) -> bool:
    """Say whether a supervisor was asked to begin nothing more."""
    with database.reading() as connection:
        return _is_drained(connection, epoch)


def settle(
    database: Database,
    ask: Ask,
    epoch: int,
    *,
    state: str,
    reason: str = "",
    take: str = "",
    crashed: bool = False,
    wait_s: float = 0.0,
    now: float | None = None,
) -> bool:
    """Write down how something that ran ended, and what it cost its show.

    Args:
        database: The studio's.
        ask: As it was claimed.
        epoch: Of the supervisor that claimed it.
        state: One of ``ENDED``, or ``queued`` to put it back.
        reason: Why.
        take: The take's record.
        crashed: Whether this counts as a try.
        wait_s: How long [s] it is not to be begun again.
        now: Seconds since 1970; the clock's when left out.

    Returns:
        False when another supervisor has taken it over since, so that this counts for nothing.
    """
    now = time.time() if now is None else now
    with database.writing() as connection:
        _one_at_a_time(connection)
        if state == "queued" and connection.execute(select(ASKS.c.is_cancelled).where(ASKS.c.id == ask.id)).scalar():
            state, reason = "cancelled", "Somebody cancelled it."
        mine = (ASKS.c.id == ask.id) & (ASKS.c.epoch == epoch) & (ASKS.c.state == "running")
        changed = connection.execute(
            update(ASKS).where(mine).values(
                state=state, reason=reason[:2000], take=take, tries=ASKS.c.tries + (1 if crashed else 0),
                ended_at=0.0 if state == "queued" else now, not_before=now + wait_s if wait_s else 0.0,
            )
        ).rowcount  # fmt: skip
        if not changed:
            return False
        cost = max(0.0, now - ask.started_at) / _place(database.studio.shows, ask.show).weight
        connection.execute(update(SHOWS).where(SHOWS.c.name == ask.show).values(used=SHOWS.c.used + cost))
    return True


def cancel(database: Database, name: str) -> str | None:
    """Cancel something that was asked for; return what became of it, in words, or None when the queue knows nothing of that name."""
    with database.writing() as connection:
        _one_at_a_time(connection)
        state = connection.execute(select(ASKS.c.state).where(ASKS.c.id == name)).scalar_one_or_none()
        mine = update(ASKS).where(ASKS.c.id == name)
        if state == "queued":
            said = "Somebody cancelled it."
            connection.execute(mine.values(state="cancelled", reason=said, is_cancelled=True, ended_at=time.time()))
            return "cancelled"
        if state == "running":
            connection.execute(mine.values(is_cancelled=True))
            return "cancelling"
    return f"already {state}" if state else None


def cancelled(database: Database) -> set[str]:
    """Return the ids of what runs and is to be stopped."""
    with database.reading() as connection:
        asked = select(ASKS.c.id).where(ASKS.c.state == "running", ASKS.c.is_cancelled)
        return set(connection.execute(asked).scalars())


def retry(database: Database, name: str) -> Ask:
    """Put something that has ended back into the queue, with all of its tries.

    Raises:
        BadInputError: There is no such thing, it waits or runs already, or it is done.
    """
    with database.writing() as connection:
        _one_at_a_time(connection)
        ask = _get(connection, name)
        if ask.state in OPEN or ask.state == "done":
            raise BadInputError(f"{name} is {ask.state}: only what ended without a take is tried again.")
        connection.execute(
            update(ASKS)
            .where(ASKS.c.id == name)
            .values(
                state="queued", tries=0, reason="", is_cancelled=False, not_before=0.0, started_at=0.0, ended_at=0.0
            )
        )
        return _get(connection, name)


def list_asks(
    database: Database, *, show: str | None = None, states: tuple[str, ...] = (), most: int = 1000
) -> list[Ask]:
    """Return what was asked for, in the order in which it was; a show's only, or of some states only, when named."""
    asked = _whole().order_by(ASKS.c.number).limit(most)
    if show is not None:
        asked = asked.where(ASKS.c.show == show)
    if states:
        asked = asked.where(ASKS.c.state.in_(states))
    with database.reading() as connection:
        return [_ask(row) for row in connection.execute(asked)]


def named(database: Database, names: Sequence[str]) -> dict[str, Ask]:
    """Return what was asked for under some ids, by id; what is not there is not there."""
    with database.reading() as connection:
        return {row.id: _ask(row) for row in connection.execute(_whole().where(ASKS.c.id.in_(list(names))))}


def counts(database: Database) -> dict[str, int]:
    """Return how many there are of each state; 0 for those that there are none of."""
    with database.reading() as connection:
        rows = connection.execute(select(ASKS.c.state, func.count()).group_by(ASKS.c.state)).all()
    found = {state: int(number) for state, number in rows}
    return {state: found.get(state, 0) for state in (*OPEN, *ENDED)}


def shows(database: Database) -> dict[str, Path]:
    """Return the folder of every show that is known, by its name."""
    with database.reading() as connection:
        rows = connection.execute(select(SHOWS.c.name, SHOWS.c.folder).order_by(SHOWS.c.name)).all()
    return {row.name: Path(row.folder) for row in rows}


def know(database: Database, show: str, folder: Path) -> None:
    """Make a show known to the studio.

    Raises:
        BadInputError: Another show of that name is known.
    """
    with database.writing() as connection:
        _one_at_a_time(connection)
        _know(connection, show, folder)


def _one_at_a_time(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(QUEUEING)))


def _check_epoch(connection: Connection, epoch: int) -> None:
    row = connection.execute(select(STUDIO.c.epoch, STUDIO.c.supervisor)).one_or_none()
    if row is None or row.epoch != epoch:
        who = row.supervisor if row else "nobody"
        raise BusyError(f"Another supervisor has taken this studio over ({who}). This one takes up nothing more.")


def _is_drained(connection: Connection, epoch: int) -> bool:
    return connection.execute(select(STUDIO.c.drained)).scalar() == epoch


def _know(connection: Connection, show: str, folder: Path) -> None:
    """Note a show; one that has nothing open begins where the others are, so that it owes nobody and nobody owes it."""
    row = connection.execute(select(SHOWS).where(SHOWS.c.name == show)).one_or_none()
    if row is not None and row.folder != str(folder) and Path(row.folder).is_dir():
        raise BadInputError(
            f"This studio knows a show {show} in {row.folder} already, and this one lies in {folder}. Two shows of one "
            "studio can't have one name."
        )
    is_open = select(1).where(ASKS.c.show == SHOWS.c.name, ASKS.c.state.in_(OPEN)).exists()
    least = connection.execute(select(func.min(SHOWS.c.used)).where(is_open, SHOWS.c.name != show)).scalar() or 0.0
    if row is None:
        connection.execute(insert(SHOWS).values(name=show, folder=str(folder), used=least))
        return
    open_now = connection.execute(select(ASKS.c.id).where(ASKS.c.show == show, ASKS.c.state.in_(OPEN)).limit(1)).first()
    used = row.used if open_now else max(row.used, least)
    connection.execute(update(SHOWS).where(SHOWS.c.name == show).values(folder=str(folder), used=used))


def _in_turn(
    connection: Connection,
    places: Mapping[str, ShowSection],
    running: Sequence[Any],
    now: float,
) -> list[str]:
    """Return the shows that have something waiting, whose turn is first first: what runs now counts as had."""
    waits = select(1).where(ASKS.c.state == "queued", ASKS.c.show == SHOWS.c.name).exists()
    had: dict[str, float] = {
        row.name: row.used for row in connection.execute(select(SHOWS.c.name, SHOWS.c.used).where(waits))
    }

    def turn(show: str) -> tuple[float, float, float, str]:
        place = _place(places, show)
        mine = [max(0.0, now - row.started_at) for row in running if row.show == show]
        return (-place.priority, had[show] + sum(mine) / place.weight, len(mine) / place.weight, show)

    return sorted(had, key=turn)


def _place(places: Mapping[str, ShowSection], show: str) -> ShowSection:
    return places.get(show) or ShowSection()


def _next_of(show: str, busy: list[str], now: float) -> Any:  # noqa: ANN401 - a query
    """Return the query for what is next of a show; the index ``asks_next`` has it in this very order."""
    found = select(ASKS.c.id).where(ASKS.c.state == "queued", ASKS.c.show == show, ASKS.c.not_before <= now)
    if busy:
        found = found.where(ASKS.c.shot.not_in(busy))
    return found.order_by(ASKS.c.rank, ASKS.c.number).limit(1)


def _whole() -> Any:  # noqa: ANN401 - a query
    return select(ASKS, SHOWS.c.folder).join(SHOWS, SHOWS.c.name == ASKS.c.show)


def _get(connection: Connection, name: str) -> Ask:
    row = connection.execute(_whole().where(ASKS.c.id == name)).one_or_none()
    if row is None:
        raise BadInputError(f'Nothing called "{name}" was asked for. `rushes jobs` lists what was.')
    return _ask(row)


def _ask(row: Row[Any]) -> Ask:
    return Ask(
        id=row.id, show=row.show, folder=Path(row.folder), shot=row.shot, asked=row.asked, priority=-row.rank,
        state=row.state, tries=row.tries, reason=row.reason, take=row.take, asked_at=row.asked_at,
        started_at=row.started_at, ended_at=row.ended_at, not_before=row.not_before,
    )  # fmt: skip
