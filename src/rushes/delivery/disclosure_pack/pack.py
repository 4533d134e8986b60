"""The register of uses as PDF, CSV and JSON, for whoever is outside of the house: consents by reference, nobody by name.

A performer is a letter, which means nothing outside of one pack. Whoever holds a consent knows by its id whose it is;
whoever does not, learns nothing. Texts in which a performer has to be named have a place for the name instead.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rushes.clearance.records.registry import Registry
from rushes.delivery.disclosure_pack.register_pdf import register_pdf
from rushes.engines import Take
from rushes.judgement import gate_of
from rushes.provenance import Disclosure, disclosure
from rushes.provenance.disclosure import Use, duties, made_lines
from rushes.review.deciding import decided
from rushes.show import Show
from rushes.studio import spoken_errors, write_atomically
from rushes.untrusted import tables

SCHEMA: Final = "rushes/disclosure-pack/1"
NAMES: Final = ("ai_use_register.pdf", "ai_use_register.csv", "ai_use_register.json")

COLUMNS: Final = (
    "shot", "version", "made", "kind", "engine", "models", "digital_source_type", "performers", "consents", "approvals",
    "human_contribution", "decisions", "circled", "clearance", "policies", "lifecycle", "advertisement",
)  # fmt: skip

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell starts that a spreadsheet would calculate."""

_SHORTEST_NAME: Final = 2


def write_pack(show: Show, takes: Sequence[Take], folder: Path, *, now: datetime | None = None) -> tuple[Path, ...]:
    """Write the pack into a folder.

    Args:
        show: The production.
        takes: Of which it speaks; every take of the show when empty.
        folder: Where to; made when it is not there.
        now: The moment it is drawn up, timezone-aware; the present when left out.

    Returns:
        The register as PDF/A, as CSV and as JSON.

    Raises:
        RushesError: The show's records can't be read, or the folder can't be written.
    """
    pack = pack_of(show, takes, now=now or datetime.now(UTC))
    paths = tuple(folder / name for name in NAMES)
    with spoken_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        part = paths[0].with_name(f"{paths[0].name}.part")
        part.write_bytes(register_pdf(pack))
        part.replace(paths[0])
        write_atomically(paths[1], _csv(pack["register"]))
        write_atomically(paths[2], json.dumps(pack, indent=1, ensure_ascii=False) + "\n")
    return paths


def pack_of(show: Show, takes: Sequence[Take], *, now: datetime) -> dict[str, Any]:
    """Return what the pack says, as its JSON holds it."""
    registry = gate_of(show).registry(now)
    found = disclosure(show, registry, now=now, decided=decided(show))
    wanted = {(take.shot, take.version) for take in takes}
    uses = [use for use in found.register if not wanted or (use.shot, use.version) in wanted]
    letters = _letters(uses)
    judged = {(use.shot, use.version): _policies(show, use) for use in uses}
    pack = {
        "schema": SCHEMA,
        "show": show.name,
        "title": show.title,
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "of": "the takes of this delivery" if wanted else found.of,
        "notices": _notices(found, uses, letters),
        "register": [_row(use, letters, judged[use.shot, use.version]) for use in uses],
        "performers": {letters[one]: list(_consents_of(one, uses, registry)) for one in sorted(letters)},
        "unread": len(found.problems),
        "advice": "Nothing here is legal advice: the production's counsel decides what is said, and where.",
    }
    return _without_names(pack, _names(registry))


def _letters(uses: Iterable[Use]) -> dict[str, str]:
    """Return a letter for each performer: A, B, ... Z, AA."""
    people = dict.fromkeys(person for use in uses for person in use.performers)
    return {person: _letter(number) for number, person in enumerate(people)}


def _letter(number: int) -> str:
    high, low = divmod(number, 26)
    return (_letter(high - 1) if high else "") + chr(ord("A") + low)


def _consents_of(person: str, uses: Iterable[Use], registry: Registry) -> tuple[str, ...]:
    theirs = {held.consent.id for held in registry.consents_of(person)}
    return tuple(dict.fromkeys(consent for use in uses for consent in use.consents if consent in theirs))


def _row(use: Use, letters: Mapping[str, str], judged: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "shot": use.shot,
        "version": use.version,
        "made": use.created,
        "kind": use.kind,
        "engine": use.engine,
        "models": list(use.models),
        "digital_source_type": use.digital_source_type,
        "performers": [letters[person] for person in use.performers],
        "consents": list(use.consents),
        "approvals": list(use.approvals),
        "human_contribution": use.human_contribution,
        "decisions": [str(word) for word in use.decided],
        "circled": use.circled,
        "clearance": judged["verdict"],
        "policies": judged["rules"],
        "lifecycle": use.lifecycle,
        "advertisement": use.advertisement,
    }


def _policies(show: Show, use: Use) -> dict[str, Any]:
    """Return the verdict on a take's brief, and each rule that spoke with what it said; not their words, which quote the brief."""
    clearance = Take.load(show.version_folder(use.shot, use.version) / "take.json").clearance
    rules = (f"{one.get('rule')}: {one.get('outcome')}" for one in tables(clearance.get("reasons")))
    return {"verdict": str(clearance.get("verdict", "")), "rules": list(dict.fromkeys(rules))}


def _notices(found: Disclosure, uses: Sequence[Use], letters: Mapping[str, str]) -> list[dict[str, Any]]:
    credit = next(duty for duty in duties() if duty["id"] == "end_credit")
    told = []
    for notice in found.notices:
        lines = list(notice.lines)
        if notice.id == credit["id"] and notice.due:
            lines = _credit_lines(credit, uses, letters)
        told.append(
            {
                "id": notice.id,
                "title": notice.title,
                "due": notice.due,
                "lines": lines,
                "placement": notice.placement,
                "why": notice.why,
                "source": notice.source,
                "confirmed": notice.confirmed,
                "unconfirmed": notice.unconfirmed,
            }
        )
    return told


def _credit_lines(credit: Mapping[str, Any], uses: Sequence[Use], letters: Mapping[str, str]) -> list[str]:
    """Return the end credit with a place for each name: how a performer is credited, their own consent says."""
    lines = []
    if letters:
        places = ", ".join(f"[performer {letter}, as their consent says]" for letter in letters.values())
        lines.append(str(credit["text"]).format(performers=places))
    return [*lines, *made_lines(credit, uses)]


def _names(registry: Registry) -> tuple[str, ...]:
    """Return what performers may be called by, the longest first."""
    known = {name for one in registry.performers.values() for name in (one.name, *one.aliases, one.id)}
    return tuple(sorted((name for name in known if len(name) >= _SHORTEST_NAME), key=len, reverse=True))


def _without_names(value: Any, names: Sequence[str]) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON in which no performer is called by a name: people's own words may have one in them."""
    if isinstance(value, dict):
        return {key: _without_names(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_names(one, names) for one in value]
    if isinstance(value, str):
        for name in names:
            value = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[a performer]", value, flags=re.IGNORECASE)
    return value


def _csv(register: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[column]) for column in COLUMNS] for row in register)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    text = "; ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
