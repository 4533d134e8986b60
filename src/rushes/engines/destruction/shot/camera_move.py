"""From the brief's camera to a camera over time: where it stands, where it looks, how it moves.

World: metres, Z up; the building's footprint is centred on the origin and its front faces -Y. Azimuth 0 looks
straight at the front; a positive azimuth walks the camera round toward +X.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Camera
from rushes.engines.camera import CameraPath
from rushes.errors import BadInputError
from rushes.show import FrameRange

Array = NDArray[np.float64]

FILL = 0.72
"""Share of the picture's height that the building takes when nobody says otherwise: room above for dust and
for what is thrown up, room below for the ground it falls on."""

FOOT_SHARE = 0.46
"""Share of the empty height that lies under the building: a little under half, as head room comes first."""

WIDEST = 0.62
"""Largest share of the picture's width that the building may take: rubble and dust spread to both sides."""

TOP_MARGIN, FOOT_MARGIN = 0.08, 0.95
"""Fractions of the height from the top between which the building has to stand when the horizon is given."""

PUSH_SHARE = 0.18
"""Share of the way to the building that a push-in travels."""

HORIZON_AGREEMENT = 0.02
"""Largest difference, in picture heights, between a horizon and a tilt that are both given."""

SWAY_BAND_HZ = (0.3, 4.0)
SWAY_WAVES = 28
SWAY_RMS_DEG = np.array([0.26, 0.32, 0.16])
"""Tilt, pan and roll of a shoulder camera held still by a practised operator, root mean square [deg]."""

SWAY_RMS_M = np.array([0.012, 0.008, 0.008])
"""Shift to the right, forward and up [m], root mean square: breathing, and weight going from foot to foot."""

_NEAREST_M, _FARTHEST_M = 3.0, 20_000.0


@dataclass(frozen=True)
class _Lens:
    width: int
    height: int
    focal_px: float

    def tilt_of(self, horizon: float) -> float:
        return math.atan((horizon - 0.5) * self.height / self.focal_px)

    def horizon_of(self, tilt: float) -> float:
        return 0.5 + math.tan(tilt) * self.focal_px / self.height


@dataclass(frozen=True)
class _Asked:
    """The brief's camera, with the usual numbers where it was left to a plate that doesn't tell."""

    focal_length_mm: float
    height_m: float
    azimuth_deg: float
    place_x: float
    distance_m: float | None
    tilt_deg: float | None
    horizon: float | None
    move: str

    @classmethod
    def of(cls, camera: Camera) -> _Asked:
        names = ("focal_length_mm", "height_m", "azimuth_deg", "place_x")
        given = camera.model_dump()
        usual = Camera().model_dump()
        known = {name: given[name] if given[name] is not None else usual[name] for name in names}
        return cls(
            **known, distance_m=camera.distance_m, tilt_deg=camera.tilt_deg, horizon=camera.horizon, move=camera.move
        )


@dataclass(frozen=True)
class _Stand:
    """One placement of the camera: ground distance to the building's centre [m], height [m], angles [rad]."""

    reach: float
    height: float
    azimuth: float
    pan: float
    tilt: float

    @property
    def position(self) -> Array:
        return np.array([self.reach * math.sin(self.azimuth), -self.reach * math.cos(self.azimuth), self.height])


def camera_path(
    camera: Camera,
    extent: Array,
    frames: FrameRange,
    width: int,
    height: int,
    *,
    rate: Fraction,
    seed: int,
) -> CameraPath:
    """Place the brief's camera and move it as the brief says.

    What the brief leaves open is chosen so that the building fills about 72 % of the picture's height, with the
    ground in view (at the end of a push-in). ``distance_m`` is measured from the building's outline, so that a
    camera never stands inside. The base centre of the building stays at ``place_x`` in every frame of a locked
    camera or a push-in, and in the first frame of a handheld one.

    Args:
        camera: The brief's camera.
        extent: The building's bounds [m], shape [2, 3]: lowest and highest corner.
        frames: The picture's frames.
        width: Of the picture [px].
        height: Of the picture [px].
        rate: Frames per second.
        seed: Of the hand's sway.

    Raises:
        BadInputError: Horizon and tilt contradict each other, or the building can't be framed as asked.
    """
    asked = _Asked.of(camera)
    lens = _Lens(width, height, asked.focal_length_mm / camera.sensor_width_mm * width)
    first = _stand(asked, np.asarray(extent, dtype=float), lens)
    time = np.arange(len(frames)) / float(rate)
    if camera.move == "push_in":
        stands = [_closer(first, asked, lens, share) for share in PUSH_SHARE * _ease(time)]
    else:
        stands = [first] * len(frames)
    position = np.array([stand.position for stand in stands])
    angles = np.array([[stand.tilt, stand.azimuth + stand.pan, 0.0] for stand in stands])
    if camera.move == "handheld":
        turn, shift = _sway(time, seed)
        angles += turn
        position += shift @ _axes(first.azimuth + first.pan)
    return CameraPath(
        frames=frames,
        width=width,
        height=height,
        sensor_width_mm=camera.sensor_width_mm,
        position=position,
        orientation=np.array([_quaternion(*row) for row in angles]),
        focal_length_mm=np.full(len(frames), asked.focal_length_mm),
    )


def _stand(camera: _Asked, extent: Array, lens: _Lens) -> _Stand:
    corners = np.array([[extent[i, 0], extent[j, 1], extent[k, 2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    outline = _outline(extent, math.radians(camera.azimuth_deg))
    tilt = _asked_tilt(camera, lens)

    def stand(distance: float) -> _Stand:
        reach = outline + distance
        return _aimed(camera, corners, lens, reach) if tilt is None else _panned(camera, lens, reach, tilt)

    if camera.distance_m is not None:
        chosen = stand(camera.distance_m)
        if not _placed(chosen, camera, lens):
            raise BadInputError(
                f"The building's base can't stand at {camera.place_x:.2f} of the width: from "
                f"{camera.height_m:g} m up and {camera.distance_m:g} m away the camera looks past it. "
                'Give a larger "camera.distance_m", or a "camera.place_x" nearer to 0.5.'
            )
        return chosen
    horizon = None if tilt is None else lens.horizon_of(tilt)

    room = 1.0 - PUSH_SHARE if camera.move == "push_in" else 1.0

    def fits(distance: float) -> bool:
        at = stand(distance)
        return _placed(at, camera, lens) and _fits(_box(at, corners, lens), horizon, room)

    if not fits(_FARTHEST_M):
        raise BadInputError(
            "The camera can't see the whole building from any distance: with its tilt or horizon "
            f"({horizon:.2f} of the height from the top) the building lies outside the picture. "
            'Give "camera.distance_m", or leave "camera.tilt_deg" and "camera.horizon" out.'
        )
    near, far = _NEAREST_M, _FARTHEST_M
    while far - near > 1e-3:
        middle = math.sqrt(near * far) if far > 2 * near else (near + far) / 2
        near, far = (near, middle) if fits(middle) else (middle, far)
    return stand(far)


def _asked_tilt(camera: _Asked, lens: _Lens) -> float | None:
    from_tilt = None if camera.tilt_deg is None else math.radians(camera.tilt_deg)
    if camera.horizon is None:
        return from_tilt
    from_horizon = lens.tilt_of(camera.horizon)
    if from_tilt is None:
        return from_horizon
    implied = lens.horizon_of(from_tilt)
    if abs(implied - camera.horizon) > HORIZON_AGREEMENT:
        raise BadInputError(
            f"The camera's tilt of {camera.tilt_deg:g} deg puts the horizon at {implied:.2f} of the height "
            f"from the top, but the brief says {camera.horizon:.2f} (a tilt of "
            f"{math.degrees(from_horizon):.1f} deg). "
            'Give "camera.tilt_deg" or "camera.horizon", not both.'
        )
    return from_tilt


def _outline(extent: Array, azimuth: float) -> float:
    """Return how far the footprint reaches from the origin toward the camera [m]."""
    reach = math.inf
    for along, low, high in (
        (math.sin(azimuth), extent[0, 0], extent[1, 0]),
        (-math.cos(azimuth), extent[0, 1], extent[1, 1]),
    ):
        if abs(along) > 1e-9:
            reach = min(reach, float(high if along > 0 else low) / along)
    return max(reach, 0.0)


def _panned(camera: _Asked, lens: _Lens, reach: float, tilt: float) -> _Stand:
    """Pan so that the building's base centre stands at ``place_x`` (closed form), or as near as it goes."""
    offset = (camera.place_x - 0.5) * lens.width / lens.focal_px
    slope = offset * math.cos(tilt)
    sine = -offset * camera.height_m * math.sin(tilt) / reach / math.hypot(1.0, slope)
    pan = math.atan(slope) + math.asin(min(max(sine, -1.0), 1.0))
    return _Stand(reach, camera.height_m, math.radians(camera.azimuth_deg), pan, tilt)


def _placed(stand: _Stand, camera: _Asked, lens: _Lens) -> bool:
    left, _, right, _ = _box(stand, np.zeros((1, 3)), lens)
    return abs((left + right) / 2 - camera.place_x) < 1e-6


def _aimed(camera: _Asked, corners: Array, lens: _Lens, reach: float) -> _Stand:
    """Tilt so that head room and ground share what the building leaves of the height."""
    down, up = math.radians(-75.0), math.radians(60.0)
    stand = _panned(camera, lens, reach, (down + up) / 2)
    for _ in range(48):
        tilt = (down + up) / 2
        stand = _panned(camera, lens, reach, tilt)
        _, top, _, foot = _box(stand, corners, lens)
        wanted = 1.0 - FOOT_SHARE * (1.0 - min(foot - top, 0.94))
        if foot > wanted:
            up = tilt
        else:
            down = tilt
    return stand


def _box(stand: _Stand, corners: Array, lens: _Lens) -> tuple[float, float, float, float]:
    """Return left, top, right and foot of the building as fractions of the picture."""
    local = (corners - stand.position) @ _axes(stand.azimuth + stand.pan).T
    ahead = local[:, 1] * math.cos(stand.tilt) + local[:, 2] * math.sin(stand.tilt)
    above = local[:, 2] * math.cos(stand.tilt) - local[:, 1] * math.sin(stand.tilt)
    ahead = np.maximum(ahead, 1e-3)
    x = 0.5 + local[:, 0] / ahead * lens.focal_px / lens.width
    y = 0.5 - above / ahead * lens.focal_px / lens.height
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _fits(box: tuple[float, float, float, float], horizon: float | None, room: float) -> bool:
    """Say whether the building is framed, ``room`` being what a coming push-in leaves of it."""
    left, top, right, foot = box
    if foot - top > FILL * room or right - left > WIDEST * room:
        return False
    return horizon is None or (top >= min(TOP_MARGIN, horizon) and foot <= max(FOOT_MARGIN, horizon + 0.01))


def _closer(first: _Stand, camera: _Asked, lens: _Lens, share: float) -> _Stand:
    return _panned(camera, lens, first.reach * (1.0 - share), first.tilt)


def _ease(time: Array) -> Array:
    """Return 0 to 1 over the shot, starting and ending at rest."""
    if len(time) < 2:
        return np.zeros(len(time))
    share = time / time[-1]
    return np.asarray(share * share * (3.0 - 2.0 * share))


def _sway(time: Array, seed: int) -> tuple[Array, Array]:
    """Return tilt, pan, roll [rad] and shift right, forward, up [m] of a hand, shape [frames, 3] each.

    A sum of waves between 0.3 and 4 Hz whose amplitude falls as 1/f. It starts at zero, so that the first
    frame is framed as asked, and a longer shot begins with the very same sway.
    """
    waves = np.random.default_rng([seed, 0x5A11])
    low, high = SWAY_BAND_HZ
    frequency = low * (high / low) ** waves.random((6, SWAY_WAVES))
    phase = waves.random((6, SWAY_WAVES)) * 2 * np.pi
    weight = 1.0 / frequency
    weight /= np.sqrt((weight**2).sum(axis=1, keepdims=True) / 2)
    wave = np.sin(2 * np.pi * frequency * time[:, None, None] + phase) - np.sin(phase)
    sway = (wave * weight).sum(axis=2)
    return np.radians(SWAY_RMS_DEG) * sway[:, :3], SWAY_RMS_M * sway[:, 3:]


def _axes(yaw: float) -> Array:
    """Return right, forward and up on the ground for a yaw [rad], as rows."""
    cosine, sine = math.cos(yaw), math.sin(yaw)
    return np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def _quaternion(tilt: float, yaw: float, roll: float) -> Array:
    """Return (w, x, y, z) of: level and facing +Y, rolled, tilted up, then turned left by yaw."""
    level = np.array([math.cos((math.pi / 2 + tilt) / 2), math.sin((math.pi / 2 + tilt) / 2), 0.0, 0.0])
    turn = np.array([math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2)])
    lean = np.array([math.cos(roll / 2), 0.0, 0.0, math.sin(roll / 2)])
    return _product(_product(turn, level), lean)


def _product(a: Array, b: Array) -> Array:
    return np.array(
        [
            a[0] * b[0] - a[1:] @ b[1:],
            a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
            a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
            a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
        ]
    )
