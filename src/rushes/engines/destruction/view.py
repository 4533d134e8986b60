"""What the camera of a destruction looks at: the building in numbers, and the camera, from these numbers or from the plate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rushes.brief import Brief
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.building.forms.views import inside
from rushes.engines.destruction.planned import SIZE
from rushes.engines.destruction.plate.plate_windows import windows_of_plate, with_windows
from rushes.engines.destruction.plate.site import PlateCamera, solve_plate, solved_path
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.spec import DestructionSpec, building_extent, resolve, roof_of
from rushes.engines.matchmove import Windows
from rushes.show import FrameRange


@dataclass(frozen=True, slots=True)
class View:
    """A building and who looks at it.

    Attributes:
        spec: The building and its collapse.
        camera: Over the shot's frames.
        solved: What the plate shows of the camera; None without a plate that shows the building.
        windows: What the plate shows of the front's windows.
    """

    spec: DestructionSpec
    camera: CameraPath
    solved: PlateCamera | None
    windows: Windows | None


def view_of(brief: Brief, rate: Fraction) -> View:
    """Return what a brief's camera looks at.

    Raises:
        BadInputError: The brief contradicts itself, or its plate can't be read.
    """
    width, height = SIZE[brief.quality]
    solved = solve_plate(brief, roof_of(brief), width=width, height=height)
    spec = resolve(brief, rate, facade_width_m=None if solved is None else solved.facade_width_m)
    windows = None if solved is None else windows_of_plate(brief, solved)
    bays_open = brief.building.bays is None and brief.building.bay_width_m is None
    spec = spec.model_copy(update={"building": with_windows(spec.building, windows, bays_open=bays_open)})
    frames = FrameRange.of_length(brief.frames)
    if solved is None:
        extent = building_extent(spec.building)
        view = inside(brief.camera) if spec.building.form == "room" else brief.camera
        camera = camera_path(view, extent, frames, width=width, height=height, rate=rate, seed=brief.seed)
    else:
        camera = solved_path(
            solved, brief.camera, spec.building, frames, width=width, height=height, rate=rate, seed=brief.seed
        )
    return View(spec, camera, solved, windows)
