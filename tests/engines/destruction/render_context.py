"""What the step ``render`` is given, for a stage of two boxes."""

from __future__ import annotations

from small_scene import camera_at, light

from cleared import permit
from rushes.plan import StepContext

TWO = [("concrete", "facade"), ("glass", "window")]


def context(tmp_path, scene, first=1001, last=1002, report=lambda *_: None, **params):
    out = tmp_path / "out"
    out.mkdir(parents=True, exist_ok=True)
    return StepContext(
        out=out,
        inputs={"scene": scene},
        files={},
        params={
            "frames": [first, last],
            "rate": "24/1",
            "camera": camera_at().to_json(),
            "light": light().to_json(),
            "quality": "draft",
            "samples": 4,
            "seed": 1,
            "moves": False,
            "backdrop": "plate",
            **params,
        },
        permit=permit(),
        report=report,
    )
