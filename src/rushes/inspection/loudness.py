"""How loud is it, and does it clip anywhere?"""

from __future__ import annotations

import math

from rushes.engines import Finding, Take
from rushes.media.sound import loudness_lufs, read_wav, true_peak_dbtp

CEILING_DBTP = -2.0
LOUDEST_LUFS = -14.0
"""Louder than any programme is delivered; a mix above it was limited flat."""

SILENT = -144.0
"""What 24 bits call silence [dB]; JSON knows no minus infinity."""


def loudness(take: Take) -> tuple[Finding, ...]:
    """Measure true peak (BS.1770-4) and integrated loudness of the mix. A re-age keeps its plate's level, which is not ours to judge."""
    paths = take.paths("sound")
    if not paths or take.kind == "reage":
        return ()
    samples = read_wav(paths[0]).samples
    peak, loud = _finite(true_peak_dbtp(samples)), _finite(loudness_lufs(samples))
    over = f"{paths[0].name} peaks at {peak:.2f} dBTP. Lower it, or make the sound again."
    flat = f"{paths[0].name} has {loud:.1f} LUFS. Lower it."
    return (
        Finding("true_peak", peak <= CEILING_DBTP, round(peak, 2), CEILING_DBTP, "dBTP", over * (peak > CEILING_DBTP)),
        Finding("loudness", loud <= LOUDEST_LUFS, round(loud, 2), LOUDEST_LUFS, "LUFS", flat * (loud > LOUDEST_LUFS)),
    )


def _finite(level: float) -> float:
    return level if math.isfinite(level) else SILENT
