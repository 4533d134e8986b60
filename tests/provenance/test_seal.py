import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from rushes.canonical import sha256_of_file
from rushes.engines import TakeFile
from rushes.errors import BadInputError, CheckFailedError
from rushes.media.exr import write_picture
from rushes.media.plate import plate_identity
from rushes.provenance import seal, verify
from rushes.provenance.manifest import shows_plate
from rushes.provenance.verify import verify_file


def actions(found):
    for assertion in found.manifest["assertions"]:
        if assertion["label"].startswith("c2pa.actions"):
            return assertion["data"]["actions"]
    raise AssertionError("no actions")


def assertion(found):
    return next(one["data"] for one in found.manifest["assertions"] if one["label"] == "com.rushes.take")


def path_of(take, role):
    return take.paths(role)[0]


@pytest.fixture
def plate(tmp_path):
    path = tmp_path / "Jane Doe at home.jpg"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (36, 64, 3), dtype=np.uint8)).save(path)
    return path


def test_every_file_is_sealed_and_its_hash_renewed(sealed, authority):
    for file in sealed.files:
        assert sha256_of_file(sealed.folder / file.path) == file.sha256
        if file.role != "manifest":
            assert verify_file(sealed.folder / file.path, trust_roots=authority.root_pem).state == "trusted"
    assert {file.path for file in sealed.files if file.role == "manifest"} == {
        f"manifests/{file.path}.c2pa" for file in sealed.files if file.path.endswith(".exr")
    }


def test_the_seal_names_recipe_brief_clearance_and_frame(sealed, authority):
    found = verify(path_of(sealed, "comp"), trust_roots=authority.root_pem)
    said = assertion(found)
    assert (said["recipe_sha256"], said["brief_sha256"]) == ("a" * 64, "b" * 64)
    assert said["clearance"] == found.clearance == sealed.clearance["id"]
    assert (said["frame"], said["show"], said["shot"], said["version"]) == (1001, "SHOW", "010_0010", "v001")
    assert said["tools"] == {"blender": "4.5.1"}


def test_a_simulated_picture_is_created_by_an_algorithm_that_was_not_trained(sealed, authority):
    for role in ("comp", "review", "sound", "element"):
        found = verify(path_of(sealed, role), trust_roots=authority.root_pem)
        assert [one["action"] for one in actions(found)] == ["c2pa.created"]
        assert actions(found)[0]["digitalSourceType"].endswith("/algorithmicMedia")


def test_no_person_is_named_in_the_seal(sealed):
    for file in sealed.files:
        if file.path.endswith((".c2pa", ".mp4", ".wav")):
            assert b"Jane" not in (sealed.folder / file.path).read_bytes()


def test_over_a_plate_the_picture_opens_it_and_the_sound_does_not(tmp_path, media, plate, authority, build_take):
    digest = hashlib.sha256(plate.read_bytes()).hexdigest()
    take = seal(build_take(tmp_path / "v001", media, plate_sha256=digest), signer=authority.signer, plate=plate)
    for role in ("comp", "review"):
        found = verify(path_of(take, role), trust_roots=authority.root_pem)
        assert found.state == "trusted"
        opened, edited = actions(found)
        assert (opened["action"], edited["action"]) == ("c2pa.opened", "c2pa.edited")
        assert edited["digitalSourceType"].endswith("/composite")
        ingredient = found.manifest["ingredients"][0]
        assert (ingredient["relationship"], ingredient["title"]) == ("parentOf", "plate")
        assert assertion(found)["plate_sha256"] == digest
        assert "Jane" not in json.dumps(found.manifest)
    for role in ("sound", "element"):
        found = verify(path_of(take, role), trust_roots=authority.root_pem)
        assert actions(found)[0]["digitalSourceType"].endswith("/algorithmicMedia")
        assert "ingredients" not in found.manifest


def test_a_plate_that_is_sealed_itself_keeps_its_history_in_the_movie(tmp_path, media, sealed, authority, build_take):
    plate = path_of(sealed, "review")
    take = build_take(tmp_path / "other", media, plate_sha256=sha256_of_file(plate))
    take = seal(take, signer=authority.signer, plate=plate)
    found = verify(path_of(take, "review"), trust_roots=authority.root_pem)
    assert found.state == "trusted", found.problems
    assert "active_manifest" in found.manifest["ingredients"][0]


def test_a_plate_without_its_file_is_named_by_the_recipe(tmp_path, media, authority, build_take):
    take = build_take(tmp_path / "v001", media, plate_sha256="c" * 64)
    take = seal(take, signer=authority.signer, plate=None)
    found = verify(path_of(take, "review"), trust_roots=authority.root_pem)
    assert assertion(found)["plate_sha256"] == "c" * 64
    assert actions(found)[0]["action"] == "c2pa.opened"


@pytest.mark.parametrize("named", ["street.1001.exr", "street.1002.exr", "street.####.exr", "street.%04d.exr"])
def test_a_sequence_is_named_by_all_of_its_files_however_the_brief_names_it(
    tmp_path, media, authority, build_take, named
):
    folder = tmp_path / "plates"
    folder.mkdir()
    for frame, value in ((1001, 0.1), (1002, 0.2)):
        write_picture(folder / f"street.{frame}.exr", np.full((64, 64, 3), value, np.float32), frame=frame, rate=24)
    digest = plate_identity(folder / "street.1001.exr")
    take = build_take(tmp_path / "v001", media, plate_sha256=digest)
    take = seal(take, signer=authority.signer, plate=folder / named)
    found = verify(path_of(take, "review"), trust_roots=authority.root_pem)
    assert assertion(found)["plate_sha256"] == digest
    write_picture(folder / "street.1002.exr", np.full((64, 64, 3), 0.3, np.float32), frame=1002, rate=24)
    with pytest.raises(CheckFailedError, match="changed since"):
        seal(build_take(tmp_path / "v002", media, plate_sha256=digest), signer=authority.signer, plate=folder / named)
    (folder / "street.1001.exr").unlink()
    (folder / "street.1002.exr").unlink()
    with pytest.raises(CheckFailedError, match="can't name its plate"):
        seal(build_take(tmp_path / "v003", media, plate_sha256=digest), signer=authority.signer, plate=folder / named)


def test_another_plate_than_the_recipe_used_is_refused(tmp_path, media, plate, authority, build_take):
    take = build_take(tmp_path / "v001", media, plate_sha256="c" * 64)
    with pytest.raises(CheckFailedError, match="changed since the take was made"):
        seal(take, signer=authority.signer, plate=plate)


@pytest.mark.parametrize("kind", ["invented", "http://cv.iptc.org/newscodes/digitalsourcetype/real"])
def test_a_source_type_that_iptc_does_not_have_is_refused(open_take, authority, kind):
    with pytest.raises(CheckFailedError, match="no digital source type"):
        seal(replace(open_take, digital_source_type=kind), signer=authority.signer, plate=None)


@pytest.mark.parametrize("kind", ["algorithmicMedia", "digitalCapture", "compositeCapture"])
def test_a_source_type_that_hides_the_plate_or_the_simulation_is_refused(tmp_path, media, authority, build_take, kind):
    take = build_take(tmp_path / "v001", media, plate_sha256="c" * 64)
    with pytest.raises(CheckFailedError, match="not true"):
        seal(replace(take, digital_source_type=kind), signer=authority.signer, plate=None)


def test_a_file_that_changed_after_inspection_is_not_sealed(open_take, authority):
    path_of(open_take, "comp").write_bytes(b"other")
    with pytest.raises(CheckFailedError, match="changed between inspection and sealing"):
        seal(open_take, signer=authority.signer, plate=None)


def test_sealing_leaves_hard_links_elsewhere_as_they_are(open_take, authority, tmp_path):
    movie = path_of(open_take, "review")
    link = tmp_path / "store.mp4"
    link.hardlink_to(movie)
    before = link.read_bytes()
    seal(open_take, signer=authority.signer, plate=None)
    assert link.read_bytes() == before != movie.read_bytes()
    assert not list(open_take.folder.rglob("*.part"))


def test_any_other_file_gets_a_detached_seal(open_take, authority):
    sheet = open_take.folder / "review" / "sheet.png"
    Image.new("RGB", (16, 9)).save(sheet)
    scene = open_take.folder / "scene.usdc"
    scene.write_bytes(b"PXR-USDC" + bytes(64))
    more = tuple(
        TakeFile(path.relative_to(open_take.folder).as_posix(), role, sha256_of_file(path))
        for path, role in ((sheet, "contact_sheet"), (scene, "scene"))
    )
    take = open_take.with_files((*open_take.files, *more))
    seal(take, signer=authority.signer, plate=None)
    for path in (sheet, scene):
        assert verify(path, trust_roots=authority.root_pem).state == "trusted"
        path.write_bytes(path.read_bytes() + b"\0")
        assert verify(path, trust_roots=authority.root_pem).state == "tampered"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
@pytest.mark.parametrize("room", [0, 8192, 20_000])
def test_a_full_disk_is_said_and_the_take_can_be_sealed_once_there_is_room(
    tmp_path, media, authority, build_take, room
):
    def mount(*options):
        argv = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(tmp_path)]
        return subprocess.run(argv, check=False, capture_output=True).returncode

    if mount("size=1m"):
        pytest.skip("this root may not mount")
    try:
        take = build_take(tmp_path / "v001.part", media)
        free = shutil.disk_usage(tmp_path).free
        (tmp_path / "filler").write_bytes(bytes(free - room))
        with pytest.raises(BadInputError, match=r"disk is full.*Make room and run the same command again"):
            seal(take, signer=authority.signer, plate=None)
        mount("remount", "size=8m")
        take = build_take(tmp_path / "v002.part", media)
        assert seal(take, signer=authority.signer, plate=None).paths("manifest")
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)  # noqa: S607 - the system's umount


@pytest.mark.parametrize(
    ("path", "role", "still", "shows"),
    [
        ("elements/beauty/S_beauty_v001.1001.exr", "pass", True, True),
        ("elements/beauty/S_beauty_v001.1001.exr", "pass", False, False),
        ("elements/dust/S_dust_v001.1001.exr", "element", True, False),
        ("elements/clean/S_clean_v001.1001.exr", "element", True, True),
        ("elements/match/overlay.png", "element", True, True),
        ("scene/plate.exr", "scene", True, True),
        ("scene/S_v001.usdc", "scene", True, False),
        ("exr/S_comp_v001.1001.exr", "comp", False, True),
    ],
)
def test_what_carries_the_plates_own_pixels_is_said_to_show_it(open_take, path, role, still, shows):
    files = (TakeFile("elements/still/S_still_v001.1001.exr", "element", "0" * 64),) if still else ()
    take = replace(open_take, files=files)
    assert shows_plate(take, TakeFile(path, role, "0" * 64)) is shows


def test_an_impression_names_its_model_as_an_ingredient_and_the_picture_under_it_does_not(open_take, authority):
    trained = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    files = [*open_take.files]
    for path, role in (("elements/finish/S_finish_v001.1001.png", "element"), ("review/S_board_v001.pdf", "board")):
        target = open_take.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"\x89PNG" + path.encode())
        files.append(TakeFile(path, role, sha256_of_file(target)))
    step = {
        "name": "finish",
        "tools": {},
        "inputs": [
            {"label": label, "sha256": one * 64} for label, one in (("finish_adapter 1", "e"), ("finish_model", "d"))
        ],
    }
    recipe = {**open_take.recipe, "steps": [*open_take.recipe["steps"], step]}
    take = seal(
        replace(open_take, files=tuple(files), recipe=recipe, digital_source_type=trained),
        signer=authority.signer,
        plate=None,
    )
    for role in ("board", "comp", "review"):
        found = verify_file(path_of(take, role), trust_roots=authority.root_pem)
        drawn = role == "board"
        assert found.state == "trusted", found.problems
        kinds = [one.get("digitalSourceType", "").rsplit("/", 1)[-1] for one in actions(found)]
        assert kinds == ["algorithmicMedia"] + ["compositeWithTrainedAlgorithmicMedia"] * drawn
        named = [(one["relationship"], one["instance_id"]) for one in found.manifest.get("ingredients", ())]
        assert named == [("inputTo", "sha256:" + one * 64) for one in "de" if drawn]
    (impression,) = take.impressions
    assert [
        one["relationship"] for one in verify_file(impression, trust_roots=authority.root_pem).manifest["ingredients"]
    ] == ["inputTo"] * 2


def test_clothes_of_another_take_are_an_ingredient_of_what_shows_them(open_take, authority):
    inputs = [{"label": "worn woman", "sha256": "c" * 64}, {"label": "worn woman body", "sha256": "b" * 64}]
    recipe = {
        **open_take.recipe,
        "steps": [*open_take.recipe["steps"], {"name": "dress", "tools": {}, "inputs": inputs}],
    }
    take = seal(replace(open_take, recipe=recipe), signer=authority.signer, plate=None)
    for role, shows in (("comp", True), ("review", True), ("sound", False)):
        found = verify_file(path_of(take, role), trust_roots=authority.root_pem)
        assert found.state == "trusted", found.problems
        named = [(one["relationship"], one["instance_id"]) for one in found.manifest.get("ingredients", ())]
        assert named == [("componentOf", "sha256:" + "c" * 64)] * shows
        assert [one["action"] for one in actions(found)] == ["c2pa.created"] + ["c2pa.placed"] * shows


def mining(found):
    return {
        name: entry["use"]
        for one in found.manifest["assertions"]
        if one["label"] == "cawg.training-mining"
        for name, entry in one["data"]["entries"].items()
    }


NOT_ALLOWED = dict.fromkeys(("cawg.ai_generative_training", "cawg.ai_training", "cawg.data_mining"), "notAllowed")


def test_everything_that_we_hand_out_says_that_it_may_not_be_trained_on(sealed, authority):
    for file in sealed.files:
        if file.role != "manifest":
            found = verify_file(sealed.folder / file.path, trust_roots=authority.root_pem)
            assert mining(found) == NOT_ALLOWED, file.path
            assert "ai_training notAllowed" in dict(found.details)["training and mining"]


def test_what_a_plate_forbids_besides_stays_forbidden_in_what_is_made_over_it(
    tmp_path, media, sealed, authority, build_take
):
    said = {"entries": {"cawg.ai_inference": {"use": "notAllowed"}, "cawg.data_mining": {"use": "allowed"}}}
    plain, reserved = tmp_path / "plain.png", tmp_path / "reserved.png"
    Image.new("RGB", (64, 36), "#123a2a").save(plain)
    created = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }
    record = {
        "claim_generator_info": [{"name": "camera", "version": "1"}],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
            {"label": "cawg.training-mining", "data": said},
        ],
    }
    import c2pa

    with authority.signer.native() as native, plain.open("rb") as stream, reserved.open("w+b") as target:
        c2pa.Builder(json.dumps(record)).sign(native, "image/png", stream, target)
    take = build_take(tmp_path / "take", media, plate_sha256=plate_identity(reserved))
    take = seal(take, signer=authority.signer, plate=reserved)
    shown = verify_file(path_of(take, "review"), trust_roots=authority.root_pem)
    assert mining(shown) == NOT_ALLOWED | {"cawg.ai_inference": "notAllowed"}
    sound = verify_file(path_of(take, "sound"), trust_roots=authority.root_pem)
    assert mining(sound) == NOT_ALLOWED, "what doesn't hold the plate owes it nothing"
