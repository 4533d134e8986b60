"""Weights are looked at before anything loads them: whole, of a known format, and never a pickle, whatever it is called."""

from __future__ import annotations

import json
import pickle
import re
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.canonical import sha256_of_file, sha256_of_place
from rushes.clearance.models import check_weights, weights_at
from rushes.clearance.models.weights import check_safetensors, is_pickle
from rushes.errors import BadInputError, RefusedError, RushesError
from stated import pipeline, safetensors


def torch_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"w": 1}))
    return path


def test_a_file_and_a_folder_are_called_as_everything_else_that_is_brought(tmp_path: Path) -> None:
    file, folder = safetensors(tmp_path / "a.safetensors"), pipeline(tmp_path / "p")
    assert (weights_at(file).kind, weights_at(file).sha256) == ("safetensors", sha256_of_file(file))
    there = weights_at(folder)
    assert (there.kind, there.sha256) == ("folder", sha256_of_place(folder))
    assert there.files["unet/config.json"] == sha256_of_file(folder / "unet" / "config.json")


@pytest.mark.parametrize("name", ["w.pt", "w.pth", "w.ckpt", "w.pkl", "w.bin", "w.safetensors", "w.onnx", "w.json"])
@pytest.mark.parametrize("how", ["pickle", "torch"])
def test_a_pickle_is_refused_under_every_name(tmp_path: Path, name: str, how: str) -> None:
    path = tmp_path / name
    if how == "torch":
        torch_zip(path)
    else:
        path.write_bytes(pickle.dumps({"w": [1.0]}, protocol=2))
    with pytest.raises(RefusedError, match="runs code while it is loaded"):
        check_weights(path)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol_of_pickle_is_seen(tmp_path: Path, protocol: int) -> None:
    (tmp_path / "w.bin").write_bytes(pickle.dumps(Path("x"), protocol=protocol))
    assert is_pickle(tmp_path / "w.bin")


def test_a_pickle_beside_safetensors_is_refused_and_named(tmp_path: Path) -> None:
    folder = pipeline(tmp_path / "p")
    torch_zip(folder / "unet" / "diffusion_pytorch_model.bin")
    with pytest.raises(RefusedError, match=r"diffusion_pytorch_model\.bin is a pickle.*take the pickle away"):
        check_weights(folder)


def test_a_zip_that_can_t_be_looked_into_is_taken_for_a_pickle(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(b"PK\x03\x04 cut off")
    assert is_pickle(tmp_path / "w.bin")
    with zipfile.ZipFile(tmp_path / "words.zip", "w") as archive:
        archive.writestr("words.txt", "nothing")
    assert not is_pickle(tmp_path / "words.zip")


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("unet/diffusion_pytorch_model.safetensors", "the part unet has a config.json and no weights as safetensors"),
        ("scheduler/scheduler_config.json", "the part scheduler, which model_index.json names, is missing"),
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, gone: str, said: str) -> None:
    folder = pipeline(tmp_path / "p")
    safetensors(folder / "vae" / "other.safetensors")
    (folder / gone).unlink()
    with pytest.raises(BadInputError, match=said):
        check_weights(folder)


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    folder = pipeline(tmp_path / "p")
    index = {"weight_map": {"a": "diffusion_pytorch_model.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (folder / "unet" / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(BadInputError, match=r"model-00002-of-00002\.safetensors, which .* names, is missing"):
        check_weights(folder)
    index["weight_map"]["b"] = "../../elsewhere.safetensors"
    (folder / "unet" / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(index))
    safetensors(tmp_path / "elsewhere.safetensors")
    with pytest.raises(BadInputError, match="is missing"):
        check_weights(folder)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("w.gguf", b"GGML", "does not begin as a GGUF file"),
        ("w.onnx", b"", "it is empty"),
        ("w.txt", b"words", "of no format that is loaded"),
        ("w.safetensors", b"\x10", "shorter than its first eight bytes say"),
    ],
)
def test_what_is_no_model_is_one_sentence(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInputError, match=said):
        check_weights(tmp_path / name)


def test_a_folder_without_weights_and_nothing_at_all(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    with pytest.raises(BadInputError, match="holds no weights"):
        check_weights(tmp_path / "p")
    with pytest.raises(BadInputError, match="no file and no folder"):
        check_weights(tmp_path / "nothing")


TENSOR = {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]}


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"w": TENSOR | {"shape": [2, 2]}}, "not as long as its shape says"),
        ({"w": TENSOR | {"dtype": "X9"}}, "no kind, shape or place"),
        ({"w": TENSOR | {"shape": [-2, -3]}}, "no kind, shape or place"),
        ({"w": TENSOR | {"data_offsets": [2, 14]}}, "a gap or an overlap before the tensor w"),
        ({"w": TENSOR, "v": TENSOR}, "a gap or an overlap before the tensor v"),
        ({}, "its tensors take 0 bytes, and 12 are there"),
        ({"w": TENSOR, "__metadata__": {"a": 1}}, "more than texts"),
        ([], "no list of tensors"),
    ],
)
def test_a_header_that_is_not_true_of_its_file_is_refused(tmp_path: Path, header: object, said: str) -> None:
    raw = json.dumps(header).encode()
    path = tmp_path / "w.safetensors"
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + bytes(12))
    with pytest.raises(BadInputError, match=said):
        check_safetensors(path)


def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    one = json.dumps(TENSOR)
    raw = f'{{"w": {one}, "w": {one}}}'.encode()
    (tmp_path / "w.safetensors").write_bytes(struct.pack("<Q", len(raw)) + raw + bytes(12))
    with pytest.raises(BadInputError, match="a name is there twice"):
        check_safetensors(tmp_path / "w.safetensors")


@settings(max_examples=60)
@given(content=st.binary(max_size=200))
def test_whatever_bytes_a_file_has_it_is_taken_or_told_in_a_sentence(tmp_path_factory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("w") / "w.safetensors"
    path.write_bytes(content)
    with pytest.raises(RushesError, match=re.escape(str(path))):
        check_weights(path)


@settings(max_examples=40)
@given(sizes=st.lists(st.integers(0, 9), max_size=5), cut=st.integers(0, 1))
def test_tensors_that_fill_the_file_are_taken_and_one_byte_less_is_not(tmp_path_factory, sizes, cut) -> None:
    header, end = {}, 0
    for number, size in enumerate(sizes):
        header[f"t{number}"] = {"dtype": "U8", "shape": [size], "data_offsets": [end, end + size]}
        end += size
    raw = json.dumps(header).encode()
    path = tmp_path_factory.mktemp("w") / "w.safetensors"
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + bytes(max(end - cut, 0)))
    if cut and end:
        with pytest.raises(BadInputError, match="not whole"):
            check_safetensors(path)
    else:
        assert check_safetensors(path) == {}
