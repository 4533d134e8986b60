"""The lists in ``data/``: given names, ordinary words, places, short forms. Read once, when they are first asked for."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


def read_list(name: str) -> dict[str, Any]:
    """Return a list of ours as its YAML file has it."""
    import yaml

    text = (resources.files("rushes.clearance.likeness") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader, in C
    return loaded


@cache
def given_names() -> frozenset[str]:
    """Return given names in small letters, short forms included."""
    short = (name for group in read_list("nicknames")["groups"] for name in group.split())
    return frozenset((*read_list("given_names")["names"].split(), *short))


@cache
def greetings() -> frozenset[tuple[str, ...]]:
    """Return what people say to each other that names nobody, each phrase as the words that it is read as."""
    from rushes.clearance.likeness.disguise import clean, words_of

    return frozenset(
        tuple(word.readings[0] for word in words_of(clean(phrase))) for phrase in read_list("greetings")["greetings"]
    )


@cache
def ordinary_words() -> frozenset[str]:
    """Return words that are names and something else as well."""
    return frozenset(read_list("ordinary")["words"].split())


@cache
def other_capitals() -> frozenset[str]:
    """Return words that have a capital and name no person: places, peoples, days, makes, manners."""
    return frozenset(word for words in read_list("places").values() for word in words.split())


@cache
def places() -> frozenset[str]:
    """Return towns, countries, mountains, rivers and planets."""
    return frozenset(read_list("places")["places"].split())


@cache
def same_names() -> dict[str, frozenset[str]]:
    """Return for each given name the names that the same person may be called by."""
    found: dict[str, set[str]] = {}
    for group in read_list("nicknames")["groups"]:
        names = group.split()
        for name in names:
            found.setdefault(name, set()).update(names)
    return {name: frozenset(names - {name}) for name, names in found.items()}


@cache
def common_words() -> frozenset[str]:
    """Return ordinary words that titles and headings write with a capital, and the words that briefs are made of."""
    from rushes.brief.grammar import VOCABULARIES, load_grammar

    spoken = [load_grammar(kind) for kind in VOCABULARIES]
    briefs = frozenset().union(*(grammar.words | grammar.neutral for grammar in spoken))
    return frozenset(read_list("ordinary")["common"].split()) | briefs


@cache
def known_words() -> frozenset[str]:
    """Return every word that has another meaning than a person: ordinary, common, and capitals that name no person."""
    return common_words() | other_capitals() | ordinary_words()
