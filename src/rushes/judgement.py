"""How a brief comes before the clearance room: what is seen and known is gathered here, and every verdict goes on record."""

from __future__ import annotations

import getpass
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rushes.brief import BROUGHT, Brief, brief_sha256
from rushes.brief.finish import Finish
from rushes.canonical import sha256_of_file, sha256_of_place
from rushes.clearance import Clearance, Verdict, clear
from rushes.clearance.gate import Gate
from rushes.clearance.likeness.asking import all_words, question_of
from rushes.clearance.likeness.ner import second_reading
from rushes.clearance.likeness.resemblance import resemblances
from rushes.clearance.likeness.seen import seen_in
from rushes.clearance.likeness.vault import FILE as VAULT
from rushes.clearance.models.card import Training, worst
from rushes.clearance.models.weights import refuse_pickles
from rushes.clearance.question import Alike, Brought, Guidance, Question, Seen, Tool
from rushes.clearance.records.consent import Action
from rushes.clearance.records.desk import answered, put_on_desk, trusted_desk, working_desk
from rushes.clearance.records.escalation import Escalation
from rushes.clearance.records.registry import Registry
from rushes.clearance.records.work import Work
from rushes.clearance.reserved import statement_of
from rushes.engines.finishers.hosted.services import ACCESS, sent_by
from rushes.enrolled import enrolled_faces
from rushes.errors import BadInputError, RefusedError
from rushes.media.colour import Space
from rushes.media.encoding import space_of
from rushes.media.plate import find_plate, plate_identity
from rushes.provenance import ledger_key
from rushes.provenance.dates import newest_date
from rushes.provenance.events import record_clearance
from rushes.provenance.known import enrolments_replaced, floors, orders_known, withdrawn_known
from rushes.provenance.ledger import trusted_entries
from rushes.provenance.sealed_weights import seals_in
from rushes.provenance.shelf import Shelf
from rushes.show import Show
from rushes.used_takes import check_sealed, set_takes, worn_takes
from rushes.worn_people import with_worn

_alike: dict[tuple[str, tuple[Work, ...]], tuple[Alike, ...]] = {}
_seen: dict[tuple[str, str, Space | None], Seen] = {}
"""What was seen in pictures in this process, by their content and by the templates that they were compared with: a brief is
judged and then made, and its plate is looked at once."""


_digests: dict[tuple[tuple[str, int, int], ...], str] = {}
"""SHA-256 of weights that were read in this process, by the names, sizes and times of their files."""


def gate_of(show: Show) -> Gate:
    """Return the gate at which everything about a show is asked, knowing what its ledger has seen.

    Raises:
        CheckFailedError: The ledger is not what was written, so that nobody can tell what was revoked.
    """
    if not show.ledger.exists():
        return Gate.of(show)
    entries = trusted_entries(show.ledger, ledger_key())
    return Gate.of(
        show,
        floors=floors(show.ledger),
        orders=orders_known(entries),
        replaced=enrolments_replaced(entries),
        withdrawn=withdrawn_known(entries),
        not_before=newest_date(entries, trusted_desk(show)),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a show, the records it was drawn with, and the gate where it is asked again."""

    question: Question
    registry: Registry
    gate: Gate

    def again(self, clearance: Clearance) -> None:
        """Ask for every act once more: nothing is sealed or named that is not allowed at this moment.

        Raises:
            RefusedError: It is not allowed any more.
            EscalatedError: A person has to decide first.
        """
        for action in self.question.actions:
            self.gate.ask(self.question, action, given=clearance)


def asked_about(
    brief: Brief, show: Show, *, now: datetime | None = None, actions: tuple[Action, ...] | None = None
) -> Asked:
    """Draw the question that a brief is, with the show's records as they are now.

    Args:
        brief: What is asked.
        show: Where it belongs.
        now: The present moment; read from the clock when left out.
        actions: What would be done; what making it does (generate, and with a plate alter) when left out.

    Raises:
        BadInputError: The plate, a reference or the show's records can't be read.
        RefusedError: The clock was set back.
        CheckFailedError: The ledger was altered.
    """
    gate = gate_of(show)
    registry = gate.registry(now or datetime.now(UTC))
    return Asked(question_about(brief, show, registry, actions), registry, gate)


def judge(
    brief: Brief, show: Show, *, now: datetime | None = None, actions: tuple[Action, ...] | None = None
) -> Clearance:
    """Ask the clearance room whether a brief may be made, with the show's records and policies as they are now.

    Args:
        brief: What is asked.
        show: Where it belongs.
        now: The moment of judgement; the present when left out.
        actions: As ``asked_about``.

    Raises:
        RushesError: As ``asked_about``.
    """
    moment = now or datetime.now(UTC)
    asked = asked_about(brief, show, now=moment, actions=actions)
    return clear(asked.question, asked.registry, show.policies, now=moment)


def put_on_record(brief: Brief, show: Show, clearance: Clearance, *, actions: tuple[Action, ...] | None = None) -> str:
    """Write a verdict into the ledger, and put what a person has to decide on the show's desk.

    Args:
        brief: What was asked.
        show: Where it belongs.
        clearance: What ``judge`` said of it.
        actions: What ``judge`` was asked for.

    Returns:
        The id of the escalation on the desk; empty when nobody has to decide.

    Raises:
        RushesError: As ``asked_about``, or the ledger or the desk can't be written.
    """
    record_clearance(show, clearance, shot=brief.shot)
    if clearance.verdict is not Verdict.ESCALATE:
        return ""
    asked = asked_about(brief, show, actions=actions)
    show, signer = working_desk(show)
    escalation = put_on_desk(
        show.consents,
        asked.question,
        clearance,
        asked_by=getpass.getuser(),
        now=clearance.judged_at,
        signer=signer,
    )
    return escalation.id


def judge_again(
    escalation: Escalation, show: Show, *, now: datetime | None = None, registry: Registry | None = None
) -> Clearance:
    """Judge a question on the desk with what was answered and decided about it by now.

    Args:
        escalation: As it lies on the desk.
        show: Whose desk.
        now: The moment of judgement; the present when left out.
        registry: The show's verified records at that moment, for whoever judges many questions; read when left out.

    Raises:
        RushesError: As ``asked_about``.
    """
    moment = now or datetime.now(UTC)
    question = answered(escalation.question, show.consents, desk=trusted_desk(show))
    return clear(question, registry or gate_of(show).registry(moment), show.policies, now=moment)


def question_about(brief: Brief, show: Show, registry: Registry, actions: tuple[Action, ...] | None = None) -> Question:
    """Draw the clearance room's question from a brief, its pictures, and what the desk was answered about it.

    Raises:
        BadInputError: The plate or a reference can't be read.
    """
    use = brief.use
    # A clean plate enters the picture as the plate does: whoever is on it is shown.
    pictures = use.references if brief.clean_plate is None else (*use.references, brief.clean_plate)
    shown = tuple(_shown_to_a_model(path, show, brief.finish) for path in brief.finish.references)
    question = question_of(
        brief,
        registry,
        production=show.name,
        actions=actions,
        plate=_compared(_look(brief.plate, show, space_of(brief.plate_colour)), brief.plate, registry, show),
        references=(
            *(_compared(_look_up(path, show, brief), path, registry, show) for path in pictures),
            *(_compared(seen, path, registry, show) for seen, path in zip(shown, brief.finish.references, strict=True)),
        ),
        brief_sha256=brief_sha256(brief),
        guidance=Guidance(
            no_replication=use.p1, no_training=use.p2, secure=use.p3, temporary=use.p4, no_replacement=use.p5
        ),
        lifecycle=use.lifecycle,
        reading=second_reading(all_words(brief)),
    )
    question = question.model_copy(update={**_of_models(brought_by(brief, show)), "sent": sent_by(brief)})
    question = question.model_copy(update={"plate": _obeyed(question, brief)})
    worn = worn_takes(brief, show)
    if used := (*worn, *set_takes(brief, show)):
        check_sealed(used, trusted_entries(show.ledger, ledger_key()) if show.ledger.exists() else [])
    question = with_worn(question, worn, registry)
    return answered(question, show.consents, desk=trusted_desk(show))


def _obeyed(question: Question, brief: Brief) -> Seen:
    """Return what is seen in the plate, with what its own file says against what is done with it: learning from it, or showing it to a model."""
    learns = Action.TRAIN in question.actions
    if brief.plate is None or not (learns or question.brought):
        return question.plate
    said = statement_of(find_plate(brief.plate).paths[0])
    words = [said.training] * learns + [said.inference] * bool(question.brought)
    return question.plate.model_copy(update={"reserved": "; ".join(dict.fromkeys(one for one in words if one))})


def brought_by(brief: Brief, show: Show) -> tuple[Brought, ...]:
    """Return the models that a brief brings, as they lie there now, each with its card where the show's shelf has one.

    Raises:
        RefusedError: They are a pickle or others than their card names, or their card was changed or taken away.
        BadInputError: They can't be read.
    """
    asked = [(one.model, one.licence, one.training) for one in (brief.finish,) if one.model is not None]
    if brief.kind == "reage" and brief.reage.method in BROUGHT and brief.model.file is not None:
        asked.append((brief.model.file, brief.model.licence, brief.model.training))
    there = [(path, licence, training) for path, licence, training in asked if path.exists()]
    hosted = brief.finish if brief.finish.is_asked and brief.finish.is_hosted else None
    if not there and hosted is None:
        return ()
    shelf = Shelf.of(show)
    adapters = tuple(brought_from(shelf, path, "adapter") for path in brief.finish.adapters)
    vendors = () if hosted is None else (_hosted(shelf, hosted),)
    return (*(_brought(shelf, *one) for one in there), *adapters, *vendors)


def brought_from(shelf: Shelf, path: Path, what: str) -> Brought:
    """Return a model that only its card can answer for.

    Args:
        shelf: Where its card is.
        path: Its weights.
        what: What it is to the user.

    Raises:
        RefusedError: It has no card, its card was changed, its weights are others than that names, or they are a pickle.
        BadInputError: They can't be read.
    """
    found = _brought(shelf, path, "", "unknown")
    if found.card is None:
        raise RefusedError(
            f"The {what} {path} is not on the show's shelf, so that nobody can tell what it saw and who agreed. Put it there with its papers: rushes models add."
        )
    return found


def _brought(shelf: Shelf, path: Path, licence: str, training: Training) -> Brought:
    refuse_pickles(path)
    digest = _hashed(path)
    card = shelf.card_for(path, digest)
    if card is None and (sealed := next((file for file, _ in seals_in(path)), None)):
        raise RefusedError(
            f"The model {path} is not loaded: {sealed.name} says itself, in its seal, what it rests on, and the brief can't answer for that. Put it on the "
            "shelf with its papers: rushes models add."
        )
    return Brought(
        sha256=digest,
        licence=licence if card is None else card.licence,
        training=training if card is None else card.training,
        card=card,
    )


def _hosted(shelf: Shelf, finish: Finish) -> Brought:
    """Return a model that runs at its vendor's, with its card where the shelf has one that says so.

    Raises:
        RefusedError: Its card was changed or taken away.
    """
    card = shelf.cards.get(finish.hosted)
    if card is not None and (fault := shelf.fault_of(card)):
        raise RefusedError(f"{finish.hosted} is not asked. {fault}")
    known = card if card is not None and card.vendor is not None and card.vendor.hosted else None
    return Brought(
        sha256=finish.hosted_sha256,
        licence=finish.licence if known is None else known.licence,
        training=finish.training if known is None else known.training,
        card=known,
        hosted=ACCESS[finish.method].vendor,
    )


def _of_models(brought: tuple[Brought, ...]) -> dict[str, object]:
    """Return what a question says of the models that are brought."""
    if not brought:
        return {}
    said: dict[str, object] = {"brought": brought, "training": worst(one.training for one in brought)}
    unread = next((one.hosted for one in brought if one.hosted and one.card is None), "")
    if unread:  # nobody read the vendor's terms: the worst of them is taken for true
        said["tool"] = Tool(
            name=unread, local=False, stores_inputs=True, reuses_inputs=True, trains_on_inputs=True, enterprise=False
        )
        return said
    terms = {one.card.id: one.card.vendor for one in brought if one.card is not None and one.card.vendor is not None}
    if terms:
        said["tool"] = Tool(
            name=", ".join(terms),
            local=not any(vendor.hosted for vendor in terms.values()),
            stores_inputs=any(vendor.does(vendor.stores) for vendor in terms.values()),
            reuses_inputs=any(vendor.does(vendor.reuses) for vendor in terms.values()),
            trains_on_inputs=any(vendor.does(vendor.trains) for vendor in terms.values()),
            enterprise=all(vendor.enterprise or not vendor.hosted for vendor in terms.values()),
        )
    return said


def _hashed(path: Path) -> str:
    """Return the SHA-256 of weights: read once in a process as long as no file's size and time change. The step reads them again.

    Raises:
        BadInputError: They can't be read.
    """
    try:
        files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        key = tuple((str(one), one.stat().st_size, one.stat().st_mtime_ns) for one in files)
        if key not in _digests:
            _digests[key] = sha256_of_place(path)
    except OSError as error:
        raise BadInputError(f"The model {path} can't be read ({error.strerror}). Correct the path.") from error
    return _digests[key]


def look_at(picture: Path, show: Show, registry: Registry) -> Seen:
    """Return what is seen in a picture of which the rights are stated: faces, whose, and registered works that it looks like.

    Raises:
        BadInputError: It can't be read.
    """
    return _compared(_look(picture, show), picture, registry, show).model_copy(update={"rights": "stated"})


def rules_in(sentence: str) -> tuple[str, ...]:
    """Return the rules that a refusal names, which stand in brackets in it."""
    return tuple(dict.fromkeys(re.findall(r"\[([a-z0-9-]+/[a-z0-9._-]+)\]", sentence)))


def _look_up(picture: Path, show: Show, brief: Brief) -> Seen:
    """Return what is seen in a reference, and of a design's, from which colours are taken, what is known of its rights."""
    seen = _look(picture, show)
    if brief.kind not in {"set", "wardrobe"}:
        return seen
    right = brief.use.rights.get(picture.name)
    stated = right is not None and right.is_stated
    return seen.model_copy(
        update={"rights": "stated" if stated else "none", "reserved": statement_of(picture).reserved}
    )


def _shown_to_a_model(picture: Path, show: Show, finish: Finish) -> Seen:
    """Return what is seen in a reference that a model is shown, what is known of its rights, and what its file says against that."""
    right, said = finish.rights.get(picture.name), statement_of(picture)
    words = "; ".join(dict.fromkeys(one for one in (said.reserved, said.inference) if one))
    rights: Literal["stated", "none"] = "stated" if right is not None and right.is_stated else "none"
    return _look(picture, show).model_copy(update={"rights": rights, "reserved": words})


def _compared(seen: Seen, picture: Path | None, registry: Registry, show: Show) -> Seen:
    """Return what is seen in a picture, with the registered works that it looks like."""
    works = tuple(work for work in registry.works if work.pictures)
    if picture is None or not works:
        return seen
    key = (plate_identity(picture), works)
    if key not in _alike:
        _alike[key] = resemblances(picture, works, show.consents)
    return seen.model_copy(update={"like": _alike[key]})


def _look(picture: Path | None, show: Show, space: Space | None = None) -> Seen:
    if picture is None:
        return Seen()
    vault = show.consents / VAULT
    key = (plate_identity(picture), sha256_of_file(vault) if vault.exists() else "", space)
    if key not in _seen:
        _seen[key] = seen_in(picture, enrolled_faces(show), rate=show.rate, space=space)
    return _seen[key]
