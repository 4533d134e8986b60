"""A consent: what one person agreed to, for which production, until when, and what they withheld."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

SCHEMA: Literal["rushes/consent/1"] = "rushes/consent/1"

ADULT_AGE = 18
"""Below this age a person is a minor in every rule that a pack here encodes (NO FAKES Act 2026, SAG-AFTRA 2026 39.F)."""


class Action(StrEnum):
    """What is done to, or with, a likeness. Every step of every job names one, and is asked for it."""

    GENERATE = "generate"
    ALTER = "alter"
    REAGE = "reage"
    DUB = "dub"
    TRAIN = "train"
    PROMOTE = "promote"
    EXPORT = "export"
    TRANSFER = "transfer"


Modality = Literal["face", "body", "voice", "motion", "signature_trait"]
MODALITIES: tuple[Modality, ...] = ("face", "body", "voice", "motion", "signature_trait")
Capacity = Literal["self", "authorised_representative", "guardian", "heir", "union"]


class Record(BaseModel):
    """A frozen part of a signed record; a field that it does not have is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Signatory(Record):
    """Who agrees, and by what right.

    Attributes:
        did: The key that signs (did:key).
        capacity: For themselves, or for whom they may speak.
        authority: The document that says so (a power of attorney, a probate, an agreement's clause); none for ``self``.
    """

    did: str
    capacity: Capacity = "self"
    authority: str = ""


class Representation(Record):
    """Who advised them (California Labor Code 927 (a)(3)).

    Attributes:
        kind: Counsel, a union, both or nobody.
        agreement: The collective agreement and its version, when a union's addresses replicas.
    """

    kind: Literal["none", "counsel", "union", "counsel_and_union"] = "none"
    agreement: str = ""


class Conspicuous(Record):
    """How plainly it was asked.

    Attributes:
        separate_document: On a paper of its own, not buried in standard terms.
        separately_signed: Signed or initialled by itself.
        notice_given_at, services_at: When they were told, and when their services start.
    """

    separate_document: bool = False
    separately_signed: bool = False
    notice_given_at: AwareDatetime | None = None
    services_at: AwareDatetime | None = None


class Compensation(Record):
    """What is paid; a meter's name lets a payroll find the uses again. Amounts in ``currency``."""

    basis: str = ""
    rate: Annotated[float, Field(ge=0.0)] | None = None
    floor: Annotated[float, Field(ge=0.0)] | None = None
    currency: str = "USD"
    residuals: bool = False
    pension_and_health: bool = False
    meter: str = ""


class Security(Record):
    """How scans and models are kept (SAG-AFTRA 2026 39.H, 39.I).

    Attributes:
        storage: Class of storage.
        access: Who may see them.
        delete_at: When they are destroyed.
        transfer: On which terms they may pass to somebody else.
    """

    storage: str = ""
    access: tuple[str, ...] = ()
    delete_at: date | None = None
    transfer: str = ""


class Training(Record):
    """Whether models may be trained on this person (Netflix M1, M2; SAG-AFTRA 2026 39.L).

    Attributes:
        allowed: Not at all, for this production only, or the models that are named.
        models: Their ids.
        reuse: Whether such a model may serve another production.
    """

    allowed: Literal["none", "production_only", "named_models"] = "none"
    models: tuple[str, ...] = ()
    reuse: bool = False


class Gap(Record):
    """One clause of a consent that does not cover what is asked.

    Attributes:
        field: The consent's field, for example ``valid_to``.
        required, found, remedy: What is asked for, what the record says, what would clear it.
    """

    field: str
    required: str
    found: str
    remedy: str


class Consent(Record):
    """What a person agreed to. Sets are kept as sorted tuples, so that equal consents have equal bytes.

    Attributes:
        id: The record's name, a ``urn:uuid:``.
        supersedes: The consent that this one takes the place of.
        performer: The performer's id in the show's register; never a name.
        subject: The performer's own key (did:key).
        subject_status, born, court_approval: Living or deceased; date of birth for a minor; the court's reference.
        signatory: Who signs for the performer.
        countersigners: Keys of agent or guild that have to sign too before it counts.
        revokers: Keys besides the signatory's that may revoke or suspend it.
        representation, conspicuous, compensation, security, training: See there.
        replica_class, derivation, modalities: What kind of replica, from what, of what.
        description: Reasonably specific, in the person's language.
        actions: What may be done.
        kinds: Kinds of brief (``destruction``, ``reage``, ...).
        shots: Shots, as patterns such as ``010_*``; ``*`` is every shot.
        frames: First and last frame, when only a part of a shot is meant.
        script_revision: SHA-256 of the script pages that describe it.
        age_from, age_to: The youngest and the oldest age shown, in years and in either order.
        dialogue: Whether new words may be put into their mouth.
        production, title, company, affiliates, other_projects: For whom.
        languages, territories, media: BCP 47, ISO 3166-1 (``*`` is everywhere), trade words.
        valid_from, valid_to: From when, and until when (not included).
        use_count_limit: How many takes may be made; None is no limit.
        survives_death: Whether it holds after the person's death.
        prohibited: Uses that are forbidden by name, for example ``nudity``.
        withheld: Uses that the person considered and did not grant, in their words.
        business_reason: Why a scan was asked for (39.J); private.
        strike_suspendable, unions: Whether a strike of these unions suspends it (39.G).
        disclosure: The text of the credit or notice that was agreed.
        issued_at: When the text was settled.
    """

    schema_version: Literal["rushes/consent/1"] = SCHEMA
    id: str
    supersedes: str | None = None
    performer: str
    subject: str
    subject_status: Literal["living", "deceased"] = "living"
    born: date | None = None
    court_approval: str = ""
    signatory: Signatory
    countersigners: tuple[str, ...] = ()
    revokers: tuple[str, ...] = ()
    representation: Representation = Representation()
    replica_class: Literal["employment_based", "independently_created", "background", "alteration", "none"] = "none"
    derivation: Literal["scan", "on_set_footage", "archive", "prompt_by_name", "none"] = "none"
    modalities: tuple[Modality, ...] = ("face",)
    description: Annotated[str, Field(min_length=1)]
    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    shots: tuple[str, ...] = ("*",)
    frames: tuple[int, int] | None = None
    script_revision: str = ""
    covers_scripted_alterations: bool = False
    age_from: Annotated[int, Field(ge=0, le=130)] | None = None
    age_to: Annotated[int, Field(ge=0, le=130)] | None = None
    dialogue: Literal["none", "as_scripted", "new"] = "none"
    production: str
    title: str = ""
    company: str = ""
    affiliates: bool = False
    other_projects: bool = False
    languages: tuple[str, ...] = ("en",)
    territories: tuple[str, ...] = ("*",)
    media: tuple[str, ...] = ("*",)
    valid_from: AwareDatetime
    valid_to: AwareDatetime
    use_count_limit: Annotated[int, Field(ge=1)] | None = None
    survives_death: bool | None = None
    prohibited: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    training: Training = Training()
    compensation: Compensation = Compensation()
    conspicuous: Conspicuous = Conspicuous()
    business_reason: str = ""
    security: Security = Security()
    strike_suspendable: bool = True
    unions: tuple[str, ...] = ()
    disclosure: str = ""
    issued_at: AwareDatetime

    @field_validator(
        "countersigners", "revokers", "modalities", "actions", "kinds", "shots", "languages", "territories", "media",
        "prohibited", "unions",
    )  # fmt: skip
    @classmethod
    def _sorted(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(value)))

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.valid_to <= self.valid_from:
            raise ValueError(f"valid_to ({self.valid_to.isoformat()}) is not after valid_from")
        if (self.age_from is None) != (self.age_to is None):
            raise ValueError("age_from and age_to go together")
        return self

    @property
    def ages(self) -> tuple[int, int] | None:
        """The youngest and the oldest age that may be shown; None when ages are not part of it."""
        if self.age_from is None or self.age_to is None:
            return None
        return min(self.age_from, self.age_to), max(self.age_from, self.age_to)

    def covers_shot(self, shot: str) -> bool:
        """Return whether a shot is one of those agreed to."""
        return any(fnmatchcase(shot, pattern) for pattern in self.shots)

    def in_time(self, now: datetime) -> bool:
        """Return whether a moment lies within its validity."""
        return self.valid_from <= now < self.valid_to
