"""``rushes models``: the show's shelf of models, with what each was trained on and whether it may be loaded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.models_train import command as train
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.clearance.models import ModelCard, Vendor
    from rushes.model_cards import Standing

_ANSWER = click.Choice(["yes", "no", "unsure"])


@click.group("models")
def command() -> None:
    """Put models on the show's shelf with their papers, and say what each was trained on and whether it may be loaded."""


@command.command("add")
@click.argument("name")
@click.argument("weights", required=False, type=click.Path(path_type=Path))
@click.option(
    "--licence", default="", help="Under which licence the weights may be used; the statement's own when left out."
)
@click.option("--source", default="", help="Where they come from.")
@click.option(
    "--statement", type=click.Path(path_type=Path), help="What its maker states: SPDX 3 or CycloneDX ML-BOM, as JSON."
)
@click.option(
    "--items", type=click.Path(path_type=Path), help="A YAML list of everything it was trained on, where you did that."
)
@click.option(
    "--consent",
    "consents",
    multiple=True,
    help="A consent of somebody whose likeness is in it; may be given more than once.",
)
@click.option(
    "--certified",
    "certifications",
    multiple=True,
    help="A third party's certificate, in words; may be given more than once.",
)
@click.option("--vendor", help="Whose terms it is under.")
@click.option("--hosted", is_flag=True, help="The vendor runs it; there are no weights here.")
@click.option("--stores", type=_ANSWER, default="unsure", help="Whether the vendor keeps what is sent.")
@click.option("--reuses", type=_ANSWER, default="unsure", help="Whether the vendor uses it for something else.")
@click.option("--trains", type=_ANSWER, default="unsure", help="Whether the vendor trains on it.")
@click.option("--terms", default="", help="Where the terms stand, with version or date.")
@click.option("--enterprise", is_flag=True, help="There is an enterprise agreement.")
@click.option("--description", default="", help="What it makes, in a sentence.")
@click.option(
    "--base",
    metavar="MODEL",
    help="Of an adapter: the model on the shelf that it was trained for, which alone it is laid over.",
)
@click.option("--reviewed-by", required=True, help="Who looked at its papers.")
@click.option("--reviewed-on", type=click.DateTime(["%Y-%m-%d"]), help="When; today when left out.")
@click.option("--again", is_flag=True, help="Write the card of a model anew that is on the shelf.")
@show_option
@json_option
def add(name: str, weights: Path | None, show_folder: Path, as_json: bool, **said: Any) -> int:  # noqa: ANN401 - click's values
    """Put the model NAME on the show's shelf: the file or folder WEIGHTS is hashed, its papers are read, its card is written.

    WEIGHTS stay where they are. A pickle is refused, and so is a folder with a missing file.
    """
    from rushes.clearance.models import Review
    from rushes.model_cards import Papers, add_model, base_of
    from rushes.show import Show

    on = (said["reviewed_on"] or datetime.now()).date()  # noqa: DTZ005 - a day by the reviewer's own calendar
    show = Show.load(show_folder)
    papers = Papers(
        base=base_of(show, said["base"]) if said["base"] else None,
        reviewed=Review(by=said["reviewed_by"], on=on),
        licence=said["licence"],
        source=said["source"],
        description=said["description"],
        statement=said["statement"],
        items=said["items"],
        consents=said["consents"],
        certifications=said["certifications"],
        vendor=_vendor(said),
    )
    card = add_model(show, name, weights, papers, again=said["again"])
    click.echo(f"Added   {card.id}: {card.weights or 'run by its vendor'} {card.weights_sha256[:12]}".rstrip())
    click.echo(f"Trained {_trained(card)}")
    if card.training == "unknown":
        click.echo("        Nobody says on what: it may be asked for ideas, and is refused for final pictures.")
    if as_json:
        print_json({"model": card.model_dump(mode="json"), "training": card.training, "sha256": card.sha256})
    return 0


@command.command("list")
@show_option
@json_option
def list_models(show_folder: Path, as_json: bool) -> int:
    """List the models on the shelf. Their weights are not read: `rushes models verify` does that."""
    from rushes.model_cards import standings
    from rushes.show import Show

    found = standings(Show.load(show_folder), look=False)
    for one in found:
        reviewed = f"reviewed {one.card.reviewed.on}" if one.card.reviewed else "not reviewed"
        click.echo(
            f"{one.card.id}  training data {one.card.training}  {one.card.licence or 'no licence stated'}  {reviewed}"
        )
        click.echo(f"  {_stands(one)}")
    if not found:
        click.echo("No model is on this show's shelf.")
    if as_json:
        print_json({"models": [_row(one) for one in found]})
    return 0


@command.command("show")
@click.argument("name")
@show_option
@json_option
def show_model(name: str, show_folder: Path, as_json: bool) -> int:
    """Say everything that the card of the model NAME says."""
    from rushes.model_cards import standings
    from rushes.show import Show

    (one,) = standings(Show.load(show_folder), [name], look=False)
    for label, text in _lines(one.card):
        click.echo(f"{label:14s} {text}")
    click.echo(f"{'now':14s} {_stands(one)}")
    if as_json:
        print_json(_row(one) | {"card": one.card.model_dump(mode="json")})
    return 0


@command.command("verify")
@click.argument("names", nargs=-1)
@show_option
@json_option
def verify(names: tuple[str, ...], show_folder: Path, as_json: bool) -> int:
    """Read the weights of the models NAMES (of all, when left out) and say whether each is what its card names and may be loaded.

    It ends with 5 when a file or a card changed, and with 3 when a model may not be loaded any more.
    """
    from rushes.model_cards import standings
    from rushes.show import Show

    found = standings(Show.load(show_folder), names, look=True)
    for one in found:
        click.echo(f"{one.card.id}  {_stands(one)}")
    if not found:
        click.echo("No model is on this show's shelf.")
    if as_json:
        print_json({"models": [_row(one) for one in found]})
    if any(one.faults for one in found):
        return 5
    return 3 if any(one.reasons for one in found) else 0


@command.command("seal")
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path))
@show_option
@json_option
def seal(name: str, out: Path, show_folder: Path, as_json: bool) -> int:
    """Write a copy OUT of the model NAME that carries its card inside, sealed with C2PA: safetensors and ONNX have a place for that.

    The copy says which consents it rests on, what it was trained on by SHA-256, its licence and its production. It names nobody.
    """
    from rushes.canonical import sha256_of_file
    from rushes.model_cards import seal_model
    from rushes.show import Show

    card = seal_model(Show.load(show_folder), name, out)
    click.echo(f"Sealed  {out}: {card.id}, on {len(card.consents)} consents and {len(card.items)} items")
    if as_json:
        print_json({"model": card.id, "file": str(out), "sha256": sha256_of_file(out)})
    return 0


@command.command("lineage")
@click.argument("item")
@show_option
@json_option
def lineage(item: str, show_folder: Path, as_json: bool) -> int:
    """Say which models saw ITEM, and which shots used them.

    ITEM is a file, a SHA-256, the name of an item or of a data set, a performer's id or a consent's id.
    """
    from rushes.provenance.lineage import lineage as lineage_of
    from rushes.provenance.shelf import Shelf
    from rushes.show import Show

    show = Show.load(show_folder)
    shelf = Shelf.of(show)
    found, problems = lineage_of(show, shelf.cards.values(), item)
    for one in found:
        click.echo(f"{one.model}  {one.weights_sha256[:12]}")
        for sentence in one.because:
            click.echo(f"  {sentence}")
        used = ", ".join(f"{shot} {version}" for shot, version in one.takes)
        click.echo(f"  Used in: {used or 'no sealed take'}")
    if not found:
        click.echo("No model of this show saw it.")
    for problem in (*shelf.problems, *problems):
        click.echo(f"problem: {problem}", err=True)
    if as_json:
        print_json({"models": [one.to_json() for one in found], "problems": [*shelf.problems, *problems]})
    return 0


@command.command("withdraw")
@click.argument("item")
@click.option("--by", "withdrawn_by", required=True, help="Whose it is, or who speaks for them.")
@click.option("--why", default="", help="In words.")
@show_option
@json_option
def withdraw(item: str, withdrawn_by: str, why: str, show_folder: Path, as_json: bool) -> int:
    """Take back the leave to train on ITEM, a file or a SHA-256. Every model that saw it is not loaded from now on.

    It is signed by the show's clearance desk. Nothing brings such a model back: train anew without the item.
    """
    from rushes.model_withdrawal import withdraw_item
    from rushes.show import Show

    done = withdraw_item(Show.load(show_folder), item, by=withdrawn_by, why=why)
    click.echo(f"Withdrawn {done.sha256}")
    for model in done.models:
        click.echo(f"  {model} is not loaded any more")
    if as_json:
        print_json({"sha256": done.sha256, "models": list(done.models)})
    return 0


command.add_command(train)


def _vendor(said: dict[str, Any]) -> Vendor | None:
    from rushes.clearance.models import Vendor
    from rushes.errors import BadInputError

    given = [name for name in ("hosted", "terms", "enterprise") if said[name]]
    given += [name for name in ("stores", "reuses", "trains") if said[name] != "unsure"]
    if not said["vendor"]:
        if given:
            raise BadInputError(f"--{given[0]} is about a vendor: name them with --vendor.")
        return None
    fields = ("hosted", "stores", "reuses", "trains", "terms", "enterprise")
    return Vendor(name=said["vendor"], **{name: said[name] for name in fields})


def _lines(card: ModelCard) -> list[tuple[str, str]]:
    lines = [
        ("model", card.id),
        ("description", card.description),
        ("weights", f"{card.weights} {card.weights_sha256}".strip()),
    ]
    lines += [("licence", card.licence), ("source", card.source), ("training data", _trained(card))]
    if card.statement is not None:
        stated = card.statement
        lines.append(
            ("statement", f"{stated.format} {stated.version}, by {stated.issuer or 'nobody named'}: {stated.model}")
        )
        lines += [
            ("  trained on", f"{one.name}: {one.licence or 'no licence stated'} ({one.rights})")
            for one in stated.datasets
        ]
    lines += [("  item", f"{one.name}: {one.licence} {' '.join(one.performers)}".rstrip()) for one in card.items]
    if card.base is not None:
        base = f"{card.base.id} {card.base.weights_sha256[:12]}, {card.base.licence}"
        lines.append(("for the model", base))
    lines += [("  and over", f"{one.id} {one.weights_sha256[:12]}, {one.licence}") for one in card.also_over]
    if card.trained_at is not None:
        lines.append(("trained", f"{card.trained_at:%Y-%m-%d}"))
    lines += [("  consent", f"{one.performer}: {one.id}") for one in card.consents]
    lines += [("certified", one) for one in card.certifications]
    if card.vendor is not None:
        said = ", ".join(f"{name} {getattr(card.vendor, name)}" for name in ("stores", "reuses", "trains"))
        lines.append(("vendor", f"{card.vendor.name}: {said}; {card.vendor.terms or 'no terms named'}"))
    if card.reviewed is not None:
        lines.append(("reviewed", f"{card.reviewed.on} by {card.reviewed.by}"))
    return [line for line in lines if line[1]]


def _trained(card: ModelCard) -> str:
    many = len(card.items) + (len(card.statement.datasets) if card.statement else 0)
    return f"{card.training} ({many or 'nothing'} named)"


def _stands(one: Standing) -> str:
    if one.faults:
        return "is not loaded: " + " ".join(one.faults)
    if one.reasons:
        return "is not loaded: " + " ".join(
            f"required {why.required}; found {why.found} [{why.rule}]." for why in one.reasons
        )
    return "may be loaded, its weights are those of the card" if one.looked else "may be loaded"


def _row(one: Standing) -> dict[str, Any]:
    return {
        "id": one.card.id,
        "training": one.card.training,
        "weights_sha256": one.card.weights_sha256,
        "loads": one.loads,
        "faults": list(one.faults),
        "reasons": [why.to_json() for why in one.reasons],
    }
