"""One page a take, in one file: picture, sound, what was understood, what was found, and who vouches for it."""

from __future__ import annotations

import base64
import json
from collections import Counter
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.provenance import Verification, verify
from rushes.untrusted import parsed

_UNITS = frozenset({"m", "mm", "s", "deg", "stops"})

_SAID_ABOVE = frozenset({"show", "shot", "version", "engine", "recipe sha256"})
"""What a manifest repeats of the page's own head and seal; it stays in the manifest's full text."""

EMBED_LIMIT_BYTES = 48 * 1024 * 1024
"""A movie up to this size travels inside the page; a larger one stays beside it, since browsers grow slow."""


def write_page(take: Take, *, seal: Verification, text: str) -> Path:
    """Write ``index.html`` into the take's folder.

    The page needs nothing from any network. Up to ``EMBED_LIMIT_BYTES`` the movie is inside it, so that it can be
    mailed; it can be written again at any time and is not part of what is sealed.

    Args:
        take: A sealed take.
        seal: What verification said of the whole take.
        text: The words of the brief.

    Raises:
        BadInputError: The take has no review movie or no contact sheet, or the folder can't be written.
    """
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["spoken"] = spoken
    template = environment.from_string(
        resources.files("rushes.review").joinpath("page.html").read_text(encoding="utf-8")
    )
    carried = verify(_only(take, "review"), trust_roots="")
    page = template.render(
        take=take,
        rate=f"{take.rate.numerator}/{take.rate.denominator}",
        seconds=f"{float(len(take.frames) / take.rate):.2f}",
        text=text,
        seal=seal,
        movie=_address(take, _only(take, "review"), "video/mp4"),
        sheet=_address(take, _only(take, "contact_sheet"), "image/png"),
        made=_moment(take.created),
        judged=_moment(str(take.clearance["judged_at"])),
        sealed=[(what, _without_folder(value)) for what, value in seal.details if "recipe" not in what],
        carried=[(what, value) for what, value in carried.details if what not in _SAID_ABOVE],
        manifest=json.dumps(carried.manifest, indent=1, ensure_ascii=False) if carried.manifest else "",
        failed=[finding for finding in take.findings if not finding.ok],
        passed=[finding for finding in take.findings if finding.ok],
        roles=sorted(Counter(file.role for file in take.files).items()),
        frame_table=_frame_table(take),
        pair=_pair(take),
    )
    target = take.folder / "index.html"
    part = target.with_suffix(".part")
    try:
        part.write_text(page, encoding="utf-8")
        part.replace(target)
    except OSError as error:
        raise BadInputError(
            f"{target} can't be written ({error.strerror}). Make room or give write permission, and run again."
        ) from error
    return target


def spoken(name: str) -> str:
    """Return a field's or check's name as people say it: ``camera.height_m`` is *camera height*; the value has its unit."""
    words = name.replace(".", " ").split("_")
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in _UNITS else words)


def _moment(iso: str) -> str:
    return datetime.fromisoformat(iso).astimezone(UTC).strftime("%-d %B %Y, %H:%M UTC")


def _without_folder(value: str) -> str:
    """Return a path as its name: the page is mailed, and folders on this machine say nothing to who opens it."""
    return Path(value).name if Path(value).is_absolute() else value


def _only(take: Take, role: str) -> Path:
    paths = [path for path in take.paths(role) if path.suffix in {".mp4", ".png"}]
    if not paths or not paths[0].is_file():
        raise BadInputError(f"Take {take.stem} has no {role} file in {take.folder}. Make the take again.")
    return paths[0]


def _address(take: Take, path: Path, media_type: str) -> str:
    if path.stat().st_size > EMBED_LIMIT_BYTES:
        return path.relative_to(take.folder).as_posix()
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _pair(take: Take) -> dict[str, str] | None:
    """Return the strip and the split-screen movie of a take that changed somebody in a plate; None of any other."""
    strips = [path for path in take.paths("contact_sheet") if path.name.endswith("_strip.png")]
    splits = [path for path in take.paths("review") if path.name.endswith("_split.mp4")]
    if not strips or not splits:
        return None
    return {"strip": _address(take, strips[0], "image/png"), "split": _address(take, splits[0], "video/mp4")}


def _frame_table(take: Take) -> list[list[int]]:
    """Return each picture's [frame, numerator and denominator of its time in s], from the movie's frame table."""
    for path in take.paths("review"):
        if path.name.endswith("_frames.json"):
            record = parsed(path.read_text(encoding="utf-8"))
            return [row[:3] for row in record["frames"]]
    return []
