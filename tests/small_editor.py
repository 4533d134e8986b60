"""An image editor of a few thousand random numbers, saved into a folder as a real one is: a picture and words in, a picture out."""

import json
import warnings
from pathlib import Path

import pytest


def small_editor(folder: Path) -> Path:
    """Save a pipeline that takes ``prompt`` and ``image``; the test is skipped where the extra is missing."""
    pytest.importorskip("diffusers", reason="the extra diffusers is not installed")
    torch = pytest.importorskip("torch", reason="the extra diffusers is not installed")
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionInstructPix2PixPipeline, UNet2DConditionModel

    torch.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both packages warn of each other's versions
        tokenizer, reader = small_reader(folder.with_name(f"{folder.name}-words"))
        painter = UNet2DConditionModel(
            sample_size=8, in_channels=8, out_channels=4, block_out_channels=(8, 16), layers_per_block=1, cross_attention_dim=16,
            attention_head_dim=2, norm_num_groups=4, down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
            up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        )  # fmt: skip
        eye = AutoencoderKL(block_out_channels=(8,), latent_channels=4, norm_num_groups=4, sample_size=64)
        made = StableDiffusionInstructPix2PixPipeline(
            vae=eye, text_encoder=reader, tokenizer=tokenizer, unet=painter, scheduler=DDIMScheduler(),
            safety_checker=None, feature_extractor=None, image_encoder=None, requires_safety_checker=False,
        )  # fmt: skip
        made.save_pretrained(folder, safe_serialization=True)
    return folder


def small_reader(words: Path):
    """Return what reads a prompt letter by letter: a tokenizer and a text model."""
    transformers = pytest.importorskip("transformers", reason="the extra diffusers is not installed")
    words.mkdir()
    letters = [chr(97 + index) for index in range(26)]
    every = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    (words / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(every)}), encoding="utf-8")
    (words / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    tokenizer = transformers.CLIPTokenizer(str(words / "vocab.json"), str(words / "merges.txt"), model_max_length=77)
    reader = transformers.CLIPTextModel(
        transformers.CLIPTextConfig(
            vocab_size=len(every), hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
            bos_token_id=len(every) - 2, eos_token_id=len(every) - 1, pad_token_id=len(every) - 1,
        )
    )  # fmt: skip
    return tokenizer, reader
