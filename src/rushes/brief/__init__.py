"""Room 1: what is asked? YAML or words go in, a typed brief comes out."""

from rushes.brief.brief import Brief, Building, Camera, Collapse, Dust, Grade, Light, Quality, Reading

__all__ = ["Brief", "Building", "Camera", "Collapse", "Dust", "Grade", "Light", "Quality", "Reading"]
