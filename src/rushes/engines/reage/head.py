"""What of a picture is the performer's head, and what of it is skin and what is hair: soft mattes, by a network, by colour and by the mesh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage import landmarks as at
from rushes.engines.reage.beard import beard
from rushes.engines.reage.person import person_matte
from rushes.engines.reage.regions import brow_mask, face_mask, spared, up
from rushes.engines.reage.skin import (
    SEEN_AT,
    chroma,
    from_colour,
    grey_log,
    guided,
    redness,
    shrunk,
    shrunk_mesh,
    skin_matte,
)
from rushes.engines.reage.window import iod_px
from rushes.engines.reage.worn import worn

Floats = NDArray[np.float32]

RIM: Final = 0.16
"""Hair is looked for in a rim inside the person's outline, above the eyes, so wide [distances between the outer corners of the eyes]."""

HAZE: Final = (0.12, 0.85)
"""A hair matte below the first is a doubt about skin, above the second it is hair for certain."""

DOUBT: Final = 0.4
"""Inside the face's outline, and well inside the person's, a hair matte below this is a doubt: a temple that shines beside grey hair has its colour, hangs together with it, and reaches 0.3; a fringe or a sideburn is there in full."""

EDGE: Final = (0.25, 0.75)
"""Between these the person's matte rises at the outline: what is left of its softness is a hair's, or a few pixels of blur."""

SIDEBURN: Final = 0.10
"""So far inside the mesh's outline hair may grow beside the eyes [distances between the outer corners of the eyes]: the mesh covers it.
What is darker than skin there is left alone: it may be a frame of glasses, and dark hair has nothing to be taken down."""

GROWN_AT: Final = 30.0
"""Whether hair hangs together with the rim is looked at in a picture made small, with the eyes' corners at least so far from each other [px]."""

BEARD_AT: Final = 50.0
"""A beard is looked for in a picture made small, with the eyes' corners at least so far from each other [px]: it is soft."""

BELOW_EARS: Final = -0.05
"""Down to here [heights of the face above the eyes]; what grows further down is a beard, and stays."""

UNLIKE: Final = 1.0
"""A rim whose colour is nearer to the skin's than this many standard deviations is a bald head's, and no hair is found."""


@dataclass(frozen=True, eq=False)
class Head:
    """Mattes of a head in a window, shape [h, w] each, 0 to 1.

    Attributes:
        skin: Skin, without eyes, brows, lips, nostrils, a grey beard and a dark frame of glasses.
        hair: Hair of the head; zero everywhere where there is none. A hat can't be told from it.
        brows: Where brows are, with the skin between their hairs.
        whole: All of the person, for what moves their head before the background.
    """

    skin: Floats
    hair: Floats
    brows: Floats
    whole: Floats

    @classmethod
    def of(cls, light: Floats, mesh: Floats) -> Self:
        """Find a head.

        Args:
            light: Scene-linear ACEScg, shape [h, w, 3].
            mesh: In the picture's pixels, shape [468, 3].

        Raises:
            BadInputError: The person matte's weights are not installed.
        """
        import cv2

        size = (light.shape[1], light.shape[0])
        shrink = max(1, int(iod_px(mesh) / SEEN_AT))
        small, there = shrunk(light, shrink), shrunk_mesh(mesh, shrink)
        low = (small.shape[1], small.shape[0])
        person = np.asarray(cv2.resize(person_matte(small), low, interpolation=cv2.INTER_LINEAR), np.float32)
        coarse = _hair(small, there, person)
        guide, radius = grey_log(light), max(2, round(0.035 * iod_px(there)))

        def refined(matte: Floats, by: Floats, least: float) -> Floats:
            return np.clip(guided(by, matte, radius, least, shrink=shrink), 0.0, 1.0)

        around, hair = refined(person, guide, 0.01), coarse
        if coarse.any():
            hair = np.minimum(refined(coarse, redness(light), 0.002), around)
        elif shrink > 1:
            hair = np.zeros(size[::-1], np.float32)
        grown = _beard(light, mesh, person, max(1, int(iod_px(mesh) / BEARD_AT)))
        inside = face_mask(mesh, size)
        within = np.maximum(inside, _deep(person, iod_px(there), shrink)[: size[1], : size[0]])
        hair = _certain(hair, within)
        skin = np.asarray(
            skin_matte(light, mesh) * np.maximum(around, inside) * (1.0 - hair) * (1.0 - grown), np.float32
        )
        skin *= 1.0 - worn(light, skin, mesh)
        whole = np.clip((np.maximum(around, inside * (around > 0.5)) - EDGE[0]) / (EDGE[1] - EDGE[0]), 0.0, 1.0)
        return cls(skin, hair, brow_mask(mesh, size), np.asarray(whole, np.float32))


def _beard(light: Floats, mesh: Floats, person: Floats, shrink: int) -> Floats:
    """Return the beard's matte, found in a picture so many times smaller, shape [h, w]."""
    import cv2

    small = shrunk(light, shrink)
    size = (small.shape[1], small.shape[0])
    grown = beard(small, shrunk_mesh(mesh, shrink), cv2.resize(person, size, interpolation=cv2.INTER_AREA))
    whole = cv2.resize(grown, (size[0] * shrink, size[1] * shrink), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole[: light.shape[0], : light.shape[1]], np.float32)


def _hair(light: Floats, mesh: Floats, person: Floats) -> Floats:
    """Return where hair is, by whether a colour is nearer to the rim's or to the skin's, shape [h, w]."""
    import cv2

    size, iod = (light.shape[1], light.shape[0]), iod_px(mesh)
    over, aside, beside = _places(mesh, size)
    inside = face_mask(mesh, size)
    solid = (person > 0.6).astype(np.uint8)
    reach = max(1, round(RIM * iod))
    deep = cv2.erode(solid, np.ones((2 * reach + 1,) * 2, np.uint8), borderValue=1)
    rim = (solid > 0) & (deep == 0) & (over > 0.35) & (inside < 0.05)
    face = (inside > 0.95) & (over < 0.1) & (spared(mesh, size) < 0.05)
    if min(int(rim.sum()), int(face.sum())) < 40:
        return np.zeros(size[::-1], np.float32)
    colour = chroma(light)
    to_hair, to_skin = _distance(colour, rim), _distance(colour, face)
    if float(np.median(to_skin[rim])) < UNLIKE:
        return np.zeros(size[::-1], np.float32)
    alike = 1.0 / (1.0 + np.exp(np.clip(1.5 * (to_hair - to_skin), -20, 20)))
    surely = np.clip(np.maximum(_from_face(inside, iod) * (over > 0.35), (aside - 0.49) / 0.04 * (over > 0.2)), 0, 1)
    alike = np.maximum(alike, surely)
    side = max(1, round(SIDEBURN * iod))
    core = np.where(over > BELOW_EARS, cv2.erode(inside, np.ones((2 * side + 1,) * 2, np.uint8)), inside)
    below_brows = core * np.clip((0.30 - over) / 0.1, 0.0, 1.0)
    lighter = np.clip((colour[..., 2] - float(np.median(colour[face][:, 2]))) / 0.1 + 1.0, 0.0, 1.0)
    alike = np.where(inside * (over < 0.2) > 0.05, alike * lighter, alike)
    found = np.asarray(person * alike * beside * (1.0 - below_brows), np.float32)
    return _grown_from(found, rim, max(1, int(iod / GROWN_AT)))


def _certain(hair: Floats, within: Floats) -> Floats:
    """Return a hair matte without its doubts: a faint one is a strand at the person's outline, and skin where it lies ``within``, shape [h, w]."""
    least = HAZE[0] + (DOUBT - HAZE[0]) * within
    return np.asarray(np.clip((hair - least) / (HAZE[1] - least), 0.0, 1.0), np.float32)


def _deep(person: Floats, iod: float, grow: int) -> Floats:
    """Return where a person is well inside their outline, soft, so many times as large, shape [h, w]: no strands end there."""
    import cv2

    away = cv2.distanceTransform((person > 0.6).astype(np.uint8), cv2.DIST_L2, 3) / iod
    deep = np.clip((away - RIM) / RIM, 0.0, 1.0)
    return np.asarray(cv2.resize(deep, (deep.shape[1] * grow, deep.shape[0] * grow)), np.float32)


def _grown_from(matte: Floats, rim: NDArray[np.bool_], shrink: int) -> Floats:
    """Return what of a matte hangs together with the rim, shape [h, w]: a bald forehead's sheen has hair's colour, and skin all round it.

    A pixel is reached by as much as the least on its best way from the rim (greyscale reconstruction by dilation, Vincent 1993, *Morphological
    grayscale reconstruction in image analysis*), in a picture so many times smaller; what it has beyond that counts against it.
    """
    import cv2

    small, mark = shrunk(matte, shrink), shrunk(rim.astype(np.float32), shrink) > 0
    beside = np.ones((3, 3), np.uint8)
    reached = np.where(mark, small, np.float32(0.0))
    for _ in range(2 * max(small.shape)):
        further = np.minimum(cv2.dilate(reached, beside), small)
        if np.array_equal(further, reached):
            break
        reached = further
    beyond = cv2.resize(small - reached, (small.shape[1] * shrink, small.shape[0] * shrink))
    return np.asarray(np.clip(matte - 2.0 * beyond[: matte.shape[0], : matte.shape[1]], 0.0, 1.0), np.float32)


def _from_face(inside: Floats, iod: float) -> Floats:
    """Return 0 near the face's outline, rising to 1 where nothing but hair can be above it, shape [h, w]."""
    import cv2

    away = cv2.distanceTransform((inside < 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray((away / iod - 0.45) / 0.15, np.float32)


def _places(mesh: Floats, size: tuple[int, int]) -> tuple[Floats, Floats, Floats]:
    """Return how far above the eyes and beside the middle each pixel lies, in heights of the face, and where hair may be, shape [h, w] each."""
    rise = up(mesh)
    tall = float(np.linalg.norm(rise))
    rise = rise / max(tall, 1e-6)
    eyes = (mesh[at.RIGHT_OUTER, :2] + mesh[at.LEFT_OUTER, :2]) / 2
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    over = ((x - eyes[0]) * rise[0] + (y - eyes[1]) * rise[1]) / tall
    aside = np.abs((x - eyes[0]) * rise[1] - (y - eyes[1]) * rise[0]) / tall
    low = np.clip((over + 0.55) / 0.2, 0.0, 1.0)
    near = np.clip((0.95 - aside) / 0.15, 0.0, 1.0)
    return np.asarray(over, np.float32), np.asarray(aside, np.float32), np.asarray(low * near, np.float32)


def _distance(colour: Floats, where: NDArray[np.bool_]) -> Floats:
    """Return how far each colour is from those of a place, in standard deviations, shape [h, w]."""
    sample = colour[where]
    middle = np.median(sample, axis=0)
    return from_colour(colour, middle, np.cov((sample - middle).T) + np.diag([4e-3, 4e-3, 2e-2]))
