"""What no consent may exceed, whatever it says: who may sign for whom, by what right, and for how long.

It is tested when a consent is signed, again when it is read, and again when it is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import MAXYEAR, UTC, date, datetime

from rushes.clearance.records.consent import ADULT_AGE, Consent, Gap
from rushes.clearance.records.performer import Performer

LONGEST_YEARS = 10
"""The longest consent of an adult, or of an estate (NO FAKES Act 2026, S.4591: a licence of at most ten years)."""

LONGEST_YEARS_OF_MINOR = 5
"""The longest consent for a minor (NO FAKES Act 2026, S.4591: at most five years, ending at eighteen)."""

SPEAKS_FOR = {
    "self": "for themselves",
    "authorised_representative": "as an authorised representative",
    "guardian": "as a guardian",
    "heir": "as an heir",
    "union": "as a union",
}
"""Each capacity in words."""

LIVING = ("self", "authorised_representative")
DECEASED = ("authorised_representative", "heir", "union")


def faults(consent: Consent, performer: Performer | None = None) -> tuple[Gap, ...]:
    """Return every rule that a consent breaks by itself, in the order of its fields; () when it may be signed.

    Args:
        consent: What would be agreed.
        performer: The performer as the desk enrolled them; their date of birth counts even if the consent says none.
    """
    return tuple(_faults(consent, performer))


def is_minor(born: date | None, at: datetime) -> bool:
    """Return whether somebody is under eighteen at a moment; nobody whose birth is not attested is held for a minor."""
    return born is not None and at < eighteenth_birthday(born)


def eighteenth_birthday(born: date) -> datetime:
    """Return the moment (UTC) at which somebody comes of age."""
    return years_after(datetime(born.year, born.month, born.day, tzinfo=UTC), ADULT_AGE)


def years_after(moment: datetime, years: int) -> datetime:
    """Return the same day some years later (no later than the year 9999); 29 February becomes 1 March."""
    year = min(moment.year + years, MAXYEAR)
    try:
        return moment.replace(year=year)
    except ValueError:
        return moment.replace(year=year, month=3, day=1)


def _faults(consent: Consent, performer: Performer | None) -> Iterator[Gap]:
    births = sorted(born for born in {consent.born, performer.born if performer else None} if born is not None)
    born = births[-1] if births else None
    minor = is_minor(born, consent.valid_from)
    if len(births) > 1:
        yield Gap(
            field="born",
            required=f"the date of birth in the register, {performer.born if performer else births[0]}",
            found=f"{consent.born}",
            remedy="Correct the date in a new draft, or have the desk enrol the performer again with evidence.",
        )
    if minor and consent.subject_status == "living" and not consent.court_approval:
        yield Gap(
            field="court_approval",
            required="the reference of the court's approval, because the performer is a minor",
            found="none",
            remedy="Bring the court's approval and name its reference in the consent.",
        )
    yield from _capacity(consent, minor=minor)
    yield from _term(consent, born if minor else None)


def _capacity(consent: Consent, *, minor: bool) -> Iterator[Gap]:
    capacity = consent.signatory.capacity
    allowed: tuple[str, ...]
    if consent.subject_status == "deceased":
        allowed, of_whom = DECEASED, "a performer who has died"
    elif minor:
        allowed, of_whom = ("guardian",), "a minor"
    else:
        allowed, of_whom = LIVING, "a living adult"
    words = SPEAKS_FOR[capacity]
    if capacity not in allowed:
        yield Gap(
            field="signatory.capacity",
            required=f"for {of_whom}, a signature {' or '.join(SPEAKS_FOR[one] for one in allowed)}",
            found=f"one given {words}",
            remedy="Have it signed by somebody who may speak for the performer."
            + (" If the performer is a minor, their date of birth has to be in the consent." if not minor else ""),
        )
    if capacity == "self" and consent.signatory.did != consent.subject:
        yield Gap(
            field="signatory.did",
            required=f"the performer's own key {consent.subject}",
            found=consent.signatory.did,
            remedy="Have the performer sign with their own key, or name by what right somebody else signs.",
        )
    if capacity == "guardian" and consent.signatory.did == consent.subject:
        yield Gap(
            field="signatory.did",
            required="the guardian's own key, which is another than the minor's",
            found="the minor's key",
            remedy="Have the desk enrol the guardian's key as a representative, and sign with it.",
        )
    if capacity != "self" and not consent.signatory.authority:
        yield Gap(
            field="signatory.authority",
            required=f"the document that lets them sign {words}",
            found="none",
            remedy="Name the document (a power of attorney, a probate, an agreement's clause) in the consent.",
        )
    if consent.signatory.did in consent.countersigners:
        yield Gap(
            field="countersigners",
            required="keys of others than the one who signs",
            found="the signatory's own key",
            remedy="Take it out of the countersigners: nobody countersigns for themselves.",
        )
    if strangers := sorted(set(consent.revokers) - set(consent.countersigners) - {consent.signatory.did}):
        yield Gap(
            field="revokers",
            required="that whoever may revoke it countersigns it as well, and so knows of it",
            found=f"{', '.join(strangers)}, who does not countersign",
            remedy="Name the same keys under countersigners.",
        )


def _term(consent: Consent, born: date | None) -> Iterator[Gap]:
    years = LONGEST_YEARS if born is None else LONGEST_YEARS_OF_MINOR
    last = years_after(consent.valid_from, years)
    whose = "a consent" if born is None else "a minor's consent"
    if consent.valid_to > last:
        yield Gap(
            field="valid_to",
            required=f"that {whose} ends within {years} years, by {last.date()}",
            found=f"it ends on {consent.valid_to.date()}",
            remedy="Sign it for a shorter time; it can be signed anew when that ends.",
        )
    if born is not None and consent.valid_to > (adult := eighteenth_birthday(born)):
        yield Gap(
            field="valid_to",
            required=f"that a minor's consent ends by their eighteenth birthday, {adult.date()}",
            found=f"it ends on {consent.valid_to.date()}",
            remedy="Sign it until the birthday; from then on the performer decides for themselves.",
        )
