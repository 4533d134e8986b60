"""Pipelines of diffusers as real ones are built, a few million random numbers each: they draw noise, and take the time that it takes to draw."""

from __future__ import annotations

import json
import string
import tempfile
from pathlib import Path
from typing import Any, Final

LETTERS: Final = string.ascii_lowercase
SIGNS: Final = ("<pad>", "<eos>", "<unk>")


def controlled(folder: Path) -> Path:
    """Save a Stable Diffusion with a ControlNet, which draws picture by picture: ``StableDiffusionControlNetPipeline``."""
    import torch
    from diffusers import (
        AutoencoderKL,
        ControlNetModel,
        DDIMScheduler,
        StableDiffusionControlNetPipeline,
        UNet2DConditionModel,
    )

    torch.manual_seed(1)
    down = ("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D")
    shape = {
        "block_out_channels": (64, 96, 128), "layers_per_block": 1, "cross_attention_dim": 32, "attention_head_dim": 8, "norm_num_groups": 16,
        "down_block_types": down,
    }  # fmt: skip
    unet = UNet2DConditionModel(
        sample_size=32, up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"), **shape
    )
    vae = AutoencoderKL(
        block_out_channels=(16, 32, 32, 32), down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1, latent_channels=4, norm_num_groups=16, sample_size=256,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as words:
        tokenizer, text_encoder = clip_reader(Path(words))
        StableDiffusionControlNetPipeline(
            vae=vae, unet=unet, controlnet=ControlNetModel.from_unet(unet), text_encoder=text_encoder, tokenizer=tokenizer, scheduler=DDIMScheduler(),
            safety_checker=None, feature_extractor=None, requires_safety_checker=False,
        ).save_pretrained(folder, safe_serialization=True)  # fmt: skip
    return folder


def moving(folder: Path) -> Path:
    """Save a Wan with VACE control, which draws a clip as one: ``WanVACEPipeline``."""
    import torch
    from diffusers import AutoencoderKLWan, FlowMatchEulerDiscreteScheduler, WanVACEPipeline, WanVACETransformer3DModel
    from transformers import UMT5Config, UMT5EncoderModel

    torch.manual_seed(2)
    net = WanVACETransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=4, attention_head_dim=48, in_channels=16, out_channels=16, text_dim=32, freq_dim=64, ffn_dim=512,
        num_layers=6, cross_attn_norm=True, qk_norm="rms_norm_across_heads", rope_max_seq_len=128, vace_layers=[0, 3], vace_in_channels=96,
    )  # fmt: skip
    vae = AutoencoderKLWan(
        base_dim=12, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
    )
    reader = UMT5EncoderModel(
        UMT5Config(
            vocab_size=64, d_model=32, d_kv=8, d_ff=32, num_layers=1, num_heads=4, pad_token_id=0, eos_token_id=1
        )
    )
    WanVACEPipeline(
        tokenizer=_letter_by_letter(), text_encoder=reader, vae=vae, transformer=net, scheduler=FlowMatchEulerDiscreteScheduler(shift=7.0)
    ).save_pretrained(folder, safe_serialization=True)  # fmt: skip
    return folder


def clip_reader(folder: Path) -> tuple[Any, Any]:
    """Return a tokenizer that reads letter by letter, and a text model of CLIP's kind."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    words = [*LETTERS, *(f"{letter}</w>" for letter in LETTERS), "<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({word: at for at, word in enumerate(words)}), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    tokenizer = CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77)
    ends = {"bos_token_id": len(words) - 2, "eos_token_id": len(words) - 1, "pad_token_id": len(words) - 1}
    shape = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    return tokenizer, CLIPTextModel(CLIPTextConfig(vocab_size=len(words), **shape, **ends))


def _letter_by_letter() -> Any:  # noqa: ANN401 - transformers has no types
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    unknown = SIGNS[-1]
    reader = Tokenizer(
        models.WordLevel({sign: at for at, sign in enumerate((*SIGNS, *LETTERS, " "))}, unk_token=unknown)
    )
    reader.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    reader.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    named = {f"{sign.strip('<>')}_token": sign for sign in SIGNS}
    return PreTrainedTokenizerFast(tokenizer_object=reader, model_max_length=64, **named)
