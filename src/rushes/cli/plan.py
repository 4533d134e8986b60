"""``rushes plan``: what would be done, in what time, and what is done already."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import Asked, brief_options, json_option, show_option


@click.command("plan")
@brief_options
@show_option
@json_option
def command(
    asked: Asked,
    show_folder: Path,
    as_json: bool,
) -> int:
    """Print the steps that BRIEF takes, what each will cost on this machine, and which are done.

    The first time it measures the machine with small real jobs of the same kind, which take a minute or two.
    """
    from rushes import pipeline
    from rushes.clearance import Verdict
    from rushes.cli.asking import ask, say_brief
    from rushes.cli.bar import Bar, clock
    from rushes.cli.clear import EXIT_CODES, say_reasons
    from rushes.cli.paying import agreed
    from rushes.show import Show

    show = Show.load(show_folder)
    brief = ask(asked, show.rate)
    say_brief(brief)
    clearance = pipeline.judge(brief, show)
    if clearance.verdict is not Verdict.CLEARED:
        click.echo(f"\nClearance  {clearance.verdict} ({clearance.id})")
        say_reasons(clearance)
        return EXIT_CODES[clearance.verdict]
    brief = agreed(brief, show.rate, yes=True)  # planning it costs nothing
    with Bar() as bar:
        calibration = pipeline.calibrated(bar, brief, show)
    outlook = pipeline.preview(brief, show, clearance, calibration)
    click.echo(f"\nRecipe {outlook.recipe.sha256[:16]} for {outlook.recipe.shot} {outlook.recipe.version}")
    for state in outlook.states:
        time_text = "done" if state.done else "unknown" if state.seconds is None else clock(state.seconds)
        repeat = "" if state.step.deterministic else "  does not repeat bit for bit"
        click.echo(f"  {state.step.name:<10} {state.key[:16]}  {time_text:>8}{repeat}")
    total = sum(state.seconds or 0.0 for state in outlook.states)
    click.echo(f"  {'together':<10} {'':<16}  {clock(total):>8}")
    if unknown := [state.step.name for state in outlook.states if state.seconds is None]:
        click.echo(f"Without {', '.join(unknown)}: never measured on this machine; the first take measures it.")
    click.echo(f"Times come from {calibration.basis()}")
    if as_json:
        print_json(
            {
                "recipe": outlook.recipe.sha256,
                "version": outlook.recipe.version,
                "seconds": total,
                "steps": [
                    {
                        "name": state.step.name,
                        "key": state.key,
                        "done": state.done,
                        "seconds": state.seconds,
                        "deterministic": state.step.deterministic,
                        "basis": calibration.basis_of(state.step),
                    }
                    for state in outlook.states
                ],
            }
        )
    return 0
