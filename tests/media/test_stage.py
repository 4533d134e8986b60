"""USD from outside stays in its folder, whichever way it tries to leave; made hostile here, file by file."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from rushes.errors import BadInputError
from rushes.media.stage import MOST_LAYERS, open_stage

PNG = b"\x89PNG"


def written(folder: Path, body: str, name: str = "track.usda") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#usda 1.0\n{body}\n", encoding="utf-8")
    return path


def refers(name: str) -> str:
    return f'def Xform "A" (\n    prepend references = @{name}@</S>\n)\n{{\n}}'


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """A folder of what came in, beside something that is none of its business."""
    written(tmp_path, 'def Xform "S"\n{\n}', "secret.usda")
    folder = tmp_path / "came"
    folder.mkdir()
    written(folder, 'def Xform "S"\n{\n}', "part.usda")
    (folder / "texture.png").write_bytes(PNG)
    (folder / "link.usda").symlink_to(tmp_path / "secret.usda")
    (folder / "links").symlink_to(tmp_path)
    return folder


def test_what_came_with_it_is_used(inside: Path) -> None:
    stage = open_stage(written(inside, refers("./part.usda")))
    assert [str(prim.GetPath()) for prim in stage.Traverse()] == ["/A"]
    assert open_stage(written(inside, 'def Xform "A"\n{\n    asset map = @texture.png@\n}'))


@pytest.mark.parametrize(
    "name",
    [
        "../secret.usda", "./../secret.usda", "link.usda", "links/secret.usda", "/etc/passwd", "file:///etc/passwd", "https://evil.example/a.usd",
        "anon:0x7f00:scene.usda", "C:/secret.usda", "..\\\\secret.usda", "../secret.usda:SDF_FORMAT_ARGS:a=b", "../came.usdz[in.usda]", "ar:/x.usda",
    ],
)  # fmt: skip
def test_no_name_leads_out(inside: Path, name: str) -> None:
    with pytest.raises(BadInputError, match="lies outside of its folder"):
        open_stage(written(inside, refers(name)))


WAYS = {
    "sublayer": "(\n    subLayers = [\n        @../secret.usda@\n    ]\n)",
    "payload": 'def "A" (\n    prepend payload = @../secret.usda@</S>\n)\n{\n}',
    "texture": 'def "A"\n{\n    asset map = @../texture.png@\n}',
    "textures": 'def "A"\n{\n    asset[] maps = [@texture.png@, @/etc/passwd@]\n}',
    "texture in time": 'def "A"\n{\n    asset map.timeSamples = {\n        1: @../texture.png@,\n    }\n}',
    "custom data": 'def "A" (\n    customData = {\n        asset map = @../texture.png@\n    }\n)\n{\n}',
    "value clips": 'def "A" (\n    clips = {\n        dictionary default = {\n            asset[] assetPaths = [@../secret.usda@]\n            string primPath = "/S"\n        }\n    }\n)\n{\n}',
    "clips' manifest": 'def "A" (\n    clips = {\n        dictionary default = {\n            asset manifestAssetPath = @../secret.usda@\n        }\n    }\n)\n{\n}',
    "clips' template": 'def "A" (\n    clips = {\n        dictionary default = {\n            string templateAssetPath = "../secret.###.usda"\n        }\n    }\n)\n{\n}',
    "variant": 'def "A" (\n    prepend variantSets = "v"\n)\n{\n    variantSet "v" = {\n        "x" (\n            prepend references = @../secret.usda@</S>\n        ) {\n        }\n    }\n}',
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_naming_a_file_leads_out(inside: Path, way: str) -> None:
    with pytest.raises(BadInputError, match="lies outside of its folder"):
        open_stage(written(inside, WAYS[way]))


def test_a_part_that_leads_out_is_found_behind_a_part_that_doesnt(inside: Path) -> None:
    written(inside, refers("../secret.usda"), "part.usda")
    with pytest.raises(BadInputError, match="secret"):
        open_stage(written(inside, refers("part.usda")))


def test_scene_is_taken_from_usd_alone_and_no_plug_in_is_asked(inside: Path) -> None:
    (inside / "mesh.obj").write_text("v 0 0 0", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"mesh.obj, which is no USD"):
        open_stage(written(inside, refers("mesh.obj")))


def test_a_stage_of_endless_parts_is_refused(inside: Path) -> None:
    for number in range(MOST_LAYERS + 2):
        written(inside, refers(f"p{number + 1}.usda"), f"p{number}.usda")
    with pytest.raises(BadInputError, match=f"more than {MOST_LAYERS} files"):
        open_stage(inside / "p0.usda")


def test_parts_that_name_each_other_end(inside: Path) -> None:
    written(inside, refers("track.usda"), "part.usda")
    assert open_stage(written(inside, refers("part.usda")))


@pytest.mark.parametrize(("name", "packed"), [("../up.usda", zipfile.ZIP_STORED), ("in.usda", zipfile.ZIP_DEFLATED)])
def test_a_packed_stage_keeps_to_its_format(inside: Path, name: str, packed: int) -> None:
    with zipfile.ZipFile(inside / "a.usdz", "w", packed) as archive:
        archive.writestr(name, "#usda 1.0\n" + " " * 9999)
    with pytest.raises(BadInputError, match="packed in a way that its format forbids"):
        open_stage(inside / "a.usdz")


def test_what_is_no_usd_is_a_sentence(inside: Path) -> None:
    for content in (b"", b"PXR-USDC" + bytes(80), os.urandom(200)):
        (inside / "a.usdc").write_bytes(content)
        with pytest.raises(BadInputError, match="no USD file that can be read"):
            open_stage(inside / "a.usdc")
