"""A wardrobe's take in small: a body in a skirt of one tube and a sleeve of another, as a stage holds them, with its record."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path

import numpy as np

from rushes.canonical import sha256_of_file
from rushes.engines.body.shape import Knobs, base
from rushes.engines.body.stance import standing

KNOBS = Knobs(male=0.0, local={"waist-circ": 0.4})
HEEL_M = 0.05


def tube(middle, radius, low, high, rows=24, around=32):
    """Return points and faces of an upright tube, its outside out."""
    angle = np.linspace(0, 2 * math.pi, around, endpoint=False)
    z = np.linspace(low, high, rows)
    points = np.array(
        [[middle[0] + radius * math.cos(a), middle[1] + radius * math.sin(a), h] for h in z for a in angle]
    )
    faces = []
    for row in range(rows - 1):
        for k in range(around):
            one, two = row * around + k, row * around + (k + 1) % around
            faces += [[one, two, two + around], [one, two + around, one + around]]
    return points, np.array(faces)


def body():
    return standing(base().body(KNOBS), 2.0)


def write_figure(folder: Path, *, aside: float = 0.4, wrong: bool = False) -> Path:
    """Write ``outfit.usdc``: person 1 in a skirt and a cuff, standing aside and on heels."""
    from pxr import Sdf, Usd, UsdGeom, UsdShade, Vt

    folder.mkdir(parents=True, exist_ok=True)
    who = body()
    mesh = who.mesh
    at = np.array([aside, 0.0, HEEL_M])
    hips = 0.5 * (who.joints["l-upper-leg"] + who.joints["r-upper-leg"])
    hand = who.joints["l-hand"]
    skin = who.vertices[: mesh.skin] * (1.2 if wrong else 1.0)
    quads = mesh.faces[(mesh.faces < mesh.skin).all(axis=1)]
    pieces = {
        "person_1": [("skin", skin, quads, "mannequin", (0.4, 0.37, 0.33))],
        "person_1_skirt": [("shell_outside", *tube(hips, 0.24, 0.3, hips[2] + 0.1), "wool worsted", (0.1, 0.2, 0.6))],
        "person_1_shirt": [("shell_outside", *tube(hand, 0.06, hand[2] - 0.02, hand[2] + 0.08, 6), "linen", (0.8, 0.8, 0.7))],
    }  # fmt: skip
    path = folder / "outfit.usdc"
    stage = Usd.Stage.CreateNew(str(path))
    UsdGeom.Xform.Define(stage, "/Outfit")
    for group, held in pieces.items():
        UsdGeom.Xform.Define(stage, f"/Outfit/{group}")
        for name, points, faces, stuff, colour in held:
            made = UsdGeom.Mesh.Define(stage, f"/Outfit/{group}/{group}_{name}")
            made.CreatePointsAttr(Vt.Vec3fArray.FromNumpy((points + at).astype(np.float32)))
            made.CreateFaceVertexCountsAttr([faces.shape[1]] * len(faces))
            made.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(faces.ravel().astype(np.int32)))
            material = UsdShade.Material.Define(stage, f"/Outfit/Materials/{group}_{name}")
            material.GetPrim().SetCustomDataByKey("rushes:stuff", stuff)
            shader = UsdShade.Shader.Define(stage, f"/Outfit/Materials/{group}_{name}/Surface")
            shader.CreateIdAttr("UsdPreviewSurface")
            shader.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f).Set(colour)
            material.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
            UsdShade.MaterialBindingAPI.Apply(made.GetPrim()).Bind(material)
    stage.GetRootLayer().Save()
    return path


def write_take(
    shots: Path, shot="010_0030", version="v001", *, kind="wardrobe", verdict="cleared", people=(), wrong=False
) -> Path:
    """Write a take of that figure with its record, and return its folder."""
    folder = shots / shot / version
    stage = write_figure(folder / "scene", wrong=wrong)
    measured = folder / "elements" / "body" / f"SHOW_{shot}_person.1.json"
    measured.parent.mkdir(parents=True)
    measured.write_text(json.dumps({"name": "", "knobs": asdict(KNOBS), "off": {"shoulder_slope_deg": -2.0}}))
    files = [
        {"path": path.relative_to(folder).as_posix(), "role": role, "sha256": sha256_of_file(path)}
        for path, role in ((stage, "scene"), (measured, "element"))
    ]
    said = {
        "show": "SHOW", "shot": shot, "version": version, "kind": kind, "engine": "wardrobe 1", "rate": "24/1", "first_frame": 1001,
        "last_frame": 1003, "handles": 0, "seed": 1, "recipe": {}, "clearance": {"verdict": verdict, "people": list(people)}, "understood": [],
        "assumed": [], "not_understood": [], "digital_source_type": "", "created": "", "files": files, "findings": [], "decision": {},
    }  # fmt: skip
    (folder / "take.json").write_text(json.dumps(said))
    return folder
