"""``rushes desk``: what waits for a person, the questions to answer, the clocks, and written approvals."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.decide import decision_options, record_decision_of, say_decision
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.clearance.records.decision import Decision
    from rushes.clearance.records.escalation import Escalation
    from rushes.show import Show

ANSWERS = ("yes", "no", "unsure")
_FIELDS = ("no_replication", "no_training", "secure", "temporary", "no_replacement")


@click.group("desk")
def command() -> None:
    """The escalation desk: what waits for a person to decide, and what they decided."""


@command.command("list")
@show_option
@json_option
def list_escalations(show_folder: Path, as_json: bool) -> None:
    """List what was escalated, which rules wait, and which time limits run."""
    from rushes.clearance.records.desk import escalations, trusted_desk
        from rushes.show import Show

    show, now = Show.load(show_folder), datetime.now(UTC)
    found, problems = escalations(show.consents, desk=trusted_desk(show))
    decisions = _decisions(show, now)
    listed = []
    for one in found:
        waiting = _waiting(one, decisions, now)
        state = "decided" if not waiting else "answered" if one.answers else "open"
        shot = one.question.shot or "(no shot)"
        click.echo(f"{one.id}  {shot}  {state:<8}  {len(waiting)} rule(s) wait  asked {one.asked_at:%d %b %Y} by {one.asked_by}")
        for words in _clock_words(one, now):
            click.echo(f"    {words}")
        listed.append({"id": one.id, "shot": one.question.shot, "state": state, "waiting": list(waiting)})
    for problem in problems:
        click.echo(f"problem: {problem}", err=True)
    if not found:
        click.echo("Nothing waits on the desk.")
    if as_json:
        print_json({"escalations": listed, "problems": list(problems)})


@command.command("show")
@click.argument("name", metavar="ID")
@show_option
@json_option
def show_escalation(name: str, show_folder: Path, as_json: bool) -> None:
    """Show one escalation: what is asked, why it waits, what was answered, and what decides it."""
    from rushes.clearance.records.desk import escalation, trusted_desk
        from rushes.show import Show

    show, now = Show.load(show_folder), datetime.now(UTC)
    one = escalation(show.consents, name, desk=trusted_desk(show))
    decisions = _decisions(show, now)
    for line in _told(one, decisions, now):
        click.echo(line)
    if as_json:
        print_json(one.model_dump(mode="json") | {"waiting": list(_waiting(one, decisions, now))})


@command.command("answer")
@click.argument("name", metavar="ID")
@show_option
@click.option("--by", "answered_by", help="Who answers; asked for when left out.")
@click.option("--p1", type=click.Choice(ANSWERS), help="Nothing identifiable or protected is replicated.")
@click.option("--p2", type=click.Choice(ANSWERS), help="The tools keep, reuse and train on nothing.")
@click.option("--p3", type=click.Choice(ANSWERS), help="An enterprise-secured environment.")
@click.option("--p4", type=click.Choice(ANSWERS), help="Temporary, not in final deliverables.")
@click.option("--p5", type=click.Choice(ANSWERS), help="No performance or union work is replaced without consent.")
@click.option("--use-case", help="The row of the use-case matrix; `rushes desk answer` without it shows the rows.")
@click.option("--story-relevant/--not-story-relevant", default=None, help="Whether a background element matters to the story.")
@click.option("--services-at", help="When the performer's services start, with its time zone: 2027-03-31T08:00-07:00.")
@click.option("--notice-given-at", help="When the performer was told.")
@click.option("--transfer-asked-at", help="When the union was asked about a transferee.")
@json_option
def answer_escalation(name: str, show_folder: Path, as_json: bool, **given: Any) -> None:  # noqa: ANN401 - click's options
    """Answer the five questions of the Netflix guidance and the use-case matrix for an escalation.

    What is not given as an option is asked at a terminal, and stays unsure otherwise. Unsure counts as no. The answers are
    signed by the desk, and the next `rushes clear` or `make` of the brief judges with them.
    """
    from rushes.clearance.records.desk import answer, escalation, working_desk
        from rushes.show import Show

    show, signer = working_desk(Show.load(show_folder))
    one = escalation(show.consents, name, desk=signer.did)
    one = answer(show.consents, one.id, _answers(given, datetime.now(UTC)), signer=signer)
    newest = one.answers[-1]
    click.echo(f"Answered by {newest.by}. Clear or make the brief again: it is judged with these answers.")
    for words in _clock_words(one, datetime.now(UTC)):
        click.echo(words)
    if as_json:
        print_json({"id": one.id, "answers": newest.model_dump(mode="json")})


@command.command("approve")
@click.argument("name", metavar="ID")
@decision_options
@show_option
@json_option
def approve(name: str, show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Give the written approval that a rule asks for, for one escalation. Hard stops can't be approved."""
    from rushes.clearance.records.desk import escalation, trusted_desk
        from rushes.errors import BadInputError
    from rushes.show import Show

    show = Show.load(show_folder)
    one = escalation(show.consents, name, desk=trusted_desk(show))
    strange = [rule for rule in asked["rules"] if rule not in one.rules]
    if strange:
        raise BadInputError(
            f"{one.id} does not wait for {', '.join(strange)}. It waits for: {', '.join(one.rules)}. Approve one of these."
        )
    decision, path = record_decision_of(
        show,
        "approval",
        rules=asked["rules"],
        shots=(one.question.shot,) if one.question.shot else ("*",),
        brief_sha256=one.question.brief_sha256,
        asked=asked,
    )
    say_decision(decision, path)
    waiting = _waiting(one, (*_decisions(show, decision.decided_at), decision), decision.decided_at)
    click.echo(f"Still waiting: {', '.join(waiting)}." if waiting else "Nothing else waits. Make the brief again.")
    if as_json:
        print_json({"decision": decision.id, "file": str(path), "waiting": list(waiting)})


def _answers(given: dict[str, Any], now: datetime) -> Any:  # noqa: ANN401 - Answers, which is imported when it is needed
    from rushes.clearance.question import Guidance
    from rushes.clearance.records.escalation import MATRIX, NETFLIX, QUESTIONS, Answers
    from rushes.errors import BadInputError

    asks = sys.stdin.isatty()
    said = dict(zip(_FIELDS, (given[f"p{number}"] for number in range(1, 6)), strict=True))
    if asks and None in said.values():
        click.echo(f"The five questions of the Netflix guidance ({NETFLIX}); unsure counts as no.")
    for field in _FIELDS:
        if said[field] is None:
            question = click.prompt(QUESTIONS[field], type=click.Choice(ANSWERS), default="unsure") if asks else "unsure"
            said[field] = question
    use_case = given["use_case"]
    if use_case is None and asks:
        for row, (words, outcome, rationale) in MATRIX.items():
            click.echo(f"  {row:<22} {words}: {outcome} ({rationale})")
        use_case = click.prompt("Which row of the matrix", type=click.Choice(list(MATRIX)), default="other")
    if use_case is not None and use_case not in MATRIX:
        raise BadInputError(f'"{use_case}" is no row of the matrix. Its rows: {", ".join(MATRIX)}.')
    answered_by = given["answered_by"] or (click.prompt("Who answers") if asks else "")
    if not answered_by:
        raise BadInputError("Say who answers: --by NAME.")
    return Answers(
        by=answered_by,
        at=now,
        guidance=Guidance(**said),
        use_case=use_case,
        story_relevant=given["story_relevant"],
        services_at=_moment(given["services_at"], "--services-at"),
        notice_given_at=_moment(given["notice_given_at"], "--notice-given-at"),
        transfer_asked_at=_moment(given["transfer_asked_at"], "--transfer-asked-at"),
    )


def _moment(text: str | None, option: str) -> datetime | None:
    from rushes.errors import BadInputError

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f'{option}: "{text}" is no moment. Write it as 2027-03-31T08:00-07:00.') from error
    if moment.tzinfo is None:
        raise BadInputError(f'{option}: "{text}" has no time zone. Write it as 2027-03-31T08:00-07:00, or with Z for UTC.')
    return moment


def _decisions(show: Show, now: datetime) -> tuple[Decision, ...]:
    from rushes.judgement import gate_of

    return gate_of(show).registry(now).decisions


def _waiting(one: Escalation, decisions: tuple[Decision, ...], now: datetime) -> tuple[str, ...]:
    from rushes.clearance.records.desk import in_force

    return tuple(rule for rule in one.rules if in_force(decisions, one.question, rule, now) is None)


def _clock_words(one: Escalation, now: datetime) -> list[str]:
    from rushes.clearance.records.escalation import clocks

    return [f"{'OVERDUE: ' if clock.overdue else ''}{clock.name}: {clock.words}" for clock in clocks(one, now)]


def _told(one: Escalation, decisions: tuple[Decision, ...], now: datetime) -> Iterator[str]:
    """Say everything that a person needs to decide."""
    from rushes.clearance.records.desk import in_force
    from rushes.clearance.records.escalation import QUESTIONS

    question = one.question
    yield f"{one.id}  production {question.production}, shot {question.shot or '(none)'}, kind {question.kind}"
    yield f"Asked by {one.asked_by} on {one.asked_at:%d %B %Y %H:%M} UTC; judged last on {one.judged_at:%d %B %Y %H:%M} UTC"
    yield f"Acts: {', '.join(question.actions)}. Material: {question.lifecycle}. Use case: {question.use_case}."
    if question.shown:
        yield "Shows: " + ", ".join(f"{shown.performer or repr(shown.words)} ({shown.how})" for shown in question.shown)
    for ground in one.grounds:
        if ground.outcome == "cleared":
            continue
        decided = in_force(decisions, question, ground.rule, now)
        yield f"  {ground.rule}{'' if ground.confirmed else '  (not confirmed)'}"
        yield f"    {ground.field}: required {ground.required}; found {ground.found}"
        yield f"    source: {ground.source}"
        if decided is not None:
            yield f"    decided: {decided.kind} by {decided.decided_by} ({decided.role}) until {decided.expires_at:%d %B %Y}"
        else:
            yield f"    to clear it: {ground.remedy}"
    for answers in one.answers[-1:]:
        yield f"Answered by {answers.by} on {answers.at:%d %B %Y %H:%M} UTC"
        for field, words in QUESTIONS.items():
            yield f"  {getattr(answers.guidance, field):<7} {words}"
        if answers.use_case:
            yield f"  use case: {answers.use_case}"
    if not one.answers:
        yield f"Nobody has answered the five questions yet: rushes desk answer {one.id} --show ..."
    yield from _clock_words(one, now)
    waiting = _waiting(one, decisions, now)
    if waiting:
        yield f"To approve in writing: rushes desk approve {one.id} --rule {waiting[0]} --by ... --role ... --evidence ... --expires ... --key ..."
