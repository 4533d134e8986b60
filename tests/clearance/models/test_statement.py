"""Makers' statements: what fits its schema is read, what doesn't is refused, and nothing is read into it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance.models import read_statement
from rushes.clearance.models.card import worst
from rushes.clearance.models.licence import rights_of
from rushes.clearance.models.statement import parse_statement
from rushes.errors import BadInputError
from stated import cyclonedx, spdx, written

Document = dict[str, Any]
SHA = "ab" * 32


@pytest.mark.parametrize(("make", "format_"), [(spdx, "spdx"), (cyclonedx, "cyclonedx")])
def test_a_statement_is_read_whole(tmp_path: Path, make: Callable[..., Document], format_: str) -> None:
    said = read_statement(written(tmp_path / "s.json", make(one=SHA.upper() if format_ == "spdx" else SHA)))
    assert (said.format, said.model, said.issuer, said.hashes) == (format_, "look", "The Maker", (SHA,))
    (data,) = said.datasets
    assert (data.name, data.licence, data.rights) == ("Pictures", "CC-BY-4.0", "licensed")
    assert data.source == "https://maker.example/pictures.zip"
    assert said.training
    assert len(said.sha256) == 64


@pytest.mark.parametrize("make", [spdx, cyclonedx])
@pytest.mark.parametrize(
    ("licence", "rights"),
    [
        (None, "unknown"),
        ("CC-BY-NC-4.0", "unowned"),
        ("CC0-1.0", "public_domain"),
        ("LicenseRef-Stock-2026", "licensed"),
    ],
)
def test_what_follows_from_a_licence(make: Callable[..., Document], licence: str | None, rights: str) -> None:
    (data,) = parse_statement(json.dumps(make(licence)).encode(), "s.json").datasets
    assert (data.rights, data.licence) == (rights, licence or "")


@pytest.mark.parametrize(("licence", "rights"), [("NONE", "unowned"), ("NOASSERTION", "unknown")])
def test_spdx_s_own_words_for_no_licence(licence: str, rights: str) -> None:
    (data,) = parse_statement(json.dumps(spdx(licence)).encode(), "s.json").datasets
    assert (data.licence, data.rights) == (licence, rights)


def model(document: Document) -> Document:
    found: Document = document["@graph"][2] if "@graph" in document else document["components"][0]
    return found


def data(document: Document) -> Document:
    found: Document = document["@graph"][3] if "@graph" in document else document["components"][1]
    return found


WRONG: list[tuple[Callable[..., Document], Callable[[Document], Any], str]] = [
    (spdx, lambda one: data(one).pop("dataset_datasetType"), "dataset_datasetType"),
    (spdx, lambda one: data(one).pop("originatedBy"), "Pictures has no originatedBy"),
    (spdx, lambda one: model(one).pop("suppliedBy"), "the AI profile of SPDX 3: look has no suppliedBy"),
    (spdx, lambda one: model(one).update(trained="yes"), "Unknown property 'trained'"),
    (spdx, lambda one: model(one).update(name=7), "must be"),
    (spdx, lambda one: one["@graph"][0].pop("created"), "created"),
    (spdx, lambda one: one["@graph"][4].update(relationshipType="ate"), "'ate' is not a valid value"),
    (spdx, lambda one: one["@graph"].pop(3), "does not hold it"),
    (spdx, lambda one: one["@graph"][4].update(to=["https://maker.example/maker"]), "no DatasetPackage"),
    (spdx, lambda one: one["@graph"].pop(2), "does not hold it"),
    (spdx, lambda one: one.update({"@context": "https://maker.example/own.jsonld"}), "Unknown context"),
    (cyclonedx, lambda one: model(one).update(trained="yes"), "Additional properties are not allowed"),
    (cyclonedx, lambda one: data(one)["data"][0].pop("type"), "'type' is a required property"),
    (cyclonedx, lambda one: model(one)["hashes"].append({"alg": "SHA-256", "content": "zz"}), "does not match"),
    (cyclonedx, lambda one: one["components"].pop(1), "no data component of the document is called so"),
    (cyclonedx, lambda one: one.update(specVersion="1.4"), "of CycloneDX 1.4"),
    (cyclonedx, lambda one: model(one).update(type="library"), "names no component"),
    (
        cyclonedx,
        lambda one: one["components"].append(copy.deepcopy(model(one)) | {"name": "other"}),
        "names 2 components",
    ),
]


@pytest.mark.parametrize(("make", "change", "words"), WRONG)
def test_what_does_not_fit_its_schema_is_refused_and_told(make, change, words: str) -> None:
    document = make()
    change(document)
    with pytest.raises(BadInputError, match=words):
        parse_statement(json.dumps(document).encode(), "s.json")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is no JSON"),
        (b"[]", "holds no object"),
        (b'{"a": 1, "a": 2}', "'a' is there twice"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b"\xff", "is no JSON"),
        (b'{"cards": []}', "neither SPDX 3"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_statement_is_one_sentence(content: bytes, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        parse_statement(content, "s.json")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="can't be read"):
        read_statement(tmp_path / "nothing.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(place=st.sampled_from(["spdx", "cyclonedx"]), where=st.data(), value=JSON)
def test_a_statement_with_anything_anywhere_is_read_or_told_in_a_sentence(
    place: str, where: st.DataObject, value
) -> None:
    document = spdx() if place == "spdx" else cyclonedx()
    holder = where.draw(st.sampled_from([document, model(document), data(document)]))
    holder[where.draw(st.sampled_from(sorted(holder)))] = value
    try:
        said = parse_statement(json.dumps(document).encode(), "s.json")
    except BadInputError as error:
        told = str(error)
    else:
        told = f"s.json is of {said.format}"
    assert told.startswith("s.json")


@given(st.lists(st.sampled_from(["owned", "public_domain", "licensed", "unowned", "unknown"])))
def test_one_thing_that_is_worse_decides_for_the_whole(rights) -> None:
    whole = worst(rights)
    if not rights or "unknown" in rights:
        assert whole == "unknown"
    elif "unowned" in rights:
        assert whole == "unowned"
    else:
        assert whole == ("owned" if set(rights) == {"owned"} else "licensed")


@pytest.mark.parametrize(
    "licence",
    [
        "CC-BY-NC-SA-4.0",
        "MIT OR CC-BY-NC-4.0",
        "Research-only licence",
        "non commercial use",
        "FLUX-1-dev-NonCommercial",
    ],
)
def test_a_licence_that_covers_no_film_is_known_by_its_name(licence: str) -> None:
    assert rights_of(licence) == "unowned"


@pytest.mark.parametrize("licence", ["NCSA", "Apache-2.0", "PostgreSQL", "CC-BY-4.0"])
def test_letters_that_only_look_like_it_are_not(licence: str) -> None:
    assert rights_of(licence) == "licensed"
