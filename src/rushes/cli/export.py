"""``rushes export``: hand a brief's work to a farm."""

from __future__ import annotations

import json
from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import Asked, brief_options, json_option, show_option


@click.group("export")
def command() -> None:
    """Hand a brief's work to a facility's own farm."""


@command.command("openjd")
@brief_options
@show_option
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), help="The template; <shot>_<version>.template.json when left out."
)
@click.option("--chunk", type=click.IntRange(1), help="Frames of a task; what the studio's file says when left out.")
@click.option("--yes", is_flag=True, help="Agree to the price of a vendor's work, which the farm then has done.")
@json_option
def openjd(asked: Asked, show_folder: Path, out: Path | None, chunk: int | None, yes: bool, as_json: bool) -> int:
    """Write BRIEF as an Open Job Description template, which `openjd run` and farms execute to the same frames.

    Its steps ask the clearance gate when they run. Nodes need Rushes, and the show's folder at the same path (docs/farms.md).
    """
    from rushes import pipeline
    from rushes.clearance import Verdict
    from rushes.cli.asking import ask, say_brief
    from rushes.cli.clear import EXIT_CODES, say_reasons
    from rushes.cli.paying import agreed
    from rushes.cli.queueing import as_given
    from rushes.errors import BadInputError
    from rushes.plan.openjd import job_template
    from rushes.show import Show
    from rushes.studio import spoken_errors, write_atomically
    from rushes.studio.config import load_studio

    if asked.planner is not None:
        raise BadInputError(
            "--planner and a farm do not go together: the model might read the words otherwise there. Write the brief as a file, and export that."
        )
    show = Show.load(show_folder)
    brief = ask(asked, show.rate)
    say_brief(brief)
    clearance = pipeline.judge(brief, show)
    click.echo(f"\nClearance  {clearance.verdict} ({clearance.id})")
    if clearance.verdict is not Verdict.CLEARED:
        say_reasons(clearance)
        return EXIT_CODES[clearance.verdict]
    brief = agreed(brief, show.rate, yes=yes)
    recipe, tasks = pipeline.laid_out(brief, show, clearance)
    out = (out or Path(f"{recipe.shot}_{recipe.version}.template.json")).absolute()
    given = as_given(asked, {"yes": yes})
    take = ["make", *([given["brief"]] if given["brief"] else []), *given["flags"], "--show", str(show.folder)]
    template = job_template(
        recipe,
        tasks,
        chunk_frames=chunk or load_studio().chunk_frames,
        take=take,
    )
    with spoken_errors(out):
        write_atomically(out, json.dumps(template, indent=1, ensure_ascii=False) + "\n")
    click.echo(f"Template   {out}: {len(template['steps'])} steps")
    click.echo(f"To run it  openjd run {out} --step take --run-dependencies")
    if as_json:
        print_json(
            {
                "template": str(out),
                "recipe": recipe.sha256,
                "steps": [one["name"] for one in template["steps"]],
            }
        )
    return 0
