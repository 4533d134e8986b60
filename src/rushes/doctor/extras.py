"""Is there what was asked for: the extras that a studio, a team's room or brought models need, and a GPU for models."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rushes.doctor.examination import Place
from rushes.show import Show
from rushes.studio.trouble import Trouble

PACKAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "team": ("authlib", "httpx", "itsdangerous", "joserfc"),
    "farm": ("ray",),
    "storage": ("obstore",),
    "watch": ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http", "prometheus_client"),
    "diffusers": ("diffusers", "transformers", "torch", "safetensors", "accelerate", "ftfy"),
}
"""The modules that each extra brings; the test compares them with what the installer reads."""


def check_extras(place: Place) -> Iterator[Trouble]:
    """Look at what the studio and the show ask for."""
    studio = place.studio
    if studio.executor != "local":
        yield from extra_troubles("farm", "The studio's executor (ray)")
    if studio.storage is not None:
        yield from extra_troubles("storage", "The studio's storage")
    if studio.watch.metrics or studio.watch.traces:
        yield from extra_troubles("watch", "The studio's watch")
    if place.show is None:
        return
    if (place.show.folder / "review" / "team.yaml").is_file():
        yield from extra_troubles("team", "A team's sign-in (review/team.yaml)")
    if brings_models(place.show):
        yield from extra_troubles("diffusers", "A model on the show's shelf")
        yield from gpu_troubles(is_there("torch"), nvidia=shutil.which("nvidia-smi") is not None, gpus=_gpus)


def extra_troubles(extra: str, who: str) -> Iterator[Trouble]:
    """Say that an extra is not installed.

    Args:
        extra: Its name.
        who: What asks for it, as a sentence begins.
    """
    missing = [name for name in PACKAGES[extra] if not is_there(name)]
    if missing:
        yield Trouble(
            "extras",
            f"{who} needs {', '.join(missing)}, which {'are' if len(missing) > 1 else 'is'} not installed.",
            f"Run: pip install 'rushes[{extra}]'",
        )


def is_there(module: str) -> bool:
    """Say whether a module could be imported, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def brings_models(show: Show) -> bool:
    """Say whether a pipeline of diffusers is on a show's shelf."""
    from rushes.clearance.models import MODELS, model_cards

    cards, _ = model_cards(show.folder / MODELS)
    return any((card.weights_path(show.folder, show.folder / MODELS) / "model_index.json").is_file() for card in cards)


def gpu_troubles(has_torch: bool, *, nvidia: bool, gpus: Callable[[], int]) -> Iterator[Trouble]:
    """Say that brought models will be slow, or that a GPU is there and can't be used.

    Args:
        has_torch: Whether PyTorch is installed; without it the extra's own trouble was told.
        nvidia: Whether the system has NVIDIA's driver.
        gpus: Counts what PyTorch can use.
    """
    if not has_torch:
        return
    usable = gpus()
    if nvidia and not usable:
        yield Trouble(
            "extras",
            "This machine has an NVIDIA driver, and the PyTorch that is installed can't use a GPU.",
            "Install PyTorch's build for the driver's CUDA version, as pytorch.org says.",
        )
    elif not usable:
        yield Trouble(
            "extras",
            "Models are on the show's shelf, and this machine has no GPU that PyTorch can use.",
            "Expect a brought model to take minutes a frame here, or make such takes on a machine with a GPU.",
            is_hint=True,
        )


def _gpus() -> int:
    import torch

    return int(torch.cuda.device_count())
