"""Models on a show's shelf: put there with their papers, looked at again, and asked whether they may be loaded now."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rushes.canonical import sha256_of_file
from rushes.clearance.models import (
    MODELS,
    Base,
    ConsentOf,
    ModelCard,
    Review,
    Statement,
    TrainingItem,
    Vendor,
    Weights,
    may_load,
    read_statement,
    weights_at,
)
from rushes.clearance.records.registry import Registry
from rushes.clearance.verdict import Reason
from rushes.errors import BadInputError, RefusedError, RushesError
from rushes.judgement import gate_of
from rushes.model_items import read_items
from rushes.provenance import choose_signer
from rushes.provenance.events import record_model
from rushes.provenance.sealed_weights import SealedWeights, seal_weights, seals_in
from rushes.provenance.shelf import STATEMENTS, Shelf
from rushes.show import Show
from rushes.studio import spoken_errors, write_atomically


@dataclass(frozen=True, slots=True)
class Papers:
    """What is known of a model besides its weights.

    Attributes:
        licence, source, description: In words.
        statement: The maker's document, SPDX 3 or CycloneDX.
        items: A YAML file that lists what it was trained on, where that was done by us.
        consents: Ids of the consents of everybody whose likeness is in it.
        certifications: Third parties' certificates.
        vendor: Whose terms it is under.
        reviewed: Who looked at all this, and when.
        base: The model that it was trained for, where it is an adapter.
        also_over: What else an adapter may be laid over.
        trained_at: When it was trained, where that was done here.
    """

    reviewed: Review
    licence: str = ""
    source: str = ""
    description: str = ""
    statement: Path | None = None
    items: Path | None = None
    consents: Sequence[str] = ()
    certifications: Sequence[str] = ()
    vendor: Vendor | None = None
    base: Base | None = None
    also_over: Sequence[Base] = ()
    trained_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a model on the shelf stands.

    Attributes:
        card: Its card.
        faults: What is wrong with its files or its card, as sentences.
        reasons: What speaks against loading it now.
        looked: Whether its weights were read; otherwise nothing is known of them.
    """

    card: ModelCard
    faults: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    looked: bool = field(default=False, compare=False)

    @property
    def loads(self) -> bool:
        """Whether it may be loaded, as far as it was looked at."""
        return not self.faults and not self.reasons


def add_model(
    show: Show,
    name: str,
    path: Path | None,
    papers: Papers,
    *,
    again: bool = False,
    seen: Sequence[TrainingItem] | None = None,
) -> ModelCard:
    """Put a model on a show's shelf: hash its weights, read its papers, write its card, and write that into the ledger.

    The weights stay where they are.

    Args:
        show: Whose shelf.
        name: What the model is called from now on.
        path: Its weights: a file or a folder; None for a model that a vendor runs.
        papers: What is known of it.
        again: Write the card of a model anew that is on the shelf.
        seen: What it was trained on, where that was read already; read from the papers' list when left out.

    Raises:
        RefusedError: The weights are a pickle, or one lies among them; they changed since they were sealed; or they rest on consents or items, by their seal or by
            the ledger, that nobody brings.
        BadInputError: The weights are not whole, the papers can't be read or are about other weights, or the name is taken.
    """
    shelf = Shelf.of(show)
    if name in shelf.cards and not again:
        raise BadInputError(f"{name} is on the shelf of {show.folder} already. Choose another name, or use --again.")
    weights = None if path is None else weights_at(path)
    sealed = () if path is None else _items_in_seals(path, papers.consents)
    statement = None if papers.statement is None else _stated(papers.statement, name, weights)
    consents = consents_of(papers.consents, gate_of(show).registry(datetime.now(UTC)))
    if seen is None:
        seen = () if papers.items is None else [one.item for one in read_items(papers.items)]
    items = (*seen, *(one for one in sealed if one.sha256 not in {item.sha256 for item in seen}))
    if weights is not None:
        _forget_nothing(shelf.bound.get(weights.sha256, frozenset()), consents, items, path)
    card = card_of(
        show, name, {} if weights is None else _of_weights(weights, show), papers, statement, consents, items
    )
    _keep(show, card, papers.statement)
    return card


def card_of(
    show: Show, name: str, weights: Mapping[str, Any], papers: Papers, statement: Statement | None, consents: Sequence[ConsentOf], items: Sequence[TrainingItem]
) -> ModelCard:  # fmt: skip
    """Return a model's card, drawn from its papers.

    Args:
        show: Whose shelf.
        name: What the model is called.
        weights: The card's fields about its weights.
        papers: What is known of it.
        statement: Its maker's, read.
        consents: Of everybody whose likeness is in it.
        items: What it was trained on.

    Raises:
        BadInputError: Something of it is missing, or doesn't go together.
    """
    fields: dict[str, Any] = {
        "id": name,
        **weights,
        "licence": papers.licence or (statement.licence if statement else ""),
        "source": papers.source or (statement.issuer if statement else ""),
        "description": papers.description,
        "production": show.name if consents or items else "",
        "subjects": tuple(dict.fromkeys(one.performer for one in consents)),
        "consents": tuple(consents),
        "items": tuple(items),
        "statement": statement,
        "certifications": tuple(papers.certifications),
        "vendor": papers.vendor,
        "reviewed": papers.reviewed,
        "base": papers.base,
        "also_over": tuple(papers.also_over),
        "trained_at": papers.trained_at,
    }
    try:
        card = ModelCard.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInputError(
            f"The model {name} can't be added{f' ({where})' if where else ''}: {first['msg']}."
        ) from error
    if not card.licence:
        raise BadInputError(
            f"Nobody says under which licence {name} may be used. Write it: --licence, if only that nobody says."
        )
    return card


def seal_model(show: Show, name: str, out: Path) -> ModelCard:
    """Write a copy of a model's file that carries its card in a C2PA manifest, to be handed out; the file on the shelf stays as it is.

    Args:
        show: Whose shelf.
        name: Of which model.
        out: The copy, of the same format.

    Raises:
        RefusedError: The model may not be loaded now, or its weights or its card changed.
        BadInputError: Its format has no place for a manifest, it is too large, or the copy can't be written.
    """
    (one,) = standings(show, [name], look=True)
    if not one.loads:
        why = " ".join((*one.faults, *(f"[{reason.rule}] {reason.found}." for reason in one.reasons)))
        raise RefusedError(f"The model {name} may not be loaded, so it is not handed out either. {why}")
    if not one.card.weights:
        raise BadInputError(f"The model {name} is run by its vendor: there are no weights to be sealed.")
    seal_weights(Shelf.of(show).path_of(one.card), out, one.card, choose_signer(show.signing, base=show.folder))
    record_model(show, "model.sealed", one.card)
    return one.card


def consents_of(names: Sequence[str], registry: Registry) -> tuple[ConsentOf, ...]:
    """Return consents by their ids, as a card names them.

    Raises:
        BadInputError: The register has no such consent.
    """
    held = {one.consent.id: one for one in registry.consents}
    if unknown := [name for name in names if name not in held]:
        raise BadInputError(
            f"The register has no consent {unknown[0]}. `rushes consent show` says which there are; bring the signed record first."
        )
    return tuple(ConsentOf(performer=held[name].consent.performer, id=name, sha256=held[name].sha256) for name in names)


def standings(show: Show, names: Iterable[str] = (), *, look: bool) -> list[Standing]:
    """Return how the models of a show stand.

    Args:
        show: Whose shelf.
        names: Of which; all of them when empty.
        look: Whether their weights and statements are read and compared, which takes a minute for 60 GB on a fast disk.

    Raises:
        BadInputError: The show has no such model, or a file on the shelf is no card.
    """
    shelf = Shelf.of(show)
    if shelf.problems:
        raise BadInputError(" ".join(shelf.problems))
    asked = tuple(names) or tuple(shelf.cards)
    if unknown := [one for one in asked if one not in shelf.cards]:
        raise BadInputError(
            f"{show.folder} has no model {unknown[0]}. It has: {', '.join(shelf.cards) or 'none'}. Put one there with `rushes models add`."
        )
    now = datetime.now(UTC)
    registry = gate_of(show).registry(now)
    return [
        Standing(
            card,
            tuple(_faults(card, shelf, look=look)),
            may_load(card, registry, production=show.name, now=now),
            looked=look,
        )
        for card in (shelf.cards[one] for one in asked)
    ]


def _faults(card: ModelCard, shelf: Shelf, *, look: bool) -> Iterable[str]:
    if fault := shelf.fault_of(card):
        yield fault
    if not look:
        return
    if card.weights:
        yield from _weights_faults(card, shelf.path_of(card))
    if card.statement is not None:
        path = shelf.show / MODELS / STATEMENTS / card.statement.file
        if not path.is_file():
            yield f"The statement {path} is missing. Bring it back from a copy."
        elif sha256_of_file(path) != card.statement.sha256:
            yield f"The statement {path} is another one than the card names. Bring it back from a copy, or add the model again."


def _weights_faults(card: ModelCard, path: Path) -> Iterable[str]:
    """Yield what is wrong with weights, by the names of the files."""
    try:
        there = weights_at(path)
    except RushesError as error:
        yield str(error)
        return
    if there.sha256 == card.weights_sha256:
        return
    if not card.files:
        yield f"{path} are other weights than the card of {card.id} names."
    for name in sorted({*card.files, *there.files} if card.files else ()):
        if name not in there.files:
            yield f"{path / name} is missing."
        elif name not in card.files:
            yield f"{path / name} was not there when the card was written."
        elif there.files[name] != card.files[name]:
            yield f"{path / name} is another file than the card of {card.id} names."


def _of_weights(weights: Weights | None, show: Show) -> dict[str, Any]:
    if weights is None:
        return {}
    place = weights.path.resolve()
    parent = place.parent
    inside = parent.is_relative_to(show.folder.resolve())
    return {
        "weights": place.name,
        "weights_sha256": weights.sha256,
        "place": parent.relative_to(show.folder.resolve()).as_posix() if inside else parent.as_posix(),
        "files": dict(weights.files) if weights.kind == "folder" else {},
    }


def _forget_nothing(
    bound: frozenset[str], consents: Sequence[ConsentOf], items: Sequence[TrainingItem], path: Path | None
) -> None:
    """Stop at papers that leave out what the same weights were said to rest on before: weights can't forget."""
    if missing := sorted(bound - {one.id for one in consents} - {one.sha256 for one in items}):
        what = "the consent" if missing[0].startswith("urn:") else "the item with the SHA-256"
        raise RefusedError(
            f"{path} are weights that were said to rest on {what} {missing[0]}, and these papers leave it out. Weights can't forget: name it again, or train anew."
        )


def _items_in_seals(path: Path, consents: Sequence[str]) -> tuple[TrainingItem, ...]:
    """Return what weights were trained on by their own seals; stop at those that changed since, and at consents that nobody brings."""
    found = list(seals_in(path))
    for file, seal in found:
        _check_seal(file, seal, consents)
    rows = [(seal.signer, row) for _, seal in found if seal.model for row in seal.model.get("items", ())]
    try:
        return tuple(
            TrainingItem(name=f"item {row['sha256'][:12]}", licence=f"as {signer} sealed it", **row)
            for signer, row in rows
        )
    except (ValidationError, TypeError, KeyError) as error:
        raise BadInputError(
            f"What the seal in {path} says of its items can't be read. Ask whoever sealed it."
        ) from error


def _check_seal(path: Path, found: SealedWeights, consents: Sequence[str]) -> None:
    if found.state == "tampered":
        raise RefusedError(
            f"{found.problem} The weights in {path} are not what was sealed, so they are not added. Ask whoever handed them out."
        )
    if missing := [one.id for one in found.consents if one.id not in consents]:
        raise RefusedError(
            f"{path} says itself, sealed by {found.signer}, that it rests on the consent {missing[0]}. Bring the signed record into this show's register and "
            f"name it: --consent {missing[0]}."
        )


def _stated(path: Path, name: str, weights: Weights | None) -> Statement:
    statement = read_statement(path)
    if weights is not None and statement.hashes:
        there = {weights.sha256, *weights.files.values()}
        if strange := [one for one in statement.hashes if one not in there]:
            raise BadInputError(
                f"{path} is about other weights than {weights.path}: it names the SHA-256 {strange[0][:16]}..., and no file of them has it. Bring the statement "
                "of these weights."
            )
    return statement.model_copy(update={"file": f"{name}.json"})


def _keep(show: Show, card: ModelCard, statement: Path | None) -> None:
    folder = show.folder / MODELS
    with spoken_errors(folder):
        folder.mkdir(exist_ok=True)
        if statement is not None and card.statement is not None:
            (folder / STATEMENTS).mkdir(exist_ok=True)
            target = folder / STATEMENTS / card.statement.file
            if not target.exists() or not target.samefile(statement):
                part = target.with_name(f"{target.name}.part")
                shutil.copyfile(statement, part)
                part.replace(target)
        write_atomically(folder / f"{card.id}.json", card.model_dump_json(indent=1))
    record_model(show, "model.added", card)


def base_of(show: Show, name: str) -> Base:
    """Return the model on a show's shelf that an adapter was trained for, as its card is to name it.

    Raises:
        BadInputError: There is no such model, it is an adapter itself, or it runs at a vendor's.
    """
    card = Shelf.of(show).cards.get(name)
    if card is None:
        raise BadInputError(
            f"{name} is not on the show's shelf, and an adapter is bound to a model that is. `rushes models list` shows them."
        )
    if card.base is not None or not card.weights:
        raise BadInputError(
            f"{name} is {'an adapter' if card.base is not None else 'run by its vendor'}: no adapter is laid over it."
        )
    return Base(id=card.id, weights_sha256=card.weights_sha256, licence=card.licence)
