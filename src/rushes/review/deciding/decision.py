"""A decision about a take: what somebody said of which very frames, signed with their own key."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, Field

from rushes.clearance.records.consent import Record
from rushes.clearance.records.person import Person
from rushes.errors import BadInputError
from rushes.show import Role

SCHEMA: Literal["rushes/take-decision/1"] = "rushes/take-decision/1"

Verdict = Literal["circle", "hold", "kill", "approve", "refuse", "suspend"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
THEIRS: tuple[Verdict, ...] = ("approve", "refuse", "suspend")
"""What a performer's representative says; everybody else circles, holds or kills."""

WITH_A_REASON: tuple[Verdict, ...] = ("kill", "refuse", "suspend")
"""What is not said without a word of why: somebody's work or agreement is taken away by it."""

LONGEST_WORDS = 4000
"""Letters of a reason or of what people contributed: two typed pages."""

Words = Annotated[str, Field(max_length=LONGEST_WORDS)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Decision(Record):
    """What somebody decided about a take.

    Attributes:
        schema_version: The form of the record.
        id: The record's name, a ``urn:uuid:``.
        show, shot, version: Which take.
        verdict: What was decided.
        person, role, did: Who, as what, and the key that signs.
        why: In their words.
        human_contribution: What people put into the take, for the register of uses.
        take_sha256: Fingerprint of the sealed take's record.
        frames_sha256: One SHA-256 over all of its files.
        decided_at: When.
    """

    schema_version: Literal["rushes/take-decision/1"] = SCHEMA
    id: Annotated[str, Field(pattern=r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    show: str
    shot: str
    version: Annotated[str, Field(pattern=r"^v\d{3,}$")]
    verdict: Verdict
    person: str
    role: Role
    did: str
    why: Words = ""
    human_contribution: Words = ""
    take_sha256: Sha256
    frames_sha256: Sha256
    decided_at: AwareDatetime


def check_word(person: Person, role: Role, verdict: Verdict, why: str, shown: tuple[str, ...]) -> None:
    """Stop unless it is somebody's to say.

    Args:
        person: Who says it.
        role: As what.
        verdict: What.
        why: In their words.
        shown: Ids of the performers that the take's clearance names.

    Raises:
        BadInputError: The role is not theirs, the verdict is not that role's, a representative's performers are not in the
            take, or the reason is missing.
    """
    if role not in person.roles:
        raise BadInputError(
            f"{person.id} is {', '.join(person.roles)}, not {role}. Decide as what they are enrolled for."
        )
    if (verdict in THEIRS) != (role == "representative"):
        theirs = THEIRS if role == "representative" else tuple(one for one in VERDICTS if one not in THEIRS)
        raise BadInputError(f"It is not for the role {role} to {verdict} a take. What it says is {', '.join(theirs)}.")
    if role == "representative" and not set(person.performers) & set(shown):
        raise BadInputError(
            f"{person.id} speaks for {', '.join(person.performers)}, and this take's clearance names "
            f"{', '.join(shown) or 'nobody'}. They decide about takes of their own performers."
        )
    if verdict in WITH_A_REASON and not why.strip():
        raise BadInputError(
            f"Say why: nobody can {verdict} a take without a word about it. On the command line: --why."
        )
