"""``rushes studio worker``: give this machine to the studio's cluster."""

from __future__ import annotations

import signal

import click


@click.command("worker")
@click.option(
    "--head", is_flag=True, help="Be the cluster's head, which studio.yaml names; it works itself with --cpus."
)
@click.option("--cpus", type=click.IntRange(0, 4096), help="Processors that work here; all of them, on the head none.")
@click.option("--gpus", type=click.IntRange(0, 64), help="GPUs that work here; all that are found.")
@click.option("--vram-gb", type=click.FloatRange(0, min_open=True), help="Memory of these GPUs, together.")
def command(head: bool, cpus: int | None, gpus: int | None, vram_gb: float | None) -> int:
    """Give this machine to the studio's cluster until it is stopped; begin again when it was cut off, or the head was away.

    studio.yaml names the head (executor: ray://HOST:6379). What runs here when it is stopped is begun again on another machine.
    """
    from rushes.studio.config import load_studio
    from rushes.studio.ray_machine import Given, keep

    asked: list[int] = []
    before = [
        (one, signal.signal(one, lambda number, _frame: asked.append(number)))
        for one in (signal.SIGTERM, signal.SIGINT)
    ]
    try:
        keep(
            load_studio(),
            head=head,
            given=Given(cpus, gpus, vram_gb),
            told=lambda words: click.echo(words, err=True),
            halted=lambda: bool(asked),
        )
    finally:
        for one, how in before:
            signal.signal(one, how)
    return 0
