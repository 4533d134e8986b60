"""A skirt of two panels around the hips, as a drape would give it: the smallest outfit that can be pictured."""

import numpy as np

from rushes.engines.body.shape import Knobs, base
from rushes.engines.body.stance import NATURAL, posed
from rushes.engines.wardrobe.drape.worn_mesh import Line, WornMark, WornMesh
from rushes.engines.wardrobe.picture.look import Look
from rushes.engines.wardrobe.picture.scene import Person

RADIUS, LOW, HIGH = 0.23, 0.45, 0.95
AROUND, UP = 24, 8


def small_skirt(colour=(0.3, 0.05, 0.05), fabric="wool suiting"):
    """A tube of two panels, sewn at both sides."""
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    heights = np.linspace(LOW, HIGH, UP + 1)
    ring = np.stack([RADIUS * np.sin(angle), -RADIUS * np.cos(angle)], axis=1)
    points = np.concatenate([np.column_stack([ring, np.full(AROUND, height)]) for height in heights])
    corners, uv, panel = [], [], []
    for row in range(UP):
        for k in range(AROUND):
            quad = [row * AROUND + k, row * AROUND + (k + 1) % AROUND]
            quad += [quad[1] + AROUND, quad[0] + AROUND]
            at = [(RADIUS * angle[k] + dx, heights[row + dy]) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))]
            step = RADIUS * 2 * np.pi / AROUND
            at = [(RADIUS * angle[k] + (x - RADIUS * angle[k]) * step, y) for x, y in at]
            for three in ((0, 1, 2), (0, 2, 3)):
                corners.append([quad[i] for i in three])
                uv.append([at[i] for i in three])
                panel.append(int(k >= AROUND // 2))
    seam = Line("side", "sewn", np.arange(UP + 1) * AROUND)
    hem = Line("front.hem", "hem", np.arange(AROUND // 2 + 1))
    mark = WornMark(
        "button", "front", np.array([0.0, -RADIUS, 0.9]), np.array([0.0, -1.0, 0.0]), np.array([1.0, 0.0, 0.0])
    )
    return WornMesh(
        "skirt", 0, fabric, 0.0006, points, np.array(corners), np.array(panel), ("front", "back"), ("shell", "shell"),
        np.array(uv), (seam,), (hem,), (mark,), np.zeros(len(corners), np.bool_), colour,
    )  # fmt: skip


def small_person(look=None, male=0.0, **skirt):
    body = posed(base().body(Knobs(male=male)), NATURAL)
    return Person(body, [small_skirt(**skirt)], np.zeros(len(body.vertices), np.bool_), look or Look(hair="bald"))
