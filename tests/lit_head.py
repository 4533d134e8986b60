"""A drawn head in light, with its mesh: nobody's."""

from functools import cache

import numpy as np

from drawn_head import ADA, head
from rushes.clearance.likeness.faces import detect
from rushes.engines.reage.mesh import around, mesh_in
from rushes.media.colour import SRGB_TEXTURE
from rushes.media.picture import Picture
from rushes.media.plate import to_light


@cache
def lit_head(person=ADA):
    """Return a drawn head as light [h, w, 3], as bytes, and its mesh [468, 3]."""
    picture = head(person)
    face = detect(picture, lying=False)[0]
    left, top, wide, tall = face.box
    mesh = mesh_in(picture, (left + wide / 2, top + tall / 2), max(wide, tall), 0.0)
    mesh = mesh_in(picture, *around(mesh.points))
    light = to_light(Picture(np.asarray(picture, np.float32) / 255, SRGB_TEXTURE))
    return light.astype(np.float32), picture, mesh
