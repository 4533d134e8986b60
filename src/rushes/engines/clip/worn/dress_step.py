"""The step ``dress``: from the stages of a wardrobe's takes to outfits that can be posed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rushes.brief.scene import Character
from rushes.engines.body.shape import Knobs
from rushes.engines.clip.asked import scene_of
from rushes.engines.clip.people import person
from rushes.engines.clip.worn.figure import Drawn, read_figure
from rushes.engines.clip.worn.fitted import Wearer, outfit_of
from rushes.engines.clip.worn.outfit import outfit_file
from rushes.engines.clip.worn.take import LABEL
from rushes.engines.dressing.surface import Rgb
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from rushes.plan import StepContext


def dress(ctx: StepContext) -> None:
    """Write an outfit for everybody who wears a take.

    Params: ``scene``, ``seed``, ``worn``. Files: the takes' stages and bodies.

    Raises:
        BadInputError: A stage or a body can't be read, or the two are not of one person.
    """
    scene, seed, worn = scene_of(ctx.params["scene"]), int(ctx.params["seed"]), list(ctx.params["worn"])
    for done, one in enumerate(worn):
        who = scene.named(str(one["name"]))
        assert isinstance(who, Character)  # noqa: S101 - the plan names characters
        try:
            figure = read_figure(ctx.files[f"{LABEL} {who.name}"], int(one["person"]))
            wearer = _wearer(who, figure, ctx.files[f"{LABEL} {who.name} body"], seed)
            outfit_of(figure, wearer).write(outfit_file(ctx.out, who.name))
        except BadInputError as error:
            raise BadInputError(f"The {who.name} wears {one['take']}: {error}") from error
        ctx.report(done + 1, len(worn))


def _wearer(who: Character, figure: tuple[Drawn, ...], body: Path, seed: int) -> Wearer:
    """Return whose body it is: the take's, in the skin and the hair that the scene gives it where a mannequin has none."""
    try:
        read: Mapping[str, Any] = json.loads(body.read_text(encoding="utf-8"))
        knobs, slope = Knobs(**read["knobs"]), -float(read["off"]["shoulder_slope_deg"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInputError(f"the body {body} can't be read ({error}). Make the clothes again.") from error
    looks = person(replace(who, wears=None), 0, seed)
    has_skin = any(one.name == "skin" and one.stuff == "skin" for one in figure)
    skin: Rgb | None = None if has_skin and who.skin is None else looks.looks[0].colour
    return Wearer(knobs, slope, skin, looks.looks[4].colour if looks.hair else None)
