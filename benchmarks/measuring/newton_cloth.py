"""A garment as Newton's cloth: the same welded mesh, masses, bending and body as ours, moved by ``SolverStyle3D`` on the CPU.

What Style3D has no words for is done beside it after every step: what is worn around the waist keeps its height, and buttons pull.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.drape.draping import BUTTON_M, Draped
from rushes.engines.wardrobe.drape.fabrics import Fabric
from rushes.engines.wardrobe.drape.motion import GRAVITY
from rushes.engines.wardrobe.drape.taken_up import taken_up
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from newton import CollisionPipeline, Model, State
    from newton.solvers import SolverStyle3D

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RATE, STEPS, ITERATIONS = 60, 10, 4
"""Frames a second, steps a frame and iterations a step, as in Newton's own Style3D example."""

CONTACT_N_M, CONTACT_DAMPING = 1000.0, 1e-5
"""How hard the body pushes [N/m], and its damping. Newton's example has 10 N/m, with which trousers end 7 mm inside the body."""

SHEAR = 0.3
"""Resistance to shear as a share of that to stretch: what a net of edges like ours has, nearly."""

BUTTON_N_M = 5.0
"""How hard a button pulls [N/m]: what a step of this length carries."""

CALM_S = 0.1
"""Over how long the speed at the end is taken [s], as in our own drape."""


@dataclass(frozen=True, eq=False)
class Hung:
    """A garment that hung in Newton.

    Attributes:
        drape: The garment on the body, as our gate takes it.
        cpu_s: CPU time without compilation [s].
        compiling_s: CPU time of what came before: compilation and setting up [s].
    """

    drape: Draped
    cpu_s: float
    compiling_s: float


def newton() -> ModuleType:
    """Return the module.

    Raises:
        BadInputError: It isn't installed.
    """
    try:
        import newton as module
        import warp
    except ImportError as missing:
        raise BadInputError(
            "Newton isn't installed: make a copy of this environment and run `pip install --no-deps newton==1.8.0 warp-lang==1.19.0` in it."
        ) from missing
    warp.config.quiet = True
    return module


def hung(start: Draped, body: Body, fabric: Fabric, seconds: float) -> Hung:
    """Let a welded garment hang in Newton's Style3D.

    Args:
        start: The garment, welded, before gravity.
        body: What it hangs on.
        fabric: What it is made of.
        seconds: How long [s].

    Raises:
        BadInputError: Newton isn't installed.
    """
    module, before = newton(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        model, solver = _solver(module, start, body, fabric)
        pipeline = module.CollisionPipeline(model)
        for _ in _frames(model, solver, pipeline, start, 1):
            pass  # the kernels are compiled
        began = time.process_time()
        model, solver = _solver(module, start, body, fabric)
        count = round(seconds * RATE)
        calm = round(CALM_S * RATE)
        places = list(_frames(model, solver, module.CollisionPipeline(model), start, count))
    done = time.process_time()
    moved = np.linalg.norm(places[-1] - places[-1 - calm], axis=1)
    speed = float(np.percentile(moved, 99)) / (calm / RATE)
    return Hung(replace(start, points=places[-1][start.mesh.of], speed=speed), done - began, began - before)


def welded_points(drape: Draped) -> Floats:
    """Return where a mesh's points are [m], shape [n, 3]."""
    out = np.zeros((len(drape.mesh.weights), 3))
    out[drape.mesh.of] = drape.points
    return out


def _solver(module: ModuleType, start: Draped, body: Body, fabric: Fabric) -> tuple[Model, SolverStyle3D]:
    """Return Newton's model of a garment and a body, and the solver: what bends and weighs is ours, hinge by hinge."""
    import warp as wp

    builder = module.ModelBuilder(up_axis=module.Axis.Z)
    module.solvers.SolverStyle3D.register_custom_attributes(builder)
    mesh = start.mesh
    whole = np.array([len(set(row)) == 3 for row in mesh.corners.tolist()])
    offset = float(start.touch.offset.mean())
    module.solvers.style3d.add_cloth_mesh(
        builder,
        pos=wp.vec3(0.0, 0.0, 0.0),
        rot=wp.quat_identity(),
        vel=wp.vec3(0.0, 0.0, 0.0),
        vertices=welded_points(start).tolist(),
        indices=mesh.corners[whole].ravel().tolist(),
        panel_verts=taken_up(start.cloth).tolist(),
        panel_indices=start.cloth.corners[whole].ravel().tolist(),
        density=fabric.weight,
        particle_radius=offset,
        tri_aniso_ke=wp.vec3(fabric.stretch, fabric.stretch, SHEAR * fabric.stretch),
        edge_aniso_ke=wp.vec3(fabric.bend, fabric.bend, fabric.bend),
    )
    builder.particle_mass[:] = mesh.weights.tolist()
    skin = body.mesh.triangles[(body.mesh.triangles < body.mesh.skin).all(axis=1)]
    builder.add_shape_mesh(
        body=-1,
        mesh=module.Mesh(body.vertices.astype(np.float32), skin.ravel().astype(np.int32)),
        cfg=module.ModelBuilder.ShapeConfig(mu=fabric.friction),
    )
    model = builder.finalize(device="cpu")
    model.soft_contact_ke, model.soft_contact_kd, model.soft_contact_mu = CONTACT_N_M, CONTACT_DAMPING, fabric.friction
    model.set_gravity((0.0, 0.0, GRAVITY))
    _bend(model, start)
    return model, module.solvers.SolverStyle3D(model, iterations=ITERATIONS)


def _bend(model: Model, start: Draped) -> None:
    """Give every hinge the rigidity that ours has; both solvers have the same hinge (Bergou and others, 2006)."""
    mesh = start.mesh
    count = len(mesh.weights)
    ours = np.sort(mesh.hinges[:, :2], axis=1) @ np.array([count, 1])
    order = np.argsort(ours)
    edges = model.edge_indices.numpy()
    theirs = np.sort(edges[:, 2:4].astype(np.int64), axis=1) @ np.array([count, 1])
    at = order[np.clip(np.searchsorted(ours[order], theirs), 0, len(order) - 1)]
    same = ours[at] == theirs
    rigid = model.edge_bending_properties.numpy()
    rigid[same, 0] = (model.style3d.edge_rest_area.numpy() / (3 * mesh.bends[at]))[same]
    model.edge_bending_properties.assign(rigid)


def _frames(
    model: Model, solver: SolverStyle3D, pipeline: CollisionPipeline, start: Draped, count: int
) -> Iterator[Floats]:
    """Go through frames; yield where the points are at the end of each [m]."""
    now, then = model.state(), model.state()
    control, contacts = model.control(), pipeline.contacts()
    held = np.nonzero(start.touch.held)[0]
    ties = start.mesh.of[start.cloth.ties]
    height = now.particle_q.numpy()[held, 2].copy()
    for _ in range(count):
        pipeline.collide(now, contacts)
        for _ in range(STEPS):
            now.clear_forces()
            _button(now, ties)
            solver.step(now, then, control, contacts, 1.0 / (RATE * STEPS))
            now, then = then, now
            now.particle_q.numpy()[held, 2] = height  # on the CPU these are the solver's own arrays
            now.particle_qd.numpy()[held, 2] = 0.0
        yield now.particle_q.numpy().astype(np.float64)


def _button(state: State, ties: Ints) -> None:
    """Pull together what a button holds and what is farther apart than it lets."""
    if not len(ties):
        return
    at, forces = state.particle_q.numpy(), state.particle_f.numpy()
    apart = at[ties[:, 1]] - at[ties[:, 0]]
    length = np.linalg.norm(apart, axis=1, keepdims=True)
    pull = BUTTON_N_M * np.maximum(length - BUTTON_M, 0.0) * apart / np.maximum(length, 1e-9)
    np.add.at(forces, ties[:, 0], pull)
    np.add.at(forces, ties[:, 1], -pull)
