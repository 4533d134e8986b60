"""The ways into the room: a YAML file, or words alone; and the way a brief is told back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.brief.brief import Brief, Reading
from rushes.brief.door import USUAL, Entry, kind_of_words
from rushes.brief.fields import READINGS, Value, all_fields, field_named, sections
from rushes.brief.finish import OF_CLIPS, RUN, Finish
from rushes.brief.grammar import VOCABULARIES, load_grammar
from rushes.brief.kinds import PARTS, belongs, check_kind
from rushes.brief.rights import check_rights
from rushes.brief.scene.writing import scene_yaml
from rushes.brief.scene_draft import SceneDraft, fields_of, without
from rushes.brief.script import Script
from rushes.brief.settle import Given, settle
from rushes.brief.settle_clip import settle_clip, settle_script
from rushes.brief.settle_design import Asked, settle_design
from rushes.brief.settle_reage import ALIASES, settle_reage
from rushes.brief.tokens import tokenise
from rushes.brief.units import read_duration, read_frames
from rushes.brief.words import Heard, check_text, read_words
from rushes.canonical import sha256_of, sha256_of_place
from rushes.errors import BadInputError
from rushes.show import check_shot_name, read_document

_FILES = ("clean_plate", "site.mask", "collapse.stay_mask", "camera.track")
"""Fields that name a single file; a plate and a reference may be many."""

DESIGNS = ("wardrobe", "set")
"""Kinds of briefs that ask for designs."""

SHOWN = 120
"""So much [characters] of a value that can't be read is repeated in an error."""

ALIKE = 84
"""Likeness (0 to 100) from which an unknown word is taken for a slip of the pen."""


def read_brief(
    path: Path,
    *,
    rate: Fraction,
    overrides: Mapping[str, object] | None = None,
    strict: bool = False,
) -> Brief:
    """Read a brief from a YAML file.

    Args:
        path: The file. A plate in it is found from the file's folder.
        rate: The show's frames per second.
        overrides: Fields that win over the file and its text, dotted or nested; ``None`` leaves a field alone.
        strict: Stop when a part of the text was not understood.

    Raises:
        BadInputError: The file can't be read, a field is unknown or wrong, the text and the fields contradict each
            other, the plate is missing, or, when strict, something was not understood.
    """
    where = str(path)
    document = read_document(path)
    kind = str(document.get("kind", "destruction"))
    given = {name: value for name, value in _flat(_plainly(document, kind), where) if value is not None}
    options = _options(overrides or {})
    shot = options.get("shot", given.get("shot"))
    if shot is None:
        raise BadInputError(f'{where}: shot is missing. Write it as shot: "020_0150".')
    text = _text(given, options, where)
    asked = Given(
        options=_with_pictures(_typed(options, "The options", rate), Path.cwd(), "The options"),
        brief=_with_pictures(_typed(given, where, rate), path.absolute().parent, where),
        where=where,
    )
    check_kind((*asked.brief, *asked.options), kind if kind in PARTS else "destruction", where)
    name = check_shot_name(str(shot))
    if kind == "reage":
        brief = settle_reage(asked.options, asked.brief, shot=name, text=text, where=where)
    elif kind in DESIGNS:
        brief = _designed(kind, asked, name, text)
    elif kind == "clip":
        brief = settle_clip(asked, shot=name, text=text, rate=rate)
    else:
        brief = settle(asked, read_words(text) if text else Heard((), ()), shot=name, text=text, rate=rate)
    return _strictly(brief, strict=strict)


def brief_from_text(text: str, shot: str, rate: Fraction, *, strict: bool = False, **fields: object) -> Brief:
    """Read a brief from words alone.

    Args:
        text: What is asked, in plain English. Without a ``kind`` it is what its words name (``door.kind_of_words``).
        shot: The shot, for example ``010_0010``.
        rate: The show's frames per second.
        strict: Stop when a part of the text was not understood.
        fields: Fields that win over the words: ``quality="draft"``, ``building={"storeys": 6}``, ``kind="set"``.

    Raises:
        BadInputError: The text is empty, contradicts itself or names things of several kinds, a field is wrong, or, when
            strict, something was not understood.
    """
    options = _with_pictures(_typed(_options(fields), "The options", rate), Path.cwd(), "The options")
    asked = Given(options=options, brief={}, where="The text")
    entry = Entry(str(options["kind"])) if "kind" in options else _entry(text, options)
    if entry.kind in DESIGNS:
        check_kind(options, entry.kind, "The options")
        return _strictly(_designed(entry.kind, asked, check_shot_name(shot), text, entry.words), strict=strict)
    if entry.kind == "clip":
        check_kind(options, entry.kind, "The options")
        check_text(text, entry.kind)
        return _strictly(
            settle_clip(asked, shot=check_shot_name(shot), text=text, rate=rate, decided=entry.words), strict=strict
        )
    if entry.kind == "reage":
        check_kind(options, entry.kind, "The options")
        return _strictly(
            settle_reage(options, {}, shot=check_shot_name(shot), text=text, where="The text"), strict=strict
        )
    heard = read_words(text)
    brief = settle(asked, heard, shot=check_shot_name(shot), text=text, rate=rate)
    return _strictly(brief, strict=strict)


def _entry(text: str, options: Mapping[str, Value]) -> Entry:
    """Return which kind words are; fields that were given decide between a clip and a collapse."""
    if any(name.startswith("clip.") for name in options):
        return Entry("clip")
    entry = kind_of_words(text)
    return entry if entry.kind != "clip" or all(belongs(name, "clip") for name in options) else Entry(USUAL)


def _designed(kind: str, given: Given, shot: str, text: str, decided: str = "") -> Brief:
    heard = read_words(text, kind) if text else Heard((), ())
    fields = Asked(
        kind=kind, options=given.options, given=given.brief, shot=shot, text=text, where=given.where, decided=decided
    )
    return settle_design(fields, heard)


def settle_draft(
    text: str, shot: str, rate: Fraction, heard: Heard, fields: Mapping[str, object], *, strict: bool = False
) -> Brief:
    """Settle what somebody else than the grammar read out of a text, under the same precedence and limits.

    Raises:
        BadInputError: As ``brief_from_text``.
    """
    options = _with_pictures(_typed(_options(fields), "The options", rate), Path.cwd(), "The options")
    asked = Given(options=options, brief={}, where="The text")
    return _strictly(settle(asked, heard, shot=check_shot_name(shot), text=text, rate=rate), strict=strict)


def settle_scene_draft(
    text: str,
    shot: str,
    rate: Fraction,
    draft: SceneDraft,
    not_understood: tuple[str, ...],
    fields: Mapping[str, object],
    *,
    told: str,
    strict: bool = False,
) -> Brief:
    """Settle a scene that somebody else than the grammar read out of a text, under the same precedence and limits.

    Args:
        told: What says in the brief where the scene comes from.

    Raises:
        BadInputError: As ``brief_from_text``.
    """
    options = _typed(_options(fields), "The options", rate)
    check_kind(options, "clip", "The options")
    asked = Given(options=options, brief=without(fields_of(draft, rate), options), where="The text")
    script = Script(not_understood=not_understood)
    brief = settle_script(asked, script, shot=check_shot_name(shot), text=text, rate=rate, told=told)
    return _strictly(brief, strict=strict)


def describe(brief: Brief) -> list[str]:
    """Return lines that tell what was understood, what was assumed, and what was not understood."""
    lines = [f"Shot {brief.shot}, {brief.frames} frames, {brief.quality} quality"]
    lines += ["Understood:", *_table(brief.understood)]
    lines += ["Assumed:", *_table(brief.assumed)]
    if brief.not_understood:
        lines.append("Not understood:")
        lines += [f'  "{phrase}"{_suggestion(phrase, brief.kind)}' for phrase in brief.not_understood]
    return lines


def settled_yaml(brief: Brief, *, every_field: bool = False) -> str:
    """Return a clip's brief as YAML that reads back as the same brief.

    Args:
        brief: A brief of kind ``clip``.
        every_field: Whether fields that are as usual, or left open, are written too.

    Raises:
        BadInputError: It is of another kind.
    """
    if brief.kind != "clip":
        raise BadInputError(f'Shot {brief.shot}: a scene is a clip\'s, and this is a brief of kind "{brief.kind}".')
    head: dict[str, Any] = {"kind": "clip", "shot": brief.shot}
    given = brief.model_dump(mode="json", exclude={*READINGS, "clip"})
    for name, field in all_fields().items():
        section, _, leaf = name.rpartition(".")
        value = (given.get(section) or {}).get(leaf) if section else given.get(name)
        if (
            name in {"kind", "shot"}
            or section == "clip"
            or not belongs(name, "clip")
            or _is_usual(value, field.default)
        ):
            continue
        (head.setdefault(section, {}) if section else head)[leaf] = value
    return scene_yaml(brief.clip, {**head, "frames": brief.frames}, every_field=every_field)


def _is_usual(value: object, default: object) -> bool:
    """Return whether a field, as JSON has it, says nothing that isn't usual."""
    usual = list(default) if isinstance(default, tuple) else default
    return value == usual or value in (None, "", [], {})


def brief_sha256(brief: Brief, plate_sha256: str | None = None) -> str:
    """Return the hash (64 hex digits) of what a brief asks, wherever its plate and references lie on this machine.

    Args:
        brief: The brief. How it was read is no part of the hash; its text and its fields are.
        plate_sha256: The content of the plate, when it is known already; read from the plate otherwise.

    Raises:
        BadInputError: The plate or a reference can't be read.
    """
    asked = brief.model_dump(mode="json", exclude={*READINGS, "plate"})
    record = {name: value for name, value in asked.items() if belongs(name, brief.kind)}
    if brief.kind == "reage":
        record["reage"] |= {"keys": None, "templates": None}  # steps name these by their content
        record["model"]["file"] = None if brief.model.file is None else sha256_of_place(brief.model.file)
    elif brief.kind in DESIGNS:
        record["explore"]["file"] = None  # the step that reads it names it by its content
        record["finish"] = _finish_named(brief.finish)
        for name in OF_CLIPS:  # designs of before they were asked keep their names
            del record["finish"][name]
    elif brief.kind == "clip" and not brief.finish.is_asked:
        del record["finish"]
    elif brief.kind == "clip":
        named = _finish_named(brief.finish)
        record["finish"] = {name: value for name, value in named.items() if name not in RUN}
        record["finish"]["references"] = [_identity(path) for path in brief.finish.references]
    elif brief.kind == "destruction":
        record["clean_plate"] = None if brief.clean_plate is None else _identity(brief.clean_plate)
        record["site"]["mask"] = None if brief.site.mask is None else _identity(brief.site.mask)
        record["site"]["foreground"] = None if brief.site.foreground is None else _identity(brief.site.foreground)
        record["camera"]["track"] = None if brief.camera.track is None else _identity(brief.camera.track)
        stay_mask = brief.collapse.stay_mask
        record["collapse"]["stay_mask"] = None if stay_mask is None else _identity(stay_mask)
    if brief.kind == "clip":
        _clothes_named(record["clip"]["characters"])
    if brief.use.references:
        record["use"]["references"] = [_identity(path) for path in brief.use.references]
    if brief.plate is not None and plate_sha256 is None:
        plate_sha256 = _identity(brief.plate)
    return sha256_of(record | {"plate_sha256": plate_sha256 if brief.plate is not None else None})


def _clothes_named(characters: list[dict[str, Any]]) -> None:
    """Leave out where takes lie that characters wear, which steps name by their content, and that somebody wears none: briefs of before keep their names."""
    for one in characters:
        if one["wears"] is None:
            del one["wears"]
        else:
            one["wears"]["folder"] = None


def _finish_named(finish: Finish) -> dict[str, Any]:
    """Return a finish with its models named by their content; adapters only where there are any, so that briefs of before there were keep their names."""
    record = finish.model_dump(mode="json", exclude={"adapters", "adapter_scale"})
    record["model"] = None if finish.model is None else sha256_of_place(finish.model)
    if finish.adapters:
        record |= {"adapters": [sha256_of_place(one) for one in finish.adapters], **finish.laid_over()}
    return record


def _plainly(document: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return a brief's document with what a re-ageing brief says on its first level in its place."""
    if kind != "reage":
        return dict(document)
    given = {name: value for name, value in document.items() if name not in ALIASES}
    section = dict(given.get("reage") or {})
    for alias, name in ALIASES.items():
        if alias in document:
            section.setdefault(name.partition(".")[2], document[alias])
    return given | ({"reage": section} if section else {})


def _identity(path: Path) -> str:
    from rushes.media.plate import plate_identity

    return plate_identity(path)


def _flat(document: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    """Return a document's fields by their dotted names."""
    for name, value in document.items():
        if name in sections():
            if value is None:
                continue
            if not isinstance(value, Mapping):
                raise BadInputError(f"{where}: {name} holds fields of its own, one a line, indented under it.")
            for leaf, inner in value.items():
                yield field_named(f"{name}.{leaf}", where).name, inner
        else:
            yield field_named(name, where).name, value


def _options(fields: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in _flat(fields, "The options") if value is not None}


def _typed(given: Mapping[str, Any], where: str, rate: Fraction) -> dict[str, Value]:
    typed: dict[str, Value] = {}
    for name, value in given.items():
        if name in {"shot", "text"}:
            continue
        plain = str(value) if isinstance(value, Path) else value
        frames = _frames(plain, rate) if name == "frames" and isinstance(plain, str) else None
        try:
            typed[name] = all_fields()[name].read(plain if frames is None else frames)
        except ValueError as error:
            shown = f'"{value}"' if isinstance(value, str) else _shortly(value)
            raise BadInputError(f"{where}: {name} is {shown}, but it has to be {error}.") from error
    return typed


def _shortly(value: object) -> str:
    """Return what was written, or the beginning of it: a list may run over a page."""
    said = f"{value}"
    return said if len(said) <= SHOWN else f"{said[:SHOWN]} ..."


def _frames(text: str, rate: Fraction) -> float | None:
    """Return how many frames ``4 s`` or ``96 frames`` are; None when the text is neither."""
    tokens = tokenise(text)
    for read, times in ((read_duration, rate), (read_frames, Fraction(1))):
        found = read(tokens, 0)
        if found is not None and found[1] == len(tokens):
            return float(round(Fraction(found[0]) * times))
    return None


def _text(given: Mapping[str, Any], options: Mapping[str, Any], where: str) -> str:
    text = options.get("text", given.get("text"))
    if text is None:
        return ""
    if not isinstance(text, str):
        raise BadInputError(f"{where}: text has to be words, not {text}.")
    if not text.strip():
        raise BadInputError(f"{where}: text is empty. Say what happens, or leave the field out.")
    return text.strip()


def _with_pictures(fields: dict[str, Value], folder: Path, where: str) -> dict[str, Value]:
    """Return the fields with the paths of plate, references and masks made absolute, once they are known to be there."""
    fields = dict(fields)
    for name in ("plate", "site.foreground"):
        if (plate := fields.get(name)) is not None:
            fields[name] = _found(str(plate), folder, f"{where}: {name}")
    for name in _FILES:
        if (still := fields.get(name)) is not None:
            path = folder / Path(str(still)).expanduser()
            if not path.is_file():
                raise BadInputError(f"{where}: {name}: there is no file {path}. Check the path.")
            fields[name] = str(path.resolve())
    for name in ("reage.keys", "reage.templates", "model.file", "finish.model"):
        if (place := fields.get(name)) is not None:
            path = (folder / Path(str(place)).expanduser()).resolve()
            if name.endswith((".file", ".model")) and not path.exists():
                raise BadInputError(f"{where}: {name}: there is no {path}. Check the path.")
            fields[name] = str(path)
    if isinstance(adapters := fields.get("finish.adapters"), tuple):
        there = [(folder / Path(str(path)).expanduser()).resolve() for path in adapters]
        if gone := [path for path in there if not path.is_file()]:
            raise BadInputError(f"{where}: finish.adapters: there is no file {gone[0]}. Check the path.")
        fields["finish.adapters"] = tuple(map(str, there))
    for name in ("use.references", "finish.references"):
        if isinstance(references := fields.get(name), tuple):
            fields[name] = tuple(_found(str(path), folder, f"{where}: {name}") for path in references)
    return fields


def _found(path: str, folder: Path, where: str) -> str:
    from rushes.media.plate import find_plate

    absolute = folder / Path(path).expanduser()
    try:
        find_plate(absolute)
    except (BadInputError, ValueError) as error:
        raise BadInputError(f"{where}: {error}") from error
    return str(absolute.resolve())


def _strictly(brief: Brief, *, strict: bool) -> Brief:
    check_rights(
        brief.finish.rights, [path.name for path in brief.finish.references], f"Shot {brief.shot}", "finish.rights"
    )
    check_rights(brief.use.rights, [path.name for path in brief.use.references], f"Shot {brief.shot}")
    if strict and brief.not_understood:
        phrases = ", ".join(f'"{phrase}"{_suggestion(phrase, brief.kind)}' for phrase in brief.not_understood)
        raise BadInputError(
            f"Shot {brief.shot}: not understood: {phrases}. Say it in other words, or leave --strict out."
        )
    return brief


def _table(readings: tuple[Reading, ...]) -> list[str]:
    width = max((len(reading.field) for reading in readings), default=0)
    lines = []
    for reading in readings:
        own = reading.words.startswith("(")
        words = f"  {reading.words}" if own else f'  "{reading.words}"' if reading.words else ""
        lines.append(f"  {reading.field:<{width}}  {reading.value}{words}")
    return lines


def _suggestion(phrase: str, kind: str) -> str:
    from rapidfuzz import fuzz, process

    known = load_grammar(kind if kind in VOCABULARIES else USUAL).words
    near = [
        found[0]
        for word in phrase.lower().split()
        if word not in known and (found := process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=ALIKE))
    ]
    return f" (did you mean {', '.join(near)}?)" if near else ""
