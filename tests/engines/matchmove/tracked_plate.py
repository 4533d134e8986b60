"""A plate that moves, taken by a test itself, and the track of its camera as an exporter would write it."""

from dataclasses import replace

import numpy as np
from synthetic_plate import Taken, photograph

FLIP = np.diag([1.0, -1.0, -1.0])
TO_Y_UP = np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]])

START = Taken(yaw=-30, tilt=12, x=-16, back=28, height=540)


def move(count, *, walk=4.0, zoom=0.04):
    """Return cameras that walk along the facade, turn with it, and zoom."""
    for step in np.linspace(0.0, 1.0, count):
        yield replace(
            START,
            x=START.x + walk * step,
            back=START.back - 0.4 * walk * step,
            eye=START.eye + 0.1 * walk * step,
            yaw=START.yaw + 1.2 * walk * step,
            roll=0.6 * np.sin(3 * step),
            focal=START.focal * (1 + zoom * step),
        )


def pictures(cameras, seed=3):
    """Yield 8-bit pictures, each with grain of its own."""
    rng = np.random.default_rng(seed)
    for taken in cameras:
        clean = photograph(taken, noise=0.0).astype(float)
        yield np.clip(clean + rng.normal(0, 2.0, clean.shape), 0, 255).astype(np.uint8)


def write_track(
    path, cameras, *, up="Z", metres=1.0, first=1001, world=0.6, scale=1.0, rate=24.0, offset=0.0, more=0, site=True
):
    """Write a track: the building stands turned by ``world`` [rad] and shifted in it, all of it ``scale`` times too small."""
    from pxr import Gf, Sdf, Usd, UsdGeom

    stage = Usd.Stage.CreateNew(str(path))
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y if up == "Y" else UsdGeom.Tokens.z)
    UsdGeom.SetStageMetersPerUnit(stage, metres)
    stage.SetTimeCodesPerSecond(rate)
    c, s = np.cos(world), np.sin(world)
    turn, shift = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]), np.array([40.0, -7.0, 1.5])
    out = TO_Y_UP if up == "Y" else np.eye(3)

    def matrix(rotation, place):
        rows = np.eye(4)
        rows[:3, :3] = rotation.T
        rows[3, :3] = place / metres / scale
        return Gf.Matrix4d(rows.tolist())

    UsdGeom.Xform.Define(stage, "/solve")
    for number in range(1 + more):
        camera = UsdGeom.Camera.Define(stage, f"/solve/shotcam{number or ''}")
        camera.CreateHorizontalApertureAttr(36.0)
        camera.CreateVerticalApertureAttr(20.25)
        camera.CreateHorizontalApertureOffsetAttr(offset)
        op = camera.AddTransformOp()
        for code, taken in enumerate(cameras, start=first):
            rotation = out @ turn @ taken.axes.T @ FLIP
            op.Set(matrix(rotation, out @ (turn @ taken.place + shift)), code)
            camera.GetFocalLengthAttr().Set(36.0 * taken.focal, code)
    if site:
        stand = UsdGeom.Xform.Define(stage, "/solve/facade_foot")
        stand.AddTransformOp().Set(matrix(out @ turn @ out.T, out @ shift))
    stage.GetRootLayer().Save()
    assert Sdf.Layer.FindOrOpen(str(path))
    return path
