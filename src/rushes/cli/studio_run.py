"""``rushes studio run``: supervise a studio from this terminal, or as a service."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option

if TYPE_CHECKING:
    from rushes.cli.bar import Bar
    from rushes.studio.supervisor import Halt, News

_SAYS = {
    "waits": "Another supervisor works for this studio. Waiting to take over.",
    "figures": "Prometheus reads figures at {words}.",
    "supervises": "Supervising the studio {words}.",
    "takes up": "Goes on with what an earlier supervisor left running: {words}.",
    "trouble": "{words}",
    "drains": "Begins nothing more, and leaves when what runs has ended ({words}). Ctrl-C stops it as well.",
}


@click.command("run")
@click.option("--standby", is_flag=True, help="Wait while another one supervises, and take over when it is gone.")
@click.option("--jobs", type=click.IntRange(1, 1000), help="How many takes are made at once; as studio.yaml says.")
@click.option("--until-empty", is_flag=True, help="Leave when the queue is empty.")
@click.option(
    "--drain", "drain_s", type=click.FloatRange(0), default=600, show_default=True, metavar="SECONDS",
    help="How long what runs may take to end once SIGTERM came; then it is stopped.",
)  # fmt: skip
@json_option
def command(standby: bool, jobs: int | None, until_empty: bool, drain_s: float, as_json: bool) -> int:
    """Make what is in the studio's queue, a few takes at a time, until it is stopped.

    SIGTERM drains: nothing more is begun, and it leaves when what runs has ended. Ctrl-C stops what runs; what is finished of it stays, and whoever
    supervises next goes on with it. Killed at any moment, it may be started again here or on another machine.
    """
    from rushes.cli.bar import Bar
    from rushes.studio.config import load_studio
    from rushes.studio.supervisor import supervise

    studio = load_studio()
    with _signals() as asked, Bar() as bar:
        ended = supervise(
            studio,
            told=lambda news: _say(news, bar),
            halt=lambda: asked[-1],
            standby=standby,
            jobs=jobs,
            until_empty=until_empty,
            drain_s=drain_s,
        )
    click.echo(f"{ended} ended.")
    if as_json:
        print_json({"studio": studio.name, "ended": ended})
    return 0


def _say(news: News, bar: Bar) -> None:
    if news.ask is None:
        click.echo(_SAYS[news.what].format(words=news.words), err=True)
        return
    where = f"{news.ask.show} {news.ask.shot}"
    if news.progress is not None:
        from dataclasses import replace

        bar(replace(news.progress, step=f"{where} {news.progress.step}"))
        return
    click.echo(f"{news.ask.id}  {where}  {news.words or news.what}", err=True)


@contextmanager
def _signals() -> Iterator[list[Halt]]:
    """Hand out what was asked for last: SIGTERM drains, and stops when it comes again; SIGINT stops."""
    from rushes.studio.supervisor import Halt

    asked = [Halt.NO]

    def drain(*_: object) -> None:
        asked.append(Halt.DRAIN if asked[-1] is Halt.NO else Halt.STOP)

    def stop(*_: object) -> None:
        asked.append(Halt.STOP)

    before = signal.signal(signal.SIGTERM, drain), signal.signal(signal.SIGINT, stop)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
