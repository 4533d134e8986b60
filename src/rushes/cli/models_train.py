"""``rushes models train``: an adapter (LoRA) is trained on a licensed set, and stands on the shelf with its card."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option


@click.command("train")
@click.argument("name")
@click.option("--base", required=True, type=click.Path(path_type=Path), help="The folder of the pipeline that it is trained for; on the shelf, with its card.")  # fmt: skip
@click.option("--items", required=True, type=click.Path(path_type=Path), help="A YAML list of the pictures: file, caption, licence, and who is in each.")  # fmt: skip
@click.option("--consent", "consents", multiple=True, help="A consent of somebody who is in it; may be given more than once.")  # fmt: skip
@click.option("--kind", type=click.Choice(["wardrobe", "set", "clip"]), default="clip", show_default=True, help="For which kind of brief: what the consents have to cover.")  # fmt: skip
@click.option("--steps", type=int, default=500, show_default=True, help="How many pictures it sees, each again and again.")  # fmt: skip
@click.option("--rank", type=int, default=8, show_default=True, help="How much it can hold.")
@click.option("--rate", type=float, default=1e-4, show_default=True, help="How far it goes at each step.")
@click.option("--side", "side_px", type=int, default=512, show_default=True, help="Longest side at which it sees the pictures [px].")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Where its randomness starts.")
@click.option("--also-over", "also_over", multiple=True, metavar="MODEL", help="A model on the shelf, of the base's family, that it may be laid over too; again for more.")  # fmt: skip
@click.option("--licence", default="", help="Under which licence what comes out may be used; for this production alone when left out.")  # fmt: skip
@click.option("--description", default="", help="What it makes, in a sentence.")
@click.option("--reviewed-by", required=True, help="Who looked at the papers.")
@click.option("--again", is_flag=True, help="Train a model anew that is on the shelf.")
@show_option
@json_option
def command(name: str, show_folder: Path, as_json: bool, **said: Any) -> int:  # noqa: ANN401 - click's values
    """Train the adapter NAME for a pipeline, on pictures that clearance lets through, and put it on the shelf with its card.

    Everything is asked before a step is made: licences, what the files say themselves, consents, faces. Run it again after a break and it goes on.
    """
    from rushes.clearance import Verdict
    from rushes.cli.bar import Bar
    from rushes.cli.clear import EXIT_CODES, say_desk, say_reasons
    from rushes.model_training import asked_for, judge_training, train_model

    training = asked_for(*_asked(name, show_folder, said), kind=said["kind"], again=said["again"])
    clearance, escalation = judge_training(training)
    click.echo(f"Clearance  {clearance.verdict} ({clearance.id})")
    if clearance.verdict is not Verdict.CLEARED:
        say_reasons(clearance)
        say_desk(escalation, show_folder)
        if as_json:
            print_json(
                {"model": None, "verdict": str(clearance.verdict)} | ({"desk": escalation} if escalation else {})
            )
        return EXIT_CODES[clearance.verdict]
    with Bar() as bar:
        card = train_model(training, clearance, progress=bar)
    path = card.weights_path(training.show.folder, training.show.folder / "models")
    click.echo(f"Trained    {path}: {len(card.items)} pictures, {len(card.consents)} consents")
    click.echo(f"Use        finish: {{model: {said['base']}, adapters: [{path}]}}")
    if as_json:
        print_json({"model": card.model_dump(mode="json"), "verdict": str(clearance.verdict), "sha256": card.sha256})
    return 0


def _asked(name: str, show_folder: Path, said: dict[str, Any]) -> tuple[Any, ...]:
    """Return what was said on the command line as ``asked_for`` takes it.

    Raises:
        BadInputError: A number is out of its bounds, or the show can't be read.
    """
    from pydantic import ValidationError

    from rushes.clearance.models import Review
    from rushes.engines.adapters.spec import AdapterSpec
    from rushes.errors import BadInputError
    from rushes.model_cards import Papers, base_of
    from rushes.show import Show

    try:
        spec = AdapterSpec(**{one: said[one] for one in AdapterSpec.model_fields})
    except ValidationError as error:
        first = error.errors()[0]
        option = str(first["loc"][0]).removesuffix("_px")
        raise BadInputError(f"--{option} is {first['input']}: {first['msg'].lower()}.") from error
    show = Show.load(show_folder)
    today = datetime.now().date()  # noqa: DTZ005 - a day by the reviewer's own calendar
    papers = Papers(
        reviewed=Review(by=said["reviewed_by"], on=today),
        licence=said["licence"],
        description=said["description"],
        items=said["items"],
        consents=said["consents"],
        also_over=tuple(base_of(show, one) for one in said["also_over"]),
    )
    return show, name, said["base"], papers, spec
