"""Codecs of delivered movies: what each is written with, and what has to be found when the file is read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

CodecName = Literal["prores-422-hq", "prores-4444", "dnxhr-hq", "dnxhr-hqx", "dnxhr-444", "h264", "h265"]


@dataclass(frozen=True, slots=True)
class Codec:
    """How a movie is coded.

    Attributes:
        title: For people.
        encoder: FFmpeg's name of it.
        decoder: Under which name it is read back.
        container: ``mov`` or ``mp4``.
        pixels: FFmpeg's pixel format; the depth and the sampling of colour are in it.
        read_as: The pixel format that its decoder gives; the same when empty.
        options: The encoder's.
        profile: What the stream has to say of its profile, when read back.
        tag: The four letters in the file.
        sound: The codec of its sound.
        even: Whether sides have to be even in (width, height).
        smallest: The smallest width and height that it can code [px].
        least_psnr_db: The least luma PSNR against its source; nothing decent falls below it.
    """

    title: str
    encoder: str
    decoder: str
    container: Literal["mov", "mp4"]
    pixels: str
    options: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""
    tag: str = ""
    sound: Literal["pcm_s24le", "aac"] = "pcm_s24le"
    even: tuple[bool, bool] = (False, False)
    least_psnr_db: float = 42.0
    read_as: str = ""
    smallest: tuple[int, int] = (16, 16)


_DNXHR = (256, 120)
_BT709 = "colorprim=bt709:transfer=bt709:colormatrix=bt709"

CODECS: Final[Mapping[str, Codec]] = {
    "prores-422-hq": Codec(
        "ProRes 422 HQ", "prores_ks", "prores", "mov", "yuv422p10le",
        {"profile": "hq", "vendor": "apl0"}, profile="HQ", tag="apch", even=(True, False),
    ),
    "prores-4444": Codec(
        "ProRes 4444", "prores_ks", "prores", "mov", "yuv444p10le",
        {"profile": "4444", "vendor": "apl0"}, profile="4444", tag="ap4h", read_as="yuv444p12le",
    ),
    "dnxhr-hq": Codec(
        "DNxHR HQ", "dnxhd", "dnxhd", "mov", "yuv422p", {"profile": "dnxhr_hq"},
        profile="DNXHR HQ", tag="AVdh", even=(True, False), smallest=_DNXHR,
    ),
    "dnxhr-hqx": Codec(
        "DNxHR HQX", "dnxhd", "dnxhd", "mov", "yuv422p10le", {"profile": "dnxhr_hqx"},
        profile="DNXHR HQX", tag="AVdh", even=(True, False), smallest=_DNXHR,
    ),
    "dnxhr-444": Codec(
        "DNxHR 444", "dnxhd", "dnxhd", "mov", "yuv444p10le", {"profile": "dnxhr_444"},
        profile="DNXHR 444", tag="AVdh", smallest=_DNXHR,
    ),
    "h264": Codec(
        "H.264", "libx264", "h264", "mp4", "yuv420p",
        {
            "crf": "14", "preset": "slow", "profile": "high",
            "x264-params": f"keyint=12:min-keyint=12:scenecut=0:open-gop=0:{_BT709}:range=tv",
        },
        profile="High", tag="avc1", sound="aac", even=(True, True), least_psnr_db=38.0,
    ),
    "h265": Codec(
        "H.265", "libx265", "hevc", "mp4", "yuv420p10le",
        {
            "crf": "14", "preset": "medium",
            "x265-params": f"log-level=error:pools=2:keyint=24:min-keyint=24:scenecut=0:open-gop=0:{_BT709}:range=limited",
        },
        profile="Main 10", tag="hvc1", sound="aac", even=(True, True), least_psnr_db=38.0,
    ),
}  # fmt: skip
"""Every codec by the name that profiles use."""
