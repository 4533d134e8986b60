"""An adapter is trained on a licensed set: everything in it is asked about before a step is made, and what comes out stands on the shelf with its card.

``asked_for`` gathers what a training is about, ``judge_training`` asks the clearance room, ``train_model`` runs the one step, which asks the gate again.
"""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.brief.kinds import PARTS
from rushes.canonical import sha256_of
from rushes.clearance import Clearance, Verdict, clear
from rushes.clearance.likeness.asking import question_of_text, shown_in
from rushes.clearance.likeness.ner import second_reading
from rushes.clearance.models import MODELS, Base, ModelCard, may_load
from rushes.clearance.question import Question, Seen, Shown
from rushes.clearance.records.consent import Action
from rushes.clearance.records.desk import answered, put_on_desk, trusted_desk, working_desk
from rushes.clearance.records.registry import Registry
from rushes.engines.adapters.spec import AdapterSpec
from rushes.engines.adapters.train_step import STEP, WEIGHTS, check_base, train_steps
from rushes.errors import BadInputError, EscalatedError, RefusedError
from rushes.judgement import brought_from, gate_of, look_at, rules_in
from rushes.model_cards import Papers, add_model, card_of, consents_of
from rushes.model_items import Listed, read_items
from rushes.plan import Recipe, folders_of, tasks
from rushes.provenance.events import record_clearance, record_refusal
from rushes.provenance.shelf import Shelf
from rushes.show import FrameRange, Show
from rushes.studio import Job, Progress, job_lock, run_job, spoken_errors

NO_SHOT = "none"
"""What the ledger and the list of jobs call the shot of a training: it belongs to none."""

FINISHED = tuple(kind for kind, parts in PARTS.items() if "finish" in parts)
"""Kinds of briefs that a model may finish, and an adapter with it."""


@dataclass(frozen=True, slots=True)
class Training:
    """A training that is asked for.

    Attributes:
        show: Whose.
        name: What the model will be called.
        base: The pipeline's folder.
        listed: What it would see.
        papers: What is known of it.
        spec: How it is trained.
        question: What clearance is asked.
    """

    show: Show
    name: str
    base: Path
    listed: tuple[Listed, ...]
    papers: Papers
    spec: AdapterSpec
    question: Question


def asked_for(
    show: Show, name: str, base: Path, papers: Papers, spec: AdapterSpec, *, kind: str = "clip", again: bool = False
) -> Training:
    """Gather what a training is about, and stop at what can't be trained or may not be, whatever clearance would say.

    Args:
        show: Whose shelf.
        name: What the model will be called.
        base: The folder of the pipeline that it is trained for; on the shelf, with its card.
        papers: ``items`` and ``reviewed`` at least; a licence of ours where none is given.
        spec: How it is trained.
        kind: For which kind of brief: what a consent says that it covers.
        again: Train a model anew that is on the shelf.

    Raises:
        RefusedError: The base has no card; somebody's consent, or the leave for an item, doesn't hold; a file forbids training; or somebody is in an item who isn't named with it.
        BadInputError: The list, a picture or the base can't be read or used, or the name is taken.
    """
    if kind not in FINISHED:
        raise BadInputError(f'--kind is "{kind}", and models are trained for: {", ".join(FINISHED)}.')
    shelf = Shelf.of(show)
    if name in shelf.cards and not again:
        raise BadInputError(f"{name} is on the shelf of {show.folder} already. Choose another name, or use --again.")
    check_base(base)
    brought = brought_from(shelf, base, "model")
    assert brought.card is not None  # noqa: S101 - brought_from saw to it
    of = Base(id=brought.card.id, weights_sha256=brought.sha256, licence=brought.card.licence)
    if papers.items is None:
        raise BadInputError("Nobody says what it is to be trained on. Write a list and name it: --items.")
    listed = read_items(papers.items)
    _check_lessons(listed, papers.items)
    papers = replace(papers, base=of, licence=papers.licence or f"made for {show.name}, and for nothing else")
    now = datetime.now(UTC)
    registry = gate_of(show).registry(now)
    consents = consents_of(papers.consents, registry)
    planned = {"weights": f"{name}.safetensors", "weights_sha256": "0" * 64}
    draft = card_of(show, name, planned, papers, None, consents, [one.item for one in listed])
    _check_card(draft, show, f"{name} is not trained")
    seen = tuple(look_at(one.file, show, registry) for one in listed if one.file is not None)
    _check_named(listed, seen, registry)
    named = sha256_of(_named(name, kind, of, listed, spec))
    question = _question(listed, draft, registry, kind, seen, named).model_copy(
        update={"training": brought.training, "brought": (brought,), "models": (name,)}
    )
    question = answered(question, show.consents, desk=trusted_desk(show))
    return Training(show, name, base, listed, papers, spec, question)


def judge_training(training: Training) -> tuple[Clearance, str]:
    """Ask the clearance room whether something may be trained, and put the verdict on record.

    Returns:
        The verdict, and the id of the escalation on the desk; empty when nobody has to decide.

    Raises:
        RushesError: The show's records can't be read, or the ledger or the desk can't be written.
    """
    show, now = training.show, datetime.now(UTC)
    clearance = clear(training.question, gate_of(show).registry(now), show.policies, now=now)
    record_clearance(show, clearance, shot=NO_SHOT)
    if clearance.verdict is not Verdict.ESCALATE:
        return clearance, ""
    named, signer = working_desk(show)
    waits = put_on_desk(
        named.consents, training.question, clearance, asked_by=getpass.getuser(), now=clearance.judged_at, signer=signer
    )
    return clearance, waits.id


def train_model(
    training: Training, clearance: Clearance, *, progress: Callable[[Progress], None] = lambda _: None
) -> ModelCard:
    """Train what was cleared, and put it on the shelf with its card. A run that was broken off goes on.

    Raises:
        RefusedError: It was not cleared, or is not any more.
        EscalatedError: A person has to decide first.
        BusyError: Another run trains this model.
        RushesError: The step failed or was cancelled; what was learned is kept for the next run.
    """
    show, question = training.show, training.question
    clearance.require(Action.TRAIN, brief_sha256=question.brief_sha256)
    recipe = _recipe(training)
    folder = folders_of(recipe, show.work)[STEP]
    consents = tuple(name for name, _ in clearance.consents)
    job = Job(f"train-{training.name}-{recipe.sha256[:8]}", NO_SHOT, training.name, "running", consents=consents)
    kept: list[ModelCard] = []
    with job_lock(show.work, f"train-{training.name}"):
        try:
            run_job(
                show.work, job, tasks(recipe, show.work, clearance, question=question, gate=gate_of(show)),
                progress=progress, then=lambda _: kept.append(_keep(training, folder.path / WEIGHTS)),
            )  # fmt: skip
        except (RefusedError, EscalatedError) as error:
            record_refusal(
                show, shot=NO_SHOT, action=str(Action.TRAIN), step=STEP, clearance=clearance.id, rules=rules_in(str(error))
            )  # fmt: skip
            raise
    return kept[0]


def _keep(training: Training, learned: Path) -> ModelCard:
    """Put what was learned on the shelf, if everybody still agrees: a training may take longer than a consent holds."""
    show, papers = training.show, replace(training.papers, trained_at=datetime.now(UTC))
    target = show.folder / MODELS / f"{training.name}.safetensors"
    consents = consents_of(papers.consents, gate_of(show).registry(datetime.now(UTC)))
    planned = {"weights": target.name, "weights_sha256": "0" * 64}
    items = [one.item for one in training.listed]
    _check_card(
        card_of(show, training.name, planned, papers, None, consents, items), show, f"{training.name} is not kept"
    )
    with spoken_errors(target.parent):
        target.parent.mkdir(exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        shutil.copyfile(learned, part)
        part.replace(target)
    return add_model(show, training.name, target, papers, again=True, seen=items)


def _check_card(card: ModelCard, show: Show, what: str) -> None:
    now = datetime.now(UTC)
    if against := may_load(card, gate_of(show).registry(now), production=show.name, now=now):
        said = " ".join(
            f"[{one.rule}] {one.field}: required {one.required}; found {one.found}. {one.remedy}" for one in against
        )
        raise RefusedError(f"{what}. {said}")


def _check_lessons(listed: tuple[Listed, ...], path: Path) -> None:
    for number, one in enumerate(listed, 1):
        if one.file is None:
            raise BadInputError(
                f"{path}, item {number}: {one.item.name} names no file, and can't be seen by its SHA-256 alone. Write file:."
            )
        if not one.caption:
            raise BadInputError(
                f"{path}, item {number}: {one.item.name} has no caption. Write under caption: what is to be seen, in a sentence."
            )


def _check_named(listed: tuple[Listed, ...], seen: tuple[Seen, ...], registry: Registry) -> None:
    """Stop where somebody of the register is in an item, by its caption or by its picture, and the list doesn't name them there: no consent would bind the model then."""
    for one, look in zip(listed, seen, strict=True):
        told = {
            shown.performer for shown in shown_in(one.caption, registry) if shown.performer and shown.how != "fictional"
        }
        if unnamed := sorted(told.union(look.matched) - set(one.item.performers)):
            raise RefusedError(
                f"{unnamed[0]} is in {one.item.name}, and the list doesn't name them there. Write performers: [{unnamed[0]}] and bring their consent, or take it out."
            )


def _question(
    listed: tuple[Listed, ...], draft: ModelCard, registry: Registry, kind: str, seen: tuple[Seen, ...], named: str
) -> Question:
    """Return what is asked of the clearance room: whom the list names, whom its captions speak of, and what is seen in the pictures."""
    captions = "\n".join(f"{one.caption.rstrip('.')}." for one in listed)
    question = question_of_text(
        captions, registry, production=draft.production, actions=(Action.TRAIN,), kind=kind, references=seen, brief_sha256=named, lifecycle="temporary",
        reading=second_reading(captions),
    )  # fmt: skip
    people = tuple(Shown(words=one, performer=one, how="named") for one in draft.subjects)
    # "A woman at a window" is whom the list names there; where it names nobody, somebody is meant who has no name.
    nameless = "\n".join(one.caption.lower() for one in listed if not one.item.performers)
    told = (one for one in question.shown if one.how != "unnamed" or one.words.lower() in nameless)
    known = tuple(one for one in told if one.performer not in draft.subjects or one.how not in {"named", "disguised"})
    return question.model_copy(update={"shown": (*people, *known)})


def _named(name: str, kind: str, base: Base, listed: tuple[Listed, ...], spec: AdapterSpec) -> dict[str, Any]:
    """Return what names a training: the same again is the same question, on the desk too."""
    return {
        "train": name,
        "kind": kind,
        "base": base.weights_sha256,
        "items": [[one.item.model_dump(mode="json"), one.caption] for one in listed],
        "spec": spec.model_dump(mode="json"),
    }


def _recipe(training: Training) -> Recipe:
    items = [(one.file.resolve(), one.item.sha256, one.caption) for one in training.listed if one.file is not None]
    return Recipe(
        show=training.show.name,
        shot=NO_SHOT,
        version=training.name,
        kind=training.question.kind,
        engine="adapters",
        engine_version="1",
        rate=Fraction(training.show.rate),
        frames=FrameRange.of_length(1),
        handles=0,
        seed=training.spec.seed,
        brief_sha256=training.question.brief_sha256,
        steps=train_steps(training.base.resolve(), training.question.brought[0].sha256, items, training.spec),
    )
