"""``rushes desk``: what waits for a person, the questions to answer, the clocks, and written approvals."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.decide import decision_options, say_decision, word_of
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.clearance import Clearance
    from rushes.clearance.records.escalation import Escalation

ANSWERS = ("yes", "no", "unsure")
_FIELDS = ("no_replication", "no_training", "secure", "temporary", "no_replacement")


@click.group("desk")
def command() -> None:
    """The escalation desk: what waits for a person to decide, and what they decided."""


@command.command("list")
@show_option
@json_option
def list_escalations(show_folder: Path, as_json: bool) -> None:
    """List what was escalated, which rules still wait for somebody, and which time limits run."""
    from rushes.clearance.records.desk import escalations, trusted_desk
    from rushes.judgement import judge_again
    from rushes.show import Show
    from rushes.written_decisions import waiting_rules

    show, now = Show.load(show_folder), datetime.now(UTC)
    found, problems = escalations(show.consents, desk=trusted_desk(show))
    listed = []
    for one in found:
        judged = judge_again(one, show, now=now)
        waiting = waiting_rules(judged)
        state = str(judged.verdict)
        click.echo(
            f"{one.id}  {one.question.shot or '(no shot)':<10}  {state:<8}  {len(waiting)} rule(s) wait  asked "
            f"{one.asked_at:%d %b %Y} by {one.asked_by}{', answered by ' + one.answers[-1].by if one.answers else ''}"
        )
        for words in _clock_words(one, now):
            click.echo(f"    {words}")
        listed.append({"id": one.id, "shot": one.question.shot, "verdict": state, "waiting": list(waiting)})
    for problem in problems:
        click.echo(f"problem: {problem}", err=True)
    held = len(tuple((show.folder / "quarantine").glob("*/take.json")))
    if held:
        click.echo(
            f"{held} {'take lies' if held == 1 else 'takes lie'} in quarantine: rushes quarantine list --show {show_folder}"
        )
    if not found and not held:
        click.echo("Nothing waits on the desk.")
    if as_json:
        print_json({"escalations": listed, "quarantined": held, "problems": list(problems)})


@command.command("show")
@click.argument("name", metavar="ID")
@show_option
@json_option
def show_escalation(name: str, show_folder: Path, as_json: bool) -> None:
    """Show one escalation: what is asked, why it waits, what was answered, and what decides it."""
    from rushes.clearance.records.desk import escalation, trusted_desk
    from rushes.judgement import judge_again
    from rushes.show import Show
    from rushes.written_decisions import waiting_rules

    show, now = Show.load(show_folder), datetime.now(UTC)
    one = escalation(show.consents, name, desk=trusted_desk(show))
    judged = judge_again(one, show, now=now)
    for line in _told(one, judged, now):
        click.echo(line)
    if as_json:
        print_json(
            one.model_dump(mode="json") | {"verdict": str(judged.verdict), "waiting": list(waiting_rules(judged))}
        )


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
@click.option(
    "--story-relevant/--not-story-relevant", default=None, help="Whether a background element matters to the story."
)
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
@click.option("--performer", help="About whom, by id, when more than one performer is shown.")
@show_option
@json_option
def approve(name: str, performer: str | None, show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Give the written approval that a rule asks for, for one escalation. Hard stops can't be approved."""
    from rushes.clearance.records.desk import escalation, trusted_desk
    from rushes.judgement import judge_again
    from rushes.show import Show
    from rushes.written_decisions import Answering, decide_about, waiting_rules

    show = Show.load(show_folder)
    one = escalation(show.consents, name, desk=trusted_desk(show))
    made = decide_about(show, one, Answering(asked["rules"], performer=performer), word_of(asked))
    for decision, path in made:
        say_decision(decision, path)
    waiting = waiting_rules(judge_again(one, Show.load(show_folder)))
    click.echo(f"Still waiting: {', '.join(waiting)}." if waiting else "Nothing else waits. Make the brief again.")
    if as_json:
        told = [{"decision": decision.id, "file": str(path)} for decision, path in made]
        print_json({"decisions": told, "waiting": list(waiting)})


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
            question = (
                click.prompt(QUESTIONS[field], type=click.Choice(ANSWERS), default="unsure") if asks else "unsure"
            )
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
        raise BadInputError(
            f'{option}: "{text}" has no time zone. Write it as 2027-03-31T08:00-07:00, or with Z for UTC.'
        )
    return moment


def _clock_words(one: Escalation, now: datetime) -> list[str]:
    from rushes.clearance.records.escalation import clocks

    return [f"{'OVERDUE: ' if clock.overdue else ''}{clock.name}: {clock.words}" for clock in clocks(one, now)]


def _told(one: Escalation, judged: Clearance, now: datetime) -> Iterator[str]:
    """Say everything that a person needs to decide."""
    from rushes.clearance.records.escalation import QUESTIONS
    from rushes.written_decisions import waiting_rules

    question = one.question
    yield f"{one.id}  {judged.verdict} now"
    yield f"Production {question.production}, shot {question.shot or '(none)'}, kind {question.kind}"
    yield f"Asked by {one.asked_by} on {one.asked_at:%d %B %Y %H:%M} UTC"
    yield f"Acts: {', '.join(question.actions)}. Material: {question.lifecycle}. Use case: {question.use_case}."
    if question.shown:
        yield "Shows: " + ", ".join(f"{shown.performer or repr(shown.words)} ({shown.how})" for shown in question.shown)
    if question.readers:
        yield f"Names were looked for by {' and '.join(question.readers)}."
    for reason in judged.reasons:
        yield f"  {reason.rule}: {reason.outcome}"
        yield f"    {reason.field}: required {reason.required}; found {reason.found}"
        yield f"    source: {reason.source}"
        if reason.remedy:
            yield f"    to clear it: {reason.remedy}"
    for answers in one.answers[-1:]:
        yield f"Answered by {answers.by} on {answers.at:%d %B %Y %H:%M} UTC"
        for field, words in QUESTIONS.items():
            yield f"  {getattr(answers.guidance, field):<7} {words}"
        if answers.use_case:
            yield f"  use case: {answers.use_case}"
    if not one.answers:
        yield f"Nobody has answered the five questions yet: rushes desk answer {one.id} --show ..."
    yield from _clock_words(one, now)
    if waiting := waiting_rules(judged):
        yield (
            f"To approve in writing: rushes desk approve {one.id} --rule {waiting[0]} --by ... --role ... --why ... "
            "--evidence ... --expires ... --key ... --show ..."
        )
