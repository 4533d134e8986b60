"""How ``rushes make --queue`` leaves a take to the studio: the command as it was given, with the brief's hash."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.options import Asked
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from rushes.brief import Brief
    from rushes.show import Show
    from rushes.studio.queue import Ask


def leave_to_studio(
    brief: Brief,
    show: Show,
    asked: Asked,
    *,
    priority: int,
    extra: dict[str, str | bool | None],
    as_json: bool,
) -> int:
    """Put what was asked for into the studio's queue, say so, and return the exit code.

    Args:
        brief: As it was understood now.
        show: Where it belongs.
        asked: The file or the words, and what was said over it.
        priority: Within the show.
        extra: Further options of ``rushes make`` by name: a text, or whether they were given.
        as_json: Whether a machine reads along.

    Raises:
        BadInputError: A model was to read the words: it might read them otherwise when it is made.
        NotNowError: The studio's database does not answer.
    """
    from rushes.studio import queue
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database, check_generation

    if asked.planner is not None:
        raise BadInputError(
            "--planner and --queue do not go together: the model might read the words otherwise when it is made. Write the "
            "brief as a file, and ask for that."
        )
    with Database(load_studio()) as database:
        check_generation(database)
        ask = queue.add(
            database,
            show=show.name,
            folder=show.folder,
            shot=brief.shot,
            asked=as_given(asked, extra),
            priority=priority,
        )
        ahead = queue.counts(database)
    click.echo(f"\nQueued     {ask.id} ({ahead['queued']} wait, {ahead['running']} are made now)")
    click.echo(f"`rushes studio run` makes it; `rushes jobs --show {show.folder}` shows where it is.")
    if as_json:
        print_json({"take": None, "verdict": "cleared", "queued": ask.id})
    return 0


def say_queue(folder: Path, name: str) -> list[dict[str, Any]]:
    """Print what a show has in the studio's queue, what runs left to the list of jobs, and return it for machines."""
    from rushes.errors import RushesError

    try:
        asks = _asks(name)
    except RushesError as error:
        click.echo(f"The queue can't be shown: {error}", err=True)
        return []
    for ask in asks:
        tries = f"{ask.tries} tries" if ask.tries else ""
        words = {"aside": "set aside"}.get(ask.state, ask.state)
        click.echo(f"{ask.id}  {ask.shot}  {words:<10} priority {ask.priority} {tries}".rstrip())
        if ask.reason:
            click.echo(f"    {ask.reason}")
        if ask.state == "aside":
            click.echo(
                f"    Its log: {ask.folder / 'work' / 'asked' / ask.id}.log. To try it again: rushes studio retry {ask.id}"
            )
    return [_record(ask) for ask in asks if ask.folder == folder]


def cancel_queued(job: str) -> str | None:
    """Cancel something in the studio's queue; None when there is no queue, or nothing of that name in it."""
    from rushes.studio.config import load_studio

    studio = load_studio()
    if not studio.has_database:
        return None
    from rushes.studio import queue
    from rushes.studio.database import Database, check_generation

    with Database(studio) as database:
        check_generation(database)
        return queue.cancel(database, job)


def _asks(show: str) -> list[Ask]:
    """Return what a show has in the queue, but for what is done or was cancelled."""
    from rushes.studio.config import load_studio

    studio = load_studio()
    if not studio.has_database:
        return []
    from rushes.studio import queue
    from rushes.studio.database import Database, check_generation

    with Database(studio) as database:
        check_generation(database)
        return queue.list_asks(database, show=show, states=(*queue.OPEN, "aside", "failed", "refused", "escalated"))


def as_given(asked: Asked, extra: dict[str, str | bool | None]) -> dict[str, Any]:
    """Return the command as JSON."""
    options: dict[str, str | int | bool | None] = {
        "text": asked.text, "shot": asked.shot, "quality": asked.quality, "seed": asked.seed, "frames": asked.frames,
        "strict": asked.strict, "kind": asked.kind, **extra,
    }  # fmt: skip
    flags: list[str] = []
    for name, value in options.items():
        if value is None or value is False:
            continue
        flags += [f"--{name}"] if value is True else [f"--{name}={value}"]
    if asked.brief_path is None:
        return {"command": "make", "brief": None, "flags": flags}
    path = asked.brief_path.absolute()
    return {"command": "make", "brief": str(path), "sha256": sha256(path.read_bytes()).hexdigest(), "flags": flags}


def _record(ask: Ask) -> dict[str, Any]:
    return {
        "id": ask.id, "shot": ask.shot, "state": ask.state, "priority": ask.priority, "tries": ask.tries,
        "reason": ask.reason, "take": ask.take,
    }  # fmt: skip
