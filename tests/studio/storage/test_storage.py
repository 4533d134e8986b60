"""What one machine made another one has, to the bit, or not at all: whatever the network and the bucket do."""

from __future__ import annotations

import json
import logging
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bucket import KEY, SECRET, free_port
from rushes.canonical import sha256_of
from rushes.doctor.examination import Place
from rushes.doctor.studio import check_storage
from rushes.errors import BadInputError, StorageError
from rushes.studio.config import StorageSection, read_studio
from rushes.studio.storage import Objects, Patience, Storage, open_place
from rushes.studio.watch import watching
from stored import FILES, PIECE, storage_at


def name_of(bucket, path: Path) -> str:
    return path.relative_to(bucket.folder).as_posix()


PIECES = 1 + 5 + 1
"""Different pieces of ``FILES``: two files are the same, and so are two pieces of one."""


def test_what_one_machine_stored_another_fetches_to_the_bit(here, there, either) -> None:
    made = here.make()
    assert not either().fetch_step(there.step())
    assert either().push_step(made) == sum(map(len, FILES.values())) - len(FILES["same.exr"]) - PIECE
    assert either().fetch_step(there.step())
    assert there.step().is_done(deep=True)
    assert there.step().record() == made.record()
    assert {name: (there.step().path / name).read_bytes() for name in FILES} == FILES
    assert either().push_step(made) == 0
    assert [path.name for path in there.work.iterdir()] == ["render"]
    assert [path.name for path in (there.work / "render").iterdir()] == [made.path.name]


def test_its_record_is_written_last_so_that_half_of_it_is_nothing(here, there, bucket, storage) -> None:
    made = here.make()
    bucket.fault = lambda method, *_: "500" if method == "PUT" and len(bucket.objects()) >= 3 else ""
    with pytest.raises(
        StorageError, match=r"does not answer as it should \(writing objects/.*: it answered 500\), asked 4 times"
    ):
        storage.push_step(made)
    assert bucket.objects("steps/") == []
    assert not storage.fetch_step(there.step())
    before = len(bucket.objects())
    assert 3 <= before < PIECES
    bucket.fault = lambda *_: ""
    bucket.asked.clear()
    storage.push_step(made)
    assert bucket.count("PUT") == len(bucket.objects("objects/")) - before, "what was stored already was stored again"
    assert storage.fetch_step(there.step())


@pytest.mark.parametrize("fault", ["500", "cut", "truncated", "wrong", "slow"])
def test_what_goes_wrong_twice_goes_right_in_the_end(here, there, bucket, small_pieces, fault: str) -> None:
    storage = storage_at(bucket.url, bucket.endpoint, timeout_s=0.6 if fault == "slow" else 30.0)
    bucket.fault = lambda _, __, before: fault if before < 2 else ""
    here.make("render", **{"comp.1001.exr": b"frame" * 700})
    storage.push_step(here.step())
    assert storage.fetch_step(there.step())
    assert there.step().is_done(deep=True)


@pytest.mark.parametrize("fault", ["truncated", "wrong"])
def test_what_is_wrong_however_often_it_is_read_is_made_here_and_stored_anew(
    here, there, bucket, storage, fault: str, caplog
) -> None:
    storage.push_step(here.make())
    spoilt = bucket.objects("objects/")[0]
    right = spoilt.read_bytes()
    storage.objects.put(name_of(bucket, spoilt), right[:-1] if fault == "truncated" else right[:-1] + b"?")
    assert not storage.fetch_step(there.step())
    assert not there.step().path.exists()
    assert "It is made here, and stored anew." in caplog.text
    there.make()
    assert storage.push_step(there.step())
    assert spoilt.read_bytes() == right
    assert bucket.objects("suspect/") == []
    assert storage.push_step(here.step()) == 0


def test_a_piece_that_is_gone_is_stored_again(here, there, bucket, storage) -> None:
    storage.push_step(here.make())
    storage.objects.remove(name_of(bucket, bucket.objects("objects/")[0]))
    assert not storage.fetch_step(there.step())
    assert storage.push_step(here.step())
    assert storage.fetch_step(there.step())


def test_a_file_that_changed_since_it_was_made_is_not_stored(here, bucket, storage) -> None:
    made = here.make()
    large = made.path / "layers" / "mist.1001.exr"
    large.write_bytes(large.read_bytes()[:-1] + b"?")
    with pytest.raises(BadInputError, match="is not what it was when it was made"):
        storage.push_step(made)
    assert bucket.objects("steps/") == []


def test_networks_stay_at_home(here, bucket, storage) -> None:
    made = here.make("learn", **{"network.safetensors": b"a face", "network.json": b"{}"})
    assert storage.push_step(made) is None
    assert bucket.objects() == []


@pytest.mark.parametrize("way", ["nobody", "keys", "bucket"])
def test_what_can_not_be_reached_is_one_sentence_without_a_secret(
    here, bucket, small_pieces, monkeypatch, way: str, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    url, endpoint = bucket.url, bucket.endpoint
    if way == "nobody":
        endpoint = f"http://127.0.0.1:{free_port()}"
    elif way == "keys":
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SKOFSOMEBODYELSE")
    else:
        url = "s3://nobodys-bucket/studio"
    with pytest.raises(StorageError) as told:
        storage_at(url, endpoint).push_step(here.make())
    words = {
        "nobody": "nobody is there), asked 4 times.",
        "keys": "does not let us in",
        "bucket": "has no such bucket. Make it",
    }
    assert words[way] in str(told.value)
    said = f"{told.value!r} {told.value.__cause__!r} {caplog.text}"
    assert "\n" not in str(told.value)
    assert not any(secret in said for secret in (KEY, SECRET, "SKOFSOMEBODYELSE", "Signature"))


def test_without_keys_nobody_is_asked(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    with pytest.raises(StorageError, match="The storage has no keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"):
        open_place(StorageSection(url="s3://bucket/studio"))
    with pytest.raises(BadInputError, match="Keys come from the environment only"):
        open_place(StorageSection(url="s3://bucket/studio", endpoint="http://me:word@host"))
    with pytest.raises(StorageError, match="is no folder"):
        open_place(StorageSection(url=f"file://{tmp_path}/none"))


def test_a_fetch_goes_on_at_the_last_whole_piece(here, there, bucket, storage) -> None:
    storage.push_step(here.make("render", **{"movie.mp4": os.urandom(PIECE * 20 + 1)}))
    bucket.fault = lambda _, path, __: "500" if "objects/" in path and bucket.count("GET") > 9 else ""
    with pytest.raises(StorageError):
        storage.fetch_step(there.step())
    came = (there.step().path.with_name(f"{there.step().path.name}.coming") / "movie.mp4.part").stat().st_size
    assert 5 * PIECE <= came <= 9 * PIECE
    bucket.fault = lambda *_: ""
    bucket.asked.clear()
    assert storage.fetch_step(there.step())
    assert bucket.count("GET") == 21 - came // PIECE
    assert there.step().is_done(deep=True)


PROGRAM = """
import sys
from pathlib import Path
from rushes.studio import StepFolder
from rushes.studio.config import StorageSection, read_studio
from rushes.studio.storage import Objects, Storage, fetching, manifest, open_place, pushing
for module in (manifest, pushing, fetching):
    module.PIECE_BYTES = {piece}
what, url, endpoint, work, step, key = sys.argv[1:]
storage = Storage(Objects(open_place(StorageSection(url=url, endpoint=endpoint)), words="The storage"), "SHOW")
print("begun", flush=True)
getattr(storage, what)(StepFolder(Path(work), step, key))
""".replace("{piece}", str(PIECE))


def run(what: str, bucket, folder) -> subprocess.Popen[str]:
    argv = [sys.executable, "-c", PROGRAM, what, bucket.url, bucket.endpoint, str(folder.work), folder.step, folder.key]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.parametrize("what", ["push_step", "fetch_step"])
def test_kill_it_in_the_middle_and_only_what_is_missing_goes_over_the_wire_again(
    here, there, bucket, storage, until, what: str
) -> None:
    here.make("render", **{"movie.mp4": os.urandom(PIECE * 30)})
    method = "PUT" if what == "push_step" else "GET"
    folder = here.step() if what == "push_step" else there.step()
    if what == "fetch_step":
        storage.push_step(here.step())
    bucket.asked.clear()
    bucket.slow_s = 0.05
    bucket.fault = lambda *_: "slow"
    chance = random.Random(8)  # noqa: S311 - where to kill is no secret
    for _ in range(2):
        goal = bucket.count(method) + chance.randrange(5, 12)
        process = run(what, bucket, folder)
        until(lambda goal=goal, process=process: bucket.count(method) >= goal or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert not bucket.objects("steps/") if what == "push_step" else not folder.is_done()
    bucket.fault = lambda *_: ""
    getattr(storage, what)(folder)
    assert bucket.count(method) <= 30 + 2 * 5, "no more than what was under way is moved twice"
    assert storage.fetch_step(there.step())
    assert there.step().is_done(deep=True)


def sealed(record):
    """A record with the SHA-256 of what it says, as somebody would write it who means harm."""
    return {**record, "sha256": sha256_of({"about": record["about"], "files": record["files"]})}


BAD_NAMES = ["../out", "/etc/out", "a/../../out", "", ".", "a//b", "a\\b", "a\nb", "x" * 500]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_record_that_names_a_file_outside_its_folder_fetches_nothing(
    here, there, bucket, storage, name: str, caplog
) -> None:
    storage.push_step(here.make())
    [path] = bucket.objects("steps/")
    record = json.loads(path.read_text())
    record["files"][name] = record["files"].pop("comp.1001.exr")
    storage.objects.put(name_of(bucket, path), json.dumps(sealed(record)).encode())
    assert not storage.fetch_step(there.step())
    assert "is no record of ours" in caplog.text
    assert not there.work.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record["about"].update(key="0" * 64),
        lambda record: record["files"].clear(),
        lambda record: record.update(schema="rushes/stored/9"),
        lambda record: record["files"]["whole.bin"].update(size=-1),
        lambda record: record["files"]["whole.bin"].update(size=True),
        lambda record: record["files"]["whole.bin"].update(size=10**15),
        lambda record: record["files"]["whole.bin"].update(pieces=["../../x"] * 2),
        lambda record: record["files"]["whole.bin"].update(sha256="0" * 64),
        lambda record: record["files"]["comp.1001.exr"].update(sha256="0" * 64),
    ],
)
def test_a_record_that_is_not_right_fetches_nothing_and_is_written_anew(here, there, bucket, storage, spoil) -> None:
    storage.push_step(here.make())
    [path] = bucket.objects("steps/")
    record = json.loads(path.read_text())
    spoil(record)
    storage.objects.put(name_of(bucket, path), json.dumps(sealed(record)).encode())
    assert not storage.fetch_step(there.step())
    assert not there.step().path.exists()
    storage.push_step(here.step())
    assert storage.fetch_step(there.step())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"[" * 100_000, b'{"schema": "rushes/stored/1"}', b"\xff\xfe"])
def test_what_is_no_record_at_all_fetches_nothing(here, there, bucket, storage, data: bytes) -> None:
    storage.push_step(here.make())
    [path] = bucket.objects("steps/")
    storage.objects.put(name_of(bucket, path), data)
    assert not storage.fetch_step(there.step())
    storage.push_step(here.step())
    assert storage.fetch_step(there.step())


def test_two_that_fetch_the_same_step_at_once_have_it_once(here, there, bucket, storage, until) -> None:
    storage.push_step(here.make("render", **{"movie.mp4": os.urandom(PIECE * 20)}))
    bucket.asked.clear()
    bucket.slow_s = 0.02
    bucket.fault = lambda *_: "slow"
    both = [run("fetch_step", bucket, there.step()) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    for process in both:
        process.communicate()
    assert there.step().is_done(deep=True)
    assert bucket.count("GET") == 20
    assert [path.name for path in (there.work / "render").iterdir()] == [there.step().path.name]


@pytest.mark.parametrize("seed", range(3))
def test_random_faults_never_leave_a_wrong_file(here, there, bucket, storage, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - what goes wrong is no secret
    faults = ["500", "cut", "truncated", "wrong", "", "", ""]
    bucket.fault = lambda *_: chance.choice(faults)
    here.make("render", **{f"frame.{number}.exr": os.urandom(chance.randrange(3000)) for number in range(6)})
    until = time.monotonic() + 300
    while not there.step().is_done():
        assert time.monotonic() < until
        for storing in (lambda: storage.push_step(here.step()), lambda: storage.fetch_step(there.step())):
            try:
                storing()
            except StorageError:
                assert not there.step().path.exists()
    assert there.step().is_done(deep=True)
    assert there.step().record() == here.step().record()


def test_nobody_waits_for_a_storage_that_was_stopped(here, bucket) -> None:
    place = open_place(StorageSection(url=bucket.url, endpoint=f"http://127.0.0.1:{free_port()}"))
    objects = Objects(place, words="The storage", patience=Patience(50, 3600.0, 3600.0))
    objects.stop.set()
    with pytest.raises(StorageError, match="nobody is there"):
        Storage(objects, "SHOW").push_step(here.make())


def test_what_a_job_made_is_stored_once_the_job_is_done(floor, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "studio.yaml").write_text(f"storage: {{url: 'file://{tmp_path}/shared'}}\n", encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", str(tmp_path / "studio.yaml"))
    assert floor.run() == ["a", "b"]
    stored = {
        path.relative_to(tmp_path / "shared" / "steps" / "S").as_posix()
        for path in tmp_path.rglob("shared/steps/S/*/*")
    }
    assert stored == {f"a/{'a' * 64}.json", f"b/{'b' * 64}.json"}


def test_the_doctor_asks_the_storage_and_says_what_it_answered(bucket, tmp_path: Path, monkeypatch) -> None:
    studio = tmp_path / "studio.yaml"
    studio.write_text(f"storage: {{url: '{bucket.url}', endpoint: '{bucket.endpoint}'}}")
    place = Place(tmp_path, datetime.now(UTC), None, read_studio(studio))
    assert list(check_storage(place)) == []
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SKOFSOMEBODYELSE")
    assert ["does not let us in" in one.what for one in check_storage(place)] == [True]
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert ["The storage has no keys" in one.what for one in check_storage(place)] == [True]
    assert bucket.objects() == []


def test_whoever_watches_hears_what_was_stored_and_fetched(here, there, storage, tmp_path: Path) -> None:
    (tmp_path / "studio.yaml").write_text("watch: {log: log.jsonl}")
    with watching(read_studio(tmp_path / "studio.yaml")):
        storage.push_step(here.make())
        storage.fetch_step(there.step())
    told = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [one["event"] for one in told] == ["storage.stored", "storage.fetched"]
    assert {(one["show"], one["step"]) for one in told} == {("SHOW", "render")}
    assert [one["bytes"] for one in told] == [
        sum(map(len, FILES.values())) - len(FILES["same.exr"]) - PIECE,
        sum(map(len, FILES.values())),
    ]
