"""Somebody who decides about takes: which key is theirs, as what they decide, and for whom they speak."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from rushes.clearance.records.consent import Record
from rushes.errors import BadInputError
from rushes.show import Role

SCHEMA = "rushes/person/1"

_ID = r"^[a-z0-9][a-z0-9._-]{0,63}$"


class Person(Record):
    """An enrolled reviewer. The record is signed by the show's clearance desk, which saw whose key it is.

    A record is never changed, except that it ends: what somebody decided stays what it was. Who gets other roles is ended
    and enrolled anew, under another id.

    Attributes:
        id: How decisions and notes call them, for example ``ida``.
        name: For people.
        roles: As what they decide. A representative has no other role: whoever speaks for a performer does not speak for the
            production as well.
        did: Their Ed25519 key (did:key).
        performers: Ids of those for whom a representative speaks; empty for everybody else.
        evidence: What the desk saw: whose key it is, and by what right a representative speaks.
        enrolled_at: When.
        ended_at: Since when they decide no more; None as long as they do.
    """

    id: Annotated[str, Field(pattern=_ID)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    did: str
    performers: tuple[Annotated[str, Field(pattern=_ID)], ...] = ()
    evidence: str = ""
    enrolled_at: AwareDatetime
    ended_at: AwareDatetime | None = None

    @property
    def is_representative(self) -> bool:
        """Whether they speak for performers."""
        return "representative" in self.roles


def check_roles(person: Person) -> None:
    """Stop unless somebody's roles go together.

    Raises:
        BadInputError: A role is there twice, a representative has another one or speaks for nobody, or somebody else
            speaks for performers.
    """
    if len(set(person.roles)) != len(person.roles):
        raise BadInputError(f"{person.id} has a role twice ({', '.join(person.roles)}). Name each once.")
    if person.is_representative and len(person.roles) > 1:
        raise BadInputError(
            f"{person.id} can't be a performer's representative and {', '.join(set(person.roles) - {'representative'})} as "
            "well: nobody speaks for both sides. Enrol somebody else for one of them."
        )
    if person.is_representative and not person.performers:
        raise BadInputError(f"{person.id} represents nobody. Say which performers, by id: --performer ID.")
    if person.performers and not person.is_representative:
        raise BadInputError(
            f"{person.id} is {', '.join(person.roles)} and speaks for no performer. Leave --performer out, or enrol them as "
            "representative."
        )
