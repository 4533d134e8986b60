"""A crowd's poses are baked once for all who are made alike, and show what the stage shows."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from cleared import permit
from rushes.brief.scene import Motion, Scene, Shot, Thing
from rushes.engines.blender_pictures import trace_pictures
from rushes.engines.clip.comp_step import _request
from rushes.engines.clip.crowd import body_of, cycle_of, standin
from rushes.engines.clip.cycle import Cycle
from rushes.engines.clip.scene.baked import write_poses
from rushes.engines.clip.scene.usd import Moving
from rushes.engines.clip.travel import Travel
from rushes.media.exr import read_exr

FRAMES, RATE, SEED = 72, 24.0, 1
CROWD = Thing("crowd", count=40, does=(Motion("dance"),))


def bodies(count=30, does=CROWD.does):
    made = []
    for number in range(count):
        cycle = cycle_of(Travel((0.0, 0.0, 0.0, 0.0), (), 0.0), does, number, RATE, FRAMES, SEED)
        model = standin(CROWD, number, SEED)
        made.append(Moving(f"crowd_{number}", model, np.zeros((1, 3)), np.array([[1.0, 0, 0, 0]]), None, cycle))
    return made


def baked(path, some):
    write_poses(path, some, FRAMES)
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def shown(file, row, frame):
    pose = int(file["which"][row, frame])
    return file["points"][file["starts"][pose] : file["starts"][pose + 1]]


def meant(cycle, frame):
    """Return a body's corners at a frame as whoever reads the stage sees them: straight from one pose to the next."""
    after = min(int(np.searchsorted(cycle.rows, frame, side="right")), len(cycle.rows) - 1)
    before = max(after - 1, 0)
    low, high = cycle.rows[before], cycle.rows[after]
    share = np.clip((frame - low) / (high - low), 0, 1) if high > low else 0.0
    return (1 - share) * cycle.poses[cycle.which[before]] + share * cycle.poses[cycle.which[after]]


def test_everybody_is_in_the_pose_that_the_stage_has_them_in(tmp_path):
    some = bodies()
    file = baked(tmp_path / "poses.npz", some)
    assert file["names"].tolist() == [body.name for body in some]
    away = [
        np.abs(shown(file, row, frame) - meant(body.cycle, frame)).max()
        for row, body in enumerate(some)
        for frame in range(FRAMES)
    ]
    assert max(away) < 0.03
    assert np.median(away) < 1e-5


def test_poses_are_kept_once_for_all_who_are_made_alike(tmp_path):
    some = bodies()
    file = baked(tmp_path / "poses.npz", some)
    assert len(file["of"]) < len(some) * FRAMES / 3
    alike = [row for row in range(len(some)) if body_of(row, SEED) == body_of(0, SEED)]
    assert len(alike) == 3
    used = [set(file["which"][row]) for row in alike]
    others = set(np.delete(file["which"], alike, axis=0).ravel())
    assert set.union(*used).isdisjoint(others)
    fewer = baked(tmp_path / "ten.npz", some[:10])
    assert len(file["of"]) < 3 * len(fewer["of"]), "thirty need less than thrice as many as ten"


def test_two_whose_looks_fall_together_otherwise_share_no_pose(tmp_path):
    """Faces of one look are one slot: whoever wears one colour above and below has a slot less."""
    one = bodies(1)[0]
    parts = one.model.parts
    plain = replace(one.model, parts=tuple(replace(part, look=parts[0].look) for part in parts))
    file = baked(tmp_path / "poses.npz", [one, replace(one, name="plain", model=plain)])
    assert set(file["which"][0]).isdisjoint(file["which"][1])


def test_a_crowd_of_which_nobody_bends_is_an_empty_file(tmp_path):
    still = [replace(body, cycle=None) for body in bodies(2)]
    file = baked(tmp_path / "poses.npz", still)
    assert (len(file["names"]), len(file["of"])) == (0, 0)


def test_on_the_way_between_two_poses_it_goes_in_quarters(tmp_path):
    poses = np.zeros((2, len(bodies(1)[0].model.points), 3))
    poses[1] = 1.0
    cycle = Cycle(poses, np.array([0.0, 16.0, FRAMES - 1.0]), np.array([0, 1, 1]))
    file = baked(tmp_path / "poses.npz", [replace(bodies(1)[0], cycle=cycle)])
    at = [float(shown(file, 0, frame)[0, 0]) for frame in range(FRAMES)]
    assert sorted(set(at)) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert at == sorted(at)
    assert len(file["of"]) == 5


def _light(path):
    channels = read_exr(path).channels
    return np.stack([channels[f"ViewLayer.Combined.{name}"] for name in "RGB"], axis=-1).astype(float)


@pytest.mark.blender
@pytest.mark.slow
def test_a_draft_of_a_crowd_is_what_its_stage_shows(tmp_path):
    import importlib

    from rushes.brief import Brief
    from rushes.engines.clip.engine import steps
    from rushes.plan import StepContext

    scene = Scene(things=(replace(CROWD, count=6),), shots=(Shot(seconds=1.0),))
    folders = {}
    for step in steps(Brief(kind="clip", shot="010_0010", quality="draft", clip=scene), Fraction(24), "SHOW", "v001")[
        :2
    ]:
        folders[step.name] = tmp_path / step.name
        folders[step.name].mkdir()
        module, _, function = step.entry.partition(":")
        inputs = {name: folders[name] for name in step.needs}
        getattr(importlib.import_module(module), function)(
            StepContext(folders[step.name], inputs, {}, step.params, permit(), lambda _done, _of: None)
        )
    light = json.loads((folders["scene"] / "lighting.json").read_text(encoding="utf-8"))
    params = {
        **step.params,
        "scene": step.params["scene"],
        "renderer": "workbench",
        "samples": 1,
        "width": 240,
        "height": 136,
    }
    context = StepContext(tmp_path, folders, {}, params, permit(), lambda _done, _of: None)
    pictures = {}
    for how in ("baked", "stage"):
        raws = {frame: tmp_path / f"{how}.{frame}.exr" for frame in (1001, 1008, 1013)}
        request = _request(context, light, list(raws), raws)
        if how == "stage":
            np.savez(
                tmp_path / "nobody.npz",
                names=np.array([], np.str_),
                which=np.zeros((0, 24), int),
                of=np.array([], np.str_),
                starts=np.zeros(1, int),
                points=np.zeros((0, 3), "f4"),
            )
            request["poses"] = str(tmp_path / "nobody.npz")
        trace_pictures(
            permit(),
            "clip_render",
            request,
            [(str(frame), path) for frame, path in raws.items()],
            tmp_path / how,
            lambda _index: None,
        )
        pictures[how] = [_light(path) for path in raws.values()]
    for one, other in zip(pictures["baked"], pictures["stage"], strict=True):
        apart = np.abs(one - other).max(axis=-1) > 0.02
        assert apart.mean() < 0.004
    moved = np.abs(pictures["baked"][0] - pictures["baked"][2]).max(axis=-1) > 0.02
    assert moved.mean() > 2 * apart.mean(), "they dance"
