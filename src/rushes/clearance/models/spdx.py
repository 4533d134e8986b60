"""An SPDX 3 document (JSON-LD) with the AI and Dataset profiles: the AI package, what it was trained on, and each one's licence.

The model is SPDX's own, as ``spdx-python-model`` has it from the specification's SHACL: an unknown class or property, a value of the wrong
kind, and a property that is missing are refused. Nothing is fetched.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rushes.clearance.models.licence import rights_of
from rushes.clearance.models.statement import not_of_schema
from rushes.errors import BadInputError

TRAINED: Final = ("trainedOn",)
"""Relationships from a model to what it was trained on; ``testedOn`` is none."""

LICENCES: Final = ("hasConcludedLicense", "hasDeclaredLicense")
"""Relationships from a thing to its licence, the better one first: what somebody concluded, then what its maker declared."""

DATASET: Final = ("originatedBy", "software_downloadLocation", "software_primaryPurpose", "releaseTime", "builtTime")
"""What the Dataset profile asks of a data set besides its class (SPDX 3.0.1)."""

MODEL: Final = (
    "suppliedBy",
    "software_downloadLocation",
    "software_packageVersion",
    "software_primaryPurpose",
    "releaseTime",
)
"""What the AI profile asks of a model besides its class (SPDX 3.0.1)."""


def read_spdx(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the fields of a ``Statement`` that a document gives.

    Args:
        document: The JSON-LD.
        name: What errors call it.

    Raises:
        BadInputError: It does not fit the model of SPDX 3, or names no AI package or several.
    """
    graph = _Graph(*_loaded(document, name), name)
    models = graph.all_of("ai_AIPackage")
    if len(models) != 1:
        raise BadInputError(
            f"{name} names {len(models) or 'no'} AI package{'s' if len(models) > 1 else ''}, and a statement is about one model. Bring the model's own document."
        )
    model = models[0]
    graph.require(model, "AI", MODEL)
    return {
        "version": str(model.creationInfo.specVersion),
        "issuer": graph.issuer(model),
        "model": str(model.name or ""),
        "licence": graph.licence(model),
        "datasets": [graph.dataset(one) for one in graph.targets(model, TRAINED)],
        "training": str(model.ai_informationAboutTraining or ""),
        "hashes": [str(one.hashValue).lower() for one in model.verifiedUsing if _short(getattr(one, "algorithm", "")) == "sha256"],
    }  # fmt: skip


def _loaded(document: Mapping[str, Any], name: str) -> tuple[Any, Any]:
    """Return SPDX's model and a document's objects, linked.

    Raises:
        BadInputError: It does not fit.
    """
    import spdx_python_model

    try:
        model, found = spdx_python_model.load_data(dict(document))
        missing = found.link()
        model.JSONLDSerializer().write(found, io.BytesIO())  # writing looks for what is missing, reading does not
    except Exception as error:  # what it raises is of no common kind
        raise not_of_schema(name, "SPDX 3", f"{type(error).__name__}: {error}") from error
    if missing:
        raise not_of_schema(name, "SPDX 3", f"it names {min(map(str, missing))} and does not hold it")
    return model, found


class _Graph:
    """A document's objects, asked by their relationships."""

    def __init__(self, model: Any, found: Any, name: str) -> None:  # noqa: ANN401 - generated classes
        self._model, self._found, self._name = model, found, name

    def all_of(self, kind: str) -> list[Any]:
        """Return everything of a class, in the order of its ids."""
        return sorted(self._found.foreach_type(kind), key=lambda one: str(one.spdxId))

    def targets(self, source: Any, kinds: Iterable[str]) -> list[Any]:  # noqa: ANN401 - generated classes
        """Return what relationships of some kinds lead to from a thing."""
        return list(dict.fromkeys(self._targets(source, tuple(kinds))))

    def _targets(self, source: Any, kinds: tuple[str, ...]) -> Iterator[Any]:  # noqa: ANN401 - generated classes
        for one in self.all_of("Relationship"):
            if one.from_ is source and _short(one.relationshipType) in kinds:
                yield from one.to

    def licence(self, thing: Any) -> str:  # noqa: ANN401 - generated classes
        """Return a thing's licence: as somebody concluded it, else as it is declared; empty where nobody says."""
        for kind in LICENCES:
            if found := self.targets(thing, (kind,)):
                return " AND ".join(map(_licence_name, found))
        return ""

    def dataset(self, thing: Any) -> dict[str, Any]:  # noqa: ANN401 - generated classes
        """Return a data set.

        Raises:
            BadInputError: The model was trained on something that is none, or it lacks what the Dataset profile asks.
        """
        if not isinstance(thing, self._model.dataset_DatasetPackage):
            raise not_of_schema(
                self._name, "SPDX 3", f"{_called(thing)}, on which the model was trained, is no DatasetPackage"
            )
        self.require(thing, "Dataset", DATASET)
        licence = self.licence(thing)
        return {
            "name": _called(thing),
            "licence": licence,
            "rights": rights_of(licence),
            "source": str(thing.software_downloadLocation),
            "personal": {"yes": "yes", "no": "no"}.get(
                _short(thing.dataset_hasSensitivePersonalInformation or ""), "unsure"
            ),
        }

    def require(self, thing: Any, profile: str, fields: Iterable[str]) -> None:  # noqa: ANN401 - generated classes
        """Stop where a thing lacks what a profile asks.

        Raises:
            BadInputError: It does.
        """
        if lacks := [field.removeprefix("software_") for field in fields if not getattr(thing, field)]:
            raise not_of_schema(self._name, f"the {profile} profile of SPDX 3", f"{_called(thing)} has no {lacks[0]}")

    def issuer(self, model: Any) -> str:  # noqa: ANN401 - generated classes
        """Return who states it: who supplied the model, and who made the document."""
        return ", ".join(dict.fromkeys(map(_called, (model.suppliedBy, *model.creationInfo.createdBy))))


def _licence_name(thing: Any) -> str:  # noqa: ANN401 - generated classes, or the address of a thing that SPDX itself names
    for field in ("simplelicensing_licenseExpression", "simplelicensing_licenseText"):
        if said := getattr(thing, field, None):
            return str(said) if field.endswith("Expression") else str(getattr(thing, "name", None) or "LicenseRef-text")
    word = _short(thing if isinstance(thing, str) else str(getattr(thing, "spdxId", "") or ""))
    return {"NoneLicense": "NONE", "NoAssertionLicense": "NOASSERTION"}.get(word, _called(thing))


def _called(thing: Any) -> str:  # noqa: ANN401 - generated classes
    return str(getattr(thing, "name", None) or getattr(thing, "spdxId", None) or thing)


def _short(address: str) -> str:
    return str(address).rpartition("/")[2]
