"""May this take leave the house? Circled, sealed, untouched, agreed to, and allowed: asked of its records as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rushes.brief import Brief, brief_sha256
from rushes.clearance.records.consent import Action
from rushes.delivery.profile import Profile
from rushes.engines import Take
from rushes.errors import BadInputError, EscalatedError, RefusedError, RushesError
from rushes.judgement import asked_about, gate_of
from rushes.provenance import standing_of, take_fingerprint, verify
from rushes.provenance.manifest import consents_named
from rushes.provenance.standing import moment_of
from rushes.review.deciding import Outcome, frames_sha256, outcome
from rushes.show import Show, check_shot_name, parse_version, version_name
from rushes.untrusted import parsed

GONE_BY = frozenset({"expired", "superseded", "used_up"})
"""A consent in one of these states covered what was made; whether a newer one covers handing it over, the gate says."""


class NotDeliverableError(RefusedError):
    """A take may not leave the house.

    Attributes:
        shot, version: Which.
        why: In one word, for the ledger: ``unsealed``, ``tampered``, ``uncircled``, ``consent`` or ``policy``.
    """

    def __init__(
        self, shot: str, version: str, why: str, words: str, *, exit_code: int = RefusedError.exit_code
    ) -> None:
        """Keep the reason beside its words."""
        super().__init__(f"{shot} {version} is not delivered: {words}")
        self.shot, self.version, self.why = shot, version, why
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Admitted:
    """A take that may leave the house.

    Attributes:
        take: It.
        take_sha256: Fingerprint of its record, which the circle is bound to.
        frames_sha256: Of its files, which the circle is bound to.
        decisions: Ids of the decisions that circled it.
        approved_by: The roles that circled or approved it; no names leave the house.
        human_contribution: What people say that they put into it.
    """

    take: Take
    take_sha256: str
    frames_sha256: str
    decisions: tuple[str, ...]
    approved_by: tuple[str, ...]
    human_contribution: str


def circled_version(show: Show, shot: str) -> str:
    """Return a shot's newest circled version; nothing when none is.

    Raises:
        RushesError: The ledger was altered, or a take's record can't be read.
    """
    return next((one for one in reversed(show.versions(shot)) if outcome(show, shot, one).circled), "")


def chosen(show: Show, words: str) -> tuple[str, str]:
    """Return shot and version of what was asked for: ``020_0150/v002``, or ``020_0150`` for its newest circled one.

    Raises:
        BadInputError: There is no such shot or version.
        NotDeliverableError: None of its versions is circled.
    """
    shot, _, version = words.partition("/")
    versions = show.versions(check_shot_name(shot))
    if not versions:
        raise BadInputError(f"{show.name} has no take of {shot}. Its shots lie in {show.shots}.")
    if version:
        version = version_name(parse_version(version))
        if version not in versions:
            raise BadInputError(f"{shot} has no {version}. It has {', '.join(versions)}.")
        return shot, version
    found = circled_version(show, shot)
    if not found:
        raise NotDeliverableError(shot, versions[-1], "uncircled", _uncircled(outcome(show, shot, versions[-1])))
    return shot, found


def admit(show: Show, shot: str, version: str, profile: Profile, *, now: datetime, roots: str) -> Admitted:
    """Ask everything that has to hold before a take may leave the house.

    Args:
        show: Whose take.
        shot, version: Which.
        profile: What it would be delivered by: for finished work, temporary material has to be promoted.
        now: The present moment, timezone-aware.
        roots: PEM certificates that its seals may end at.

    Raises:
        NotDeliverableError: It may not.
    """

    def refused(why: str, words: str, exit_code: int = RefusedError.exit_code) -> NotDeliverableError:
        return NotDeliverableError(shot, version, why, words, exit_code=exit_code)

    folder = show.version_folder(shot, version)
    try:
        found = verify(folder, trust_roots=roots)
        take = Take.load(folder / "take.json")
        record = parsed((folder / "take.json").read_bytes())
    except (RushesError, OSError, ValueError) as error:
        raise refused("tampered", f"its record can't be read ({error})") from error
    if not found.ok:
        why = "unsealed" if found.state == "unsigned" else "tampered"
        raise refused(why, f"{found.words} {' '.join(found.problems[:3])}".strip())
    if (take.show, take.shot, take.version) != (show.name, shot, version):
        raise refused("tampered", f"its record says that it is {take.stem}.")
    try:
        decided = outcome(show, shot, version)
    except RushesError as error:
        raise refused("uncircled", str(error)) from error
    if not decided.circled:
        raise refused("uncircled", _uncircled(decided))
    if words := consents_fault(show, take, now=now):
        raise refused("consent", words)
    ask_gate(show, take, profile)
    circles = tuple(one for one in decided.decisions if one.verdict in {"circle", "approve"})
    return Admitted(
        take=take,
        take_sha256=take_fingerprint(record),
        frames_sha256=frames_sha256(take),
        decisions=tuple(one.id for one in circles),
        approved_by=tuple(dict.fromkeys(one.role for one in circles)),
        human_contribution=decided.human_contribution,
    )


def consents_fault(show: Show, take: Take, *, now: datetime) -> str:
    """Return what is wrong with the consents that a take rests on, now; nothing when they stand.

    Args:
        show: Whose records.
        take: The take.
        now: The present moment, timezone-aware.

    Raises:
        RushesError: The show's records can't be read, or the ledger was altered.
    """
    named = consents_named(take.clearance)
    if not named:
        return ""
    registry = gate_of(show).registry(now)
    then = moment_of(str(take.clearance["judged_at"]))
    for one in named:
        standing = standing_of(one, registry, then=then, now=now)
        if not standing.now.in_force and standing.now.state not in GONE_BY:
            state = standing.now.state.replace("_", " ")
            return (
                f"it rests on the consent {one.id} of {standing.performer or 'a performer that the show does not know'}, "
                f"which is {state}. {standing.now.words} What was made stays sealed; it does not leave the house until they "
                "agree again."
            )
    return ""


def ask_gate(show: Show, take: Take, profile: Profile) -> None:
    """Ask the gate whether a take may be handed over, and promoted where temporary material goes into finished work.

    Raises:
        NotDeliverableError: It may not, a person has to decide first, or nobody can tell.
    """

    def refused(words: str, exit_code: int = RefusedError.exit_code) -> NotDeliverableError:
        return NotDeliverableError(take.shot, take.version, "policy", words, exit_code=exit_code)

    try:
        brief = _brief_of(take)
        promoted = (Action.PROMOTE,) if profile.final and brief.use.lifecycle != "final" else ()
        for action in (Action.EXPORT, *promoted):
            asked = asked_about(brief, show, actions=(action,))
            asked.gate.ask(asked.question, action)
    except EscalatedError as error:
        raise refused(f"a person has to decide first. {error}", EscalatedError.exit_code) from error
    except RushesError as error:
        raise refused(str(error)) from error


def _brief_of(take: Take) -> Brief:
    """Return the brief that a take was made from: the very one that was cleared.

    Raises:
        BadInputError: It is gone, or it is another.
    """
    path = take.folder / "brief.json"
    try:
        brief = Brief.model_validate(parsed(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"{path} can't be read, so that nobody can ask whether the take may be handed over. Bring it back from a copy."
        ) from error
    if brief_sha256(brief) != take.clearance["brief_sha256"]:
        raise BadInputError(
            f"{path}, or a plate or model that it names, is not the one that was cleared, so that the gate would be asked about "
            "something else. Bring the true one back."
        )
    return brief


def _uncircled(decided: Outcome) -> str:
    """Say what stands in the way of a circle."""
    said = [*decided.problems]
    said += [f"{one.role} said {one.verdict}{f': {one.why}' if one.why else ''}." for one in decided.blocked_by]
    if decided.missing:
        said.append(f"Not circled yet by {', '.join(decided.missing)}.")
    return f"it is {decided.state}. {' '.join(said)} Circle it first: rushes circle."
