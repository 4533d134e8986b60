"""Video models of a few thousand random numbers, saved into folders as real ones are: LTX-2 with its sound, Wan, and Wan with VACE control."""

import warnings
from pathlib import Path

import pytest

from small_finisher import small_finisher

WORDS = 120
"""Words that the small tokenizers know: letters, and some signs."""


def letters(longest: int = 16):
    """Return a tokenizer that reads letter by letter."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    signs = ["<pad>", "<eos>", "<bos>", "<unk>"]
    vocabulary = {sign: at for at, sign in enumerate([*signs, *map(chr, range(33, 33 + WORDS - len(signs)))])}
    unknown = "<unk>"
    reader = Tokenizer(models.WordLevel(vocabulary, unk_token=unknown))
    reader.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    reader.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    named = {f"{sign.strip('<>')}_token": sign for sign in signs}
    return PreTrainedTokenizerFast(tokenizer_object=reader, model_max_length=longest, **named)


def ready(name: str):
    pytest.importorskip("diffusers", reason="the extra diffusers is not installed")
    torch = pytest.importorskip("torch", reason="the extra diffusers is not installed")
    torch.manual_seed(len(name))
    warnings.simplefilter("ignore")  # the packages warn of each other's versions
    return torch


def small_wan(folder: Path, kind: str = "WanPipeline") -> Path:
    """Save a Wan pipeline: ``WanPipeline``, ``WanImageToVideoPipeline``, ``WanVACEPipeline`` or ``WanVideoToVideoPipeline``."""
    with warnings.catch_warnings():
        ready(kind)
        import diffusers
        from transformers import UMT5Config, UMT5EncoderModel

        shape = {
            "patch_size": (1, 2, 2), "num_attention_heads": 2, "attention_head_dim": 12, "in_channels": 16, "out_channels": 16, "text_dim": 32,
            "freq_dim": 32, "ffn_dim": 32, "num_layers": 2, "cross_attn_norm": True, "qk_norm": "rms_norm_across_heads", "rope_max_seq_len": 32,
        }  # fmt: skip
        if kind == "WanVACEPipeline":
            net = diffusers.WanVACETransformer3DModel(**shape, vace_layers=[0], vace_in_channels=96)
        else:
            taken = {"in_channels": 36} if kind == "WanImageToVideoPipeline" else {}  # noise, picture and mask
            net = diffusers.WanTransformer3DModel(**(shape | taken))
        eye = diffusers.AutoencoderKLWan(
            base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
        )
        reader = UMT5EncoderModel(
            UMT5Config(
                vocab_size=WORDS, d_model=32, d_kv=8, d_ff=32, num_layers=1, num_heads=4, pad_token_id=0, eos_token_id=1
            )
        )
        made = getattr(diffusers, kind)(
            tokenizer=letters(), text_encoder=reader, vae=eye, transformer=net,
            scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=7.0) if kind != "WanVideoToVideoPipeline" else diffusers.UniPCMultistepScheduler(
                prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
            ),
        )  # fmt: skip
        made.save_pretrained(folder, safe_serialization=True)
    return folder


def small_ltx2(folder: Path, kind: str = "LTX2Pipeline") -> Path:
    """Save an LTX-2 pipeline, which draws pictures and sound together: ``LTX2Pipeline``, ``LTX2ImageToVideoPipeline`` or ``LTX2ConditionPipeline``."""
    with warnings.catch_warnings():
        ready(kind)
        import diffusers
        from diffusers.pipelines import ltx2
        from transformers import Gemma3Config, Gemma3ForConditionalGeneration

        reader = Gemma3ForConditionalGeneration(
            Gemma3Config(
                text_config={
                    "vocab_size": WORDS, "hidden_size": 32, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
                    "num_key_value_heads": 1, "head_dim": 8, "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 2,
                },
                vision_config={"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "image_size": 16, "patch_size": 8},
                mm_tokens_per_image=4, image_token_index=5, boi_token_index=6, eoi_token_index=7,
            )
        )  # fmt: skip
        net = diffusers.LTX2VideoTransformer3DModel(
            in_channels=4, out_channels=4, patch_size=1, patch_size_t=1, num_attention_heads=2, attention_head_dim=8, cross_attention_dim=16,
            audio_in_channels=4, audio_out_channels=4, audio_num_attention_heads=2, audio_attention_head_dim=4, audio_cross_attention_dim=8,
            num_layers=2, qk_norm="rms_norm_across_heads", caption_channels=32, rope_double_precision=False, rope_type="split",
        )  # fmt: skip
        said = {
            f"{stream}_connector_{name}": value
            for stream in ("video", "audio")
            for name, value in (
                ("num_attention_heads", 4),
                ("attention_head_dim", 8),
                ("num_layers", 1),
                ("num_learnable_registers", None),
            )
        }
        made = getattr(ltx2, kind)(
            scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
            vae=diffusers.AutoencoderKLLTX2Video(
                latent_channels=4, block_out_channels=(8,), decoder_block_out_channels=(8,), layers_per_block=(1,), decoder_layers_per_block=(1, 1),
                spatio_temporal_scaling=(True,), decoder_spatio_temporal_scaling=(True,), decoder_inject_noise=(False, False), downsample_type=("spatial",),
                upsample_residual=(False,), upsample_factor=(1,), timestep_conditioning=False, patch_size=1, patch_size_t=1, encoder_causal=True,
                decoder_causal=False,
            ),
            audio_vae=diffusers.AutoencoderKLLTX2Audio(
                base_channels=4, output_channels=2, ch_mult=(1,), num_res_blocks=1, attn_resolutions=None, in_channels=2, resolution=32,
                latent_channels=2, norm_type="pixel", causality_axis="height", dropout=0.0, mid_block_add_attention=False, sample_rate=16000,
                mel_hop_length=160, is_causal=True, mel_bins=8,
            ),
            text_encoder=reader, tokenizer=letters(),
            connectors=ltx2.LTX2TextConnectors(
                caption_channels=32, text_proj_in_factor=2, **said, connector_rope_base_seq_len=32, rope_theta=10000.0, rope_double_precision=False,
                causal_temporal_positioning=False, rope_type="split",
            ),
            transformer=net,
            vocoder=ltx2.LTX2Vocoder(
                in_channels=16, hidden_channels=32, out_channels=2, upsample_kernel_sizes=[4, 4], upsample_factors=[2, 2], resnet_kernel_sizes=[3],
                resnet_dilations=[[1, 3, 5]], leaky_relu_negative_slope=0.1, output_sampling_rate=16000,
            ),
        )  # fmt: skip
        made.save_pretrained(folder, safe_serialization=True)
    return folder


def small_net(folder: Path) -> Path:
    """Save a pipeline that draws pictures after control pictures alone: ``StableDiffusionControlNetPipeline``."""
    whole = small_finisher(folder.with_name(f"{folder.name}-whole"))
    from diffusers import StableDiffusionControlNetImg2ImgPipeline, StableDiffusionControlNetPipeline

    loaded = StableDiffusionControlNetImg2ImgPipeline.from_pretrained(str(whole), local_files_only=True)
    StableDiffusionControlNetPipeline(**loaded.components, requires_safety_checker=False).save_pretrained(folder)
    return folder
