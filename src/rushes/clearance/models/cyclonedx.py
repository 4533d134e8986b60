"""A CycloneDX ML-BOM (1.5 to 1.7): the model component, its model card, and the data components that it was trained on.

The schema is CycloneDX's own, as ``cyclonedx-python-lib`` carries it; nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from rushes.clearance.models.licence import rights_of
from rushes.clearance.models.statement import not_of_schema
from rushes.errors import BadInputError

VERSIONS: Final = ("1.5", "1.6", "1.7")
"""Versions that know model cards."""

MODEL: Final = "machine-learning-model"


def read_cyclonedx(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the fields of a ``Statement`` that a document gives.

    Args:
        document: The BOM.
        name: What errors call it.

    Raises:
        BadInputError: It does not fit its schema, or names no model or several.
    """
    version = _checked(document, name)
    components = list(_components(document))
    models = [one for one in components if one["type"] == MODEL]
    if len(models) != 1:
        raise BadInputError(
            f"{name} names {len(models) or 'no'} component{'s' if len(models) > 1 else ''} of type {MODEL}, and a statement is about one model. "
            "Bring the model's own BOM."
        )
    model = models[0]
    said = dict(dict(model.get("modelCard") or {}).get("modelParameters") or {})
    by_ref = {ref: row for one in components for ref, row in _referred(one)}
    return {
        "version": version,
        "issuer": _issuer(document, model),
        "model": str(model["name"]),
        "licence": licence_of(model),
        "datasets": [_dataset(one, by_ref, name) for one in said.get("datasets", ())],
        "training": str(said.get("task", "")),
        "hashes": [row["content"].lower() for row in model.get("hashes", ()) if row["alg"] == "SHA-256"],
    }


def licence_of(component: Mapping[str, Any]) -> str:
    """Return a component's licences as one expression; empty where it has none."""
    named = []
    for choice in component.get("licenses") or ():
        licence = choice.get("license") or {}
        named.append(str(choice.get("expression") or licence.get("id") or licence.get("name") or ""))
    return " AND ".join(one for one in named if one)


def _checked(document: Mapping[str, Any], name: str) -> str:
    version = document.get("specVersion")
    if version not in VERSIONS:
        raise BadInputError(
            f"{name} is of CycloneDX {version}, and model cards stand in {', '.join(VERSIONS)}. Bring it in one of these."
        )
    try:
        wrong = _validator(version).validate_str(json.dumps(document))
    except (ValueError, RecursionError) as error:
        raise not_of_schema(name, f"CycloneDX {version}", str(error)) from error
    if wrong is not None:
        fault = wrong.data
        where = "/".join(map(str, fault.absolute_path))
        raise not_of_schema(name, f"CycloneDX {version}", f"{where or 'the document'}: {fault.message}")
    return str(version)


@cache
def _validator(version: str) -> Any:  # noqa: ANN401 - the library has no types of use here
    """Return a version's schema, ready to be asked: getting it ready takes a second."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    return JsonStrictValidator(SchemaVersion.from_version(version))


def _components(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every component, those within others and what the document is about."""
    about = dict(document.get("metadata") or {}).get("component")
    waiting = [*([about] if about else []), *document.get("components", ())]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop(0)
        waiting += one.get("components", ())
        ref = str(one.get("bom-ref", ""))
        if not ref or ref not in seen:
            yield one
        seen.add(ref)


def _referred(component: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what of a component may be referred to as data: itself, and each data set in it, with the component's licence."""
    inside = component.get("data") or ()
    alone = dict(*inside) if len(inside) == 1 else {}
    whole = {**alone, "name": component["name"], "licence": licence_of(component)}
    if component["type"] == "data" and "bom-ref" in component:
        yield str(component["bom-ref"]), whole
    for one in inside:
        if "bom-ref" in one:
            yield str(one["bom-ref"]), {"name": component["name"], **one, "licence": licence_of(component)}


def _dataset(named: Mapping[str, Any], by_ref: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Any]:
    if "ref" in named:
        if named["ref"] not in by_ref:
            raise BadInputError(
                f'{name}: the model was trained on "{named["ref"]}", and no data component of the document is called so. Bring the whole BOM.'
            )
        named = by_ref[str(named["ref"])]
    licence = str(named.get("licence", ""))
    contents = dict(named.get("contents") or {})
    return {
        "name": str(named.get("name") or "a data set without a name"),
        "licence": licence,
        "rights": rights_of(licence),
        "source": str(contents.get("url") or ""),
        "personal": "yes" if named.get("sensitiveData") else "unsure",
    }


def _issuer(document: Mapping[str, Any], model: Mapping[str, Any]) -> str:
    metadata = dict(document.get("metadata") or {})
    for party in (metadata.get("supplier"), metadata.get("manufacturer"), metadata.get("manufacture"), model.get("supplier"), model.get("manufacturer")):  # fmt: skip
        if party and party.get("name"):
            return str(party["name"])
    return ", ".join(str(one["name"]) for one in metadata.get("authors", ()) if one.get("name")) or str(
        model.get("publisher") or ""
    )
