"""A consent's receipt: the same thing in plain words, for the person who signs. What is not granted is listed as well.

The text depends on the consent alone, so that its SHA-256, which the signed credential carries, proves what was read.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterable
from datetime import UTC, date, datetime

from rushes.clearance.records.consent import MODALITIES, Action, Consent
from rushes.clearance.records.terms import SPEAKS_FOR

WIDTH = 88
"""Columns of the text: it fits a printed page."""

DEEDS = {
    Action.GENERATE: "making new pictures or sound of the performer",
    Action.ALTER: "changing pictures or sound in which the performer was recorded",
    Action.REAGE: "showing the performer younger or older",
    Action.DUB: "having the performer speak another language",
    Action.TRAIN: "training a model on the performer",
    Action.PROMOTE: "taking temporary material into the finished work",
    Action.EXPORT: "handing the material over to the client",
    Action.TRANSFER: "passing the material, a scan or a model to another company",
}
"""Each action as a performer would say it."""

PARTS = {
    "face": "the face",
    "body": "the body",
    "voice": "the voice",
    "motion": "the way of moving",
    "signature_trait": "traits they are known by (a gesture, a laugh, a catchphrase)",
}
"""Each modality as a performer would say it."""

SOURCES = {
    "scan": "a scan of the performer",
    "on_set_footage": "footage shot on the set",
    "archive": "archive material",
    "prompt_by_name": "a model that is asked by the performer's name",
    "none": "not stated",
}
CLASSES = {
    "employment_based": "a replica made in the performer's employment, with their taking part",
    "independently_created": "a replica made without the performer's taking part",
    "background": "a replica of a background performer",
    "alteration": "an alteration of what the performer recorded",
    "none": "not stated",
}
ADVICE = {
    "none": "No lawyer and no union is named as advising the performer.",
    "counsel": "A lawyer advised the performer.",
    "union": "A union represents the performer.",
    "counsel_and_union": "A lawyer advised the performer, and a union represents them.",
}

_MONTHS = """January February March April May June July August September October November December""".split()
"""Spelt out here, because the text must not change with the machine's language."""


def receipt(consent: Consent) -> str:
    """Return the receipt: plain text, lines of at most 88 columns where the words allow it, ending in a newline."""
    sections = (
        ("Who", _who(consent)),
        ("What it is for", _purpose(consent)),
        ("What is granted", _granted(consent)),
        ("What is not granted", _withheld(consent)),
        ("What is forbidden", _forbidden(consent)),
        ("How long it holds", _time(consent)),
        ("Payment", _payment(consent)),
        ("Disclosure to the audience", _disclosure(consent)),
        ("How scans and models are kept", _security(consent)),
        ("How to stop it", _stopping(consent)),
        ("How it was asked", _asking(consent)),
    )
    body = "\n\n".join(f"{title.upper()}\n{_bullets(lines)}" for title, lines in sections)
    return f"RECEIPT FOR A CONSENT TO THE USE OF A LIKENESS\n\n{consent.id}\n\n{body}\n\n{_closing()}\n"


def receipt_sha256(text: str) -> str:
    """Return the SHA-256 (64 hex digits) of a receipt's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _closing() -> str:
    return textwrap.fill(
        "This text says the same as the signed record. What it does not list as granted is not granted. If the two ever "
        "differ, the narrower one holds.",
        WIDTH,
    )


def _who(consent: Consent) -> Iterable[str]:
    signatory = consent.signatory
    status = "who has died" if consent.subject_status == "deceased" else ""
    born = f", born {_day_of(consent.born)}" if consent.born else ""
    yield f"The performer is {consent.performer} in the production's register{born}{f', {status}' if status else ''}."
    yield f"Their key: {consent.subject}"
    if signatory.capacity == "self":
        yield "They sign for themselves."
    else:
        yield f"It is signed for them {SPEAKS_FOR[signatory.capacity]}, by right of: {signatory.authority or 'nothing named'}."
        yield f"The key that signs: {signatory.did}"
    if consent.court_approval:
        yield f"A court approved it: {consent.court_approval}."
    yield ADVICE[consent.representation.kind] + (
        f" The agreement: {consent.representation.agreement}." if consent.representation.agreement else ""
    )
    if consent.countersigners:
        yield "It counts only when these have signed it, too: " + ", ".join(consent.countersigners) + "."
    if consent.supersedes:
        yield f"It takes the place of {consent.supersedes}."


def _purpose(consent: Consent) -> Iterable[str]:
    yield consent.description
    title = f' ("{consent.title}")' if consent.title else ""
    company = f", made by {consent.company}" if consent.company else ""
    yield f"Production: {consent.production}{title}{company}."
    yield ("It holds for other productions, too." if consent.other_projects else "It holds for no other production.")
    if consent.affiliates:
        yield "Companies affiliated with this one may act under it."
    yield f"Kind of replica: {CLASSES[consent.replica_class]}. Made from: {SOURCES[consent.derivation]}."


def _granted(consent: Consent) -> Iterable[str]:
    for action in Action:
        if action in consent.actions:
            yield f"{DEEDS[action].capitalize()} ({action})."
    yield f"Of the performer: {_and(PARTS[one] for one in MODALITIES if one in consent.modalities)}."
    yield f"In work of the kind: {_and(consent.kinds)}."
    yield "In every shot." if "*" in consent.shots else f"In the shots: {_and(consent.shots)}."
    if consent.frames:
        yield f"Only in frames {min(consent.frames)} to {max(consent.frames)}."
    if consent.script_revision:
        yield f"As in the script pages with SHA-256 {consent.script_revision}."
    if consent.covers_scripted_alterations:
        yield "Alterations that the script describes are covered."
    if consent.ages:
        yield f"Shown at an age from {consent.ages[0]} to {consent.ages[1]}, both included."
    if consent.dialogue != "none":
        yield {"as_scripted": "Speaking the words of the script.", "new": "Speaking new words, which no script holds."}[
            consent.dialogue
        ]
    if consent.languages:
        yield f"In the languages: {_every(consent.languages)}."
    yield f"Seen in the territories: {_every(consent.territories)}."
    yield f"Seen in the media: {_every(consent.media)}."
    if consent.use_count_limit:
        yield f"In at most {consent.use_count_limit} take{'s' if consent.use_count_limit > 1 else ''}."
    if consent.training.allowed == "production_only":
        yield f"A model may be trained on the performer for {consent.production}."
    if consent.training.allowed == "named_models":
        yield f"These models may be trained on the performer: {_and(consent.training.models)}."
    if consent.training.allowed != "none" and consent.training.reuse:
        yield "Such a model may serve other productions, too."


def _withheld(consent: Consent) -> Iterable[str]:
    for action in Action:
        if action not in consent.actions:
            yield f"{DEEDS[action].capitalize()} ({action})."
    if parts := [PARTS[one] for one in MODALITIES if one not in consent.modalities]:
        yield f"Use of {_and(parts)}."
    if not consent.ages:
        yield "Showing the performer at another age."
    if consent.dialogue == "none":
        yield "Putting words into the performer's mouth."
    if consent.dialogue == "as_scripted":
        yield "Putting words into the performer's mouth that the script does not hold."
    if consent.training.allowed == "none":
        yield "Training any model on the performer, and using one that was."
    elif not consent.training.reuse:
        yield "Using a model of the performer for any other production, pitch or concept."
    if not consent.other_projects:
        yield f"Any production other than {consent.production}."
    yield "Any other kind of work."
    limits = (
        ("shot", consent.shots),
        ("language", consent.languages),
        ("territory", consent.territories),
        ("medium", consent.media),
    )
    if limited := [name for name, values in limits if "*" not in values]:
        yield f"Any other {' or '.join(limited)} than those named above."
    yield from (f"In the performer's words: {one}" for one in consent.withheld)


def _forbidden(consent: Consent) -> Iterable[str]:
    yield from (f"{one.replace('_', ' ').capitalize()}." for one in consent.prohibited)
    if not consent.prohibited:
        yield "Nothing besides what is not granted."
    yield "An adult is never shown as a minor, whatever is signed."


def _time(consent: Consent) -> Iterable[str]:
    yield f"From {_moment(consent.valid_from)}."
    yield f"Until {_moment(consent.valid_to)}, which is not included."
    yield {
        True: "It holds after the performer's death.",
        False: "It ends with the performer's death.",
        None: "It does not say what happens after the performer's death, so it ends with it.",
    }[consent.survives_death if consent.subject_status == "living" else True]
    unions = f" by {_and(consent.unions)}" if consent.unions else ""
    if consent.strike_suspendable:
        yield f"A strike{unions} suspends it for as long as the strike lasts."
    else:
        yield "A strike does not suspend it."


def _payment(consent: Consent) -> Iterable[str]:
    pay = consent.compensation
    yield f"Basis: {pay.basis}." if pay.basis else "No payment is named here."
    if pay.rate is not None:
        yield f"Rate: {pay.rate:,.2f} {pay.currency}."
    if pay.floor is not None:
        yield f"At least: {pay.floor:,.2f} {pay.currency}."
    yield "Residuals are paid." if pay.residuals else "No residuals are named."
    if pay.pension_and_health:
        yield "Contributions to pension and health are paid."
    if pay.meter:
        yield f"Uses are counted for payroll under: {pay.meter}."


def _disclosure(consent: Consent) -> Iterable[str]:
    yield f"The text that was agreed: {consent.disclosure}" if consent.disclosure else "No text was agreed."


def _security(consent: Consent) -> Iterable[str]:
    keeping = consent.security
    yield f"Stored: {keeping.storage}." if keeping.storage else "How they are stored is not stated."
    yield f"Open to: {_and(keeping.access)}." if keeping.access else "Who may see them is not stated."
    yield f"Destroyed on {_day_of(keeping.delete_at)}." if keeping.delete_at else "No day of destruction is named."
    if keeping.transfer:
        yield f"Passed on only so: {keeping.transfer}"


def _stopping(consent: Consent) -> Iterable[str]:
    yield "Whoever signed it may revoke it for good, or suspend it and resume it, at any time and without a reason."
    if delegates := [did for did in consent.revokers if did != consent.signatory.did]:
        yield f"So may: {', '.join(delegates)}."
    yield "The commands are `rushes consent revoke` and `rushes consent suspend`, with the key that signed."
    yield (
        "From that moment the next step of any work under it does not run. What was authorised before is not taken "
        "back; `rushes consent impact` lists it."
    )


def _asking(consent: Consent) -> Iterable[str]:
    how = consent.conspicuous
    yield (
        "It stands on a paper of its own."
        if how.separate_document
        else "It is not said to stand on a paper of its own."
    )
    yield "It was signed by itself." if how.separately_signed else "It is not said to be signed by itself."
    if how.notice_given_at:
        yield f"The performer was told on {_moment(how.notice_given_at)}."
    if how.services_at:
        yield f"The performer's services start on {_moment(how.services_at)}."
    yield f"The text was settled on {_moment(consent.issued_at)}."


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(
        textwrap.fill(
            line, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        for line in lines
    )


def _every(values: tuple[str, ...]) -> str:
    return "all" if "*" in values else _and(values) or "none"


def _and(words: Iterable[str]) -> str:
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _moment(at: datetime) -> str:
    return f"{_day_of(at.astimezone(UTC))}, {at.astimezone(UTC):%H:%M} UTC"


def _day_of(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
