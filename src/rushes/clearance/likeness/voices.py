"""Voices: the numbers by which a speaker is known again. Not part of the default install.

The network is Resemblyzer's speaker encoder (Wan et al., "Generalized End-to-End Loss for Speaker Verification", 2018,
https://github.com/resemble-ai/Resemblyzer, Apache-2.0): three recurrent layers over a mel spectrogram. Only its weights come from
the package; its arithmetic is done here, so that no PyTorch is needed.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of_file
from rushes.clearance.likeness.weights import read_weights
from rushes.errors import BadInputError
from rushes.media.apart import apart

Floats = NDArray[np.float32]

MODEL = "resemblyzer_2019_ge2e.pt"
"""Its name stands beside every template of a voice."""

WEIGHTS_SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
"""Of ``pretrained.pt`` in resemblyzer 0.1.4."""

INSTALL = "pip install --no-deps resemblyzer==0.1.4"
"""How the weights come. Without ``--no-deps`` it would bring PyTorch and more, none of which is used here."""

SAMPLE_RATE, WINDOW, HOP, BANDS = 16_000, 400, 160, 40
"""What the network was trained on: 16 kHz, windows of 25 ms every 10 ms, 40 mel bands (hparams.py there)."""

PART, PART_STEP, LEAST_COVERED = 160, 77, 0.75
"""Frames of a part that is heard at once (1.6 s), from one part to the next (1.3 a second), and how full the last has to be."""

LOUDNESS_DBFS = -30.0
"""Quieter recordings are raised to this."""

SHORTEST_S = 1.6
"""Speech that a template needs [s]: one part of the network."""

SILENCE_DB = 35.0
"""What lies so far under the loudest twentieth is silence and left out. Resemblyzer asks a detector of speech instead; rooms and breath lie
25 to 45 dB under a speaker, so this keeps all of the voice and some of the room."""


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """One recurrent layer (LSTM, gates in the order input, forget, cell, output), as PyTorch lays it out."""

    of_input: Floats
    of_state: Floats
    bias: Floats

    def run(self, sequence: Floats) -> Floats:
        """Return the state after every frame, shape [parts, frames, width]."""
        width = self.of_state.shape[1]
        driven = sequence @ self.of_input.T + self.bias
        state = np.zeros((len(sequence), width), np.float32)
        cell = np.zeros_like(state)
        states = np.empty((*sequence.shape[:2], width), np.float32)
        for frame in range(sequence.shape[1]):
            gates = driven[:, frame] + state @ self.of_state.T
            let_in, forget, out = (_sigmoid(gates[:, part * width : (part + 1) * width]) for part in (0, 1, 3))
            cell = forget * cell + let_in * np.tanh(gates[:, 2 * width : 3 * width])
            state = out * np.tanh(cell)
            states[:, frame] = state
        return states


@dataclass(frozen=True, slots=True, eq=False)
class _Encoder:
    layers: tuple[_Layer, ...]
    weight: Floats
    bias: Floats

    def run(self, parts: Floats) -> Floats:
        """Return each part's template, shape [parts, 256], of length 1."""
        for layer in self.layers:
            parts = layer.run(parts)
        raw = np.maximum(parts[:, -1] @ self.weight.T + self.bias, 0)
        return raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), np.float32(1e-9))


def embed(path: Path) -> Floats:
    """Return what the one speaker of a WAV is known by: float32, shape [256], of length 1.

    Raises:
        BadInputError: The weights are not installed, or the WAV can't be read or holds too little speech.
    """
    from rushes.media.sound import read_wav

    encoder = _encoder()
    sound = apart(read_wav, path)
    speech = spoken(sound.samples.mean(axis=1), sound.sample_rate)
    if len(speech) < SHORTEST_S * SAMPLE_RATE:
        raise BadInputError(
            f"{path} holds {len(speech) / SAMPLE_RATE:.1f} s of speech; a voice needs {SHORTEST_S} s. Give a longer recording."
        )
    return _template(encoder, speech)


def spoken(samples: NDArray[np.float64], sample_rate: int) -> Floats:
    """Return a recording at 16 kHz, raised to its loudness, without its silences: shape [samples]."""
    from math import gcd

    from scipy.signal import resample_poly

    common = gcd(sample_rate, SAMPLE_RATE)
    speech = np.asarray(resample_poly(samples, SAMPLE_RATE // common, sample_rate // common), np.float32)
    loudness = float(np.sqrt(np.mean(speech**2))) if len(speech) else 0.0
    if loudness <= 0:
        return speech[:0]
    speech *= np.float32(max(1.0, 10 ** (LOUDNESS_DBFS / 20) / loudness))
    step = 3 * HOP
    windows = speech[: len(speech) // step * step].reshape(-1, step)
    level = 20 * np.log10(np.sqrt((windows**2).mean(axis=1)) + 1e-9)
    heard = level > np.percentile(level, 95) - SILENCE_DB if len(level) else np.zeros(0, bool)
    kept = np.convolve(heard, np.ones(7), mode="same") > 0
    return np.ascontiguousarray(windows[kept].ravel())


def mel(speech: Floats) -> Floats:
    """Return the power in each mel band of each frame, shape [frames, 40], as librosa gives it (Slaney's scale and norm)."""
    padded = np.pad(speech, WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    return (power @ _mel_bands().T).astype(np.float32)


def _template(encoder: _Encoder, speech: Floats) -> Floats:
    starts = list(range(0, max(1, -(-(len(speech) + 1) // HOP) - PART + PART_STEP + 1), PART_STEP))
    covered = (len(speech) - starts[-1] * HOP) / (PART * HOP)
    if covered < LEAST_COVERED and len(starts) > 1:
        starts.pop()
    heard = mel(np.pad(speech, (0, max(0, (starts[-1] + PART) * HOP - len(speech)))))
    parts = np.stack([heard[start : start + PART] for start in starts])
    mean = encoder.run(parts).mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


@cache
def _mel_bands() -> Floats:
    """Return triangles over the bins of a spectrum, shape [40, 201]: linear below 1 kHz, logarithmic above (Slaney 1998)."""
    knee, per_hz, step = 1000.0, 3 / 200, np.log(6.4) / 27
    top = knee * per_hz + np.log(SAMPLE_RATE / 2 / knee) / step
    scale = np.linspace(0, top, BANDS + 2)
    edges = np.where(scale < knee * per_hz, scale / per_hz, knee * np.exp(step * (scale - knee * per_hz)))
    bins = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    return np.asarray(triangles * (2 / (edges[2:] - edges[:-2]))[:, None], np.float32)


@cache
def _encoder() -> _Encoder:
    path = _weights_path()
    if sha256_of_file(path) != WEIGHTS_SHA256:
        raise BadInputError(f"{path} is not the voice network that Rushes knows. Install it again: {INSTALL}")
    weights = read_weights(path)
    layers = tuple(
        _Layer(
            weights[f"lstm.weight_ih_l{number}"],
            weights[f"lstm.weight_hh_l{number}"],
            weights[f"lstm.bias_ih_l{number}"] + weights[f"lstm.bias_hh_l{number}"],
        )
        for number in range(3)
    )
    return _Encoder(layers, weights["linear.weight"], weights["linear.bias"])


def _weights_path() -> Path:
    found = importlib.util.find_spec("resemblyzer")  # finds the folder and runs nothing of it
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "pretrained.pt"
        if path.is_file():
            return path
    raise BadInputError(
        f"Voices are compared with a network that is not part of the default install. Install its weights: {INSTALL}"
    )


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * values)), np.float32)
