"""Policy as code: packs of Cedar rules, the judge that asks them, and the reasons that they give."""

from __future__ import annotations

from rushes.clearance.policy.pack import BUILT_IN, HOUSE, Pack, load_pack, load_packs, read_pack
from rushes.clearance.policy.rule import EVIDENCE, NotJudged, Rule
from rushes.hookspecs import hookimpl

__all__ = [
    "BUILT_IN",
    "EVIDENCE",
    "HOUSE",
    "NotJudged",
    "Pack",
    "Rule",
    "load_pack",
    "load_packs",
    "read_pack",
    "rushes_policy_packs",
]


@hookimpl
def rushes_policy_packs() -> list[Pack]:
    """Return the packs that come with Rushes."""
    return [load_pack(name) for name in BUILT_IN]
