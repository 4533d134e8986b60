"""A package: made, read back, sealed, handed over; or refused, with nothing left of it."""

import csv
import json
import subprocess
import sys
import time
import warnings

import pytest
from click.testing import CliRunner

from rushes.canonical import sha256_of_file
from rushes.clearance.records.registry import Standing
from rushes.delivery import admission, making, ordering
from rushes.delivery import deliver as story
from rushes.delivery.admission import Admitted, NotDeliverableError
from rushes.delivery.deliver import deliver
from rushes.delivery.materials import material_notes, material_of
from rushes.delivery.profile import parse_profile
from rushes.engines import TakeFile
from rushes.errors import BadInputError, BusyError, CancelledError, CheckFailedError
from rushes.provenance import ConsentNamed, read_ledger, trust_roots
from rushes.provenance.approvals import check_approvals
from rushes.provenance.verify import verify_file
from small_house import SMALL


def profile_of(*lines, name="other", more=""):
    listed = "\n".join(f"  - {line}" for line in lines)
    return parse_profile(f"name: {name}\ntitle: Other\n{more}\ndeliverables:\n{listed}\n", "other.yaml")


MOVIE = '{kind: movie, name: "{show}_{shot}_{version}.mov", codec: prores-4444}'


def events(house):
    return [(entry.event, entry.data.get("why")) for entry in read_ledger(house.show.ledger)][-1]


def nothing_left(folder, name="OUT"):
    return not [path for path in folder.iterdir() if name in path.name]


def refused(house, profile, tmp_path, why, **more):
    """Ask for what can't be delivered: one sentence, a line in the ledger, and nothing on the disk."""
    with pytest.raises((NotDeliverableError, CheckFailedError)) as told:
        deliver(house.show, profile, tmp_path / "OUT", **more)
    assert events(house) == ("delivery.refused", why)
    assert nothing_left(tmp_path)
    return str(told.value)


def test_a_package_is_whole_sealed_and_known_to_the_ledger(house, small, tmp_path):
    take = house.take()
    package = deliver(house.show, small, tmp_path / "OUT", note="=1+1")

    [entry] = package.record["takes"]
    assert (entry["shot"], entry["version"]) == ("020_0150", "v001")
    assert [file["role"] for file in entry["files"]] == ["comp"] * 12 + ["movie", "sound"]
    listed = {file["path"] for file in (*entry["files"], *package.record["files"])}
    for file in (*entry["files"], *package.record["files"]):
        path = package.folder / file["path"]
        assert sha256_of_file(path) == file["sha256"]
        assert verify_file(path, trust_roots=trust_roots()).state == "trusted"
    assert verify_file(package.folder / "package.json", trust_roots=trust_roots()).state == "trusted"
    on_disk = {path.relative_to(package.folder).as_posix() for path in package.folder.rglob("*") if path.is_file()}
    assert {path for path in on_disk if not path.startswith(("manifests/", "ascmhl/"))} == {*listed, "package.json"}
    assert json.loads((package.folder / "package.json").read_text(encoding="utf-8")) == package.record

    last = read_ledger(house.show.ledger)[-1]
    assert last.event == "delivery.made"
    assert last.data["package_sha256"] == sha256_of_file(package.folder / "package.json")
    assert last.data["frames_sha256"] == entry["frames_sha256"]
    assert dict(last.scope) == {"show": "DEMO", "shot": take.shot, "version": take.version}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["DEMO", "OUT", "home"]


def test_the_media_hash_list_is_right_for_the_standards_own_program(house, small, tmp_path):
    house.take()
    package = deliver(house.show, small, tmp_path / "OUT")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ascmhl.commands import verify

        told = CliRunner().invoke(verify, [str(package.folder)])
        assert told.exit_code == 0, told.output
        movie = package.folder / "020_0150/DEMO_020_0150_v001.mov"
        data = bytearray(movie.read_bytes())
        data[len(data) // 2] ^= 1
        movie.write_bytes(data)
        assert CliRunner().invoke(verify, [str(package.folder)]).exit_code != 0
    assert verify_file(movie, trust_roots=trust_roots()).state == "tampered"


def test_a_seal_names_the_take_as_parent_its_circle_and_its_clearance_and_nobody(house, small, tmp_path):
    take = house.take()
    package = deliver(house.show, small, tmp_path / "OUT")
    [entry] = package.record["takes"]
    movie = verify_file(package.folder / entry["files"][12]["path"], trust_roots=trust_roots()).manifest
    [parent] = movie["ingredients"]
    assert (parent["relationship"], parent["instance_id"]) == ("parentOf", f"sha256:{entry['take_sha256']}")
    said = {one["label"]: one["data"] for one in movie["assertions"]}
    assert [one["action"] for one in said["c2pa.actions.v2"]["actions"]] == [
        "c2pa.opened", "c2pa.trimmed", "c2pa.edited", "c2pa.transcoded",
    ]  # fmt: skip
    assert said["c2pa.actions.v2"]["actions"][-1]["digitalSourceType"] == take.digital_source_type
    about = said["com.rushes.take"]
    assert about["clearance"] == take.clearance["id"]
    assert about["takes"][0]["decisions"] == entry["decisions"]
    frame = entry["files"][0]
    still = verify_file(package.folder / frame["path"], trust_roots=trust_roots())
    assert still.manifest["ingredients"][0]["instance_id"] == f"sha256:{frame['source_sha256']}"
    everything = b"".join(
        path.read_bytes() for path in package.folder.rglob("*") if path.suffix in {".c2pa", ".json", ".mhl"}
    )
    assert b"ida" not in everything.lower().replace(b"validat", b"")


def test_the_table_says_what_was_asked_and_calculates_nothing(house, small, tmp_path):
    house.take()
    package = deliver(house.show, small, tmp_path / "OUT", note="=1+1")
    rows = list(csv.DictReader((package.folder / "delivery.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["Codec"] for row in rows] == ["OpenEXR PIZ", "ProRes 422 HQ", "WAV 48 kHz 24 bit"]
    assert rows[0]["File"] == "020_0150/comp/DEMO_020_0150_comp_RSH_v001.[1001-1012].exr"
    assert (rows[1]["Frames"], rows[1]["Timecode"], rows[1]["Rate"]) == ("11", "00:00:41:17", "24000/1001")
    assert rows[2]["Duration"] == "00:00:00.334"
    assert {row["Notes"] for row in rows} == {"'=1+1"}


def test_what_is_delivered_is_the_newest_circled_version_and_the_rest_is_told(house, tmp_path):
    house.take(version="v001")
    house.take(version="v002", circled=False)
    house.take(shot="030_0010", circled=False)
    package = deliver(house.show, profile_of(MOVIE), tmp_path / "OUT")
    assert [(one["shot"], one["version"]) for one in package.record["takes"]] == [("020_0150", "v001")]
    assert package.said == ("030_0010 is left out: none of its versions is circled.",)


def test_an_uncircled_a_held_and_a_killed_take_are_refused(house, small, tmp_path):
    take = house.take(circled=False)
    assert "Not circled yet by supervisor or production" in refused(
        house, small, tmp_path, "uncircled", asked=["020_0150"]
    )
    house.decide(take, "circle")
    house.decide(take, "kill", why="The dust is brown.")
    said = refused(house, small, tmp_path, "uncircled", asked=["020_0150/v001"])
    assert "it is killed. supervisor said kill: The dust is brown." in said


def test_one_flipped_bit_is_refused(house, small, tmp_path):
    take = house.take()
    path = take.paths("comp")[4]
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)
    assert path.name in refused(house, small, tmp_path, "tampered", asked=["020_0150/v001"])


def test_a_take_without_its_seals_is_refused(house, small, tmp_path):
    take = house.take()
    record = json.loads((take.folder / "take.json").read_text(encoding="utf-8"))
    record["files"] = [file for file in record["files"] if file["role"] != "manifest"]
    (take.folder / "take.json").write_text(json.dumps(record), encoding="utf-8")
    refused(house, small, tmp_path, "tampered", asked=["020_0150/v001"])


@pytest.fixture
def rests_on(house, monkeypatch):
    """Put a take on a consent into the show, and let its register say how that stands."""
    from rushes.clearance.records.consent import Consent
    from rushes.clearance.records.registry import Held, Registry

    named = ConsentNamed("urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b", "c" * 64)
    house.take(consents=((named.id, named.sha256),))
    consent = Consent.model_construct(
        id=named.id, performer="p-014", issued_at=house.now.replace(year=2025), valid_from=house.now.replace(year=2025),
        valid_to=house.now.replace(year=2030),
    )  # fmt: skip

    def stands(standing):
        registry = Registry(consents=(Held(consent, named.sha256, standing, "c.json"),))

        class Gate:
            def registry(self, _now):
                return registry

        monkeypatch.setattr(admission, "gate_of", lambda _show: Gate())

    return stands


@pytest.mark.parametrize("state", ["revoked", "suspended", "unknown"])
def test_a_consent_that_was_taken_back_since_is_refused(house, small, tmp_path, rests_on, state):
    rests_on(Standing(state, since=house.now))
    said = refused(house, small, tmp_path, "consent")
    assert f"urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b of p-014, which is {state}" in said


def test_a_consent_that_is_in_force_is_no_obstacle_and_one_that_is_gone_is(house, tmp_path, rests_on):
    rests_on(Standing())
    deliver(house.show, profile_of(MOVIE), tmp_path / "OUT")
    rests_on(Standing("revoked", since=house.now))
    with pytest.raises(NotDeliverableError):
        deliver(house.show, profile_of(MOVIE), tmp_path / "SECOND")


def test_what_a_policy_wants_decided_is_refused_and_says_by_which_rule(house, small, tmp_path):
    house.take()
    path = house.show.folder / "show.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[house]", "[house, netflix-2025-11]"), encoding="utf-8")
    house.show = type(house.show).load(house.show.folder)
    said = refused(house, small, tmp_path, "policy")
    assert "a person has to decide first" in said
    assert "netflix-2025-11/" in said


def test_a_brief_that_is_not_the_one_that_was_cleared_is_refused(house, small, tmp_path):
    take = house.take()
    (take.folder / "brief.json").write_text('{"shot": "020_0160"}', encoding="utf-8")
    assert "is not the one that was cleared" in refused(house, small, tmp_path, "policy")


def test_what_is_taken_back_while_it_is_made_leaves_nothing(house, small, tmp_path, monkeypatch):
    house.take()
    asked = []

    def once(*arguments, **more):
        asked.append(arguments)
        if len(asked) > 1:
            raise NotDeliverableError("020_0150", "v001", "consent", "it was revoked.")
        return admission.admit(*arguments, **more)

    monkeypatch.setattr(story, "admit", once)
    monkeypatch.setattr(ordering, "admit", once)
    assert "it was revoked" in refused(house, small, tmp_path, "consent")


@pytest.mark.parametrize(
    ("line", "more", "said"),
    [
        (MOVIE.replace("codec", "handles: 3, codec"), "", "handles of 3 frames are asked for, and it has 2 before and 2 behind"),
        (MOVIE, "rates: [25]", "runs at 24000/1001, and other takes 25/1: rates are never changed"),
        (MOVIE, "least_height: 1080", "is 96x54, and other takes pictures of 1080 lines or more"),
        (MOVIE.replace("codec", "size: {width: 1920, height: 1080}, codec"), "", "96x54, and 1920x1080 is asked for"),
        (
            MOVIE.replace("codec", "size: {width: 1920, height: 1080, fit: inside}, codec"), "",
            "nothing is enlarged here. Make it in a higher quality",
        ),
        (MOVIE.replace("codec", "sound: 5.1, codec").replace("5.1", '"5.1"'), "", "its sound is stereo, and 5.1 is asked for"),
        (
            MOVIE.replace("codec", "sound: stereo, loudness: {target_lufs: -3, tolerance_lu: 1, true_peak_dbtp: -1}, codec"), "",
            "gain alone can't do it. Have it mixed with fewer peaks",
        ),
        (MOVIE.replace("codec", "watermark: true, codec"), "", "an invisible mark needs 180 lines, and its pictures have 54"),
        (MOVIE.replace("prores-4444", "dnxhr-hq"), "", "DNxHR HQ begins at 256x120, and its pictures are 96x54"),
        ('{kind: exr, roles: [pass], channels: all, handles: 8, name: "{element}.{frame}.exr"}', "", "handles of 8 frames"),
    ],
)  # fmt: skip
def test_what_a_take_lacks_is_told_before_anything_is_written(house, tmp_path, line, more, said):
    house.take(frames=24 if "gain" in said else 12)
    found = refused(house, profile_of(line, more=more), tmp_path, "check" if "gain alone" in said else "profile")
    assert said in found


def test_a_take_without_sound_is_told(house, tmp_path):
    house.take(channels=0)
    movie = MOVIE.replace("codec", "sound: stereo, codec")
    assert "it has no sound, and sound is asked for" in refused(house, profile_of(movie), tmp_path, "profile")


def test_a_file_that_is_spoiled_after_it_was_made_is_found(house, small, tmp_path, monkeypatch):
    house.take()

    def spoiled(item, folder, *rest):
        done = making.make(item, folder, *rest)
        if item.frame == 1005:
            path = folder / item.path
            path.write_bytes(path.read_bytes()[:-1] + b"\0")
        return done

    monkeypatch.setattr(story, "make", spoiled)
    assert "1005.exr" in refused(house, small, tmp_path, "check")


def test_a_killed_delivery_goes_on_and_a_cancelled_one_too(house, small, tmp_path, monkeypatch):
    house.take()
    made = []

    def counted(item, *rest):
        made.append(item.path)
        if len(made) == 5:
            raise KeyboardInterrupt
        return making.make(item, *rest)

    monkeypatch.setattr(story, "make", counted)
    with pytest.raises(KeyboardInterrupt):
        deliver(house.show, small, tmp_path / "OUT")
    assert not (tmp_path / "OUT").exists()
    (tmp_path / "OUT.part" / "half.exr.part").write_bytes(b"half")
    with pytest.raises(CancelledError, match="run the same command again to go on"):
        deliver(house.show, small, tmp_path / "OUT", cancelled=lambda: len(made) >= 7)
    package = deliver(house.show, small, tmp_path / "OUT")
    assert made == [*made[:4], made[4], *dict.fromkeys(made[4:])]
    assert len(made) == 15
    assert not (package.folder / "half.exr.part").exists()
    assert nothing_left(tmp_path, "OUT.part")


def test_a_movie_tells_how_far_it_is_and_can_be_cancelled_in_its_middle(house, tmp_path):
    house.take()
    told = []

    def tell(progress):
        if progress.step.endswith(".mov"):
            told.append((progress.done, progress.total))

    with pytest.raises(CancelledError):
        deliver(house.show, profile_of(MOVIE), tmp_path / "OUT", progress=tell, cancelled=lambda: len(told) >= 3)
    assert told == [(1, 8), (2, 8), (3, 8)]
    deliver(house.show, profile_of(MOVIE), tmp_path / "OUT", progress=tell)
    assert told[3:] == [(number, 8) for number in range(1, 9)]
    assert nothing_left(tmp_path, "OUT.part")


def test_a_process_that_is_killed_leaves_no_package_and_the_next_one_makes_the_rest(
    house, rushes, tmp_path, monkeypatch
):
    house.take(frames=40)
    (house.show.folder / "delivery").mkdir()
    (house.show.folder / "delivery" / "small.yaml").write_text(SMALL, encoding="utf-8")
    arguments = ["deliver", "--profile", "small", "--show", "DEMO", "OUT"]
    child = subprocess.Popen(
        [sys.executable, "-m", "rushes", *arguments], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    done = tmp_path / "OUT.part" / ".delivery" / "done.jsonl"
    while child.poll() is None and not (done.is_file() and done.read_text(encoding="utf-8").count("\n") >= 3):
        time.sleep(0.01)
    child.kill()
    child.wait()
    assert not (tmp_path / "OUT").exists()
    before = done.read_text(encoding="utf-8").count("\n")
    made = []
    monkeypatch.setattr(story, "make", lambda item, *rest: made.append(item.path) or making.make(item, *rest))
    code, out, errors = rushes(*arguments)
    assert (code, "all read back" in out) == (0, True), errors
    assert 3 <= before < 42
    assert len(made) == 42 - before


def test_what_another_order_left_behind_is_not_gone_on_with(house, small, tmp_path, monkeypatch):
    house.take()

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(story, "make", stopped)
    with pytest.raises(KeyboardInterrupt):
        deliver(house.show, small, tmp_path / "OUT")
    monkeypatch.setattr(story, "make", making.make)
    package = deliver(house.show, profile_of(MOVIE), tmp_path / "OUT")
    assert sorted(path.name for path in package.folder.iterdir()) == [
        "DEMO_020_0150_v001.mov", "approvals.json", "ascmhl", "manifests", "package.json", "verify.html",
    ]  # fmt: skip


def test_places_where_no_package_can_lie_are_told(house, small, tmp_path):
    house.take()
    for place, said in (
        (house.show.folder, "is there already"),
        (house.show.shots / "OUT", "where the show keeps its own"),
        (tmp_path / "nowhere" / "OUT", "is no folder"),
    ):
        with pytest.raises(BadInputError, match=said):
            deliver(house.show, small, place)
    (tmp_path / "EMPTY").mkdir()
    assert deliver(house.show, profile_of(MOVIE), tmp_path / "EMPTY").folder == tmp_path / "EMPTY"


def test_two_deliveries_to_one_place_do_not_mix(house, small, tmp_path):
    house.take()

    def second(_):
        with pytest.raises(BusyError, match="Another run delivers to"):
            deliver(house.show, small, tmp_path / "OUT")

    deliver(house.show, profile_of(MOVIE), tmp_path / "OUT2", progress=lambda _: None)
    deliver(house.show, small, tmp_path / "OUT", progress=second)


def test_elements_that_do_not_go_along_whole_are_told(house, tmp_path):
    take = house.take(circled=False)
    there = (
        file
        for file in take.files
        if not ("dust" in file.path and file.path.endswith(("1001.exr", "1002.exr", "1003.exr")))
    )
    take = take.with_files((*there, TakeFile("elements/dust/air.npz", "element", "c" * 64)))
    material = material_of(Admitted(take, "a" * 64, "b" * 64, (), (), ""))
    exr = '{kind: exr, roles: [comp, element], channels: all, name: "{shot}_{element}.{frame}.exr", handles: 2}'
    assert material_notes(material, profile_of(exr)) == [
        "020_0150 v001: its element dust is there in 9 of 12 frames.",
        "020_0150 v001: 1 files of its elements are no sequences of EXR (npz), and stay in the house.",
    ]
    assert material_notes(material, profile_of(MOVIE)) == []


def test_names_that_fall_together_are_told(house, tmp_path):
    house.take()
    house.take(shot="030_0010")
    with pytest.raises(BadInputError, match="would be DEMO_020_0150_v001 and DEMO_030_0010_v001 at once"):
        deliver(house.show, profile_of('{kind: movie, name: "{show}.mov", codec: prores-4444}'), tmp_path / "OUT")
    assert nothing_left(tmp_path)


def test_a_shot_or_version_that_is_not_there_is_told(house, small, tmp_path):
    with pytest.raises(BadInputError, match="No take of DEMO is circled"):
        deliver(house.show, small, tmp_path / "OUT")
    house.take()
    for asked, said in (("020_0160", "has no take of 020_0160"), ("020_0150/v009", "has no v009"), ("x", "is no shot")):
        with pytest.raises(BadInputError, match=said):
            deliver(house.show, small, tmp_path / "OUT", asked=[asked])


def test_a_stranger_is_told_who_approved_by_role_and_nobody_s_name(house, tmp_path):
    house.take()
    package = deliver(house.show, profile_of(MOVIE), tmp_path / "OUT")
    text = (package.folder / "approvals.json").read_text(encoding="utf-8")
    found = check_approvals(json.loads(text), trust_roots=trust_roots())
    [entry] = package.record["takes"]
    bound = {name: entry[name] for name in ("take_sha256", "frames_sha256")}
    assert [word.verdict for word in found.of("020_0150", "v001", **bound)] == ["circle"]
    assert found.trusted
    assert "did:key" not in text
    (listed,) = (file for file in package.record["files"] if file["path"] == "approvals.json")
    assert listed["sha256"] == sha256_of_file(package.folder / "approvals.json")


def test_the_register_of_a_package_believes_the_signed_decisions_alone(house, tmp_path):
    take = house.take()
    path = take.folder / "take.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["decision"]["human_contribution"] = "Everything, by hand."
    path.write_text(json.dumps(told), encoding="utf-8")
    package = deliver(house.show, profile_of(MOVIE, more="disclosure: true"), tmp_path / "OUT")
    text = (package.folder / "disclosure" / "ai_use_register.csv").read_text(encoding="utf-8")
    assert "by hand" not in text
    assert "circle (" in text


def test_the_command_lists_delivers_and_refuses(house, rushes, tmp_path):
    take = house.take()
    (house.show.folder / "delivery").mkdir()
    (house.show.folder / "delivery" / "ours.yaml").write_text(
        f"name: ours\ntitle: Ours\ndeliverables:\n  - {MOVIE}\n", encoding="utf-8"
    )
    code, out, _ = rushes("deliver", "--list", "--show", "DEMO")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")] == [
        "netflix-vfx", "broadcast-prores", "conform-exr", "festival", "ours",
    ]  # fmt: skip
    code, out, _ = rushes("deliver", "--profile", "ours", "--show", "DEMO", "OUT", "--json")
    assert code == 0
    assert json.loads(out.splitlines()[-1])["profile"] == "ours"
    assert "1 take, 3 files, all read back" in out
    house.decide(take, "hold")
    code, _, errors = rushes("deliver", "--profile", "ours", "--show", "DEMO", "--shot", "020_0150/v001", "SECOND")
    assert code == 3
    assert errors.splitlines()[-1].startswith("rushes: 020_0150 v001 is not delivered: it is held.")
    code, _, errors = rushes("deliver", "--show", "DEMO", "OUT2")
    assert (code, "Say by which profile" in errors) == (2, True)
