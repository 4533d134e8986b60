"""Train a tiny pipeline to draw after depth, on takes of our own clips, and draw a clip that it never saw after that clip's own depth.

It begins as random numbers, a Stable Diffusion with a ControlNet as diffusers builds them, and fetches nothing. It is trained for minutes on a
processor, at 96x56: it shows that the depth of our scene steers what our finisher draws, and nothing of how a real model looks.

Run, after `rushes make` of some clips: python scripts/steered.py SHOW/shots/*/v001 --held-out SHOW/shots/010_0010/v001 --out out/steered
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.finishers import diffusion
from rushes.engines.finishers.contract import Asked, Watch
from rushes.engines.finishers.step import seen
from rushes.engines.lookdev.controls import controls_over
from rushes.studio import write_atomically

Bytes = NDArray[np.uint8]
Tensor = Any
"""Torch's, an extra without types."""

SIZE: Final = (96, 56)
"""Of its pictures [px]."""

EACH: Final = 12
"""Pictures that are taken of each clip, evenly."""

EYE_STEPS: Final = 1500
"""Of the autoencoder."""

STEPS: Final = 4000
"""Of the denoiser with its ControlNet."""

BATCH: Final = 4
"""Pictures a step."""

SHOWN: Final = 3
"""Pictures of a clip on the strip."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A clip of ours at the model's size.

    Attributes:
        words: What it was made after.
        pictures, depth: Shape [frames, h, w, 3].
    """

    words: str
    pictures: Bytes
    depth: Bytes


def main() -> None:
    """Train, draw, and write the pipeline, the strips and what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("takes", nargs="+", type=Path, help="version folders of clips")
    parser.add_argument("--held-out", required=True, type=Path, help="a version folder that nothing is learned of")
    parser.add_argument("--out", type=Path, default=Path("out/steered"))
    parser.add_argument("--share", type=float, default=1.0, help="of the steps, for a trial")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # the packages warn of each other's versions
    asked.out.mkdir(parents=True, exist_ok=True)
    held_out = clip_of(asked.held_out)
    clips = [clip_of(take) for take in asked.takes if take.resolve() != asked.held_out.resolve()]
    started = time.process_time()
    folder = asked.out / "model"
    losses = train(clips, folder, asked.share)
    minutes = (time.process_time() - started) / 60
    strips = {name: strip(folder, clip, clips[0].depth) for name, clip in (("held_out", held_out), ("seen", clips[0]))}
    for name, (picture, _) in strips.items():
        _save(picture, asked.out / f"{name}.png")
    record = {
        "clips": len(clips), "pictures": sum(len(one.pictures) for one in clips), "cpu_minutes": round(minutes, 1), **losses,
        "follows": {name: found for name, (_, found) in strips.items()},
    }  # fmt: skip
    write_atomically(asked.out / "steered.json", json.dumps(record, indent=1))
    print(json.dumps(record, indent=1))


def clip_of(take: Path) -> Clip:
    """Read a take's pictures and their depth, a few of them, at the model's size."""
    comps = sorted((take / "exr").glob("*.exr"))
    chosen = [comps[round(at * (len(comps) - 1) / (EACH - 1))] for at in range(EACH)]
    words = str(json.loads((take / "brief.json").read_text(encoding="utf-8")).get("text", ""))
    return Clip(words, _sized(seen(chosen)), _sized(controls_over(chosen, "depth")))


def train(clips: Sequence[Clip], folder: Path, share: float) -> dict[str, float]:
    """Train a pipeline from random numbers and save it; return how far it came."""
    import torch

    torch.manual_seed(7)
    pipeline = _pipeline()
    pictures = torch.cat([_tensor(clip.pictures) for clip in clips])
    depth = torch.cat([_tensor(clip.depth) for clip in clips]) * 0.5 + 0.5
    words = [clip.words for clip in clips for _ in clip.pictures]
    eye = _train_eye(pipeline.vae, pictures, round(EYE_STEPS * share))
    with torch.no_grad():
        latents = torch.cat([pipeline.vae.encode(one).latent_dist.mode() for one in pictures.split(BATCH)])
        pipeline.vae.register_to_config(scaling_factor=float(1 / latents.std()))
        told = {one: pipeline.encode_prompt(one, "cpu", 1, False)[0] for one in dict.fromkeys(words)}
    read = torch.cat([told[one] for one in words])
    off = _train_denoiser(pipeline, latents / latents.std(), depth, read, round(STEPS * share))
    pipeline.save_pretrained(folder, safe_serialization=True)
    return {"eye_off": round(eye, 4), "denoiser_off": round(off, 4)}


def _pipeline() -> Any:  # noqa: ANN401 - diffusers has no types
    import tempfile

    from diffusers import (
        AutoencoderKL,
        ControlNetModel,
        DDIMScheduler,
        StableDiffusionControlNetPipeline,
        UNet2DConditionModel,
    )

    from measuring.small_models import clip_reader

    down = ("DownBlock2D", "CrossAttnDownBlock2D")
    unet = UNet2DConditionModel(
        sample_size=32, block_out_channels=(32, 64), layers_per_block=1, cross_attention_dim=32, attention_head_dim=8, norm_num_groups=16,
        down_block_types=down, up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
    )  # fmt: skip
    eye = AutoencoderKL(
        block_out_channels=(8, 16, 32), down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3, layers_per_block=1,
        latent_channels=4, norm_num_groups=8, sample_size=128,
    )  # fmt: skip
    net = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(8, 16, 32))
    with tempfile.TemporaryDirectory() as folder:
        tokenizer, reader = clip_reader(Path(folder))
    return StableDiffusionControlNetPipeline(
        vae=eye, unet=unet, controlnet=net, text_encoder=reader, tokenizer=tokenizer,
        scheduler=DDIMScheduler(prediction_type="v_prediction", clip_sample=False, rescale_betas_zero_snr=True, timestep_spacing="trailing"),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def _train_eye(eye: Any, pictures: Tensor, steps: int) -> float:  # noqa: ANN401 - diffusers has no types
    """Teach the autoencoder to see our pictures; return how far its own are off at the end, of 2."""
    import torch

    def loss(step: int) -> Tensor:
        batch = _some(pictures, step)
        found = eye.encode(batch).latent_dist
        return (eye.decode(found.mode()).sample - batch).abs().mean() + 1e-3 * found.mean.square().mean()

    with torch.enable_grad():
        return _descend(eye.parameters(), loss, steps, 2e-3, "eye")


def _train_denoiser(pipeline: Any, latents: Tensor, depth: Tensor, read: Tensor, steps: int) -> float:  # noqa: ANN401 - diffusers has no types
    """Teach denoiser and ControlNet together to find our pictures after their depth; return how far they are off at the end."""
    import torch
    from diffusers import DDPMScheduler

    scheduler = DDPMScheduler.from_config(pipeline.scheduler.config)

    def loss(step: int) -> Tensor:
        rows = _rows(len(latents), step)
        wanted, held, words = latents[rows], depth[rows], read[rows]
        noise, at = torch.randn_like(wanted), torch.randint(0, scheduler.config.num_train_timesteps, (len(rows),))
        noisy = scheduler.add_noise(wanted, noise, at)
        down, mid = pipeline.controlnet(noisy, at, encoder_hidden_states=words, controlnet_cond=held, return_dict=False)
        answer = pipeline.unet(
            noisy,
            at,
            encoder_hidden_states=words,
            down_block_additional_residuals=down,
            mid_block_additional_residual=mid,
        ).sample
        return torch.nn.functional.mse_loss(answer, scheduler.get_velocity(wanted, noise, at))

    learned = [*pipeline.unet.parameters(), *pipeline.controlnet.parameters()]
    return _descend(learned, loss, steps, 1e-3, "denoiser")


def _descend(learned: Any, loss: Any, steps: int, rate: float, what: str) -> float:  # noqa: ANN401 - torch's
    """Take steps down a loss, ever shorter ones; return the mean of the last tenth."""
    import torch

    optimiser = torch.optim.AdamW(learned, lr=rate)
    shorter = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(steps, 1))
    found = []
    for step in range(steps):
        value = loss(step)
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        shorter.step()
        found.append(float(value.detach()))
        if step % 50 == 49:
            print(f"{what} {step + 1}/{steps}: {np.mean(found[-50:]):.4f}", flush=True)
    return float(np.mean(found[-max(1, steps // 10) :]))


def strip(folder: Path, clip: Clip, other: Bytes) -> tuple[Bytes, dict[str, float]]:
    """Return our pictures, their depth and what the finisher drew after it, row by row; and how far what it drew follows.

    Args:
        folder: The pipeline's.
        clip: Whose depth holds it.
        other: Another clip's depth, for comparison: what is drawn after it should be unlike this clip.
    """
    at = [round(one * (len(clip.pictures) - 1) / (SHOWN - 1)) for one in range(SHOWN)]
    drawn, strange = (_drawn(folder, clip.words, depth[at]) for depth in (clip.depth, other))
    rows = [np.concatenate(list(one), axis=1) for one in (clip.pictures[at], clip.depth[at], drawn)]
    return np.concatenate(rows), {
        "edges_shared": edges_shared(drawn, clip.depth[at]),
        "edges_shared_with_other_depth": edges_shared(strange, clip.depth[at]),
    }


def edges_shared(drawn: Bytes, depth: Bytes) -> float:
    """Return the correlation of where pictures change with where their depth does, the mean over pictures; 1 is all of it, 0 is chance."""
    return round(
        float(np.mean([np.corrcoef(_edges(one), _edges(two))[0, 1] for one, two in zip(drawn, depth, strict=True)])), 3
    )


def _edges(picture: Bytes) -> NDArray[np.float64]:
    from scipy.ndimage import gaussian_filter, gaussian_gradient_magnitude

    return np.asarray(gaussian_filter(gaussian_gradient_magnitude(picture.mean(axis=2), 1.0), 1.5)).ravel()


def _drawn(folder: Path, words: str, depth: Bytes) -> Bytes:
    asked = Asked(words, len(depth), *SIZE, Fraction(24), seed=5, steps=20, guidance=1.0, control=depth)
    return diffusion.finish(folder, asked, Watch()).pictures


def _some(rows: Tensor, step: int) -> Tensor:
    return rows[_rows(len(rows), step)]


def _rows(many: int, step: int) -> NDArray[np.int64]:
    return np.random.default_rng((3, step)).choice(many, min(BATCH, many), replace=False)


def _tensor(pictures: Bytes) -> Tensor:
    import torch

    return torch.from_numpy(pictures.astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1)


def _sized(pictures: Bytes) -> Bytes:
    from PIL import Image

    return np.stack([np.asarray(Image.fromarray(one).resize(SIZE, Image.Resampling.LANCZOS)) for one in pictures])


def _save(picture: Bytes, path: Path) -> None:
    from PIL import Image

    Image.fromarray(picture).resize((picture.shape[1] * 3, picture.shape[0] * 3), Image.Resampling.LANCZOS).save(path)


if __name__ == "__main__":
    main()
