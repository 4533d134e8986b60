"""A brief of kind ``reage``: what its fields and its words say, and what is left to assume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rushes.brief.brief import Brief, Reading
from rushes.brief.fields import Value, all_fields
from rushes.brief.kinds import belongs
from rushes.brief.numerals import read_number
from rushes.brief.reage import BROUGHT
from rushes.brief.tokens import Token, tokenise
from rushes.errors import BadInputError
from rushes.media.apart import apart

ALIASES: Final[Mapping[str, str]] = {"performer": "reage.performer", "from": "reage.from_age", "to": "reage.to_age"}
"""What a re-ageing brief may write on its first level."""

DEFAULT_FRAMES: Final = 96
"""How many frames are asked of a still."""

_TO_COME = ("form.", "hair.")
"""Fields of which the engine refuses a value: nothing is assumed of them."""

_NOT_TOLD = frozenset({"shot", "text", "people", "kind", "plate", "reage.performer"})
_YEARS = frozenset({"year", "years"})
_DOWN, _UP = frozenset({"younger"}), frozenset({"older"})


@dataclass(frozen=True, slots=True)
class Ages:
    """What words say of ages: from, to, or a number of years more or less; and which words said it."""

    start: int | None = None
    end: int | None = None
    years: int | None = None
    words: tuple[tuple[int, int], ...] = ()


def read_ages(tokens: Sequence[Token]) -> Ages:
    """Read ages: "from 61 to 45", "twenty years younger", "61, made 45 years old", "at 45"."""
    start = end = years = None
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        before = tokens[index - 1].norm if index else ""
        found = read_number(tokens, index)
        if found is None or not float(found[0]).is_integer():
            index += 1
            continue
        value, after = int(found[0]), found[1]
        following = [token.norm for token in tokens[after : after + 2]]
        span = (tokens[index].start, tokens[after - 1].end)
        if following[:1] and following[0] in _YEARS and following[1:] and following[1] in _DOWN | _UP:
            years = -value if following[1] in _DOWN else value
            span = (span[0], tokens[after + 1].end)
        elif before == "from":
            start = value
        elif before in {"to", "at", "age", "aged"} or (following[:1] and following[0] in _YEARS):
            end = value
        else:
            index = after
            continue
        spans.append(span)
        index = after
    return Ages(start, end, years, tuple(spans))


def settle_reage(
    options: Mapping[str, Value], given: Mapping[str, Value], *, shot: str, text: str, where: str
) -> Brief:
    """Bring fields and words of a re-ageing brief together.

    Args:
        options: Fields of the command line, typed; they win.
        given: Fields of the brief, typed.
        shot: The shot.
        text: The words.
        where: What errors call the brief.

    Raises:
        BadInputError: There is no plate, nobody is named, or the ages contradict each other.
    """
    chosen: dict[str, Value] = {**given, **options}
    source = dict.fromkeys(given, "(brief)") | dict.fromkeys(options, "(option)")
    tokens = tokenise(text)
    ages = read_ages(tokens)
    _take_ages(chosen, source, ages, text, where)
    performer = str(chosen.get("reage.performer") or "")
    if not performer:
        raise BadInputError(
            f"{where}: nobody is named. Write whom it is about, by their id in the show's register: performer: their-id."
        )
    plate = chosen.get("plate")
    if plate is None:
        raise BadInputError(f"{where}: a re-age changes a plate, and there is none. Write plate: clip.mov.")
    _check_ages(chosen, where)
    _check_model(chosen, where)
    people = chosen.get("people")
    named = tuple(people) if isinstance(people, tuple) else ()
    chosen["people"] = tuple(dict.fromkeys((performer, *(str(one) for one in named))))
    if "frames" not in chosen:
        chosen["frames"] = _length(Path(str(plate)))
    understood = [
        Reading(field=name, value=field.say(chosen[name]), words=source.get(name, ""))
        for name, field in all_fields().items()
        if name in chosen and name in source and name not in {"shot", "text"}
    ]
    return _brief(chosen, shot, text, understood, tuple(_assumed(chosen)), _rest(tokens, ages, text))


def _take_ages(chosen: dict[str, Value], source: dict[str, str], ages: Ages, text: str, where: str) -> None:
    """Let the words give the ages that the fields leave open; stop where they say something else."""
    start = ages.start
    end = ages.end
    held = chosen.get("reage.from_age")
    if ages.years is not None and end is None and isinstance(base := held if start is None else start, int):
        end = base + ages.years
    words = " ... ".join(text[left:right] for left, right in ages.words)
    for name, value in (("reage.from_age", start), ("reage.to_age", end)):
        if value is None:
            continue
        if chosen.get(name) not in {None, value}:
            raise BadInputError(
                f'{where}: {name} is {chosen[name]}, but the text says {value} ("{words}"). Keep one of them.'
            )
        if not 0 <= value <= 120:
            raise BadInputError(f'{where}: the text says an age of {value} ("{words}"). Ages go from 0 to 120.')
        if name not in chosen:
            chosen[name], source[name] = value, words


def _check_ages(chosen: Mapping[str, Value], where: str) -> None:
    start, end = chosen.get("reage.from_age"), chosen.get("reage.to_age")
    if start is None or end is None:
        missing = "from and to" if start is None and end is None else "from" if start is None else "to"
        raise BadInputError(
            f"{where}: the age is left open ({missing}). Write both, in years: from: 61, to: 45. A consent is for ages."
        )
    if start == end:
        raise BadInputError(f"{where}: from and to are both {start}: nothing is to change. Write another age.")


def _check_model(chosen: Mapping[str, Value], where: str) -> None:
    """Stop where a model is brought that nobody asked for, or one is asked for of which it isn't said whose it is."""
    method = str(chosen.get("reage.method", "auto"))
    given = [name for name in chosen if name.startswith("model.")]
    if method not in BROUGHT:
        if given:
            raise BadInputError(
                f"{where}: {given[0]} is given, and the method {method} uses no model that one brings. Write reage: {{method: onnx}} (or "
                f"{', '.join(BROUGHT[1:])}), or take model out."
            )
        return
    if missing := [
        name for name in ("file", "licence", "source") if not str(chosen.get(f"model.{name}") or "").strip()
    ]:
        raise BadInputError(
            f"{where}: the method {method} needs a model, and model.{missing[0]} is missing. Write model: {{file: ..., licence: ..., source: ...}}: which "
            "it is, under which licence it may be used, and where it comes from. Both are shown in the take."
        )


def _length(path: Path) -> int:
    """Return how many frames a plate holds: all of them are the shot, when the brief does not say otherwise."""
    from rushes.media.plate import find_plate

    plate = find_plate(path)
    if plate.kind == "movie":
        from rushes.media.movie import count_frames

        return apart(count_frames, path, 10_000)
    return len(plate.paths) if plate.kind == "sequence" else DEFAULT_FRAMES


def _assumed(chosen: Mapping[str, Value]) -> Iterator[Reading]:
    for name, field in all_fields().items():
        brought = str(chosen.get("reage.method")) in BROUGHT
        told = (
            name in chosen
            or (name.startswith("model.") and not brought)
            or name in _NOT_TOLD
            or name.startswith(_TO_COME)
            or (name.startswith("use.") and name != "use.lifecycle")
        )
        if not told and belongs(name, "reage"):
            asks = field.default is None and name.startswith(("skin.", "form.", "hair."))
            yield Reading(field=name, value="what the years ask" if asks else field.say(field.default))


def _rest(tokens: Sequence[Token], ages: Ages, text: str) -> tuple[str, ...]:
    """Return what of the words no field holds: a re-age is asked by fields, and its words are for people."""
    if not ages.words:
        return (text,) if text else ()
    kept = [token for token in tokens if not any(left <= token.start < right for left, right in ages.words)]
    rest = " ".join(text[token.start : token.end] for token in kept if token.kind != "mark")
    return (rest,) if rest else ()


def _brief(
    fields: Mapping[str, Value],
    shot: str,
    text: str,
    understood: Sequence[Reading],
    assumed: Sequence[Reading],
    rest: tuple[str, ...],
) -> Brief:
    tree: dict[str, Any] = {}
    for name, value in fields.items():
        section, _, leaf = name.rpartition(".")
        if name not in {"shot", "text"}:
            (tree.setdefault(section, {}) if section else tree)[leaf] = value
    parts = {"understood": tuple(understood), "assumed": tuple(assumed), "not_understood": rest}
    return Brief.model_validate(tree | {"shot": shot, "text": text} | parts)
