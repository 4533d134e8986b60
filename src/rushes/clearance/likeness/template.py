"""A template: the numbers by which a performer's face or voice is known again, and how many of them lie in a file."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from rushes.untrusted import parsed

Floats = NDArray[np.float32]
Modality = Literal["face", "voice"]

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """What one performer is known again by.

    Attributes:
        performer: Their id, and nothing else that says who they are.
        modality: Face or voice.
        model: The network that made it; it is compared with its own kind alone.
        vector: float32, shape [dimensions].
        evidence: What allows it to be kept, in the words of whoever enrolled it.
        enrolled_at: When, ISO 8601.
    """

    performer: str
    modality: Modality
    model: str
    vector: Floats
    evidence: str
    enrolled_at: str


def packed(templates: Sequence[Template]) -> bytes:
    """Return templates as bytes: the length of a list in JSON, the list, and the vectors one after the other."""
    listed = [
        {
            "performer": template.performer,
            "modality": template.modality,
            "model": template.model,
            "evidence": template.evidence,
            "enrolled_at": template.enrolled_at,
            "dimensions": int(template.vector.size),
        }
        for template in templates
    ]
    text = json.dumps(listed, ensure_ascii=False).encode()
    vectors = b"".join(np.ascontiguousarray(template.vector, "<f4").tobytes() for template in templates)
    return _LENGTH.pack(len(text)) + text + vectors


def unpacked(content: bytes) -> tuple[Template, ...]:
    """Read back what ``packed`` wrote.

    Raises:
        ValueError: It is something else.
    """
    try:
        (length,) = _LENGTH.unpack_from(content)
        start = _LENGTH.size + length
        listed: list[dict[str, Any]] = parsed(content[_LENGTH.size : start])
        numbers = np.frombuffer(content[start:], "<f4").astype(np.float32)
        templates, at = [], 0
        for entry in listed:
            dimensions = entry.pop("dimensions")
            templates.append(Template(vector=numbers[at : at + dimensions], **entry))
            at += dimensions
    except (struct.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no list of templates: {error}") from error
    if at != numbers.size:
        raise ValueError("the numbers are not those of the list")
    return tuple(templates)
