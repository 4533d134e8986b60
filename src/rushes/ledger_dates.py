"""Setting a ledger's dates right after a clock was wrong: who may, what is looked at first, and what it writes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from rushes.clearance.gate import CLOCK_SLACK
from rushes.clearance.records.desk import trusted_desk, working_desk
from rushes.clearance.records.loading import CLOCKS_DIFFER
from rushes.errors import BadInputError, CheckFailedError, RefusedError
from rushes.judgement import gate_of
from rushes.provenance import Entry, ledger_key, verify_ledger, verify_stamps
from rushes.provenance.dates import dated, dated_ahead, dates_set_right, record_dates_set_right, set_back
from rushes.provenance.ledger import trusted_entries
from rushes.provenance.stamp import configured_roots
from rushes.show import Show


def entries_ahead(show: Show, *, now: datetime | None = None) -> tuple[Entry, ...]:
    """Return the entries of a show's ledger that are dated ahead of this machine's clock, and whose dates count.

    Raises:
        CheckFailedError: The ledger was altered.
    """
    entries = trusted_entries(show.ledger, ledger_key())
    return dated_ahead(entries, trusted_desk(show), now or datetime.now(UTC))


def set_dates_right(show: Show, numbers: Collection[int], *, today: date, now: datetime | None = None) -> Entry:
    """Have the clearance desk sign that some entries are dated ahead by a wrong clock, and write that down.

    Nothing is rewritten. Only dates ahead of the present can be named, and the present has to fit whatever else says what
    time it is: the person at the desk, the records that others signed, and time stamps from outside.

    Args:
        show: Whose ledger.
        numbers: The entries' numbers.
        today: The date, as the person at the desk knows it from elsewhere.
        now: The present; read from the clock when left out.

    Raises:
        BadInputError: An entry is not dated ahead, or the show's desk is on another machine.
        RefusedError: It is this machine's clock that is wrong.
        CheckFailedError: The ledger was altered.
    """
    now = now or datetime.now(UTC)
    if problems := verify_ledger(show.ledger, ledger_key()):
        raise CheckFailedError(f"{problems[0]} Its dates are not set right so.")
    if abs(now.date() - today) > timedelta(days=1):
        raise RefusedError(
            f"You say that today is {today:%-d %B %Y}, and this machine's clock says {now:%-d %B %Y}. Set the clock right first: "
            "then the entries may not be dated ahead at all."
        )
    ahead = {entry.seq: entry for entry in entries_ahead(show, now=now)}
    _check_ahead(set(numbers), set(ahead))
    _check_stamps(show, now)
    registry = replace(gate_of(show), not_before=None).registry(now)
    if odd := [problem for problem in registry.problems if CLOCKS_DIFFER in problem]:
        raise RefusedError(
            f"{odd[0]} Set this machine's clock right. If it is right, that record counts for nothing before its day: move it out of "
            f"{show.consents}, and set the ledger right then."
        )
    show, signer = working_desk(show)
    return record_dates_set_right(show, [ahead[number] for number in sorted(set(numbers))], signer, now=now)


def _check_ahead(numbers: set[int], ahead: set[int]) -> None:
    if numbers and numbers <= ahead:
        return
    which = f"Entry {min(numbers - ahead)} is not" if numbers else "No entry is"
    raise BadInputError(
        f"{which} dated ahead of this machine's clock, so there is nothing to set right. "
        "`rushes ledger set-right --show SHOW` lists those that are."
    )


def _check_stamps(show: Show, now: datetime) -> None:
    """Stop when a time stamping authority has been where this clock has not been yet."""
    roots = configured_roots()
    if roots is None:
        return
    stamps, problems = verify_stamps(show.ledger, ledger_key(), roots)
    if problems:
        raise CheckFailedError(problems[0])
    for one in stamps:
        if one.at > now + CLOCK_SLACK:
            raise RefusedError(
                f"A time stamping authority stamped entry {one.seq} on {one.at:%-d %B %Y, %H:%M} UTC, and this machine's clock says "
                f"{now:%-d %B %Y, %H:%M}. It is this clock that is wrong: set it right."
            )


def told_dates(show: Show, *, now: datetime | None = None) -> tuple[str, ...]:
    """Return what is to be said about the dates in a ledger that is whole, as sentences; nothing when they only grow.

    Args:
        show: Whose ledger.
        now: The present; read from the clock when left out.
    """
    now = now or datetime.now(UTC)
    entries = trusted_entries(show.ledger, ledger_key())
    right = dates_set_right(entries, trusted_desk(show))
    told = [
        f"entry {first.seq} is dated {dated(first):%-d %B %Y, %H:%M} UTC, and entry {then.seq} after it {dated(then):%-d %B %Y, %H:%M}: "
        "a clock was wrong. Their order is that of their numbers."
        for first, then in set_back(entries)
    ]
    told += [
        f"the date of entry {number} does not count, says the clearance desk in entry {by}"
        for number, by in right.items()
    ]
    if ahead := dated_ahead(entries, trusted_desk(show), now):
        told.append(
            f"{len(ahead)} {'entry is' if len(ahead) == 1 else 'entries are'} dated ahead of this machine's clock (the first is entry {ahead[0].seq}), and "
            "nothing passes the gate until then. If the clock is right: rushes ledger set-right."
        )
    return tuple(told)
