"""The training of an adapter: two small matrices beside each of a denoiser's own (LoRA: Hu and others, 2021), by ``peft``.

Every step's picture and noise follow from the seed and the step's number alone, and what was learned is put by as it goes, so that a run that was broken off goes on
and ends with the same bytes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.engines.adapters.spec import AdapterSpec
from rushes.engines.adapters.teaching import Lesson, Pipeline, Teaching, Tensor
from rushes.errors import BadInputError, RushesError
from rushes.studio import write_atomically

NAME: Final = "default"
"""What ``peft`` calls the adapter that is trained."""

LEARNED: Final = ("to_q", "to_k", "to_v", "to_out.0")
"""The denoiser's layers that an adapter is learned beside: all of its attention."""

LONGEST_STEP: Final = 1.0
"""A step's gradient is shortened to this norm, as is usual for denoisers: single noisy steps don't throw it off its way."""

PUT_BY_EVERY_S: Final = 30.0
"""What was learned is put by this often [s]: so much is lost at most when the run is killed."""

_STATE: Final = ("exp_avg", "exp_avg_sq", "step")
"""What AdamW remembers of each matrix."""


@dataclass(frozen=True, slots=True)
class PutBy:
    """Where a run that is broken off keeps what it learned, as safetensors.

    Attributes:
        path: The file.
        every_s: How often [s].
    """

    path: Path
    every_s: float = PUT_BY_EVERY_S

    def save(self, step: int, learned: Sequence[Tensor], optimiser: Any, losses: Sequence[float]) -> None:  # noqa: ANN401 - torch's
        """Put by what was learned after a step."""
        from safetensors.torch import save

        rows = {f"{at}.learned": one.detach() for at, one in enumerate(learned)}
        for at, one in enumerate(learned):
            rows |= {f"{at}.{name}": optimiser.state[one][name] for name in _STATE}
        said = {"run": json.dumps({"step": step, "losses": list(losses)})}
        write_atomically(self.path, save({name: one.contiguous() for name, one in rows.items()}, said))

    def load(self, learned: Sequence[Tensor], optimiser: Any) -> tuple[int, list[float]]:  # noqa: ANN401 - torch's
        """Take up what was put by; return the steps that were done, and their losses. What can't be taken up whole is taken away, and all begins anew."""
        from safetensors import SafetensorError, safe_open

        if not self.path.is_file():
            return 0, []
        try:
            with safe_open(self.path, "pt") as kept:
                run = json.loads(kept.metadata()["run"])
                rows = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118 - no mapping
            whole = [rows[f"{at}.learned"].reshape(one.shape) for at, one in enumerate(learned)]
            states = [{name: rows[f"{at}.{name}"] for name in _STATE} for at, _ in enumerate(learned)]
            step, losses = int(run["step"]), [float(one) for one in run["losses"]]
        except (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError):
            self.path.unlink(missing_ok=True)
            return 0, []
        for one, value, state in zip(learned, whole, states, strict=True):
            one.data.copy_(value)
            optimiser.state[one] = state
        return step, losses


def teach(
    pipeline: Pipeline, teaching: Teaching, lessons: Sequence[Lesson], spec: AdapterSpec, put_by: PutBy, report: Callable[[int, int], None]
) -> list[float]:  # fmt: skip
    """Teach a pipeline's denoiser an adapter, in place; return the loss of each step.

    Args:
        pipeline: Loaded, in single precision.
        teaching: How its denoiser is taught.
        lessons: At least one.
        spec: How long, how large, from which seed.
        put_by: Where a broken-off run goes on from.
        report: Called with (steps done, steps) after each; what it raises stops the run, after what was learned was put by.

    Raises:
        BadInputError: What was learned is no number any more.
    """
    import torch

    denoiser = getattr(pipeline, teaching.part)
    learned = begin(denoiser, spec)
    optimiser = torch.optim.AdamW(learned, lr=spec.rate)
    done, losses = put_by.load(learned, optimiser)
    last = time.monotonic()
    for step in range(done, spec.steps):
        loss = teaching.loss(pipeline, lessons[turn(step, len(lessons), spec.seed)], noise_of(step, spec.seed))
        if not torch.isfinite(loss):
            raise BadInputError(
                f"The training ran away at step {step + 1}: what it learned is no number any more. Take a lower --rate."
            )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, LONGEST_STEP)
        optimiser.step()
        losses.append(round(float(loss.detach()), 6))
        try:
            report(step + 1, spec.steps)
        except RushesError:
            put_by.save(step + 1, learned, optimiser, losses)
            raise
        if time.monotonic() - last > put_by.every_s:
            put_by.save(step + 1, learned, optimiser, losses)
            last = time.monotonic()
    return losses


def begin(denoiser: Any, spec: AdapterSpec) -> list[Tensor]:  # noqa: ANN401 - diffusers'
    """Lay a new adapter beside a denoiser's layers, the same for the same seed, and return its matrices; nothing else of it is learned.

    Raises:
        BadInputError: It has no layer that an adapter could be learned beside.
    """
    import torch
    from peft import LoraConfig

    denoiser.requires_grad_(requires_grad=False)
    torch.manual_seed(spec.seed)
    try:
        denoiser.add_adapter(
            LoraConfig(r=spec.rank, lora_alpha=spec.rank, init_lora_weights="gaussian", target_modules=list(LEARNED)),
            NAME,
        )
    except ValueError as error:
        raise BadInputError(
            f"The model has no layers that an adapter could be learned beside ({' '.join(str(error).split())[:200]})."
        ) from error
    denoiser.train()
    return [one for _, one in sorted(denoiser.named_parameters()) if one.requires_grad]


def turn(step: int, lessons: int, seed: int) -> int:
    """Return whose turn it is at a step: every lesson once before any comes again, in an order that changes."""
    return int(np.random.default_rng((seed, step // lessons)).permutation(lessons)[step % lessons])


def noise_of(step: int, seed: int) -> Any:  # noqa: ANN401 - torch's
    """Return the generator of a step's noise."""
    import torch

    return torch.Generator("cpu").manual_seed(int(np.random.SeedSequence((seed, step)).generate_state(1)[0]))


def adapter_bytes(pipeline: Pipeline, teaching: Teaching, about: Mapping[str, Any]) -> bytes:
    """Return what was learned as a safetensors file that diffusers loads, and nothing else of the pipeline.

    Args:
        pipeline: After ``teach``.
        teaching: How it was taught.
        about: What the file says of itself. In one text, so that the same training gives the same bytes.
    """
    from peft.utils import get_peft_model_state_dict
    from safetensors.torch import save

    rows = get_peft_model_state_dict(getattr(pipeline, teaching.part), adapter_name=NAME)
    said = {"rushes": json.dumps(dict(about), sort_keys=True)}
    return bytes(save({f"{teaching.part}.{name}": one.detach().contiguous() for name, one in rows.items()}, said))
