"""The story of rooms 1 to 6: a brief is cleared, made, checked, sealed, and only then handed over."""

from __future__ import annotations

import getpass
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.assembly import assemble, hand_over, with_notes, write_record
from rushes.brief import Brief, brief_sha256
from rushes.clearance import Clearance
from rushes.clock import SteadyClock
from rushes.engines import Finding, Take
from rushes.enrolled import enrolled_faces
from rushes.errors import BadInputError, CheckFailedError, EscalatedError, RefusedError
from rushes.inspection import inspect, likeness_check
from rushes.judgement import Asked, asked_about, judge, put_on_record, rules_in
from rushes.media.encoding import space_of
from rushes.networks import keep_networks
from rushes.plan import Calibration, Engine, Recipe, StepState, folders_of, load_calibration, plan, states, tasks
from rushes.plugins import inspections, rivals
from rushes.provenance import Verification, choose_signer, record_seal, seal, trust_roots, verify
from rushes.provenance.events import mend_ledger, record_refusal, record_template_access
from rushes.provenance.watermark import marked_take
from rushes.quarantine import quarantine
from rushes.show import Show
from rushes.stored_takes import store_take, stored_in
from rushes.studio import Job, LocalExecutor, Progress, StepTask, job_lock, run_job, settings_folder
from rushes.studio.config import load_studio
from rushes.studio.executors import choose_executor
from rushes.studio.watch import about, span

__all__ = [
    "Made",
    "Outlook",
    "calibrated",
    "confirm",
    "engine_for",
    "judge",
    "laid_out",
    "make",
    "preview",
    "put_on_record",
]


@dataclass(frozen=True, slots=True)
class Made:
    """What ``make`` hands over: the take, what verification said of its movie, and whether it was there already."""

    take: Take
    seal: Verification
    existed: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What ``preview`` says: the recipe, and where each of its steps stands."""

    recipe: Recipe
    states: tuple[StepState, ...]


def make(
    brief: Brief,
    show: Show,
    clearance: Clearance,
    *,
    progress: Callable[[Progress], None],
    again: bool = False,
    engine: str = "",
    notes: Mapping[str, Any] | None = None,
) -> Made:
    """Make a sealed take, going on wherever an earlier run of the same brief stopped.

    Args:
        brief: What is asked.
        show: Where it belongs.
        clearance: What ``judge`` said of it.
        progress: Called as steps go on.
        again: Make a new version even if this very recipe is sealed already.
        engine: The name of the engine that makes it; the usual one of the brief's kind when empty.
        notes: Which notes on an earlier version it answers, and how; it is then a new version, and this is sealed with it.

    Raises:
        RefusedError: The clearance does not cover it, or does not hold any more: what is finished is kept, nothing goes on.
        EscalatedError: A person has to decide first.
        BusyError: Another run makes this shot.
        NotNowError: The clock is wrong, or the disk is full.
        CheckFailedError: What was about to be handed over does not verify, or shows somebody who has not agreed: it is then in
            the show's quarantine, unsealed.
        RushesError: A step failed or was cancelled; what is finished is kept.
    """
    with job_lock(show.work, brief.shot):
        clock = SteadyClock(show.work)
        clock.check()
        mend_ledger(show)
        existing = None if again or notes else _find(brief, show, clearance, engine)
        if existing is not None:
            return Made(existing, confirm(existing), existed=True)
        recipe = _recipe(brief, show, clearance, show.next_version(brief.shot), engine)
        asked = asked_about(brief, show)
        put_on_record(brief, show, clearance)
        sealed: list[Made] = []

        def finish(tell: Callable[[Progress], None]) -> None:
            tell(Progress("seal", 0, 1))
            clock.check()
            take = assemble(recipe, show, clearance, brief, engine_for(brief, engine).digital_source_type(brief))
            take = with_notes(take, notes) if notes else take
            take = marked_take(take) if show.watermark else take
            with span("checks"):
                take = inspect(take, (*inspections(), _likeness(brief, show, asked, clearance)))
            quarantine(take, show, brief)
            asked.again(clearance)
            with span("seal"):
                take = seal(take, signer=choose_signer(show.signing, base=show.folder), plate=brief.plate)
                write_record(take, brief)
                confirm(take)
            asked.again(clearance)
            with span("ledger"):
                record_seal(take, show.ledger, actor=getpass.getuser())
            keep_networks(recipe, show)
            take = hand_over(take, show)
            store_take(take, show, tell)
            tell(Progress("seal", 1, 1))
            sealed.append(Made(take, confirm(take), existed=False))

        _run(recipe, show, clearance, asked, progress, finish)
        return sealed[0]


def preview(brief: Brief, show: Show, clearance: Clearance, calibration: Calibration) -> Outlook:
    """Say what making a brief would take, and what of it is done already. Makes nothing."""
    recipe = _recipe(brief, show, clearance, show.next_version(brief.shot))
    return Outlook(recipe, states(recipe, show.work, calibration))


def laid_out(brief: Brief, show: Show, clearance: Clearance) -> tuple[Recipe, tuple[StepTask, ...]]:
    """Return the recipe of a brief's next version, and what a floor, or a farm, has to run for it. Makes nothing.

    Raises:
        RefusedError: The clearance does not cover it.
    """
    recipe = _recipe(brief, show, clearance, show.next_version(brief.shot))
    asked = asked_about(brief, show)
    return recipe, tasks(recipe, show.work, clearance, question=asked.question, gate=asked.gate)


def calibrated(
    progress: Callable[[Progress], None], asked: Brief | None = None, show: Show | None = None, *, anew: bool = False
) -> Calibration:
    """Return what was measured on this machine; measure it with small real jobs of the brief's own engine when that was not yet.

    The first job counts for nothing: it compiles what later ones find compiled.

    Args:
        progress: Told how far the jobs are.
        asked: The brief that times are wanted for; left out, the house's own.
        show: Where it belongs.
        anew: Measure again.

    Raises:
        RefusedError, EscalatedError: The job shows somebody, and may not be made.
    """
    calibration, brief = load_calibration(settings_folder()), asked or Brief(shot="000_0000")
    engine = engine_for(brief)
    sample = engine.sample
    if sample is None or (not anew and _measured(sample(brief, engine.sample_frames[0]), show, calibration)):
        return calibration
    with tempfile.TemporaryDirectory(prefix="rushes-calibration-") as folder:
        for run, frames in enumerate(engine.sample_frames):
            small, work = sample(brief, frames), Path(folder) / f"work{run}"
            own = show if show is not None and _shows_something(small) else None
            there = own or Show.init(Path(folder) / f"SHOW{run}", rate=Fraction(24))
            clearance = judge(small, there)
            recipe = _recipe(small, there, clearance, "v001")
            try:
                with job_lock(work, small.shot):
                    _run(recipe, there, clearance, asked_about(small, there), progress, remember=run > 0, work=work)
            except BadInputError:
                if own is None:
                    raise
                break  # a few frames of a plate may show nobody; what could not be measured is said to be unknown
    return load_calibration(settings_folder())


def _measured(small: Brief, show: Show | None, calibration: Calibration) -> bool:
    """Return whether every step of a small job was measured on this machine."""
    if show is None or not _shows_something(small):
        rate, name = Fraction(24), "MEASURE"
    else:
        rate, name = show.rate, show.name
    return calibration.covers(engine_for(small).steps(small, rate, name, "v001"))


def _shows_something(brief: Brief) -> bool:
    """Return whether a brief has a plate or people, so that making it asks for what the show knows of them."""
    return brief.plate is not None or bool(brief.people)


def confirm(take: Take) -> Verification:
    """Verify what is handed over: no manifest, no take.

    Raises:
        CheckFailedError: The take's movie or another of its files does not verify.
    """
    whole = verify(take.folder, trust_roots=trust_roots())
    if whole.state not in {"trusted", "valid"}:
        raise CheckFailedError(
            f"Take {take.stem} in {take.folder} does not verify ({whole.state}): {'; '.join(whole.problems)} "
            "It is not handed over. Make it again."
        )
    return whole


def engine_for(brief: Brief, name: str = "") -> Engine:
    """Return the engine that answers a brief: the one of a name, or the usual one of its kind.

    Raises:
        BadInputError: No engine answers its kind, or none of that name does.
    """
    known = rivals()
    if brief.kind not in known:
        raise BadInputError(f'No engine answers briefs of kind "{brief.kind}". There are: {", ".join(sorted(known))}.')
    several = known[brief.kind]
    if name and name not in several:
        raise BadInputError(
            f'No engine called "{name}" answers briefs of kind "{brief.kind}". There are: {", ".join(several)}.'
        )
    return several[name] if name else next(iter(several.values()))


def _recipe(brief: Brief, show: Show, clearance: Clearance, version: str, engine_name: str = "") -> Recipe:
    engine = engine_for(brief, engine_name)
    return plan(
        engine.completed(brief, show.folder, show.shot_folder(brief.shot)),
        clearance,
        engine,
        show=show.name,
        version=version,
        rate=show.rate,
        brief_sha256=brief_sha256(brief),
    )


def _find(brief: Brief, show: Show, clearance: Clearance, engine: str) -> Take | None:
    """Return the newest take that holds this very recipe already.

    Raises:
        BadInputError: An earlier version's record can't be read, so that nobody can tell.
    """
    for version in reversed(show.versions(brief.shot)):
        record = show.version_folder(brief.shot, version) / "take.json"
        try:
            take = Take.load(record)
        except BadInputError as error:
            raise BadInputError(
                f"{record} is missing or damaged, so that nobody can tell whether {version} is this very recipe. Bring "
                "it back from a copy, or use --again to make a new version."
            ) from error
        if take.recipe["sha256"] == _recipe(brief, show, clearance, version, engine).sha256:
            return take
    return None


def _likeness(brief: Brief, show: Show, asked: Asked, clearance: Clearance) -> Callable[[Take], tuple[Finding, ...]]:
    """Return the check of a take's faces: what was decided about shapes in it counts as far as the clearance names it."""
    about, now = (show.name, brief.shot, brief_sha256(brief)), datetime.now(UTC)
    named = (one for one in asked.registry.false_faces if one.id in clearance.decisions)
    decided = tuple(one for one in named if one.holds(*about, now))
    return likeness_check(enrolled_faces(show), brief.plate, space_of(brief.plate_colour), decided=decided)


def _run(
    recipe: Recipe,
    show: Show,
    clearance: Clearance,
    asked: Asked,
    progress: Callable[[Progress], None],
    finish: Callable[[Callable[[Progress], None]], None] = lambda _: None,
    *,
    remember: bool = True,
    work: Path | None = None,
) -> None:
    """Run what is not done, remember what it cost, and write down when the gate stops it; in the show's own store unless another is given."""
    executor = LocalExecutor() if work else choose_executor(load_studio(), show.name)
    work = work or show.work
    consents = tuple(name for name, _ in clearance.consents)
    job = Job(
        f"{recipe.shot}-{recipe.version}-{recipe.sha256[:8]}", recipe.shot, recipe.version, "running", consents=consents
    )
    folders = folders_of(recipe, work)
    todo = tasks(recipe, work, clearance, question=asked.question, gate=asked.gate)
    if any(file.label == "templates" and not folders[one.name].is_done() for one in recipe.steps for file in one.files):
        record_template_access(show, purpose="track", performers=sorted(set(enrolled_faces(show).performers)))
    step = "none"

    def told(now: Progress) -> None:
        nonlocal step
        step = now.step
        progress(now)

    try:
        with about(show=show.name), span("job", job=job.id, shot=job.shot, version=job.version):
            made = run_job(
                work,
                job,
                todo,
                progress=told,
                executor=executor,
                then=finish,
                storage=stored_in(show) if remember else None,
            )
    except (RefusedError, EscalatedError) as error:
        actions = {one.name: one.action for one in recipe.steps}
        record_refusal(
            show,
            shot=recipe.shot,
            action=actions.get(step, str(asked.question.actions[0])),
            step=step,
            clearance=clearance.id,
            rules=rules_in(str(error)),
        )
        raise
    if not remember:
        return
    calibration = load_calibration(settings_folder())
    for name in made:
        one, record = recipe.step(name), folders[name].record() or {}
        divided = (
            one.apart is not None and executor.workers > 1
        )  # then its record adds up what was done at the same time
        calibration = calibration.with_run(one, made[name] if divided else float(record.get("seconds", made[name])))
