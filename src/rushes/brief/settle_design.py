"""Briefs of kind ``wardrobe`` and ``set``: what fields and words say, brought together; the engine's rules fill the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rushes.brief.agreement import BRIEF, OPTION, brought_together
from rushes.brief.brief import Brief, Reading
from rushes.brief.fields import Value, all_fields
from rushes.brief.finish import asks_finish, check_finish
from rushes.brief.grammar import load_grammar
from rushes.brief.kinds import belongs
from rushes.brief.outfit import materials_of, outfit_of
from rushes.brief.turns import TURNED, turned_by
from rushes.brief.wardrobe import Other, Piece, say_outfit, say_piece
from rushes.brief.words import Heard, Said
from rushes.errors import BadInputError

PIECES: Final = "wardrobe.pieces"
MATERIALS: Final = "room.materials"
PARAMS: Final = "room.params"

_UNDER: Final = frozenset({"shirt", "blouse"})

VIEWS: Final = 3
"""Pictures of a set that is made in full, one a set-up; more set-ups than a room has are not shown twice."""

MORE: Final = 6
"""How many further options there are when a wish does not say."""

_NOT_TOLD = frozenset(
    {"shot", "text", "people", "kind", "frames", "body.performer", "costs.currency", "costs.prices", "wardrobe.others"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wrote down, and the words.

    Attributes:
        kind: ``wardrobe`` or ``set``.
        options, given: Fields of the command line, which win, and of the brief, typed.
        shot, text, where: The shot, the words, and what errors call the brief.
        decided: Words that decided the kind, where nobody said it.
    """

    kind: str
    options: Mapping[str, Value]
    given: Mapping[str, Value]
    shot: str
    text: str
    where: str
    decided: str = ""


def settle_design(asked: Asked, heard: Heard) -> Brief:
    """Bring fields and words of a designer's brief together.

    Args:
        asked: What was written down.
        heard: What the words said.

    Raises:
        BadInputError: Two of them contradict each other, a value is out of bounds, or nothing is asked for.
    """
    said, usual, named = _named(asked.kind, heard.said)
    chosen: dict[str, Value] = {**asked.given, **asked.options}
    source = dict.fromkeys(asked.given, BRIEF) | dict.fromkeys(asked.options, OPTION)
    turns = [each for each in said if each.field.split(".")[0] in TURNED]
    plain = [each for each in said if each not in turns and not each.field.startswith(("piece.", "material."))]
    words = brought_together(plain, chosen, asked.options, asked.where)
    worn, unworn = outfit_of([each for each in said if each.field.startswith("piece.")])
    if worn and PIECES in chosen:
        _agree(chosen[PIECES], [piece for piece, _ in worn], asked.where)
    elif worn:
        chosen[PIECES] = in_order([piece for piece, _ in worn])
        words[PIECES] = [spoken for _, spoken in worn]
    stuffs = materials_of([each for each in said if each.field.startswith("material.")])
    if stuffs:
        held = chosen.get(MATERIALS)
        chosen[MATERIALS] = {part: stuff for part, stuff, _ in stuffs} | _table(held)
    turned, unturned = turned_by(turns, str(chosen.get("room.style", all_fields()["room.style"].default)))
    if turned:
        held = chosen.get(PARAMS)
        chosen[PARAMS] = {name: value for name, value, _ in turned} | _table(held)
    check_finish(chosen, asked.where)
    if wrong := [name for name in ("hold", "references", "only", "keep") if chosen.get(f"finish.{name}")]:
        raise BadInputError(
            f"{asked.where}: finish.{wrong[0]} is for clips: what holds a design's model are its picture and finish.controls. Take it out."
        )
    if chosen.get("finish.method", "diffusers") != "diffusers":
        raise BadInputError(
            f"{asked.where}: finish.method is {chosen['finish.method']}, which finishes clips. Designs are finished by diffusers: take it out, and name a pipeline's folder as finish.model."
        )
    _check_palette(chosen, asked.where)
    fields = _filled(asked, chosen, usual)
    heard_of = {PIECES: [(say_piece(piece), spoken) for piece, spoken in worn]} if PIECES in words else {}
    heard_of |= {MATERIALS: [(f"{part}: {stuff}", spoken) for part, stuff, spoken in stuffs]} if stuffs else {}
    heard_of |= {PARAMS: [(f"{name} {value}", spoken) for name, value, spoken in turned]} if turned else {}
    kind = [Reading(field="kind", value=asked.kind, words=asked.decided)] if asked.decided else []
    understood = [*kind, *named, *_understood(chosen, source, words, heard_of)]
    assumed = tuple(_assumed(asked.kind, fields, chosen, usual))
    return _brief(fields, asked, understood, assumed, (*heard.not_understood, *unturned, *unworn))


def _check_palette(chosen: Mapping[str, Value], where: str) -> None:
    """Stop at a palette of a reference that isn't there.

    Raises:
        BadInputError: It isn't.
    """
    asked, references = chosen.get("explore.palette"), chosen.get("use.references")
    count = len(references) if isinstance(references, tuple) else 0
    if isinstance(asked, int | float) and (count == 0 or asked > count):
        raise BadInputError(
            f"{where}: the palette of {f'reference {asked:g}' if asked else 'the references'} is asked for, and the brief has "
            f"{count or 'no'} reference{'' if count == 1 else 's'}. Name its pictures under use: {{references: [...]}}."
        )


def _named(kind: str, said: Sequence[Said]) -> tuple[list[Said], Mapping[str, Value], list[Reading]]:
    """Return the words without the names of outfits or places, what goes without saying about the first, and the names as readings."""
    names = [each for each in said if each.field == kind]
    rest = [each for each in said if each.field != kind and not each.field.startswith("outfit.")]
    usual: dict[str, Any] = {}
    for each in reversed(names):
        usual |= load_grammar(kind).kinds.get(str(each.value), {})
    typed = {name: all_fields()[name].read(value) for name, value in usual.items()}
    whole = {each.field.removeprefix("outfit."): each.value for each in said if each.field.startswith("outfit.")}
    if whole and PIECES in typed:
        typed[PIECES] = tuple(_of_the_whole(piece, whole) for piece in _pieces(typed[PIECES]))
    return rest, typed, [Reading(field=kind, value=str(each.value), words=each.words) for each in names]


def _of_the_whole(piece: Piece, whole: Mapping[str, Any]) -> Piece:
    """Return a piece of a suit in the suit's own colour and fabric; what is worn under it keeps its own."""
    return piece if piece.garment in _UNDER else piece.model_copy(update=dict(whole))


def _agree(given: Value, worn: Sequence[Piece], where: str) -> None:
    """Stop when the words dress somebody in what the brief's own list has not, or has otherwise.

    Raises:
        BadInputError: They do.
    """
    listed = {one.garment: one for one in given if isinstance(one, Piece)} if isinstance(given, tuple) else {}
    for piece in worn:
        there = listed.get(piece.garment)
        if there is None or any(
            getattr(piece, name) and getattr(there, name) and getattr(piece, name) != getattr(there, name)
            for name in ("fabric", "colour", "buttons")
        ):
            raise BadInputError(
                f'{where}: the text says "{say_piece(piece)}", but wardrobe.pieces has {say_outfit(tuple(listed.values()))}. Keep one of them.'
            )


def _filled(asked: Asked, chosen: Mapping[str, Value], usual: Mapping[str, Value]) -> dict[str, Value]:
    """Return the brief's fields, with what goes without saying where nobody said anything.

    Raises:
        BadInputError: A wardrobe without a garment, or a wish of options that nobody named.
    """
    fields: dict[str, Value] = {"use.lifecycle": "temporary", "use.use_case": "ideation", **usual, **chosen}
    if asked.kind == "wardrobe":
        named, more = chosen.get(PIECES), usual.get(PIECES)
        if isinstance(named, tuple) and isinstance(more, tuple) and PIECES not in {*asked.given, *asked.options}:
            fields[PIECES] = in_order(_together(_pieces(named), _pieces(more)))
        if not fields.get(PIECES):
            raise BadInputError(
                f"{asked.where}: no garment is named. Say which, for example: a bottle green velvet tailcoat, grey trousers; or list them under "
                "wardrobe: {pieces: [...]}."
            )
        turn = fields.get("wardrobe.turn", all_fields()["wardrobe.turn"].default)
        pictures = 1 + int(turn) if isinstance(turn, int) else 1
        if measured := _measured(fields):
            shown = fields.get("people")
            fields["people"] = tuple(
                dict.fromkeys((*measured, *(str(one) for one in (shown if isinstance(shown, tuple) else ()))))
            )
    else:
        pictures = VIEWS
    if wish := str(fields.get("explore.wish") or ""):
        if not fields.get("explore.of"):
            raise BadInputError(
                f'{asked.where}: explore.wish speaks of options, and explore.of does not say whose. Write explore: {{of: v001, wish: "{wish}"}}.'
            )
        fields.setdefault("options", MORE if "like" in wish else 1)
    elif fields.get("explore.of"):
        raise BadInputError(
            f"{asked.where}: explore.of names the options of {fields['explore.of']}, and explore.wish does not say what is wished. Write for example "
            'wish: "more like 3, less like 5", or wish: "3" for that one in full.'
        )
    options = fields.get("options", 1)
    fields["frames"] = options if isinstance(options, int) and options > 1 else pictures
    return fields


def _table(value: Value) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _measured(fields: Mapping[str, Value]) -> list[str]:
    """Return the performers whose own measures are used: each is somebody the clearance room asks for."""
    others = fields.get("wardrobe.others")
    bodies = [one.body for one in others if isinstance(one, Other)] if isinstance(others, tuple) else []
    return [one for one in (str(fields.get("body.performer") or ""), *(body.performer for body in bodies)) if one]


def _pieces(value: Value) -> tuple[Piece, ...]:
    return tuple(one for one in value if isinstance(one, Piece)) if isinstance(value, tuple) else ()


def _together(named: Sequence[Piece], usual: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return what was named, and of what is usual for the outfit whatever nothing that was named stands for."""
    over = frozenset({"jacket", "tunic", "tailcoat", "coat"})
    worn = {piece.garment for piece in named}
    kept = [piece for piece in usual if piece.garment not in worn and not (piece.garment in over and worn & over)]
    return (*named, *kept)


ORDER: Final = (
    "shirt", "blouse", "trousers", "pencil_skirt", "circle_skirt", "pleated_skirt", "dress", "overalls", "waistcoat", "jacket", "tunic",
    "tailcoat", "coat", "robe", "cape",
)  # fmt: skip
"""Garments from the skin outward."""


def in_order(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return pieces from the skin outward."""
    return tuple(sorted(pieces, key=lambda piece: ORDER.index(piece.garment)))


def _understood(
    chosen: Mapping[str, Value],
    source: Mapping[str, str],
    words: Mapping[str, list[str]],
    parts: Mapping[str, list[tuple[str, str]]],
) -> Iterator[Reading]:
    """Tell each field, where it comes from, and what words said of it; of clothes and materials one by one."""
    for name, field in all_fields().items():
        if name not in chosen or name in {"shot", "text"}:
            continue
        value = field.say(chosen[name])
        if name in source:
            yield Reading(field=name, value=value, words=source[name])
        for part, said in parts.get(name, ()):
            yield Reading(field=name, value=part, words=said)
        for said in words.get(name, ()) if name not in parts else ():
            if source.get(name) != OPTION:
                yield Reading(field=name, value=value, words=said)


def _assumed(
    kind: str, fields: Mapping[str, Value], chosen: Mapping[str, Value], usual: Mapping[str, Value]
) -> Iterator[Reading]:
    for name, field in all_fields().items():
        if name in _NOT_TOLD or not belongs(name, kind) or (name.startswith("use.") and name != "use.lifecycle"):
            continue
        if name.startswith("finish.") and not asks_finish(chosen):
            continue
        if name == PIECES and name in chosen:
            known = {one.garment for one in _pieces(chosen[name])}
            added = tuple(one for one in _pieces(fields[name]) if one.garment not in known)
            if added:
                yield Reading(field=name, value=f"{say_outfit(added)} (usual with it)")
        elif name not in chosen and name in usual:
            yield Reading(field=name, value=f"{field.say(usual[name])} (usual for it)")
        elif name not in chosen:
            yield Reading(field=name, value=field.say(fields.get(name, field.default)))


def _brief(
    fields: Mapping[str, Value],
    asked: Asked,
    understood: Sequence[Reading],
    assumed: Sequence[Reading],
    not_understood: Sequence[str],
) -> Brief:
    tree: dict[str, Any] = {"kind": asked.kind}
    for name, value in fields.items():
        section, _, leaf = name.rpartition(".")
        if name not in {"shot", "text", "kind"}:
            (tree.setdefault(section, {}) if section else tree)[leaf] = value
    parts = {"understood": tuple(understood), "assumed": tuple(assumed), "not_understood": tuple(not_understood)}
    return Brief.model_validate(tree | {"shot": asked.shot, "text": asked.text} | parts)
