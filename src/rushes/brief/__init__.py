"""Room 1: what is asked? YAML or words go in, a typed brief comes out."""

from rushes.brief.brief import (
    Brief,
    Building,
    Camera,
    Collapse,
    Debris,
    Dust,
    Grade,
    Light,
    Quality,
    Reading,
    Site,
    Use,
)
from rushes.brief.planner import plan_with_model
from rushes.brief.reading import brief_from_text, brief_sha256, describe, read_brief, settled_yaml
from rushes.brief.reage import BROUGHT, network_id
from rushes.brief.schema import brief_schema

__all__ = [
    "BROUGHT",
    "Brief",
    "Building",
    "Camera",
    "Collapse",
    "Debris",
    "Dust",
    "Grade",
    "Light",
    "Quality",
    "Reading",
    "Site",
    "Use",
    "brief_from_text",
    "brief_schema",
    "brief_sha256",
    "describe",
    "network_id",
    "plan_with_model",
    "read_brief",
    "settled_yaml",
]
