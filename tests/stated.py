"""Statements of models' makers, whole and small: SPDX 3 and CycloneDX, and weights that they may be about."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

AT = "https://maker.example/"
_WHEN = "2026-01-01T00:00:00Z"


def safetensors(path: Path, numbers: int = 4, **said: str) -> Path:
    """Write a safetensors file with one tensor of bytes."""
    header: dict[str, Any] = {"w": {"dtype": "U8", "shape": [numbers], "data_offsets": [0, numbers]}}
    if said:
        header["__metadata__"] = said
    raw = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + bytes(range(numbers)))
    return path


def pipeline(folder: Path) -> Path:
    """Write a folder as a pipeline of diffusers has it: an index, one part with weights, one without."""
    safetensors(folder / "unet" / "diffusion_pytorch_model.safetensors")
    (folder / "unet" / "config.json").write_text("{}")
    (folder / "scheduler").mkdir()
    (folder / "scheduler" / "scheduler_config.json").write_text("{}")
    index = {
        "_class_name": "StableDiffusionControlNetImg2ImgPipeline",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "scheduler": ["diffusers", "DDIMScheduler"],
        "safety_checker": [None, None],
        "requires_safety_checker": False,
    }
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder


def spdx(licence: str | None = "CC-BY-4.0", **hashes: str) -> dict[str, Any]:
    """Return an SPDX 3 document about a model that was trained on one data set."""
    graph: list[dict[str, Any]] = [
        {"type": "CreationInfo", "@id": "_:made", "specVersion": "3.0.1", "created": _WHEN, "createdBy": [f"{AT}maker"]},
        {"type": "Organization", "spdxId": f"{AT}maker", "creationInfo": "_:made", "name": "The Maker"},
        {
            "type": "ai_AIPackage", "spdxId": f"{AT}look", "creationInfo": "_:made", "name": "look", "suppliedBy": f"{AT}maker",
            "software_downloadLocation": f"{AT}look.zip", "software_packageVersion": "1", "software_primaryPurpose": "model",
            "releaseTime": _WHEN, "ai_informationAboutTraining": "Trained on our own photographs.",
            **({"verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": one} for one in hashes.values()]} if hashes else {}),
        },
        {
            "type": "dataset_DatasetPackage", "spdxId": f"{AT}pictures", "creationInfo": "_:made", "name": "Pictures",
            "dataset_datasetType": ["image"], "originatedBy": [f"{AT}maker"], "builtTime": _WHEN, "releaseTime": _WHEN,
            "software_downloadLocation": f"{AT}pictures.zip", "software_primaryPurpose": "data",
            "dataset_hasSensitivePersonalInformation": "no",
        },
        {"type": "Relationship", "spdxId": f"{AT}r1", "creationInfo": "_:made", "from": f"{AT}look", "relationshipType": "trainedOn", "to": [f"{AT}pictures"]},
    ]  # fmt: skip
    if licence is not None:
        named = {"NONE": "expandedlicensing_NoneLicense", "NOASSERTION": "expandedlicensing_NoAssertionLicense"}
        to = named.get(licence, f"{AT}licence")
        if licence not in named:
            graph.append({"type": "simplelicensing_LicenseExpression", "spdxId": to, "creationInfo": "_:made", "simplelicensing_licenseExpression": licence})  # fmt: skip
        graph.append({"type": "Relationship", "spdxId": f"{AT}r2", "creationInfo": "_:made", "from": f"{AT}pictures", "relationshipType": "hasDeclaredLicense", "to": [to]})  # fmt: skip
    return {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph}


def cyclonedx(licence: str | None = "CC-BY-4.0", **hashes: str) -> dict[str, Any]:
    """Return a CycloneDX ML-BOM about a model that was trained on one data set."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"supplier": {"name": "The Maker"}},
        "components": [
            {
                "type": "machine-learning-model",
                "name": "look",
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "hashes": [{"alg": "SHA-256", "content": one} for one in hashes.values()],
                "modelCard": {"modelParameters": {"task": "Draws a look.", "datasets": [{"ref": "pictures"}]}},
            },
            {
                "type": "data",
                "name": "Pictures",
                "bom-ref": "pictures",
                **({"licenses": [{"expression": licence}]} if licence else {}),
                "data": [{"type": "dataset", "contents": {"url": f"{AT}pictures.zip"}}],
            },
        ],
    }


def written(path: Path, document: dict[str, Any]) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
