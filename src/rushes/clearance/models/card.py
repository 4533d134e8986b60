"""What a model card says: which weights, under which licence, trained on what, by whose terms, and who looked at it.

A model trained on a performer outlives the job that trained it. So its card binds the weights, by their SHA-256, to the
consents of everybody whose likeness is in them and to one production. A model that somebody else trained has a card as well: what its maker
states about the training data, and what its vendor does with what is sent there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AwareDatetime, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from rushes.canonical import sha256_of
from rushes.clearance.records.consent import Record

Answer = Literal["yes", "no", "unsure"]
Rights = Literal["owned", "public_domain", "licensed", "unowned", "unknown"]
Training = Literal["owned", "licensed", "unowned", "unknown"]

SCHEMA: Literal["rushes/model/2"] = "rushes/model/2"

_WORST: Final[tuple[Rights, ...]] = ("unknown", "unowned", "licensed", "public_domain", "owned")
"""Rights in the order in which one of them decides for the whole."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class ConsentOf(Record):
    """The consent of one person whose likeness is in a model.

    Attributes:
        performer: Their id in the register.
        id: The consent's id.
        sha256: SHA-256 of the signed record's canonical JSON.
    """

    performer: str
    id: str
    sha256: Sha256


class Dataset(Record):
    """Something that a model was trained on, as its maker states it.

    Attributes:
        name: Its name.
        licence: Its licence, as it stands in the statement.
        rights: What follows from the licence: ``unowned`` where none is given or it doesn't cover commercial use, ``unknown`` where nobody says.
        source: Where it comes from.
        personal: Whether it holds sensitive personal information.
    """

    name: Annotated[str, Field(min_length=1)]
    licence: str = ""
    rights: Rights = "unknown"
    source: str = ""
    personal: Answer = "unsure"


class Statement(Record):
    """What a model's maker states about it, in a document of a public format that was read and checked.

    Attributes:
        format: ``spdx`` (SPDX 3, AI and Dataset profiles) or ``cyclonedx`` (ML-BOM).
        version: Of the format.
        file: The document's name, beside the card.
        sha256: Of the document.
        issuer: Who states it.
        model: What the document calls the model.
        licence: The model's licence by the document.
        datasets: What it says that the model was trained on.
        training: What it says of the training in words.
        hashes: SHA-256 of the model's files, as far as the document names them.
    """

    format: Literal["spdx", "cyclonedx"]
    version: str
    file: Annotated[str, Field(pattern=r"^[^/\\]+$")]
    sha256: Sha256
    issuer: str = ""
    model: str = ""
    licence: str = ""
    datasets: tuple[Dataset, ...] = ()
    training: str = ""
    hashes: tuple[Sha256, ...] = ()


class TrainingItem(Record):
    """One thing that a model trained here has seen.

    Attributes:
        name: What it is called.
        sha256: Of its bytes.
        licence: Under which licence, or whose.
        rights: Whether it is owned or licensed.
        performers: Ids of everybody in it.
        leave: The owner's leave to train on it, where its own file forbids that.
    """

    name: Annotated[str, Field(min_length=1)]
    sha256: Sha256
    licence: Annotated[str, Field(min_length=1)]
    rights: Literal["owned", "public_domain", "licensed"] = "licensed"
    performers: tuple[str, ...] = ()
    leave: str = ""


class Vendor(Record):
    """What whoever runs a model does with what is sent there; a model whose weights lie here has none.

    Attributes:
        name: Who.
        hosted: Whether the model runs at theirs.
        stores, reuses, trains: Whether they keep what is sent, use it for something else, train on it. Of a model that runs at theirs, unsure counts as yes.
        terms: Where the terms stand, with their version or date.
        enterprise: Whether there is an enterprise agreement.
    """

    name: Annotated[str, Field(min_length=1)]
    hosted: bool = False
    stores: Answer = "unsure"
    reuses: Answer = "unsure"
    trains: Answer = "unsure"
    terms: str = ""
    enterprise: bool = False

    def does(self, answer: Answer) -> bool:
        """Return whether something that the terms were asked for counts as done: weights that lie here send nothing by themselves."""
        return answer == "yes" or (self.hosted and answer == "unsure")


class Base(Record):
    """The model that an adapter was trained for.

    Attributes:
        id: How the shelf calls it.
        weights_sha256: Of its weights.
        licence: Under which licence they may be used.
    """

    id: Id
    weights_sha256: Sha256
    licence: Annotated[str, Field(min_length=1)]


class Review(Record):
    """Who looked at a model's papers, and when.

    Attributes:
        by: Who.
        on: The day.
    """

    by: Annotated[str, Field(min_length=1)]
    on: date


class ModelCard(Record):
    """What a model is made of, and for what.

    Attributes:
        id: How consents, briefs and takes call it.
        weights: The weights' name: a file or folder, from the card's own folder, or where ``place`` says. Empty for a model that a vendor runs.
        weights_sha256: Their SHA-256 (``canonical.sha256_of_place``).
        place: The folder that they lie in when that is not the card's own: whole, or from the show's folder.
        files: SHA-256 of each file of a folder.
        licence: Under which licence the weights may be used.
        source: Where they come from.
        production: The production it was trained for; empty for a model that was trained for none.
        subjects: Ids of every performer whose likeness it was trained on; empty when it was trained on nobody.
        consents: Their consents, at least one for each of them.
        items: Everything that it was trained on, where that was done here.
        statement: What its maker states, where that was done elsewhere.
        certifications: Third parties' certificates, in words.
        vendor: Whose terms it is under.
        reviewed: Who looked at all this, and when.
        trained_at: When it was trained, where that was done here.
        base: The model that it was trained for; None for a model that is whole by itself.
        also_over: Of an adapter: models of its base's family that whoever reviewed it lets it be laid over, too.
        description: What it makes, in a sentence.
    """

    schema_version: Literal["rushes/model/1", "rushes/model/2"] = SCHEMA
    id: Id
    weights: Annotated[str, Field(pattern=r"^[^/\\]*$")] = ""
    weights_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    place: str = ""
    files: Mapping[str, Sha256] = {}
    licence: str = ""
    source: str = ""
    production: str = ""
    subjects: tuple[str, ...] = ()
    consents: tuple[ConsentOf, ...] = ()
    items: tuple[TrainingItem, ...] = ()
    statement: Statement | None = None
    certifications: tuple[str, ...] = ()
    vendor: Vendor | None = None
    reviewed: Review | None = None
    trained_at: AwareDatetime | None = None
    base: Base | None = None
    also_over: tuple[Base, ...] = ()
    description: str = ""

    @model_serializer(mode="wrap")
    def _as_written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Return the card's fields; a base, and what else it may lie over, only where there is any: cards of before they were kept keep their SHA-256."""
        record: dict[str, Any] = write(self)
        if self.base is None:
            record.pop("base", None)
        if not self.also_over:
            record.pop("also_over", None)
        return record

    @model_validator(mode="after")
    def _whole(self) -> Self:
        consented = {consent.performer for consent in self.consents}
        if missing := sorted(set(self.subjects) - consented):
            raise ValueError(f"it was trained on {', '.join(missing)} and names no consent of theirs")
        if more := sorted(consented - set(self.subjects)):
            raise ValueError(f"it names consents of {', '.join(more)}, who are not among its subjects")
        if seen := sorted({one for item in self.items for one in item.performers} - set(self.subjects)):
            raise ValueError(f"{', '.join(seen)} are in what it was trained on, and not among its subjects")
        if bool(self.weights) != bool(self.weights_sha256) or self.weights in {".", ".."}:
            raise ValueError("weights and their SHA-256 belong together")
        if not self.weights and not (self.vendor and self.vendor.hosted):
            raise ValueError("it names no weights, and no vendor who runs it")
        if self.subjects and not self.production:
            raise ValueError("it was trained on somebody and names no production that it is for")
        if self.files and sha256_of(dict(self.files)) != self.weights_sha256:
            raise ValueError("the SHA-256 of its weights is not that of the files it names")
        return self

    @property
    def sha256(self) -> str:
        """SHA-256 of the card's canonical JSON: what the ledger names it by."""
        return sha256_of(self.model_dump(mode="json"))

    @property
    def training(self) -> Training:
        """What its training data is: the worst of all that it names, and unknown where it names nothing."""
        return worst(
            [*(item.rights for item in self.items), *(one.rights for one in (self.statement.datasets if self.statement else ()))]
        )  # fmt: skip

    def weights_path(self, show: Path, cards: Path) -> Path:
        """Return where the weights lie.

        Args:
            show: The show's folder.
            cards: The folder of its cards.
        """
        return (show / self.place if self.place else cards) / self.weights


def worst(rights: Iterable[Rights]) -> Training:
    """Return what the rights of many things are together."""
    found: Rights = min(rights, key=_WORST.index, default="unknown")
    return "licensed" if found == "public_domain" else found
