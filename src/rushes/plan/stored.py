"""A step that another machine made and stored: it is fetched by whoever would make it, and only after the gate let it through."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.clearance.gate import Permit
from rushes.errors import StepFailedError, StorageError
from rushes.studio import StepFolder
from rushes.studio.storage.storage import LOG, Storage, storage_for


def fetched(request: Mapping[str, Any], folder: StepFolder, permit: Permit) -> bool:
    """Fetch a step's files, if they were stored, and otherwise those of the steps that it reads and that aren't here.

    Args:
        request: What the step is asked.
        folder: Where its files go.
        permit: What the gate gave for this step, in this process: nothing of it comes here without.

    Returns:
        Whether it is done now. Storage that can't be reached is no failure: the step is made here.

    Raises:
        StepFailedError: A step that it reads is neither here nor stored.
        BadInputError: The disk is full, or the folder can't be written.
    """
    _check_permit(permit)
    try:
        storage = storage_for(str(request["question"]["production"]))
        if storage is not None and storage.fetch_step(folder):
            return True
    except StorageError as error:
        LOG.warning("%s Step %s is made here.", error, folder.step)
        storage = None
    _bring_inputs(request, folder.work, storage)
    return False


def _bring_inputs(request: Mapping[str, Any], work: Path, storage: Storage | None) -> None:
    for name, key in request.get("keys", {}).items():
        needed = StepFolder(work, name, key)
        if needed.is_done():
            needed.mark_used()
            continue
        try:
            if storage is not None and storage.fetch_step(needed):
                continue
        except StorageError as error:
            LOG.warning("%s", error)
        raise StepFailedError(
            f"Step {request['step']} reads the step {name}, which is neither in {work} nor in a storage that answers. Run that step first."
        )


def _check_permit(permit: Permit) -> None:
    if type(permit) is not Permit:
        raise TypeError("a step is fetched with a permit of the clearance gate only")
