"""``rushes plate``: what a photograph tells of the camera that took it."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option
from rushes.untrusted import parsed

STOREY_M = 3.0
"""Floor to floor [m] when nobody says: flats."""

STOREYS_AGREE = 0.5
"""By how much a height may differ from its storeys, as a share: storeys are 2.2 to 4.5 m high."""


@click.group("plate")
def command() -> None:
    """Look at a plate: solve its camera, mark its facade."""


@command.command("solve")
@click.argument("plate", type=click.Path(path_type=Path))
@click.option(
    "--corners",
    help='The facade: bottom left, bottom right, top right, top left, as shares: "0.2,0.8 0.7,0.75 0.7,0.2 0.2,0.1".',
)
@click.option(
    "--mask", type=click.Path(path_type=Path), help="A picture of the plate's size, white where the facade is."
)
@click.option("--height", "height_m", type=float, help="Height of the facade [m], from its foot to its roof line.")
@click.option("--storeys", type=int, help="Instead of the height: storeys of 3 m, the ground floor a quarter taller.")
@click.option("--focal", "focal_mm", type=float, help="The focal length, if it is known [mm].")
@click.option("--sensor", "sensor_mm", type=float, default=36.0, show_default=True, help="Width of the sensor [mm].")
@click.option(
    "--overlay", type=click.Path(path_type=Path), help="Write a PNG with lines, horizon and the building's box."
)
@json_option
def solve(
    plate: Path,
    corners: str | None,
    mask: Path | None,
    height_m: float | None,
    storeys: int | None,
    focal_mm: float | None,
    sensor_mm: float,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Solve the camera that took PLATE, from its lines and, when given, from a facade of known height."""
    from rushes.engines.destruction.plate.site import first_picture, solve_picture
    from rushes.engines.matchmove import corners_of_mask, draw_overlay
    from rushes.errors import BadInputError
    from rushes.show import FrameRange

    if (
        height_m is not None
        and storeys is not None
        and abs((storeys + 0.25) * STOREY_M / height_m - 1.0) > STOREYS_AGREE
    ):
        raise BadInputError(
            f"--height says {height_m:g} m, but {storeys} storeys are about {(storeys + 0.25) * STOREY_M:g} m. Give one of the two."
        )
    picture = first_picture(plate, FrameRange.of_length(1))
    quad = _quad(corners) if corners is not None else None
    if quad is None and mask is not None:
        quad = corners_of_mask(mask, *picture.size)
    roof_m = height_m if height_m is not None else None if storeys is None else (storeys + 0.25) * STOREY_M
    if quad is not None and (roof_m is None or roof_m <= 0):
        raise BadInputError("How high is the facade? Give --height in metres, or --storeys.")
    match = solve_picture(
        picture,
        corners=quad,
        roof_m=roof_m,
        focal_px=None if focal_mm is None else focal_mm / sensor_mm * picture.size[0],
    )
    record = match.to_json()
    focal = match.focal_px / match.width * sensor_mm
    error = "as given" if focal_mm is not None else f"give or take {100 * match.focal_error:.1f} %"
    click.echo(f"Focal length  {focal:.1f} mm on a sensor of {sensor_mm:g} mm, {error}")
    click.echo(
        f"Tilt          {match.tilt_deg:+.2f} degrees, roll {match.roll_deg:+.2f}, turned {match.yaw_deg:+.2f} to the left"
    )
    click.echo(f"Horizon       {match.horizon:.3f} of the height from the top")
    if match.eye is not None and match.facade_m is not None:
        x, y, z = match.eye
        click.echo(f"Camera        {z:.2f} m high, {-y:.2f} m before the facade, {x:+.2f} m to the right of its middle")
        click.echo(f"Facade        {match.facade_m[0]:.2f} m wide for a height of {match.facade_m[1]:.2f} m")
        click.echo(
            f"Residual      {match.residual_px:.2f} px at the corners, {match.line_residual_px:.2f} px at the lines"
        )
    else:
        click.echo("Camera        its height is not told without a facade: give --corners or --mask, and --height")
        click.echo(f"Residual      {match.line_residual_px:.2f} px at the lines")
    lines = record["lines"]
    click.echo(
        f"Lines         {lines['x']} along the facade, {lines['y']} away, {lines['z']} upright, of {record['segments']}"
    )
    for note in match.notes:
        click.echo(f"Note          {note}")
    if overlay is not None:
        draw_overlay(match, picture, overlay)
        click.echo(f"Overlay       {overlay}")
    if as_json:
        print_json({**record, "focal_mm": round(focal, 3), "sensor_mm": sensor_mm, "corners": quad})


@command.command("page")
@click.argument("plate", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where the lines for the brief are saved: PLATE.site.yaml when left out.",
)
@click.option("--corners", help="Corners to begin with, as `plate solve` reads them.")
@click.option("--storeys", type=click.IntRange(1, 40), default=4, show_default=True, help="Storeys to begin with.")
@click.option("--floor-height", "floor_m", type=float, default=STOREY_M, show_default=True, help="Floor to floor [m].")
@click.option("--focal", "focal_mm", type=float, help="The focal length, if it is known [mm].")
@click.option("--sensor", "sensor_mm", type=float, default=36.0, show_default=True, help="Width of the sensor [mm].")
@click.option(
    "--frame", type=click.IntRange(min=1), default=1, show_default=True, help="Which of a moving plate's frames."
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; a free one when left out.")
@click.option("--open", "opens", is_flag=True, help="Open the page in the desktop's browser.")
def page(
    plate: Path,
    out: Path | None,
    corners: str | None,
    storeys: int,
    floor_m: float,
    focal_mm: float | None,
    sensor_mm: float,
    frame: int,
    port: int,
    *,
    opens: bool,
) -> None:
    """Mark the facade in PLATE by hand, in a page on this machine, and save the lines for the brief."""
    from rushes.cli.plate_page import Marking, serve_page
    from rushes.media.plate import picture_at
    from rushes.show import FrameRange

    picture = picture_at(plate, FrameRange(1, frame), frame)
    begin = {
        "corners": None if corners is None else [list(corner) for corner in _quad(corners)],
        "storeys": storeys,
        "floor": floor_m,
        "focal": focal_mm,
        "sensor": sensor_mm,
    }
    place = out if out is not None else plate.with_name(f"{plate.stem}.site.yaml")
    server, address = serve_page(Marking(plate.name, picture, place, begin), port=port)
    click.echo(f"Open {address}")
    click.echo("It is served to this machine only. Ctrl-C ends it.")
    if opens:
        click.launch(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("")
    finally:
        server.server_close()


def _quad(text: str) -> tuple[tuple[float, float], ...]:
    """Read corners as somebody types them, or as JSON."""
    from rushes.errors import BadInputError

    try:
        if text.strip().startswith("["):
            return tuple((float(x), float(y)) for x, y in parsed(text))
        return tuple((float(x), float(y)) for x, y in (pair.split(",") for pair in text.split()))
    except (TypeError, ValueError) as error:
        raise BadInputError(
            f'--corners is "{text}", but it has to be four pairs such as "0.2,0.8 0.7,0.75 0.7,0.2 0.2,0.1".'
        ) from error
