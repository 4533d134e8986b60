"""What has to be told of a title, from the records that it was made by: credits, statements, notices, and the register of uses.

The texts are data, one file a duty, in ``duties/``, each with its source and whether that source was confirmed. Nothing
here is legal advice: a production's counsel decides what is said, and where.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any

from rushes.clearance.records.registry import Registry
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.provenance.decided import Decided, Word, decided_in
from rushes.provenance.manifest import consents_named
from rushes.provenance.takes import sealed_takes
from rushes.show import Show
from rushes.untrusted import parsed

NONE_RECORDED = "none recorded"
"""What the register says of human contribution where nobody wrote any down: nothing is assumed."""

_TRAINED = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic")
"""Digital source types (IPTC) that say that a trained model made it, or a part of it."""

_COMPUTED = ("algorithmicMedia", "composite")
"""Those that say that an algorithm computed it which was trained on nothing: alone, or over a plate."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell starts that a spreadsheet would calculate."""


@dataclass(frozen=True, slots=True)
class Use:
    """One line of the register: a take, what made it, whom it is about, and what it rests on.

    Attributes:
        shot, version, created: Which take, and when it was sealed.
        kind, engine: What was asked, and what made it.
        models: Ids of trained models that were used.
        digital_source_type: IPTC's word for it, without the address.
        performers: Ids of those whom its clearance names. Whether they can be seen in it is another matter: an engine may
            draw an empty street under their name.
        consents, approvals: Ids of the consents, and of exceptions, waivers and approvals, that it rests on.
        lifecycle: ``final`` or ``temporary``, as its brief said; empty when it did not say.
        advertisement: Whether its brief said that it is for an advertisement.
        human_contribution: What people put into it, as the review room wrote it down, or that nothing is recorded.
        circled: Whether it was circled; None when nobody decided.
        decided: Who decided what and when, by role: the newest word of each.
    """

    shot: str
    version: str
    created: str
    kind: str
    engine: str
    models: tuple[str, ...]
    digital_source_type: str
    performers: tuple[str, ...]
    consents: tuple[str, ...]
    approvals: tuple[str, ...]
    lifecycle: str
    advertisement: bool
    human_contribution: str
    circled: bool | None
    decided: tuple[Word, ...] = ()

    @property
    def is_trained(self) -> bool:
        """Whether a trained model made it or a part of it."""
        return bool(self.models) or self.digital_source_type in _TRAINED


@dataclass(frozen=True, slots=True)
class Notice:
    """One text that is due, or that is not.

    Attributes:
        id, title: The duty.
        due: Whether these records call for it.
        lines: The text, ready to be set.
        placement: Where and how it is shown.
        why: Why it is due or not.
        source, confirmed, unconfirmed: Where the duty comes from, whether that was confirmed, and what is not.
    """

    id: str
    title: str
    due: bool
    lines: tuple[str, ...]
    placement: str
    why: str
    source: str
    confirmed: bool
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Everything that is told of a title.

    Attributes:
        show, title: Which.
        made_at: The moment it was drawn up.
        of: Which takes the texts speak of: the circled ones once there are any, all of them before.
        notices: The texts.
        register: Every take.
        problems: Records that could not be read, so that the texts may lack something; sentences.
    """

    show: str
    title: str
    made_at: datetime
    of: str
    notices: tuple[Notice, ...]
    register: tuple[Use, ...]
    problems: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        return {
            "schema": "rushes/disclosure/1",
            "show": self.show,
            "title": self.title,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "of": self.of,
            "notices": [asdict(notice) for notice in self.notices],
            "register": [asdict(use) for use in self.register],
            "problems": list(self.problems),
        }

    def to_csv(self) -> str:
        """Return the register as CSV for a spreadsheet, with a line of headings; no cell is taken for a formula."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        names = tuple(Use.__dataclass_fields__)
        writer.writerow(names)
        for use in self.register:
            writer.writerow([_cell(getattr(use, name)) for name in names])
        return out.getvalue()


def disclosure(
    show: Show, registry: Registry, *, now: datetime, decided: Mapping[tuple[str, str], Decided] | None = None
) -> Disclosure:
    """Draw up what has to be told of a title.

    Args:
        show: The production on disk.
        registry: Its verified records: names for the credits, and the texts that were agreed with each performer.
        now: The moment, timezone-aware: a duty that is not in force yet says so.
        decided: What people decided, by shot and version, from the signed records (``rushes.review.deciding``). Left out,
            each ``take.json`` is believed, which anybody can write.
    """
    found = list(sealed_takes(show))
    takes = [one for one in found if isinstance(one, Take)]
    told = {(take.shot, take.version): decided_in(take.decision) for take in takes}
    register = tuple(_use(take, _decided_about(take, decided, told)) for take in takes)
    problems = [one for one in found if isinstance(one, str)]
    if decided is not None:
        problems += _disagreements(told, decided)
    circled = [use for use in register if use.circled]
    spoken_of = circled or list(register)
    return Disclosure(
        show=show.name,
        title=show.title,
        made_at=now,
        of="circled takes" if circled else "all takes: none is circled yet",
        notices=tuple(_notice(duty, show, spoken_of, registry, now) for duty in duties()),
        register=register,
        problems=tuple(problems),
    )


def _decided_about(
    take: Take, decided: Mapping[tuple[str, str], Decided] | None, told: Mapping[tuple[str, str], Decided]
) -> Decided:
    place = (take.shot, take.version)
    return told[place] if decided is None else decided.get(place, Decided())


def _disagreements(
    told: Mapping[tuple[str, str], Decided], decided: Mapping[tuple[str, str], Decided]
) -> Iterator[str]:
    """Yield a sentence for each take whose own record says something else than the signed decisions."""
    words = {None: "undecided", True: "circled", False: "not circled"}
    for place, said in told.items():
        true = decided.get(place, Decided()).circled
        if said.circled != true:
            yield (
                f"{place[0]} {place[1]}: its take.json says {words[said.circled]}, and the signed decisions come to "
                f"{words[true]}. The signed decisions count here."
            )


def duties() -> tuple[Mapping[str, Any], ...]:
    """Return the duties with their texts, as ``duties/*.yaml`` hold them."""
    import yaml

    folder = resources.files("rushes.provenance") / "duties"
    files = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in files)


def _use(take: Take, decided: Decided) -> Use:
    clearance, asked = take.clearance, _asked(take)
    return Use(
        shot=take.shot,
        version=take.version,
        created=take.created,
        kind=take.kind,
        engine=take.engine,
        models=_models(take),
        digital_source_type=take.digital_source_type.rsplit("/", 1)[-1],
        performers=tuple(str(person) for person in clearance.get("people", ())),
        consents=tuple(named.id for named in consents_named(clearance)),
        approvals=tuple(str(decision) for decision in clearance.get("decisions", ())),
        lifecycle=str(asked.get("lifecycle", "")),
        advertisement=asked.get("advertisement") is True,
        human_contribution=decided.human_contribution or _noted(take.decision),
        circled=decided.circled,
        decided=decided.words,
    )


def _asked(take: Take) -> Mapping[str, Any]:
    """Return what the brief said of its use, from the resolved brief beside the take; nothing when it did not say."""
    try:
        use = parsed((take.folder / "brief.json").read_bytes()).get("use")
    except (OSError, ValueError, AttributeError):
        return {}
    return use if isinstance(use, dict) else {}


def _models(take: Take) -> tuple[str, ...]:
    steps = take.recipe.get("steps", ())
    return tuple(dict.fromkeys(str(model) for step in steps for model in step.get("models", ())))


def _noted(decision: Mapping[str, Any]) -> str:
    """Return the notes of the review that became a take's input, where nobody said what people put into it."""
    notes = decision.get("notes")
    if isinstance(notes, str) and notes.strip():
        return notes.strip()
    if isinstance(notes, list) and notes:
        words = [str(note.get("text", "")) if isinstance(note, dict) else str(note) for note in notes]
        return f"{len(notes)} note(s) of the review: " + "; ".join(word for word in words if word)
    return NONE_RECORDED


def _notice(duty: Mapping[str, Any], show: Show, uses: list[Use], registry: Registry, now: datetime) -> Notice:
    shown = tuple(dict.fromkeys(person for use in uses for person in use.performers))
    due, why = _due(str(duty["applies"]), uses, shown)
    starts = duty["effective_from"]
    if due and isinstance(starts, date) and now.date() < starts:
        why += f" It is in force from {starts.isoformat()}."
    return Notice(
        id=duty["id"],
        title=duty["title"],
        due=due,
        lines=_lines(duty, show, uses, shown, registry) if due else (),
        placement=str(duty["placement"]).strip(),
        why=why,
        source=duty["source"],
        confirmed=bool(duty["confirmed"]),
        unconfirmed=str(duty.get("unconfirmed", "")).strip(),
    )


def _due(applies: str, uses: Iterable[Use], shown: tuple[str, ...]) -> tuple[bool, str]:
    """Say whether a duty is called for by what the takes are, and why."""
    uses = list(uses)
    trained = [use for use in uses if use.is_trained]
    adverts = [use for use in uses if use.advertisement]
    if applies == "always":
        return True, "It is asked of every title."
    if applies == "replica":
        return bool(uses), f"{_counted(len(uses), 'take')}, of {_counted(len(shown), 'performer')}."
    if applies == "trained_or_replica":
        if trained or shown:
            return (
                True,
                f"{_counted(len(trained), 'take')} made by trained models; {_counted(len(shown), 'performer')} named in the clearances.",
            )
        return (
            False,
            "No take was made by a trained model, and no clearance names a performer: everything was computed.",
        )
    if applies == "advertisement":
        if adverts:
            return True, f"The briefs of {', '.join(f'{use.shot} {use.version}' for use in adverts)} say advertisement."
        return False, "No brief says that it is for an advertisement."
    raise BadInputError(f'A duty applies to "{applies}", which is not known. Correct its file in duties/.')


def _lines(
    duty: Mapping[str, Any], show: Show, uses: list[Use], shown: tuple[str, ...], registry: Registry
) -> tuple[str, ...]:
    if duty["id"] != "end_credit":
        return (str(duty["text"]).format(title=show.title),)
    agreed, by_name = _credits(uses, shown, registry)
    lines = list(agreed)
    if by_name:
        lines.append(str(duty["text"]).format(performers=_listed(by_name)))
    return (*lines, *made_lines(duty, uses))


def made_lines(credit: Mapping[str, Any], uses: Iterable[Use]) -> tuple[str, ...]:
    """Return what the end credit says of how pictures were made: by trained models, and by computing alone.

    Args:
        credit: The duty, as its file has it.
        uses: The takes that it speaks of.
    """
    several = list(uses)
    trained = {use.shot for use in several if use.is_trained}
    computed = {use.shot for use in several if use.digital_source_type in _COMPUTED and not use.models}
    return tuple(
        str(credit[key]).format(shots=_counted(len(shots), "shot"))
        for key, shots in (("trained", trained), ("simulated", computed))
        if shots
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _credits(uses: list[Use], shown: tuple[str, ...], registry: Registry) -> tuple[list[str], list[str]]:
    """Return the credits that were agreed in consents, word by word, and the names of those who agreed to none."""
    used = {consent for use in uses for consent in use.consents}
    agreed, by_name = [], []
    for person in shown:
        texts = [
            held.consent.disclosure
            for held in registry.consents_of(person)
            if held.consent.id in used and held.consent.disclosure
        ]
        if texts:
            agreed += texts
        else:
            known = registry.performers.get(person)
            by_name.append(known.name if known else person)
    return list(dict.fromkeys(agreed)), by_name


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "; ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
