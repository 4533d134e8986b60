"""Write a pipeline of a few thousand random numbers into a folder: it draws noise, and stands in a tutorial for one that you have.

Run: python docs/models/small_pipeline.py FOLDER
"""

from __future__ import annotations

import json
import string
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

LETTERS = string.ascii_lowercase


def reader(folder: Path) -> tuple[Any, Any]:
    """Return what reads words, letter by letter: a tokenizer and a text model."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    words = [*LETTERS, *(f"{letter}</w>" for letter in LETTERS), "<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({word: at for at, word in enumerate(words)}), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    tokenizer = CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77)
    ends = {"bos_token_id": len(words) - 2, "eos_token_id": len(words) - 1, "pad_token_id": len(words) - 1}
    shape = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    return tokenizer, CLIPTextModel(CLIPTextConfig(vocab_size=len(words), **shape, **ends))


def pipeline(folder: Path) -> Any:  # noqa: ANN401 - diffusers has no types
    """Return a pipeline as Stable Diffusion's are built: it sees a picture through an autoencoder, and takes noise out of it by a U-Net."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel

    torch.manual_seed(1)
    tokenizer, text_encoder = reader(folder)
    unet = UNet2DConditionModel(
        sample_size=8,
        block_out_channels=(8, 16),
        layers_per_block=1,
        cross_attention_dim=16,
        attention_head_dim=2,
        norm_num_groups=4,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    )
    vae = AutoencoderKL(block_out_channels=(8,), latent_channels=4, norm_num_groups=4, sample_size=64)
    parts = {
        "vae": vae,
        "unet": unet,
        "text_encoder": text_encoder,
        "tokenizer": tokenizer,
        "scheduler": DDIMScheduler(),
    }
    return StableDiffusionPipeline(**parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # the packages warn of each other's versions
    with tempfile.TemporaryDirectory() as words:
        pipeline(Path(words)).save_pretrained(sys.argv[1], safe_serialization=True)
