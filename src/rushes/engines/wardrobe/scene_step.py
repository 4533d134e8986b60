"""The step ``scene``: everybody in their clothes as a USD stage, which other programs show as this one does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rushes.engines.wardrobe.body_step import Stood, load_people
from rushes.engines.wardrobe.drape_step import Hung, linear, load_hung
from rushes.engines.wardrobe.look import Look, drafted
from rushes.engines.wardrobe.pattern_step import FIRST, load_look
from rushes.engines.wardrobe.picture.baked import baked
from rushes.engines.wardrobe.picture.look import Look as Appearance
from rushes.engines.wardrobe.picture.pictures import Quality, quality_of
from rushes.engines.wardrobe.picture.piece import OutfitScene, Weave
from rushes.engines.wardrobe.picture.scene import Person, dressed
from rushes.engines.wardrobe.picture.seen import Seen
from rushes.engines.wardrobe.picture.usd import write_outfit
from rushes.plan import StepContext


def scene_file(folder: Path, frame: int = FIRST) -> Path:
    """Return the stage of the look whose picture is a frame's."""
    return folder / f"outfit.{frame:04d}.usdc"


def seen_file(folder: Path, frame: int = FIRST) -> Path:
    """Return what is told beside that stage to whoever pictures it."""
    return folder / f"seen.{frame:04d}.json"


def scene(ctx: StepContext) -> None:
    """Write ``outfit.####.usdc`` and ``seen.####.json`` for each look; of one design with its cloth baked in ``textures``, of several in plain colours.

    Params: ``options``, ``quality``, ``title``. Needs ``body``, ``pattern``, ``drape``.

    Raises:
        StepFailedError: Blender failed while cloth was baked.
    """
    count = int(ctx.params["options"])
    quality = quality_of(str(ctx.params["quality"]), count)
    people = load_people(ctx.inputs["body"])
    for at in range(count):
        made = staged(ctx.inputs, people, FIRST + at, quality, str(ctx.params["title"]))
        textures = baked(ctx.permit, made, ctx.out, px=quality.baked_px) if count == 1 else None
        write_outfit(made, scene_file(ctx.out, FIRST + at), textures)
        Seen.of(made).write(seen_file(ctx.out, FIRST + at))
        ctx.report(at + 1, count)


def staged(
    inputs: Mapping[str, Path], people: Sequence[Stood], frame: int, quality: Quality, title: str
) -> OutfitScene:
    """Return the scene of a look.

    Args:
        inputs: The folders of ``pattern`` and ``drape``.
        people: Who is dressed.
        frame: The look's.
        quality: How carefully it is pictured.
        title: What the scene is called.
    """
    look = load_look(inputs["pattern"], frame)
    hung = load_hung(inputs["drape"], look, frame)
    persons = [_person(look, number, stood, one) for number, (stood, one) in enumerate(zip(people, hung, strict=True))]
    return dressed(persons, title, rounds=quality.rounds, hairs=quality.hairs)


def _person(look: Look, number: int, stood: Stood, hung: Hung) -> Person:
    one = look.dressed[number]
    names = {drafted(piece, one).name: piece for piece in one.pieces}
    return Person(
        stood.body,
        hung.worn,
        hung.hidden,
        _appearance(stood, number, one.appearance),
        linings={name: linear(piece.lining) for name, piece in names.items()},
        buttons={name: piece.buttons for name, piece in names.items() if piece.buttons},
        weaves={name: Weave(piece.weave) for name, piece in names.items() if piece.weave},
    )


def _appearance(stood: Stood, number: int, asked: Mapping[str, str]) -> Appearance:
    """Return skin, hair and shoes: a mannequin's, unless skin or hair is asked for; then the rest is as sex and age have it."""
    of_person = {"skin", "hair", "hair_colour"} & set(asked) and asked.get("skin") != "mannequin"
    usual = Appearance.person(stood.sex, stood.age, number) if of_person else Appearance.usual(stood.sex)
    given = {part: asked.get(part, getattr(usual, part)) for part in ("skin", "hair", "hair_colour", "shoes")}
    return replace(
        usual, skin=given["skin"], hair=given["hair"], hair_colour=given["hair_colour"], shoes=given["shoes"]
    )
