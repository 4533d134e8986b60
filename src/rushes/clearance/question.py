"""What is asked of the clearance room, in its own words: who, what is done, how, for which use."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rushes.canonical import sha256_of
from rushes.clearance.models.card import ModelCard, Training
from rushes.clearance.records.consent import Action, Modality, Record

Answer = Literal["yes", "no", "unsure"]


class Alike(Record):
    """That a picture looks like a work that the show registered.

    Attributes:
        work: The work's id in the show's records.
        title: What it is called there.
        how: ``copy`` (the same picture, recoloured, mirrored or scaled perhaps), ``part`` (a part of the one is in the other) or
            ``near`` (laid out alike).
    """

    work: str
    title: str
    how: Literal["copy", "part", "near"]


class Seen(Record):
    """What was seen in the plate or in a reference picture.

    Attributes:
        faces: How many faces.
        unknown: Faces that are like nobody enrolled.
        matched: Ids of performers whose face was recognised.
        uncertain: Ids of performers that a face may be: too near to rule out.
        looked: Whether it could be looked at at all; if not, somebody has to.
        trouble: Why not.
        rights: Whether its rights are stated; ``not_asked`` where nothing is taken from it.
        reserved: What the file itself says against being mined, in words; empty when it says nothing.
        like: Registered works that it looks like.
    """

    faces: int = 0
    unknown: int = 0
    matched: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    looked: bool = True
    trouble: str = ""
    rights: Literal["not_asked", "stated", "none"] = "not_asked"
    reserved: str = ""
    like: tuple[Alike, ...] = ()


class Owner(Record):
    """Whose style or work words ask for, as far as it is known.

    Attributes:
        name: The artist, or the title of the work.
        died: The year of the artist's death; None where it isn't known, which counts as alive.
    """

    name: str
    died: Annotated[int, Field(ge=1, le=9999)] | None = None


class Shown(Record):
    """Somebody the words or the pictures show.

    Attributes:
        words: As they were written; ``face in the plate`` for a face.
        performer: Their id in the register; empty when they are not in it.
        how: ``named`` (people: or the words), ``disguised`` (a name in disguise), ``described`` (a description that
            points at a person), ``voice`` (a voice by description), ``style`` (an artist's style),
            ``unnamed`` (a woman, a crowd), ``public`` (a well-known or historical person), ``face`` (recognised in a picture),
            ``fictional`` (a character of the show, or a first name alone), ``protected_work`` (a known work).
        sure: Whether it certainly is that person; what is unsure is asked about.
        owners: Whose style or work it is; empty where nobody is shown by either, and where nobody can be named.
    """

    words: str
    performer: str = ""
    how: Literal[
        "named", "disguised", "described", "voice", "style", "unnamed", "public", "face", "fictional", "protected_work"
    ]
    sure: bool = True
    owners: tuple[Owner, ...] = ()


class Brought(Record):
    """A model that somebody brings, as it lies there, and what is known of it.

    Attributes:
        sha256: Of its weights.
        licence: Under which licence it may be used, as its card or the brief says.
        training: What it was trained on, as its card says; without a card, as whoever wrote the brief answers for.
        card: Its card; None where the show has none.
        hosted: At whose place it runs; empty where it runs here.
    """

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    licence: str = ""
    training: Training = "unknown"
    card: ModelCard | None = None
    hosted: str = ""


class Tool(Record):
    """An outside tool or model that the work would go through (Netflix P2, P3). Ours is local and keeps nothing."""

    name: str = "rushes"
    local: bool = True
    stores_inputs: bool = False
    reuses_inputs: bool = False
    trains_on_inputs: bool = False
    enterprise: bool = True


class Guidance(Record):
    """The five questions of the Netflix guidance, as a person answered them; what nobody answered is unsure.

    Attributes:
        no_replication: The output does not replicate identifiable or protected material (NFX-P1).
        no_training: Tools do not store, reuse or train on inputs or outputs (NFX-P2).
        secure: Used in an enterprise-secured environment (NFX-P3).
        temporary: The material is temporary, not part of final deliverables (NFX-P4).
        no_replacement: It does not replace performances or union work without consent (NFX-P5).
    """

    no_replication: Answer = "unsure"
    no_training: Answer = "unsure"
    secure: Answer = "unsure"
    temporary: Answer = "unsure"
    no_replacement: Answer = "unsure"


class Question(Record):
    """Everything a verdict depends on besides the records, the rules and the moment.

    Attributes:
        production, shot, kind: Which show, shot and kind of brief.
        frames: First and last frame that would be made, handles included; None when nobody said.
        actions: What would be done, without doubles, in the order of ``Action``.
        shown: Whom it shows.
        age_from, age_to: Age of the person in the plate, and the age to be shown; None when ages are not asked.
        languages: Languages spoken in it (BCP 47).
        territories, media: Where and how it will be seen; empty when the brief does not say.
        modalities: What of a person is used.
        unscripted: Whether words are put into a mouth that no script holds.
        sensitive: What needs care in the words: ``nudity``, ``sexual``, ``minor``, ``news``, ``real_event``, ``degrading``.
        advertisement: Whether it is an advertisement (New York GBL 396-b).
        lifecycle: ``temporary`` or ``final`` material.
        use_case: Row of the Netflix matrix: ``ideation``, ``background``, ``final_design``, ``talent_replication``,
            ``unowned_training_data``, ``proprietary_material``, ``other``.
        story_relevant: Whether a background element matters to the story; None when nobody said.
        tool: What makes it.
        sent: What leaves the house to an outside tool: ``words``, and among ``first``, ``last``, ``control``, ``start``, ``references``, ``masks`` what goes with them.
        guidance: The five answers.
        training: Whether what brought models were trained on is owned or licensed, neither, or nobody says; ``none`` where no model is brought.
        brought: The models that are brought.
        models: Ids of trained models that would be used.
        plate, references: What was seen in them.
        brief_sha256: The brief that this was drawn from.
        readers: What looked for names in the words: ``lists``, and the named-entity model with its version when it was installed; empty
            when nobody said, as in questions of before it was kept.
    """

    production: str
    shot: str = ""
    kind: str = "destruction"
    frames: tuple[int, int] | None = None
    actions: Annotated[tuple[Action, ...], Field(min_length=1)] = (Action.GENERATE,)
    shown: tuple[Shown, ...] = ()
    age_from: Annotated[int, Field(ge=0, le=130)] | None = None
    age_to: Annotated[int, Field(ge=0, le=130)] | None = None
    languages: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    modalities: tuple[Modality, ...] = ()
    unscripted: bool = False
    sensitive: tuple[str, ...] = ()
    advertisement: bool = False
    lifecycle: Literal["temporary", "final"] = "final"
    use_case: Literal[
        "ideation", "background", "final_design", "talent_replication", "unowned_training_data",
        "proprietary_material", "other",
    ] = "other"  # fmt: skip
    story_relevant: bool | None = None
    tool: Tool = Tool()
    sent: tuple[str, ...] = ()
    guidance: Guidance = Guidance()
    training: Literal["none", "owned", "licensed", "unowned", "unknown"] = "none"
    brought: tuple[Brought, ...] = ()
    models: tuple[str, ...] = ()
    plate: Seen = Seen()
    references: tuple[Seen, ...] = ()
    brief_sha256: str = ""
    readers: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The question's name: a hash over all of its fields. What nobody was asked or told is left out, as in questions of before it was kept."""
        record = self.model_dump(mode="json")
        if not self.readers:
            del record["readers"]
        if self.training == "none":
            del record["training"]
        if not self.brought:
            del record["brought"]
        for one in record.get("brought", ()):
            if not one["hosted"]:
                del one["hosted"]
        if not self.sent:
            del record["sent"]
        if not self.tool.reuses_inputs:
            del record["tool"]["reuses_inputs"]
        for seen in (record["plate"], *record["references"]):
            if seen["rights"] == "not_asked":
                del seen["rights"]
            if not seen["reserved"]:
                del seen["reserved"]
            if not seen["like"]:
                del seen["like"]
        for one in record["shown"]:
            if not one["owners"]:
                del one["owners"]
        return sha256_of(record)
