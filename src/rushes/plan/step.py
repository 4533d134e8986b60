"""A step of a recipe, and what it is handed when it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rushes.canonical import sha256_of
from rushes.clearance import Clearance
from rushes.clearance.gate import Permit
from rushes.errors import RefusedError
from rushes.show import FrameRange
from rushes.studio import Apart
from rushes.studio.resources import ONE_CPU, Resources


@dataclass(frozen=True, slots=True)
class Publish:
    """How a step's files enter the take.

    Attributes:
        pattern: A glob inside the step's folder, for example ``comp.*.exr``.
        role: The file's role in ``take.json`` (``comp``, ``element``, ``pass``, ``scene``, ``sound``, ``stem``, ``line``,
            ``subtitles``, ``review``, ``contact_sheet``, ``contacts``, ``board``, ``papers``, ``manifest``).
        to: The path inside the version's folder, with ``{show} {shot} {version} {frame} {name} {file}``; ``{frame}`` is the four
            digits found in the file's name, ``{name}`` its stem without the frame, and ``{file}`` its whole name.
    """

    pattern: str
    role: str
    to: str


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file from outside the recipe, named by its content.

    Attributes:
        label: What the step calls it, for example ``plate``.
        path: Where it lies (a file, or the first file of a sequence).
        sha256: SHA-256 of its bytes (of the list of hashes, for a sequence).
        weights: Whether it is a model: then it has to be among those that the clearance was asked for, and is hashed again before it is loaded.
    """

    label: str
    path: Path
    sha256: str
    weights: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work from paths to paths, named by everything that shapes its output.

    Attributes:
        name: Unique within the recipe, for example ``simulate``.
        entry: The function that does it, ``package.module:function``; it takes a ``StepContext``.
        version: Raised when the function's output changes for the same parameters.
        action: What clearance must cover: an ``Action`` (``generate``, ``alter``, ``reage``, ``dub``, ``train``, ...).
        params: Plain JSON values that shape the output.
        needs: Names of the steps whose folders it reads.
        files: Files from outside.
        publishes: What enters the take.
        deterministic: Whether the same key gives the same bytes on the same machine.
        work: Amount of work in ``work_unit``, for the time estimate.
        work_unit: What the calibration counts, for example ``megasample``.
        frames: Number of frames it reports as progress; 0 when it is not made of frames.
        apart: Its frames, when its function can make some of them without the others (``StepContext.mine``). It is no part of the
            key: divided or not, the same frames come out.
        resources: What it needs of the machine that runs it; no part of the key either.
        sends: What of its work leaves the house, in the words of ``Question.sent``: clearance was asked for it, or the step isn't run.
        tools: Names and versions of the programs and models behind it, for provenance.
    """

    name: str
    entry: str
    version: int
    params: Mapping[str, Any]
    needs: tuple[str, ...] = ()
    files: tuple[InputFile, ...] = ()
    publishes: tuple[Publish, ...] = ()
    action: str = "generate"
    deterministic: bool = True
    work: float = 1.0
    work_unit: str = "run"
    frames: int = 0
    apart: Apart | None = None
    resources: Resources = ONE_CPU
    sends: tuple[str, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)

    def key(self, upstream: Mapping[str, str]) -> str:
        """Return the content address (64 hex digits) of this step's output.

        Args:
            upstream: The keys of the steps in ``needs``, by name.

        Raises:
            KeyError: A needed step's key is missing.
        """
        return sha256_of(
            {
                "name": self.name,
                "entry": self.entry,
                "version": self.version,
                "params": dict(self.params),
                "needs": {name: upstream[name] for name in self.needs},
                "files": {file.label: file.sha256 for file in self.files},
                "tools": dict(self.tools),
            }
        )


@dataclass(frozen=True, slots=True)
class StepContext:
    """What a step's function is handed.

    A step writes only into ``out``. Files it finds there come from an earlier, broken-off run of the very same
    step; those that are whole may be kept, and each new one is written beside and renamed. It calls ``report``
    as it goes, which raises ``CancelledError`` when somebody cancelled the job.

    Attributes:
        out: The folder to write in.
        inputs: The folders of the needed steps, by name.
        files: Files from outside, by label.
        params: The step's parameters.
        permit: What the clearance gate gave for this step, a moment ago. What starts another program asks for it.
        report: Called with (done, total); raises ``CancelledError`` on cancel.
        only: The frames to make now, when others are made beside it; what belongs to all frames together is then left to the last task,
            which has None here, finds the frames in ``out``, and makes any that is missing.
        scratch: Where its own passing files lie: ``out``, or for a chunk a folder that no other run shares.

    Raises:
        RefusedError: It was made without a permit of the gate.
    """

    out: Path
    inputs: Mapping[str, Path]
    files: Mapping[str, Path]
    params: Mapping[str, Any]
    permit: Permit
    report: Callable[[int, int], None]
    only: FrameRange | None = None
    scratch: Path = Path()

    def __post_init__(self) -> None:
        if self.only is None:
            object.__setattr__(self, "scratch", self.out)
        if type(self.permit) is not Permit:
            raise RefusedError(
                "A step is run with a permit of the clearance gate, and this one was given none. Let the runner start it: "
                "rushes.plan.run.run_step."
            )

    def mine(self, frames: FrameRange) -> FrameRange:
        """Return which of a step's frames are to be made now."""
        return self.only or frames

    @property
    def clearance(self) -> Clearance:
        """The judgement that the permit rests on."""
        return self.permit.clearance
