"""How a denoiser is taught: for each kind of pipeline how a picture and its words become a lesson, and how far an answer is off.

Sources: DDPM (Ho and others, 2020) and progressive distillation's velocity (Salimans and Ho, 2022) for denoisers of noise; flow matching (Lipman and others,
2023) with the logit-normal times of Stable Diffusion 3 (Esser and others, 2024) for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from rushes.errors import BadInputError

Pipeline: TypeAlias = Any
Tensor: TypeAlias = Any
"""Of diffusers and torch, extras without types."""

TIMES: Final = 1000
"""Into so many steps the way from noise to picture is cut; what all of these models were trained with."""

MOST_WORDS: Final = 512
"""Tokens of a caption that are read, where the pipeline can be told."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A picture with its words, as a denoiser sees them.

    Attributes:
        latents: The picture in the pipeline's own space, and in the shape that its denoiser takes.
        grid: Rows and columns of it.
        words: What the denoiser is told, by its own arguments.
    """

    latents: Tensor
    grid: tuple[int, int]
    words: Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Teaching:
    """Pipelines whose denoisers are taught alike.

    Attributes:
        part: The denoiser's name in the pipeline.
        lesson: Turns a picture, shape [1, 3, h, w], -1 to 1, and its caption into a lesson.
        loss: How far the denoiser is off a lesson, with noise from a generator.
        side: Sides of pictures are a multiple of it [px].
    """

    part: str
    lesson: Callable[[Pipeline, Tensor, str], Lesson]
    loss: Callable[[Pipeline, Lesson, Any], Tensor]
    side: int = 16


def teaching_of(name: str) -> Teaching:
    """Return how a pipeline's denoiser is taught, by the pipeline's class.

    Raises:
        BadInputError: Nobody here knows how.
    """
    if name not in TEACHINGS:
        raise BadInputError(
            f"A {name or 'pipeline of no name'} can't be trained here. There are: {', '.join(TEACHINGS)}. Bring one of these."
        )
    return TEACHINGS[name]


def _seen_by_unet(pipeline: Pipeline, picture: Tensor, words: str) -> Lesson:
    latents = pipeline.vae.encode(picture).latent_dist.mode() * pipeline.vae.config.scaling_factor
    told, _ = pipeline.encode_prompt(words, "cpu", 1, False)
    return Lesson(latents, (int(latents.shape[-2]), int(latents.shape[-1])), {"encoder_hidden_states": told})


def _off_noise(pipeline: Pipeline, lesson: Lesson, generator: Any) -> Tensor:  # noqa: ANN401 - torch's
    """Return the error of a denoiser of noise, by what its own scheduler says that it answers with."""
    import torch
    from diffusers import DDPMScheduler

    scheduler = DDPMScheduler.from_config(pipeline.scheduler.config)
    noise = torch.randn(lesson.latents.shape, generator=generator)
    at = torch.randint(0, scheduler.config.num_train_timesteps, (1,), generator=generator)
    noisy = scheduler.add_noise(lesson.latents, noise, at)
    answer = pipeline.unet(noisy, at, **lesson.words, return_dict=False)[0]
    kind = scheduler.config.prediction_type
    if kind == "v_prediction":
        asked = scheduler.get_velocity(lesson.latents, noise, at)
    else:
        asked = noise if kind == "epsilon" else lesson.latents
    return torch.nn.functional.mse_loss(answer, asked)


def _off_flow(
    answer: Callable[[Pipeline, Lesson, Tensor, Tensor], Tensor],
) -> Callable[[Pipeline, Lesson, Any], Tensor]:
    """Return the error of a denoiser that answers with the way from picture to noise.

    Args:
        answer: Asks it: pipeline, lesson, the noisy picture, and how noisy it is (0 to 1, shape [1]).
    """

    def loss(pipeline: Pipeline, lesson: Lesson, generator: Any) -> Tensor:  # noqa: ANN401 - torch's
        import torch

        noise = torch.randn(lesson.latents.shape, generator=generator)
        at = torch.sigmoid(torch.randn((1,), generator=generator))
        return torch.nn.functional.mse_loss(
            answer(pipeline, lesson, (1 - at) * lesson.latents + at * noise, at), noise - lesson.latents
        )

    return loss


def _seen_by_flux(pipeline: Pipeline, picture: Tensor, words: str) -> Lesson:
    config = pipeline.vae.config
    latents = (pipeline.vae.encode(picture).latent_dist.mode() - config.shift_factor) * config.scaling_factor
    most = min(MOST_WORDS, int(pipeline.tokenizer_2.model_max_length))
    told, pooled, ids = pipeline.encode_prompt(words, None, max_sequence_length=most)
    packed, grid = _packed(pipeline, latents)
    return Lesson(packed, grid, {"encoder_hidden_states": told, "pooled_projections": pooled, "txt_ids": ids})


def _flux(pipeline: Pipeline, lesson: Lesson, noisy: Tensor, at: Tensor) -> Tensor:
    ids = pipeline._prepare_latent_image_ids(1, *lesson.grid, noisy.device, noisy.dtype)  # noqa: SLF001 - the pipeline's own way to number places
    guided = at.new_ones(1) if pipeline.transformer.config.guidance_embeds else None
    return pipeline.transformer(
        hidden_states=noisy, timestep=at, guidance=guided, img_ids=ids, **lesson.words, return_dict=False
    )[0]


def _seen_by_qwen(pipeline: Pipeline, picture: Tensor, words: str) -> Lesson:
    told, mask = pipeline.encode_prompt(words, max_sequence_length=MOST_WORDS)
    packed, grid = _packed(pipeline, _scaled(pipeline, picture)[:, :, 0])
    return Lesson(packed, grid, {"encoder_hidden_states": told, "encoder_hidden_states_mask": mask})


def _qwen(pipeline: Pipeline, lesson: Lesson, noisy: Tensor, at: Tensor) -> Tensor:
    return pipeline.transformer(
        hidden_states=noisy, timestep=at, img_shapes=[[(1, *lesson.grid)]], **lesson.words, return_dict=False
    )[0]


def _seen_by_wan(pipeline: Pipeline, picture: Tensor, words: str) -> Lesson:
    """Return a lesson of one picture: a clip's look is learned of stills, its motion isn't."""
    told, _ = pipeline.encode_prompt(words, None, False, max_sequence_length=MOST_WORDS)
    latents = _scaled(pipeline, picture)
    return Lesson(latents, (int(latents.shape[-2]), int(latents.shape[-1])), {"encoder_hidden_states": told})


def _wan(pipeline: Pipeline, lesson: Lesson, noisy: Tensor, at: Tensor) -> Tensor:
    return pipeline.transformer(hidden_states=noisy, timestep=at * TIMES, **lesson.words, return_dict=False)[0]


def _scaled(pipeline: Pipeline, picture: Tensor) -> Tensor:
    """Return a still in the space of a VAE of moving pictures, shape [1, channels, 1, h, w]."""
    import torch

    latents = pipeline.vae.encode(picture[:, :, None]).latent_dist.mode()
    mean, spread = (
        torch.tensor(getattr(pipeline.vae.config, one)).view(1, -1, 1, 1, 1) for one in ("latents_mean", "latents_std")
    )
    return (latents - mean) / spread


def _packed(pipeline: Pipeline, latents: Tensor) -> tuple[Tensor, tuple[int, int]]:
    """Return latents two by two, as these transformers take them, with their rows and columns."""
    _, channels, high, wide = latents.shape
    return pipeline._pack_latents(latents, 1, channels, high, wide), (high // 2, wide // 2)  # noqa: SLF001 - the pipeline's own way to fold


_UNET: Final = Teaching("unet", _seen_by_unet, _off_noise, side=8)
_FLUX: Final = Teaching("transformer", _seen_by_flux, _off_flow(_flux))
_QWEN: Final = Teaching("transformer", _seen_by_qwen, _off_flow(_qwen))
_WAN: Final = Teaching("transformer", _seen_by_wan, _off_flow(_wan))

TEACHINGS: Final[Mapping[str, Teaching]] = {
    "StableDiffusionPipeline": _UNET,
    "StableDiffusionImg2ImgPipeline": _UNET,
    "StableDiffusionControlNetPipeline": _UNET,
    "StableDiffusionControlNetImg2ImgPipeline": _UNET,
    "FluxPipeline": _FLUX,
    "FluxControlNetPipeline": _FLUX,
    "QwenImagePipeline": _QWEN,
    "QwenImageControlNetPipeline": _QWEN,
    "WanPipeline": _WAN,
    "WanVideoToVideoPipeline": _WAN,
}
"""Pipelines of diffusers whose denoisers are taught here, by class."""
