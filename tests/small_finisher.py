"""A finish of a few thousand random numbers, saved into a folder as a real one is: a picture, its controls and words in, a picture out."""

import warnings
from pathlib import Path

import pytest

from small_editor import small_reader


def small_finisher(folder: Path, nets: int = 1, seed: int = 3) -> Path:
    """Save a pipeline that takes ``prompt``, ``image`` and ``control_image``; the test is skipped where the extra is missing."""
    pytest.importorskip("diffusers", reason="the extra diffusers is not installed")
    torch = pytest.importorskip("torch", reason="the extra diffusers is not installed")
    from diffusers import (
        AutoencoderKL,
        ControlNetModel,
        DDIMScheduler,
        StableDiffusionControlNetImg2ImgPipeline,
        UNet2DConditionModel,
    )

    torch.manual_seed(seed)
    shape = {
        "block_out_channels": (8, 16),
        "layers_per_block": 1,
        "cross_attention_dim": 16,
        "attention_head_dim": 2,
        "norm_num_groups": 4,
    }
    down = ("CrossAttnDownBlock2D", "DownBlock2D")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the packages warn of each other's versions
        tokenizer, reader = small_reader(folder.with_name(f"{folder.name}-words"))
        painter = UNet2DConditionModel(
            sample_size=8, in_channels=4, out_channels=4, down_block_types=down, up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"), **shape
        )  # fmt: skip
        held = [
            ControlNetModel(in_channels=4, down_block_types=down, conditioning_embedding_out_channels=(4, 8, 8, 8), **shape) for _ in range(nets)
        ]  # fmt: skip
        for net in held:
            loosen(torch, net)
        made = StableDiffusionControlNetImg2ImgPipeline(
            vae=AutoencoderKL(
                block_out_channels=(4, 8, 8, 8), down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
                latent_channels=4, norm_num_groups=4, sample_size=64,
            ),
            text_encoder=reader, tokenizer=tokenizer, unet=painter, controlnet=held if nets > 1 else held[0], scheduler=DDIMScheduler(),
            safety_checker=None, feature_extractor=None, image_encoder=None, requires_safety_checker=False,
        )  # fmt: skip
        made.save_pretrained(folder, safe_serialization=True)
    return folder


def loosen(torch, net) -> None:
    """Fill the convolutions that a ControlNet begins as zeros: untrained, it holds nothing."""
    with torch.no_grad():
        for block in (*net.controlnet_down_blocks, net.controlnet_mid_block):
            torch.nn.init.normal_(block.weight, std=0.3)
        torch.nn.init.normal_(
            net.controlnet_cond_embedding.conv_out.weight, std=20.0
        )  # so that it is seen through the layers before
