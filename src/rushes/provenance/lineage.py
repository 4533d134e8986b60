"""Which shots used a model that saw something: from an item, a person or a consent to models, and from these to takes.

A network that was learned again has another card than before. The card that a take was made with lies in the take, so both are looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rushes.canonical import sha256_of_file
from rushes.clearance.models import ModelCard, read_card
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.provenance.takes import sealed_takes
from rushes.show import Show

NETWORK = "elements/network/network.json"
"""Where a take keeps the card of a network that was learned for it."""


@dataclass(frozen=True, slots=True)
class Saw:
    """A model that saw something, and where it was used.

    Attributes:
        model, weights_sha256: Which model.
        because: What of its card answers the question, as sentences.
        takes: Shot and version of each sealed take that used it.
    """

    model: str
    weights_sha256: str
    because: tuple[str, ...]
    takes: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """Return what ``rushes models lineage --json`` prints for it."""
        return {**asdict(self), "takes": [{"shot": shot, "version": version} for shot, version in self.takes]}


def lineage(show: Show, cards: Iterable[ModelCard], name: str) -> tuple[tuple[Saw, ...], tuple[str, ...]]:
    """Return every model that saw something, with the takes that used it, and a sentence for each record that can't be read.

    Args:
        show: Whose takes.
        cards: Those on its shelf.
        name: A file, a SHA-256, the name of an item or of a data set, a performer's id, or a consent's id.

    Raises:
        BadInputError: It is a file that can't be read.
    """
    wanted = _wanted(name)
    takes, problems = [], []
    for one in sealed_takes(show):
        if isinstance(one, str):
            problems.append(one)
        else:
            takes.append(one)
    used = {(take.shot, take.version): tuple(_models_of(take, problems)) for take in takes}
    in_takes = [row for rows in used.values() for row in rows if isinstance(row, ModelCard)]
    known = {(card.id, card.weights_sha256): card for card in (*in_takes, *cards)}
    found = []
    for (model, sha256), card in sorted(known.items()):
        if because := tuple(_because(card, wanted)):
            where = (place for place, rows in used.items() if sha256 and sha256 in map(_weights_of, rows))
            found.append(Saw(model, sha256, because, tuple(where)))
    return tuple(found), tuple(problems)


def _wanted(name: str) -> frozenset[str]:
    """Return what a card may hold that stands for what is asked: the name itself, and the SHA-256 where it is a file."""
    path = Path(name)
    if not path.is_file():
        return frozenset({name, name.lower()})
    try:
        return frozenset({sha256_of_file(path)})
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Correct its rights.") from error


def _because(card: ModelCard, wanted: frozenset[str]) -> Iterator[str]:
    for item in card.items:
        if wanted & {item.sha256, item.name, *item.performers}:
            people = f", with {', '.join(item.performers)} in it" if item.performers else ""
            yield f"It was trained on {item.name} ({item.licence}; {item.sha256[:12]}){people}."
    for consent in card.consents:
        if wanted & {consent.performer, consent.id}:
            yield f"It was trained on {consent.performer}, by the consent {consent.id}."
    for dataset in card.statement.datasets if card.statement else ():
        if wanted & {dataset.name, dataset.source}:
            yield f"By its maker's statement it was trained on {dataset.name} ({dataset.licence or 'no licence stated'})."
    if wanted & {card.id, card.weights_sha256}:
        yield "It is this very model."


def _models_of(take: Take, problems: list[str]) -> Iterator[ModelCard | str]:
    """Yield the models of a take: the card of a network that was learned for it, and SHA-256 of everything that was brought to its steps."""
    if any(file.path == NETWORK for file in take.files):
        try:
            yield read_card(take.folder / NETWORK)
        except BadInputError as error:
            problems.append(str(error))
    for step in take.recipe.get("steps", ()):
        yield from (str(item["sha256"]) for item in step.get("inputs", ()))


def _weights_of(row: ModelCard | str) -> str:
    return row if isinstance(row, str) else row.weights_sha256
