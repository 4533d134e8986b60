"""Who watches a studio hears of everything that happens, from every process, and of nobody's name, words or secrets."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from rushes.errors import BadInputError, CancelledError, StepFailedError
from rushes.studio.watch import Event, about, begin, child_environment, is_watched, say, span, standing, watching
from rushes.studio.watch.allowed import NUMBERS, WORDS, allowed
from rushes.studio.watch.figures import Figures
from rushes.studio.watch.log import KEPT, LogFile
from rushes.studio.watch.post import Letters, Post

ROOT = Path(__file__).resolve().parents[3]
PLANTED = ("Ada Lovelace", "ada_lovelace", "consents/ada.json", "the tower falls on the queen", "hunter2")
JOB = "010_0010-v001-0123abcd"


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def samples(text: str) -> dict[str, float]:
    """Return what Prometheus' own parser reads, by name and labels."""
    return {
        f"{one.name}{sorted(one.labels.items())}": one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


# Nobody is told


def test_nobody_is_told_anything_unless_asked(studio, monkeypatch) -> None:
    assert not is_watched()
    assert child_environment() == {}
    with watching(studio()) as address, span("job", job=JOB):
        assert address == ""
        assert not is_watched()
        say("step.frames", frames=3)
        assert standing().ids == {}
    with watching():
        assert not is_watched()
    monkeypatch.setenv("RUSHES_WATCH", "no json")
    begin()
    assert not is_watched()


def test_watching_costs_no_import_while_it_is_off() -> None:
    heavy = ("opentelemetry", "prometheus_client", "requests", "google", "http.server", "pydantic")
    code = (
        f"import sys; from rushes.studio import watch; watch.begin(); print([n for n in {heavy} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["opentelemetry.sdk.trace", "prometheus_client"])
def test_an_extra_that_is_missing_is_one_sentence(studio, monkeypatch, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    asked = studio(metrics="127.0.0.1:0", traces="http://127.0.0.1:9")
    with pytest.raises(BadInputError, match=r"not installed.* Run: pip install 'rushes\[watch\]'"):
        begin(asked, serve=True)


# What may be said


@given(
    st.dictionaries(st.sampled_from([*WORDS, *NUMBERS, "name", "text", "path"]), st.text() | st.floats() | st.none())
)
def test_only_ids_and_numbers_are_said(attributes) -> None:
    for name, value in allowed(attributes).items():
        assert name in NUMBERS or name in WORDS
        if isinstance(value, str):
            assert not re.search(r"[\s/@\"'\\]", value)
            assert len(value) <= 90
        else:
            json.loads(json.dumps(value, allow_nan=False))


@pytest.mark.parametrize("said", PLANTED)
def test_no_attribute_takes_a_sentence_a_path_or_a_secret(said: str) -> None:
    free = [name for name in WORDS if name not in {"show", "shot", "step"}]
    assert allowed(dict.fromkeys([*free, *NUMBERS, "error", "performer", "text"], said)) == {}


def test_a_line_from_another_process_is_filtered_once_more() -> None:
    told = (
        '{"time": "2026-11-27T10:00:00+00:00", "level": "info", "event": "step.ended", "step": "render", "who": "Ada"}'
    )
    event = Event.of_line(told)
    assert event is not None
    assert event.attributes == {"step": "render"}
    for broken in (
        "[]",
        "{",
        "null",
        told.replace("info", "loud"),
        told.replace("step.ended", "Ada was here"),
        told[:30],
    ):
        assert Event.of_line(broken) is None


# Log lines


def test_every_line_carries_where_it_was_said(studio, tmp_path) -> None:
    with watching(studio(log="log/studio.jsonl")), about(show="SHOW"), span("job", job=JOB, shot="010_0010"):
        with span("step", step="render"):
            say("step.frames", "debug", frames=1)
        with pytest.raises(StepFailedError), span("step", step="comp"):
            raise StepFailedError(PLANTED[0])
        with pytest.raises(CancelledError), span("step", step="clip"):
            raise CancelledError
    told = lines(tmp_path / "log" / "studio.jsonl")
    assert [(one["event"], one.get("step"), one.get("state")) for one in told] == [
        ("job.begun", None, None),
        ("step.begun", "render", None),
        ("step.ended", "render", "done"),
        ("step.begun", "comp", None),
        ("step.ended", "comp", "failed"),
        ("step.begun", "clip", None),
        ("step.ended", "clip", "cancelled"),
        ("job.ended", None, "done"),
    ]
    assert {(one["show"], one["job"], one["shot"]) for one in told} == {("SHOW", JOB, "010_0010")}
    assert (told[4]["level"], told[4]["kind"], told[6]["level"]) == ("error", "StepFailedError", "info")
    assert all(datetime.fromisoformat(str(one["time"])).utcoffset() is not None for one in told)
    assert isinstance(told[2]["seconds"], float)


WRITE = """
import sys, time
from pathlib import Path
from rushes.studio.watch import Event
from rushes.studio.watch.log import LogFile

log = LogFile(Path(sys.argv[1]), limit=20_000)
for number in range(200):
    log.tell(Event("step.ended", "info", time.time(), {"process": int(sys.argv[2]), "done": number, "step": "x" * 30}))
"""


def test_a_file_that_many_processes_write_is_rotated_and_no_line_is_lost_or_torn(tmp_path) -> None:
    path = tmp_path / "log.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", WRITE, str(path), str(who)]) for who in range(3)]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    files = [path, *(path.with_name(f"log.jsonl.{number}") for number in range(1, KEPT + 1))]
    told = [line for file in files if file.exists() for line in lines(file)]
    assert len({(one["process"], one["done"]) for one in told}) == len(told) == 600
    assert sum(file.exists() for file in files) >= 3


def test_of_many_files_the_oldest_goes(tmp_path) -> None:
    log = LogFile(tmp_path / "log", limit=10)
    for number in range(KEPT + 3):
        log.tell(Event("job.begun", "info", 0.0, {"done": number}))
    kept = [lines(tmp_path / f"log.{number}")[0]["done"] for number in range(1, KEPT + 1)]
    assert kept == [7, 6, 5, 4, 3]
    assert len(list(tmp_path.iterdir())) == KEPT


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    LogFile(tmp_path / "file" / "log").tell(Event("job.begun", "info", 0.0))


# From every process


def test_a_job_is_told_from_its_processes_in_log_traces_and_figures(
    studio, collector, watched_job, scrape, tmp_path
) -> None:
    asked = studio(log="studio.jsonl", metrics="127.0.0.1:0", traces=collector.address)
    with watching(asked, serve=True, depth=lambda: {"queued": 7, "running": 1}) as address:
        assert watched_job() == 0
        told = figures_of(scrape, address, "rushes_jobs_total[('state', 'done')]")
    assert told["rushes_queue_depth[('state', 'queued')]"] == 7
    assert told["rushes_tasks_running[]"] == 0
    assert told["rushes_frames_per_minute[]"] == 12
    for step in "ab":
        assert told[f"rushes_frames_total[('show', 'SHOW'), ('step', '{step}')]"] == 6
        assert told[f"rushes_step_seconds_count[('step', '{step}')]"] == 1
        assert told[f"rushes_step_seconds_bucket[('le', '+Inf'), ('step', '{step}')]"] == 1

    heard = lines(tmp_path / "studio.jsonl")
    tasks = [one for one in heard if one["event"] == "task.ended"]
    assert [one["step"] for one in tasks] == ["a", "b"]
    assert all((one["job"], one["ask"], one["show"]) == (JOB, "010_0010-q0011aabb", "SHOW") for one in tasks)

    spans = {(span.name, step_of(span)): span for span in collector.spans()}
    assert set(spans) == {("ask", ""), ("job", ""), ("step", "a"), ("step", "b"), ("task", "a"), ("task", "b")}
    assert len({span.trace_id for span in spans.values()}) == 1
    parents = {name: parent.span_id for name, parent in spans.items()}
    assert spans["ask", ""].parent_span_id == b""
    assert spans["job", ""].parent_span_id == parents["ask", ""]
    for step in "ab":
        assert spans["step", step].parent_span_id == parents["job", ""]
        assert spans["task", step].parent_span_id == parents["step", step]
        assert spans["task", step].start_time_unix_nano >= spans["step", step].start_time_unix_nano
    resources = {str(resource) for resource, _ in collector.scopes()}
    assert len(resources) == 1
    assert {one.key for resource, _ in collector.scopes() for one in resource.attributes} == {
        "service.name",
        "service.version",
    }


def step_of(span) -> str:
    return next((one.value.string_value for one in span.attributes if one.key == "rushes.step"), "")


def figures_of(scrape, address: str, awaited: str) -> dict[str, float]:
    """Scrape until a figure is there: letters take a moment."""
    until = time.monotonic() + 60
    while awaited not in (told := samples(scrape(address))):
        assert time.monotonic() < until, told
        time.sleep(0.05)
    return told


@pytest.mark.parametrize("fail", ["bug", "StepFailedError"])
def test_names_words_and_secrets_are_in_nothing_that_is_told(
    studio, collector, watched_job, scrape, tmp_path, monkeypatch, fail
) -> None:
    monkeypatch.setenv("PGPASSWORD", "hunter2")
    asked = studio(log="studio.jsonl", metrics="127.0.0.1:0", traces=collector.address)
    with watching(asked, serve=True) as address, about(show=PLANTED[0], shot=PLANTED[2], performer=PLANTED[1]):
        code = watched_job(fail=fail, words=PLANTED[3], consent=PLANTED[2], performers=list(PLANTED))
        kind = "StepFailedError"
        text = scrape(address)
        figures_of(scrape, address, f"rushes_failures_total[('kind', '{kind}'), ('of', 'job')]")
    assert code != 0
    log = (tmp_path / "studio.jsonl").read_text(encoding="utf-8")
    traces = b"".join(collector.bodies).decode("utf-8", "replace")
    assert '"kind": "StepFailedError"' in log
    assert "job" in traces
    for said in (text, log, traces):
        for secret in (*PLANTED, "a sentence", "a surprise", str(tmp_path), "password"):
            assert secret not in said


def test_a_collector_that_is_away_stops_nobody_and_says_nothing(studio, watched_job, floor, capfd) -> None:
    with watching(studio(traces="http://127.0.0.1:9"), serve=True):
        assert watched_job() == 0
    assert "127.0.0.1" not in (floor.folder / "make.log").read_text(encoding="utf-8")
    assert capfd.readouterr().err == ""


def test_lines_of_children_come_out_of_the_first_process_where_it_logs_to_standard_error(
    studio, watched_job, capfd
) -> None:
    with watching(studio(log="-")):
        assert watched_job() == 0
    told = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [one["step"] for one in told if one["event"] == "task.ended"] == ["a", "b"]
    assert not [one for one in told if one["event"] == "step.frames"]


def test_a_flood_of_letters_arrives_and_a_supervisor_that_does_not_read_is_not_waited_for(tmp_path) -> None:
    heard: list[Event] = []
    post, event = Post(heard.append), Event("step.frames", "debug", time.time(), {"frames": 1})
    letters = Letters(post.path)
    for _ in range(2000):
        letters.tell(event)
    post.end()
    letters.tell(event)  # nobody is there any more
    letters.end()
    assert len(heard) == 2000
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf:
        deaf.bind(str(tmp_path / "deaf"))
        letters = Letters(tmp_path / "deaf")
        for _ in range(2000):
            letters.tell(event)  # 400 s, were each one waited for
        letters.end()


# Figures


def test_what_a_killed_job_ran_does_not_run_for_ever(scrape) -> None:
    figures = Figures("127.0.0.1:0")
    try:
        figures.tell(Event("step.begun", "info", 0.0, {"ask": "a-q00000001", "step": "render"}))
        assert samples(scrape(figures.address))["rushes_tasks_running[]"] == 1
        figures.tell(Event("ask.ended", "info", 0.0, {"ask": "a-q00000001", "state": "failed"}))
        figures.tell(Event("ask.retried", "warning", 0.0, {"ask": "a-q00000001"}))
        told = samples(scrape(figures.address))
    finally:
        figures.end()
    assert told["rushes_tasks_running[]"] == 0
    assert told["rushes_retries_total[]"] == 1


def test_a_queue_that_does_not_answer_takes_nothing_else_with_it(scrape) -> None:
    def gone() -> dict[str, int]:
        raise OSError

    figures = Figures("127.0.0.1:0", gone)
    try:
        told = samples(scrape(figures.address))
    finally:
        figures.end()
    assert "rushes_tasks_running[]" in told
    assert not [name for name in told if "queue" in name]


def test_a_port_that_is_taken_is_one_sentence() -> None:
    first = Figures("127.0.0.1:0")
    try:
        with pytest.raises(BadInputError, match="Name another port"):
            Figures(first.address)
    finally:
        first.end()
    with pytest.raises(BadInputError, match="can't be used"):
        Figures("127.0.0.1:99999")


def test_dashboard_and_alerts_name_only_figures_that_exist(scrape) -> None:
    figures = Figures("127.0.0.1:0", lambda: {"queued": 1})
    try:
        families = [one.name for one in text_string_to_metric_families(scrape(figures.address))]
    finally:
        figures.end()
    endings = ("", "_total", "_bucket", "_count", "_sum")
    exist = {f"{name}{ending}" for name in families for ending in endings}
    for name in ("grafana.json", "alerts.yaml"):
        asked = set(re.findall(r"\brushes_[a-z_]+", (ROOT / "deploy" / name).read_text(encoding="utf-8")))
        assert asked
        assert asked - exist == set()
    page = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
    for family in families:
        assert f"`{family}`" in page or f"`{family}_total`" in page
    for attribute in (*WORDS, *NUMBERS):
        assert f"`{attribute}`" in page
