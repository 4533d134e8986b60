"""Models of stills of a few thousand random numbers, saved into folders as real ones are: FLUX and Qwen-Image, free and held by a control."""

import warnings
from pathlib import Path

from small_editor import small_reader
from small_footage import WORDS, letters, ready


def small_flux(folder: Path, kind: str = "FluxPipeline") -> Path:
    """Save a FLUX pipeline: free, from a picture, with a control in its own denoiser, or with a ControlNet."""
    with warnings.catch_warnings():
        torch = ready(kind)
        import diffusers
        from transformers import T5Config, T5EncoderModel

        shape = {
            "patch_size": 1, "num_layers": 1, "num_single_layers": 1, "attention_head_dim": 16, "num_attention_heads": 2, "joint_attention_dim": 32,
            "pooled_projection_dim": 16, "axes_dims_rope": (4, 4, 8),
        }  # fmt: skip
        taken = (
            {"in_channels": 32, "out_channels": 16}
            if kind in {"FluxControlPipeline", "FluxControlImg2ImgPipeline"}
            else {"in_channels": 16}
        )
        tokenizer, reader = small_reader(folder.with_name(f"{folder.name}-words"))
        parts = {}
        if kind == "FluxControlNetPipeline":
            net = diffusers.FluxControlNetModel(**shape, in_channels=16)
            loosen(torch, net)
            parts = {"controlnet": net}
        made = getattr(diffusers, kind)(
            scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
            vae=diffusers.AutoencoderKL(
                block_out_channels=(4, 8), down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2, layers_per_block=1,
                latent_channels=4, norm_num_groups=4, sample_size=32, use_quant_conv=False, use_post_quant_conv=False, shift_factor=0.1, scaling_factor=1.5,
            ),
            text_encoder=reader, tokenizer=tokenizer,
            text_encoder_2=T5EncoderModel(
                T5Config(vocab_size=WORDS, d_model=32, d_kv=8, d_ff=32, num_layers=1, num_heads=4, pad_token_id=0, eos_token_id=1)
            ),
            tokenizer_2=letters(), transformer=diffusers.FluxTransformer2DModel(**shape, **taken), **parts,
        )  # fmt: skip
        made.save_pretrained(folder, safe_serialization=True)
    return folder


def small_qwen(folder: Path, kind: str = "QwenImagePipeline") -> Path:
    """Save a Qwen-Image pipeline: free, from a picture, or with a ControlNet."""
    with warnings.catch_warnings():
        torch = ready(kind)
        import diffusers
        from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

        shape = {
            "patch_size": 2, "in_channels": 16, "out_channels": 4, "num_layers": 2, "attention_head_dim": 16, "num_attention_heads": 2,
            "joint_attention_dim": 16, "axes_dims_rope": (8, 4, 4),
        }  # fmt: skip
        parts = {}
        if kind == "QwenImageControlNetPipeline":
            net = diffusers.QwenImageControlNetModel(**shape)
            loosen(torch, net)
            parts = {"controlnet": net}
        z = 4
        made = getattr(diffusers, kind)(
            scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
            vae=diffusers.AutoencoderKLQwenImage(
                base_dim=z * 6, z_dim=z, dim_mult=[1, 2, 4], num_res_blocks=1, temperal_downsample=[False, True], latents_mean=[0.0] * z, latents_std=[1.0] * z
            ),
            text_encoder=Qwen2_5_VLForConditionalGeneration(
                Qwen2_5_VLConfig(
                    text_config={
                        "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2,
                        "vocab_size": WORDS, "rope_scaling": {"mrope_section": [1, 1, 2], "rope_type": "default", "type": "default"}, "rope_theta": 1000000.0,
                    },
                    vision_config={
                        "depth": 2, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2, "out_hidden_size": 16,
                    },
                    hidden_size=16, vocab_size=WORDS,
                )
            ),
            tokenizer=letters(longest=512), transformer=diffusers.QwenImageTransformer2DModel(**shape), **parts,
        )  # fmt: skip
        made.save_pretrained(folder, safe_serialization=True)
    return folder


def loosen(torch, net) -> None:
    """Fill the layers that a ControlNet begins as zeros: untrained, it holds nothing."""
    with torch.no_grad():
        for layer in (*net.controlnet_blocks, net.controlnet_x_embedder):
            torch.nn.init.normal_(layer.weight, std=0.5)
