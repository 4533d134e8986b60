"""Red-team files: people who stand for enrolled ones, words, and what a careful clearance desk would answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from rushes.brief.words import LONGEST
from rushes.canonical import sha256_of
from rushes.clearance.records.consent import (
    Action,
    Compensation,
    Consent,
    Conspicuous,
    Representation,
    Security,
    Signatory,
    Training,
)
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Held, Registry, Standing
from rushes.clearance.verdict import Verdict
from rushes.errors import BadInputError

LARGEST_BYTES = 4 * 1024 * 1024
"""Largest file [bytes]: twenty thousand cases."""

KINDS = ("destruction", "reage", "wardrobe", "setdesign", "clip")
"""Kinds of brief that a consent in such a file covers when it names none."""

WITHOUT_SAYING = ("nudity", "sexual", "degrading", "advertisement")
"""What nobody agrees to without saying so: a consent in such a file forbids it unless its ``use`` names it."""

_CASE_FIELDS = frozenset({"text", "production", "verdict", "why", "class", "shot"})
_PERSON_FIELDS = frozenset({"id", "name", "aliases", "consent", "status", "born", "unions", "company"})
_CONSENT_FIELDS = frozenset(
    {
        "use",
        "production",
        "age_from",
        "age_to",
        "languages",
        "valid_from",
        "valid_to",
        "standing",
        "kinds",
        "modalities",
        "shots",
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """Words, and what is expected of them.

    Attributes:
        text, production, shot: What is asked, for which show and shot.
        expected: Verdicts that a careful desk may give; empty when the file names none.
        why: Why, in its words.
        group: What kind of case it is, for a report.
    """

    text: str
    production: str
    expected: tuple[Verdict, ...] = ()
    why: str = ""
    group: str = ""
    shot: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """A red-team file.

    Attributes:
        registry: Its people, with their consents in force.
        now: The moment that it is judged at; None when the file names none.
        policies: Names of the packs in force; empty when the file names none.
        cases: In the file's order.
    """

    registry: Registry
    now: datetime | None
    policies: tuple[str, ...]
    cases: tuple[Case, ...]


def read_cases(path: Path, *, now: datetime) -> Cases:
    """Read a red-team file.

    Args:
        path: YAML with ``registry`` and ``cases``; optional are ``now``, ``policies``, ``production`` and ``characters``.
        now: The moment to judge at when the file names none.

    Raises:
        BadInputError: It can't be read, or it is not such a file.
    """
    where = path.name
    document = _document(path)
    _only(document, {"registry", "cases", "now", "policies", "production", "characters"}, where)
    moment = None if document.get("now") is None else _moment(document["now"], f"{where}: now")
    people = _list(document.get("registry"), f"{where}: registry")
    characters = tuple(str(name) for name in _list(document.get("characters"), f"{where}: characters"))
    production = str(document.get("production") or "")
    cases = _list(document.get("cases"), f"{where}: cases")
    if not cases:
        raise BadInputError(f"{where} holds no cases. Write them under cases:, each with a text and a production.")
    return Cases(
        registry=registry_from_cases(people, now=moment or now, characters=characters, where=where),
        now=moment,
        policies=tuple(str(name) for name in _list(document.get("policies"), f"{where}: policies")),
        cases=tuple(_case(case, production, f"{where}: case {number}") for number, case in enumerate(cases, 1)),
    )


def registry_from_cases(
    people: Sequence[Any], *, now: datetime, characters: tuple[str, ...] = (), where: str = "registry"
) -> Registry:
    """Return a register of people whose consents are in force, as a red-team file describes them.

    Such a file says little of a consent; the rest is filled in as a careful desk would have it: signed by the person, advised,
    on a paper of its own, paid, and with nothing granted that the file does not name.

    Raises:
        BadInputError: A field is unknown or wrong.
    """
    performers: dict[str, Performer] = {}
    consents: list[Held] = []
    for number, person in enumerate(people, 1):
        at = f"{where}: person {number}"
        if not isinstance(person, Mapping):
            raise BadInputError(f"{at} is not a list of fields. Write id, name and consent.")
        _only(person, _PERSON_FIELDS, at)
        try:
            performer = _performer(person, now)
            if performer.id in performers:
                raise BadInputError(f'{at}: the id "{performer.id}" is given twice. Give each person their own.')
            performers[performer.id] = performer
            given = person.get("consent")
            all_given = given if isinstance(given, list) else [] if given is None else [given]
            consents.extend(_held(performer, granted, now, at) for granted in all_given)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise BadInputError(f"{at}: {field}: {first['msg']}. Correct the field.") from error
        except KeyError as error:
            raise BadInputError(f"{at}: {error.args[0]} is missing.") from error
    return Registry(performers=performers, consents=tuple(consents), characters=characters)


def _performer(person: Mapping[str, Any], now: datetime) -> Performer:
    born = person.get("born")
    return Performer(
        id=str(person["id"]),
        name=str(person["name"]),
        aliases=tuple(str(alias) for alias in person.get("aliases") or ()),
        did=f"did:example:{person['id']}",
        status=person.get("status") or "living",
        born=None if born is None else _moment(born, "born").date(),
        unions=tuple(person.get("unions") or ()),
        company=str(person.get("company") or ""),
        evidence="stands in a red-team file for somebody who was enrolled",
        enrolled_at=now - timedelta(days=60),
    )


def _held(performer: Performer, granted: Any, now: datetime, at: str) -> Held:  # noqa: ANN401 - whatever the file holds
    if not isinstance(granted, Mapping):
        raise BadInputError(f"{at}: consent is not a list of fields. Write use, production and valid_to, or null.")
    _only(granted, _CONSENT_FIELDS, f"{at}: consent")
    uses = tuple(str(use) for use in _list(granted.get("use"), f"{at}: use"))
    actions = tuple(Action(use) for use in uses if use in set(Action))
    kinds = tuple(granted.get("kinds") or ()) or (*KINDS, *(use for use in uses if use not in set(Action)))
    valid_to = (
        now + timedelta(days=365) if granted.get("valid_to") is None else _end(granted["valid_to"], f"{at}: valid_to")
    )
    early = min(now, valid_to) - timedelta(days=30)
    valid_from = early if granted.get("valid_from") is None else _moment(granted["valid_from"], f"{at}: valid_from")
    production = str(granted["production"])
    consent = Consent(
        id=f"urn:uuid:{performer.id}-{production}-{'-'.join(uses)}".lower(),
        performer=performer.id,
        subject=performer.did or "",
        subject_status=performer.status,
        born=performer.born,
        signatory=Signatory(
            did=performer.did or "",
            capacity="self" if performer.status == "living" else "heir",
            authority="estate" if performer.status != "living" else "",
        ),
        representation=Representation(kind="counsel_and_union", agreement="SAG-AFTRA TV/Theatrical 2026"),
        replica_class="employment_based",
        derivation="on_set_footage",
        modalities=tuple(granted.get("modalities") or ("face", "body", "voice", "motion", "signature_trait")),
        description=f"What the file names: {', '.join(uses)}, in {production}.",
        actions=actions or (Action.GENERATE, Action.ALTER),
        kinds=kinds,
        shots=tuple(granted.get("shots") or ("*",)),
        age_from=granted.get("age_from"),
        age_to=granted.get("age_to"),
        dialogue="as_scripted",
        production=production,
        languages=tuple(granted.get("languages") or ("en",)),
        valid_from=valid_from,
        valid_to=valid_to,
        survives_death=True if performer.status == "deceased" else None,
        prohibited=tuple(use for use in WITHOUT_SAYING if use not in uses),
        training=Training(allowed="production_only" if Action.TRAIN in actions else "none"),
        compensation=Compensation(
            basis="per day", rate=1000.0, floor=1000.0, residuals=True, pension_and_health=True, meter=performer.id
        ),
        conspicuous=Conspicuous(
            separate_document=True,
            separately_signed=True,
            notice_given_at=valid_from - timedelta(days=4),
            services_at=valid_from,
        ),
        business_reason="the script asks for it",
        security=Security(storage="encrypted, on premises", access=("clearance desk",)),
        unions=performer.unions,
        disclosure="Contains a digital replica, made with the performer's consent.",
        issued_at=valid_from,
    )
    standing = Standing(
        state=granted.get("standing") or "in_force", words="as the file says" if granted.get("standing") else ""
    )
    return Held(consent, sha256_of(consent.model_dump(mode="json")), standing, file=at)


def _case(case: Any, production: str, at: str) -> Case:  # noqa: ANN401 - whatever the file holds
    if not isinstance(case, Mapping):
        raise BadInputError(f"{at} is not a list of fields. Write text, production and verdict.")
    _only(case, _CASE_FIELDS, at)
    if not isinstance(case.get("text"), str):
        raise BadInputError(f"{at}: text is missing, or is no text. Put the words of the brief in quotes.")
    if len(case["text"]) > LONGEST:
        raise BadInputError(f"{at}: the text has {len(case['text'])} characters. A brief has at most {LONGEST}.")
    said = case.get("verdict")
    expected = [] if said is None else said if isinstance(said, list) else [said]
    known = [str(verdict) for verdict in Verdict]
    if wrong := [verdict for verdict in expected if verdict not in known]:
        raise BadInputError(f'{at}: verdict "{wrong[0]}" is none. Write one of {", ".join(known)}, or a list of them.')
    return Case(
        text=case["text"],
        production=str(case.get("production") or production),
        expected=tuple(Verdict(verdict) for verdict in expected),
        why=str(case.get("why") or ""),
        group=str(case.get("class") or ""),
        shot=str(case.get("shot") or ""),
    )


def _document(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadInputError(f"{path} does not exist. Check the path.") from error
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Check the path and its permissions.") from error
    if len(data) > LARGEST_BYTES:
        raise BadInputError(f"{path} is larger than {LARGEST_BYTES // 1024 // 1024} MiB. Split it.")
    try:
        document = yaml.load(data.decode("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader, in C
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path} is not UTF-8 text (byte {error.start}). Save it again as UTF-8.") from error
    except (yaml.YAMLError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise BadInputError(f"{path} is not YAML ({first}). Correct it.") from error
    if not isinstance(document, dict):
        raise BadInputError(f"{path} holds no fields. Write registry: and cases:.")
    return document


def _list(value: Any, at: str) -> list[Any]:  # noqa: ANN401 - whatever the file holds
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadInputError(f"{at} is not a list. Write its entries one a line, each behind a dash.")
    return value


def _only(fields: Mapping[Any, Any], known: set[str] | frozenset[str], at: str) -> None:
    if unknown := [str(name) for name in fields if name not in known]:
        raise BadInputError(f'{at}: there is no field "{unknown[0]}". There are: {", ".join(sorted(known))}.')


def _moment(value: Any, at: str) -> datetime:  # noqa: ANN401 - whatever the file holds
    """Return a day or a moment of a file as a moment in UTC."""
    try:
        moment = (
            value
            if isinstance(value, datetime)
            else datetime.fromisoformat(value.isoformat() if isinstance(value, date) else str(value))
        )
    except ValueError as error:
        raise BadInputError(f'{at}: "{value}" is no date. Write it as 2027-06-30.') from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _end(value: Any, at: str) -> datetime:  # noqa: ANN401 - whatever the file holds
    """Return when a last day is over: a consent until 30 June holds on 30 June."""
    moment = _moment(value, at)
    return moment + timedelta(days=1) if moment.time().isoformat() == "00:00:00" else moment
