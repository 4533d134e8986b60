"""Room 5: is it right? A take goes in, findings come out."""

from __future__ import annotations

from collections.abc import Callable

import pluggy

from rushes.engines import Finding, Take
from rushes.inspection.above_roof import above_roof
from rushes.inspection.as_asked import as_asked
from rushes.inspection.as_seen import as_seen
from rushes.inspection.black_frames import black_frames
from rushes.inspection.brought_model import brought_model
from rushes.inspection.buildable import buildable
from rushes.inspection.bystanders import bystanders
from rushes.inspection.clip_flicker import clip_flicker
from rushes.inspection.colour_space import colour_space
from rushes.inspection.debris_at_rest import debris_at_rest
from rushes.inspection.doubled_frames import doubled_frames
from rushes.inspection.dust_source import dust_source
from rushes.inspection.equal_length import equal_length
from rushes.inspection.finite_pixels import finite_pixels
from rushes.inspection.flicker import flicker
from rushes.inspection.free_fall import free_fall
from rushes.inspection.hanging import hanging
from rushes.inspection.inspect import inspect
from rushes.inspection.likeness import likeness_check
from rushes.inspection.loudness import loudness
from rushes.inspection.missing_frames import missing_frames
from rushes.inspection.momentum_energy import momentum_energy
from rushes.inspection.overlap import overlap
from rushes.inspection.reage import reage
from rushes.inspection.review_movie import review_movie
from rushes.inspection.seen_moves import seen_moves
from rushes.inspection.speech import speech
from rushes.inspection.structure import structure
from rushes.inspection.sync import sync
from rushes.inspection.under_ground import under_ground
from rushes.inspection.upward_speed import upward_speed
from rushes.inspection.wearable import wearable

__all__ = [
    "above_roof",
    "as_asked",
    "as_seen",
    "black_frames",
    "brought_model",
    "buildable",
    "bystanders",
    "clip_flicker",
    "colour_space",
    "debris_at_rest",
    "doubled_frames",
    "dust_source",
    "equal_length",
    "finite_pixels",
    "flicker",
    "free_fall",
    "hanging",
    "inspect",
    "likeness_check",
    "loudness",
    "missing_frames",
    "momentum_energy",
    "overlap",
    "reage",
    "review_movie",
    "rushes_inspections",
    "seen_moves",
    "speech",
    "structure",
    "sync",
    "under_ground",
    "upward_speed",
    "wearable",
]

hookimpl = pluggy.HookimplMarker("rushes")


@hookimpl
def rushes_inspections() -> list[Callable[[Take], tuple[Finding, ...]]]:
    """Return the checks that ship with Rushes, pictures first."""
    return [
        missing_frames,
        black_frames,
        doubled_frames,
        flicker,
        clip_flicker,
        finite_pixels,
        colour_space,
        bystanders,
        brought_model,
        equal_length,
        loudness,
        sync,
        speech,
        as_asked,
        as_seen,
        seen_moves,
        buildable,
        wearable,
        under_ground,
        upward_speed,
        above_roof,
        free_fall,
        structure,
        momentum_energy,
        overlap,
        hanging,
        reage,
        debris_at_rest,
        dust_source,
        review_movie,
    ]
