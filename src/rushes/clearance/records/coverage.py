"""Does a consent cover what is asked? Every clause is tested, and each that does not cover it is a gap in words.

What the question leaves open is covered only by a consent that is open there, too: unsure counts as no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from rushes.clearance.question import Question
from rushes.clearance.records.consent import ADULT_AGE, Action, Consent, Gap
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Held
from rushes.clearance.records.terms import faults, is_minor

EVERYTHING = "*"
"""In a consent's shots, languages, territories and media: all of them."""

MAKING = frozenset({Action.GENERATE, Action.ALTER, Action.REAGE, Action.DUB, Action.TRAIN})
"""Actions that make something new of a person. The others handle what was made under a consent already."""

STANDINGS = {
    "unsigned": (
        "that it is signed",
        "it is a draft that nobody signed",
        "Have the performer sign it: `rushes consent sign`.",
    ),
    "uncountersigned": (
        "the signature of every countersigner that it names",
        "one is missing",
        "Have them countersign it: `rushes consent countersign`.",
    ),
    "revoked": (
        "that it was not revoked",
        "it was revoked",
        "Ask the performer whether they would sign a new one. What was authorised before stays authorised.",
    ),
    "suspended": (
        "that it is not suspended",
        "it is suspended",
        "Wait until whoever suspended it resumes it: `rushes consent resume`.",
    ),
    "unknown": (
        "a status list that proves it was neither revoked nor suspended",
        "its status can't be known, and unsure counts as no",
        "Bring the newest status lists of its signatories into the show's consents/status folder.",
    ),
    "superseded": (
        "that no newer consent took its place",
        "a newer one did",
        "Work under the newer consent.",
    ),
    "used_up": (
        "that fewer takes were made under it than it allows",
        "all of them were made",
        "Ask the performer for a new consent with more takes.",
    ),
}
"""For each standing that takes a consent's force away: what is required, what was found, what would clear it."""


def gaps(held: Held, performer: Performer, question: Question, action: Action, *, now: datetime) -> tuple[Gap, ...]:
    """Return every clause of a consent that does not cover one action of a question, in the order of its fields.

    Args:
        held: The consent with its standing.
        performer: Whom the question shows, as the desk enrolled them.
        question: What is asked.
        action: The one action that is judged.
        now: The moment of judgement, timezone-aware.

    Returns:
        () when it covers the action.
    """
    consent = held.consent
    return (
        *_standing(held, action),
        *_person(consent, performer, now),
        *_deed(consent, question, action),
        *_place(consent, question),
        *_ages(consent, performer, question, action, now),
        *_words(consent, question),
        *_production(consent, question),
        *_reach(consent, question, action),
        *_time(consent, now),
        *_uses(consent, question, action),
        *_training(consent, question, action),
    )


def _standing(held: Held, action: Action) -> Iterator[Gap]:
    state = held.standing.state
    if state == "in_force" or (state == "used_up" and action not in MAKING):
        return
    required, found, remedy = STANDINGS[state]
    since = f" since {held.standing.since.isoformat()}" if held.standing.since else ""
    yield Gap(field="standing", required=required, found=f"{found}{since}{_aside(held.standing.words)}", remedy=remedy)


def _aside(words: str) -> str:
    return f" ({words.rstrip('.')})" if words else ""


def _person(consent: Consent, performer: Performer, now: datetime) -> Iterator[Gap]:
    if consent.performer != performer.id:
        yield Gap(
            field="performer",
            required=f"a consent of performer {performer.id}",
            found=f"one of performer {consent.performer}",
            remedy=f"Ask {performer.id} for a consent of their own.",
        )
    if performer.did is None or consent.subject != performer.did:
        yield Gap(
            field="subject",
            required=f"the key that the clearance desk enrolled for {performer.id} ({performer.did or 'none yet'})",
            found=consent.subject,
            remedy="Have it signed with the enrolled key, or have the desk enrol the performer's key: "
            "`rushes performer enrol`.",
        )
    if consent.subject_status == "deceased" and performer.status == "living":
        yield Gap(
            field="subject_status",
            required="a consent of the living performer",
            found="one that says the performer has died",
            remedy="Have the performer sign for themselves, or have the desk correct the register.",
        )
    if performer.status == "deceased" and consent.subject_status == "living" and consent.survives_death is not True:
        yield Gap(
            field="survives_death",
            required="a consent that says it holds after the performer's death",
            found="one that ends with it" if consent.survives_death is False else "one that does not say so",
            remedy="Ask the heirs, the authorised representative or, if none can be found, the union.",
        )
    authorised = {performer.did, *performer.representatives}
    if consent.signatory.capacity != "self" and consent.signatory.did not in authorised:
        yield Gap(
            field="signatory.did",
            required=f"a key that the clearance desk enrolled as a representative of {performer.id}",
            found=consent.signatory.did,
            remedy="Have the desk see the authority and enrol the key: `rushes performer enrol --representative`.",
        )
    yield from faults(consent, performer)
    if is_minor(performer.born, now) and not is_minor(performer.born, consent.valid_from):
        yield Gap(
            field="born",
            required="a consent that was signed for a minor, by a guardian and with a court's approval",
            found=f"one that starts after the eighteenth birthday, while the performer is a minor on {now.date()}",
            remedy="Have the guardian sign a consent for the time until the birthday.",
        )


def _deed(consent: Consent, question: Question, action: Action) -> Iterator[Gap]:
    asked = question.modalities or ("face",)  # a picture of somebody shows a face, whatever else it shows
    if missing := [one for one in asked if one not in consent.modalities]:
        yield _unlisted("modalities", "use of", missing, consent.modalities)
    if action not in consent.actions:
        yield _unlisted("actions", "the action", [action], consent.actions)
    if question.kind not in consent.kinds:
        yield _unlisted("kinds", "work of the kind", [question.kind], consent.kinds)


def _place(consent: Consent, question: Question) -> Iterator[Gap]:
    shots = ", ".join(consent.shots)
    if not question.shot and EVERYTHING not in consent.shots:
        yield _open("shots", "the shot", shots, "Name the shot in the brief.")
    elif question.shot and not consent.covers_shot(question.shot):
        yield Gap(
            field="shots",
            required=f"a consent for shot {question.shot}",
            found=f"one for {shots}",
            remedy=f"Ask for a consent that names {question.shot}, or work on a shot that it names.",
        )
    if consent.frames is None:
        return
    first, last = min(consent.frames), max(consent.frames)
    if question.frames is None:
        yield _open("frames", "the frames", f"{first}-{last}", "Say in the brief which frames show the performer.")
    elif not (first <= min(question.frames) and max(question.frames) <= last):
        yield Gap(
            field="frames",
            required=f"a consent for frames {min(question.frames)}-{max(question.frames)}",
            found=f"one for frames {first}-{last}",
            remedy="Shorten the shot to those frames, or ask for a consent for the others.",
        )


def _ages(consent: Consent, performer: Performer, question: Question, action: Action, now: datetime) -> Iterator[Gap]:
    ages, asked = consent.ages, question.age_to
    if asked is None:
        if action is Action.REAGE:
            found = f"ages {ages[0]} to {ages[1]}" if ages else "no ages"
            yield _open("age_to", "the age to be shown", found, "Write the age into the brief.")
        return
    if ages is None:
        yield Gap(
            field="age_to",
            required=f"a consent to be shown at {asked}",
            found="one in which no ages are named",
            remedy=f"Ask for a consent with age_from and age_to around {asked}.",
        )
    elif not ages[0] <= asked <= ages[1]:
        yield Gap(
            field="age_to",
            required=f"a consent to be shown at {asked}",
            found=f"one for ages {ages[0]} to {ages[1]}",
            remedy=f"Ask for an age from {ages[0]} to {ages[1]} in the brief, or for another consent.",
        )
    if asked < ADULT_AGE and action is Action.REAGE:
        yield Gap(
            field="age_to",
            required=f"that nobody is re-aged to under {ADULT_AGE}",
            found=f"age {asked}",
            remedy="No consent can allow it, nobody's. Cast a performer of the age that the part has.",
        )
    elif asked < ADULT_AGE and not is_minor(performer.born, now):
        yield Gap(
            field="age_to",
            required=f"that an adult is shown at {ADULT_AGE} or older",
            found=f"age {asked}",
            remedy="No consent can allow it: an adult is never shown as a minor. Cast a young performer.",
        )


def _words(consent: Consent, question: Question) -> Iterator[Gap]:
    if question.unscripted and consent.dialogue != "new":
        found = {"none": "none", "as_scripted": "only what the script holds"}.get(consent.dialogue, consent.dialogue)
        yield Gap(
            field="dialogue",
            required="consent to words that no script holds",
            found=found,
            remedy="Keep to the script, or ask for a consent with dialogue: new.",
        )


def _production(consent: Consent, question: Question) -> Iterator[Gap]:
    if question.production == consent.production or consent.other_projects:
        return
    affiliates = ", or for affiliates of its company, which the brief does not prove" if consent.affiliates else ""
    yield Gap(
        field="production",
        required=f"a consent for production {question.production}",
        found=f"one for {consent.production} only{affiliates}",
        remedy=f"Ask the performer for a consent for {question.production}: each production needs its own.",
    )


def _reach(consent: Consent, question: Question, action: Action) -> Iterator[Gap]:
    if not question.languages and action is Action.DUB and EVERYTHING not in consent.languages:
        found = ", ".join(consent.languages) or "no language"
        yield _open("languages", "the language of the dub", found, "Name the language in the brief.")
    if missing := [one for one in question.languages if not _within(one, consent.languages)]:
        yield _unlisted("languages", "speech in", missing, consent.languages)
    for field, asked, agreed, what in (
        ("territories", question.territories, consent.territories, "the territories"),
        ("media", question.media, consent.media, "the media"),
    ):
        if not asked and EVERYTHING not in agreed:
            yield _open(field, what, ", ".join(agreed) or "none", f"Name {what} under use: in the brief.")
        elif missing := [one for one in asked if not _within(one, agreed)]:
            yield _unlisted(field, "use in", missing, agreed)


def _within(asked: str, agreed: Iterable[str]) -> bool:
    """Return whether a tag is agreed to, by itself or by a wider one: ``en`` covers ``en-GB``, ``US`` covers ``US-CA``."""
    tag = asked.strip().casefold()
    return any(
        one == EVERYTHING or tag == one.casefold() or (one and tag.startswith(f"{one.casefold()}-")) for one in agreed
    )


def _time(consent: Consent, now: datetime) -> Iterator[Gap]:
    if now < consent.valid_from:
        yield Gap(
            field="valid_from",
            required=f"a consent in force on {now.isoformat()}",
            found=f"one that starts on {consent.valid_from.isoformat()}",
            remedy="Wait until then, or ask for one that starts earlier.",
        )
    if now >= consent.valid_to:
        yield Gap(
            field="valid_to",
            required=f"a consent in force on {now.isoformat()}",
            found=f"one that ended on {consent.valid_to.isoformat()}",
            remedy="Ask the performer for a new consent.",
        )


def _uses(consent: Consent, question: Question, action: Action) -> Iterator[Gap]:
    asked = [action, question.kind, question.use_case, *question.sensitive, *question.media, *question.modalities]
    asked += ["advertisement"] * question.advertisement + ["unscripted"] * question.unscripted
    plain = {_plain(one) for one in asked}
    for field, listed, said in (
        ("prohibited", consent.prohibited, "forbids"),
        ("withheld", consent.withheld, "withholds"),
    ):
        if hit := [one for one in listed if _plain(one) in plain]:
            yield Gap(
                field=field,
                required=f"a consent that does not name {', '.join(hit)} as {field}",
                found=f"one that {said} it by name",
                remedy="Take it out of the brief. Only a new consent that the performer signs can allow it.",
            )


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())


def _training(consent: Consent, question: Question, action: Action) -> Iterator[Gap]:
    training = consent.training
    if action is not Action.TRAIN and not question.models:
        return
    if training.allowed == "none":
        yield Gap(
            field="training.allowed",
            required="consent that a model is trained on this performer",
            found="none: training is withheld",
            remedy="Work without a trained model, or ask for a consent with training.",
        )
        return
    if question.production != consent.production and not training.reuse:
        yield Gap(
            field="training.reuse",
            required=f"consent that the model serves production {question.production}",
            found=f"a model for {consent.production} only",
            remedy="Train no model and use none here, or ask for a consent with training.reuse.",
        )
    if training.allowed == "named_models":
        named = ", ".join(training.models) or "none"
        if not question.models:
            yield _open("training.models", "the model", named, "Name the model that would be trained.")
        elif missing := [one for one in question.models if one not in training.models]:
            yield _unlisted("training.models", "the model", missing, training.models)


def _unlisted(field: str, what: str, missing: Iterable[str], agreed: Iterable[str]) -> Gap:
    asked, listed = ", ".join(missing), ", ".join(agreed)
    return Gap(
        field=field,
        required=f"consent to {what} {asked}",
        found=f"consent to {listed} only" if listed else "none",
        remedy=f"Take {asked} out of the brief, or ask the performer for a consent that lists it under {field}.",
    )


def _open(field: str, what: str, found: str, remedy: str) -> Gap:
    return Gap(
        field=field,
        required=f"that the brief says {what}, because the consent is limited to {found}",
        found="nothing said, and unsure counts as no",
        remedy=remedy,
    )
