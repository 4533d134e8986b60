"""What the commands that decide about a take share: their options, the signature, and what they say of the outcome."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option
from rushes.cli.signing_key import key_options, signer_of

if TYPE_CHECKING:
    from rushes.engines import Take
    from rushes.provenance.standing import ConsentStanding
    from rushes.review.deciding import Decision, Outcome, Person, Verdict
    from rushes.show import Role, Show

SAID = {
    "circle": "circles",
    "hold": "holds",
    "kill": "kills",
    "approve": "approves",
    "refuse": "refuses",
    "suspend": "suspends",
}
"""Each verdict as one says it of somebody."""


def take_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what everybody's word about a take needs: which take, whose key, and why."""
    for option in (
        json_option,
        show_option,
        click.option("--draft", "draft_file", metavar="FILE", type=click.Path(path_type=Path), help="Sign nothing: write the decision to FILE for whoever holds the key (--by)."),
        click.option("--by", "by", metavar="ID", help="With --draft: who will sign it."),
        key_options,
        click.option("--why", default="", help="Why, in your words."),
        click.argument("version"),
        click.argument("shot"),
    ):  # fmt: skip
        command = option(command)
    return command


def decision_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what a word needs that is no representative's: as what it is said, and what people put into the take."""
    for option in (
        click.option("--contribution", default="", help="What people put into the take, for the register of uses."),
        click.option("--as", "role", help="As what you decide, when you are enrolled as more than one thing."),
        take_options,
    ):
        command = option(command)
    return command


def decide(verdict: Verdict, shot: str, version: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Sign a decision about a take, put it on record, and say what the decisions come to; with ``--draft`` only draw it up.

    Raises:
        RushesError: It is not theirs to say, the take is not there or not as it was sealed, or nobody's key is given.
    """
    from rushes.review.deciding import draft, person_of, record, sign
    from rushes.show import Show

    show = Show.load(asked["show_folder"])
    take = take_of(show, shot, version)
    if asked["draft_file"] is None:
        signer = signer_of(asked["key_file"], asked["passphrase_file"], asked["signer_name"])
        person = person_of(show, signer.did)
    else:
        signer, person = None, _named(show, asked["by"])
    document = draft(
        show,
        take,
        verdict,
        person,
        role_of(person, verdict, asked.get("role")),
        why=asked["why"],
        human_contribution=asked.get("contribution", ""),
        now=datetime.now(UTC),
    )
    if signer is None:
        _hand_out(document, person, asked["draft_file"], as_json=asked["as_json"])
        return
    say_recorded(show, record(show, sign(document, signer)), as_json=asked["as_json"])


def say_recorded(show: Show, decision: Decision, *, as_json: bool) -> None:
    """Print what was decided, and what all decisions about the take come to."""
    from rushes.provenance.stamp import stamp_when_configured
    from rushes.review.deciding import consents_behind, outcome, register_of

    found = outcome(show, decision.shot, decision.version)
    click.echo(
        f"{decision.person} ({decision.role}) {SAID[decision.verdict]} {decision.shot} {decision.version}: on record, bound "
        f"to its frames ({decision.frames_sha256[:12]})."
    )
    for line in outcome_lines(found):
        click.echo(line)
    standings = consents_behind(show, take_of(show, decision.shot, decision.version), now=datetime.now(UTC))
    for line in standing_lines(standings):
        click.echo(line)
    theirs = register_of(show).everybody[decision.person].performers
    go_on = [one.named.id for one in standings if one.now.in_force and one.performer in theirs]
    if decision.verdict == "suspend":
        _say_what_still_runs(go_on)
    if stamped := stamp_when_configured(show.ledger, show=show.name):
        click.echo(f"Stamp    {stamped}")
    if decision.role == "representative":
        click.echo(
            f"Receipt  rushes decisions receipt {decision.id.removeprefix('urn:uuid:')[:8]} --out FILE --show SHOW, to keep"
        )
    if as_json:
        more = {"consents_not_suspended": go_on} if decision.verdict == "suspend" else {}
        said = {"decision": decision.id, "verdict": decision.verdict, **outcome_json(found), **more}
        print_json(said | {"consents": [one.to_json() for one in standings]})


def outcome_lines(found: Outcome) -> list[str]:
    """Return what a take's decisions come to, as lines."""
    lines = [f"State    {found.state}"]
    if found.missing:
        lines.append(f"Missing  {', '.join(found.missing)}")
    lines += [
        f"Against  {one.person} ({one.role}) {SAID[one.verdict]} it{f': {one.why}' if one.why else ''}"
        for one in found.blocked_by
    ]
    lines += [
        f"Late     {one.person} ({one.role}) {SAID[one.verdict]} it: recorded after they had ended, so it does not count"
        for one in found.late
    ]
    lines += [
        f"Quorum   {_seats(quorum)} when a word was said; {_seats(found.quorum)} now, as show.yaml says"
        for quorum in found.other_quorums
    ]
    if found.state != "circled":
        lines += [
            f"Left     {one.on} by profile {one.profile}: what left the house is not called back by this"
            for one in found.handed_over
        ]
    return lines + [f"Problem  {problem}" for problem in found.problems]


def standing_lines(standings: Iterable[ConsentStanding]) -> list[str]:
    """Return a line for each consent behind a take that is not in force now."""
    return [
        f"Consent  {one.named.id} of {one.performer or 'somebody unknown here'}: {one.now.words} It stands in the way of a delivery."
        for one in standings
        if not one.now.in_force
    ]


def _seats(quorum: tuple[str, ...]) -> str:
    return " and ".join(quorum) or "one supervisor or production"


def outcome_json(found: Outcome) -> dict[str, Any]:
    """Return what a take's decisions come to, for machines."""
    return {
        "state": found.state,
        "circled": found.circled,
        "missing": list(found.missing),
        "blocked_by": [one.id for one in found.blocked_by],
        "decisions": [one.model_dump(mode="json") for one in found.decisions],
        "problems": list(found.problems),
        "late": [one.id for one in found.late],
        "quorum": list(found.quorum),
        "other_quorums": [list(quorum) for quorum in found.other_quorums],
        "handed_over": [{"on": one.on, "profile": one.profile} for one in found.handed_over],
    }


def take_of(show: Show, shot: str, version: str) -> Take:
    """Return a take of a show.

    Raises:
        BadInputError: There is none of these names, or its record can't be read.
    """
    from rushes.engines import Take
    from rushes.errors import BadInputError

    path = show.version_folder(shot, version) / "take.json"
    if not path.is_file():
        there = ", ".join(show.versions(shot)) or "none"
        raise BadInputError(f"{show.name} has no take {shot} {version}. Versions of {shot}: {there}.")
    return Take.load(path)


def role_of(person: Person, verdict: Verdict, asked: str | None) -> Role:
    """Return as what somebody decides: what they asked for, or the one role of theirs in which it can be said.

    Raises:
        BadInputError: They have several such roles, and said none.
    """
    from rushes.errors import BadInputError
    from rushes.review.deciding import THEIRS

    fitting = [role for role in person.roles if (role == "representative") == (verdict in THEIRS)]
    if asked is not None:
        return cast("Role", asked)  # whether it is one, and theirs, is asked where the decision is drawn up
    if len(fitting) > 1:
        raise BadInputError(
            f"{person.id} is {' and '.join(fitting)}. Say as which you {verdict} it: --as {fitting[0]}."
        )
    return fitting[0] if fitting else person.roles[0]


def _named(show: Show, name: str | None) -> Person:
    from rushes.errors import BadInputError
    from rushes.review.deciding import people

    found = next((person for person in people(show) if person.id == name), None)
    if found is None:
        raise BadInputError(
            f"{name} decides nothing here. `rushes reviewer list` shows who does."
            if name
            else "Say whose decision the draft is: --by ID."
        )
    return found


def _hand_out(document: dict[str, Any], person: Person, path: Path, *, as_json: bool) -> None:
    from rushes.clearance.records.write_once import write_once

    write_once(path, (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))
    click.echo(f"Draft  {path}: {person.id} {SAID[document['verdict']]} {document['shot']} {document['version']}. Nothing is decided yet.")  # fmt: skip
    click.echo(f"Next   rushes decisions sign {path} --key KEY --out SIGNED, where the key is; then rushes decisions record SIGNED --show SHOW")  # fmt: skip
    if as_json:
        print_json({"draft": str(path), "decision": document["id"]})


def _say_what_still_runs(consents: list[str]) -> None:
    """Say that a take was suspended and a consent was not: that is for the keys that the consent names."""
    if not consents:
        click.echo("This rests the take alone. No consent in force is behind it.")
        return
    click.echo("This rests the take, and no consent: further takes may still be made. To let the consent itself rest:")
    for consent in consents:
        click.echo(f"    rushes consent suspend {consent} --key KEY --show SHOW")
    click.echo(
        "KEY is the performer's, or one that the consent names as a revoker; revoke instead of suspend is for good."
    )
