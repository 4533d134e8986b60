"""The register as PDF/A-2b: A4 across, made by typst from one template; also as pictures of its sheets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Literal

from rushes.media.typeset import typeset

_TEMPLATE = "register.typ"


def register_pdf(pack: Mapping[str, Any]) -> bytes:
    """Return the register as PDF: fonts inside, nothing from a network; equal packs are equal files.

    Raises:
        BadInputError: It can't be laid out.
    """
    return _compiled(pack, "pdf")[0]


def register_sheets(pack: Mapping[str, Any], *, dpi: float = 96) -> list[bytes]:
    """Return a PNG of each sheet.

    Raises:
        BadInputError: It can't be laid out.
    """
    return _compiled(pack, "png", dpi)


def _compiled(pack: Mapping[str, Any], form: Literal["pdf", "png"], dpi: float = 96) -> list[bytes]:
    template = resources.files("rushes.delivery.disclosure_pack").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    files = {"pack.json": json.dumps(pack).encode()}
    return typeset(template, files, form, dpi=dpi, name=f"The register of {pack['show']}")
