"""Drafts of consents: YAML that a performer's agent can read, edit and send back; every field says what it means."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError

from rushes.clearance.records.consent import Consent
from rushes.clearance.records.credential import sentence_of
from rushes.errors import BadInputError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENTS = ("valid_from", "valid_to", "issued_at")

HEADING = """\
# A draft of a consent. Nothing here holds until the performer signs it with their own key:
#   rushes consent sign THIS_FILE --show SHOW --key KEY
# Before that, a receipt in plain words is shown. What is not granted here is not granted.
# Lists stand in [brackets]. A day alone, such as "2027-06-30", is its first moment in UTC.
"""

FIELDS: tuple[tuple[str, str], ...] = (
    ("", "WHO"),
    ("id", "The record's name. Leave it as it is."),
    ("supersedes", "The id of an older consent that this one takes the place of."),
    ("performer", "The performer's id in the show's register; no name."),
    ("subject", "The performer's key, as the clearance desk enrolled it."),
    ("subject_status", "living or deceased."),
    ("born", 'Date of birth, "2011-05-03"; needed for a minor.'),
    ("court_approval", "For a minor: the reference of the court's approval."),
    ("signatory.did", "The key that signs."),
    ("signatory.capacity", "self, authorised_representative, guardian, heir or union."),
    ("signatory.authority", "For everybody but the performer: the document that lets them sign."),
    ("countersigners", "Keys of agent or guild that have to sign too before it counts."),
    ("revokers", "Keys besides the signatory's that may revoke or suspend it; name them as countersigners, too."),
    ("representation.kind", "Who advised the performer: none, counsel, union or counsel_and_union."),
    ("representation.agreement", "The union's agreement that addresses replicas, and its version."),
    ("", "WHAT"),
    ("description", "In plain words and reasonably specific: what will be made, and what for."),
    ("actions", "What may be done: generate, alter, reage, dub, train, promote, export, transfer."),
    (
        "kinds",
        "Kinds of brief: destruction, reage, wardrobe, setdesign, clip; nudity or sexual only where granted by name.",
    ),
    ("replica_class", "employment_based, independently_created, background, alteration or none."),
    ("derivation", "What it is made from: scan, on_set_footage, archive, prompt_by_name or none."),
    ("modalities", "What of the performer: face, body, voice, motion, signature_trait."),
    ("shots", 'Shots, as names or patterns such as 020_*; ["*"] is every shot.'),
    ("frames", "First and last frame, [1001, 1048], when only a part of a shot is meant."),
    ("script_revision", "SHA-256 of the script pages that describe it."),
    ("covers_scripted_alterations", "Whether alterations that the script describes are covered."),
    ("age_from", "The youngest or oldest age shown, in years; together with age_to."),
    ("age_to", "The other end. An adult is never shown as a minor, whatever stands here."),
    ("dialogue", "Words put into the performer's mouth: none, as_scripted or new."),
    ("withheld", "What the performer thought about and does not grant, in their words."),
    ("prohibited", "What is forbidden by name: nudity, sexual, news, advertisement, ..."),
    ("training.allowed", "Whether a model may be trained: none, production_only or named_models."),
    ("training.models", "The ids of those models."),
    ("training.reuse", "Whether such a model may serve another production."),
    ("", "FOR WHOM, WHERE AND UNTIL WHEN"),
    ("production", "The show's name, as in its show.yaml."),
    ("title", "The working title."),
    ("company", "The production company."),
    ("affiliates", "Whether companies affiliated with it may act under this."),
    ("other_projects", "Whether other productions may, too. Each usually needs a consent of its own."),
    ("languages", "Languages spoken: en covers en-GB and en-US."),
    ("territories", 'Countries (ISO 3166-1); ["*"] is everywhere.'),
    ("media", 'In the trade\'s words: theatrical, streaming, trailer, advertisement; ["*"] is all.'),
    ("valid_from", "From when."),
    ("valid_to", "Until when, not included: at most 10 years; for a minor 5, and never past the 18th birthday."),
    ("use_count_limit", "How many takes may be made; empty is no limit."),
    ("survives_death", "Whether it holds after the performer's death; empty is no."),
    ("", "ON WHICH TERMS"),
    ("compensation.basis", "What is paid for: a day, a take, a session."),
    ("compensation.rate", "How much for one."),
    ("compensation.floor", "At least how much."),
    ("compensation.currency", "USD, EUR, GBP, ..."),
    ("compensation.residuals", "Whether residuals are paid."),
    ("compensation.pension_and_health", "Whether contributions to pension and health are paid."),
    ("compensation.meter", "The name under which payroll counts the uses."),
    ("conspicuous.separate_document", "Whether it stands on a paper of its own."),
    ("conspicuous.separately_signed", "Whether it is signed by itself."),
    ("conspicuous.notice_given_at", "When the performer was told."),
    ("conspicuous.services_at", "When the performer's services start."),
    ("business_reason", "Why a scan is asked for; private, and not in the receipt."),
    ("security.storage", "How scans and models are stored."),
    ("security.access", "Who may see them."),
    ("security.delete_at", "The day on which they are destroyed."),
    ("security.transfer", "On which terms they may pass to somebody else."),
    ("strike_suspendable", "Whether a strike suspends it."),
    ("unions", "Of which unions."),
    ("disclosure", "The credit or notice to the audience that was agreed."),
    ("issued_at", "When the text was settled; empty is the moment of signing."),
)
"""Every field of a consent in the order of a draft, with its explanation; a field without a name is a heading."""


def draft_text(fields: Mapping[str, Any]) -> str:
    """Return a draft as YAML with comments.

    Args:
        fields: Values by field, nested as in ``Consent``; what is left out keeps its default or stays empty.
    """
    values = {**_defaults(), **_flat(fields)}
    lines, inside = [HEADING.rstrip()], ""
    for name, words in FIELDS:
        if not name:
            lines += ["", f"# {words}"]
            continue
        group, _, last = name.rpartition(".")
        if group and group != inside:
            lines.append(f"{group}:")
        inside = group
        indent = "  " if group else ""
        lines.append(f"{indent}# {words}")
        lines.append(f"{indent}{last}: {_scalar(values.get(name))}".rstrip())
    return "\n".join([*lines, ""])


def draft_of(fields: Mapping[str, Any], *, now: datetime, name: str = "The draft") -> Consent:
    """Return the consent that a draft's fields say.

    Args:
        fields: As YAML gives them, nested.
        now: The moment at which the text is settled if the draft names none.
        name: What the sentences call it, for example the file's name.

    Raises:
        BadInputError: A field is missing, unknown or wrong, or a text holds what can't be shown.
    """
    given = _given(fields)
    given.setdefault("issued_at", now.astimezone(UTC).isoformat())
    for field in _MOMENTS:
        given[field] = _moment_of(given[field]) if field in given else None
    if isinstance(how := given.get("conspicuous"), dict):
        given["conspicuous"] = {
            field: _moment_of(value) if field.endswith("_at") else value for field, value in how.items()
        }
    given = {field: value for field, value in given.items() if value is not None}
    if hidden := _hidden(given):
        raise BadInputError(f"{name}: {hidden} holds a character that can't be seen. Write it as plain text.")
    try:
        return Consent.model_validate(given)
    except ValidationError as error:
        raise BadInputError(
            f"{name}: {sentence_of(error)}. Correct the draft; its comments say what is meant."
        ) from error


def flat_name(field: str) -> bool:
    """Return whether a draft has a field of this (dotted) name."""
    return any(field == name for name, _ in FIELDS if name)


def _defaults() -> dict[str, Any]:
    empty: dict[str, Any] = {}
    for name, field in Consent.model_fields.items():
        default = field.default
        if hasattr(default, "model_dump"):
            empty |= {f"{name}.{inner}": value for inner, value in default.model_dump(mode="json").items()}
        elif not field.is_required():
            empty[name] = list(default) if isinstance(default, tuple) else default
    return {**empty, "signatory.capacity": "self", "actions": [], "kinds": []}


def _flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": one for inner, one in value.items()}
        else:
            flat[name] = value
    return flat


def _scalar(value: object) -> str:
    """Return a value as YAML that reads back as it was: texts in JSON's quotes, lists in brackets."""
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something; an empty one keeps its default."""
    given: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Mapping):
            if inner := _given(value):
                given[name] = inner
        elif name in {"actions", "kinds"} and value == []:
            continue
        elif value is not None and (value != "" or name != "description"):
            given[name] = _composed(value)
    return given


def _composed(value: object) -> object:
    """Return texts in Unicode normal form C: a name typed on one machine has the bytes of one typed on another."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return [_composed(one) for one in value] if isinstance(value, list | tuple) else value


def _moment_of(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    return f"{value}T00:00:00Z" if isinstance(value, str) and _DAY.fullmatch(value.strip()) else value


def _hidden(value: object, name: str = "") -> str:
    """Return the first field with a text that hides a character; line breaks are none."""
    if isinstance(value, Mapping):
        return next(filter(None, (_hidden(one, f"{name}.{key}" if name else key) for key, one in value.items())), "")
    if isinstance(value, list | tuple):
        return next(filter(None, (_hidden(one, name) for one in value)), "")
    if isinstance(value, str) and not "".join(value.split()).isprintable():
        return name or "a field"
    return ""
