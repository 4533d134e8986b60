"""The chunks of a divided step are told of under the job and the step that they belong to, and their frames once."""

from __future__ import annotations

import json
from pathlib import Path

from divided import FRAMES, Divided, reachable
from rushes.studio import Job, LocalExecutor, run_job
from rushes.studio.watch import about, span, watching

JOB = "010_0010-v001-0123abcd"


def test_a_divided_step_is_told_chunk_by_chunk(studio, collector, scrape, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", reachable(tmp_path))
    floor = Divided(tmp_path)
    task, job = floor.task(), Job(JOB, "010_0010", "v001", "running")
    asked = studio(log="studio.jsonl", metrics="127.0.0.1:0", traces=collector.address)
    with watching(asked, serve=True) as address:
        with about(show="S"), span("job", job=JOB, shot="010_0010"):
            executor = LocalExecutor(workers=2, chunk_frames=5)
            run_job(floor.show.work, job, [task], progress=lambda _: None, executor=executor)
        text = scrape(address)
    assert f'rushes_frames_total{{show="S",step="toy"}} {len(FRAMES)}.0' in text
    told = [json.loads(line) for line in (tmp_path / "studio.jsonl").read_text(encoding="utf-8").splitlines()]
    chunks = [one for one in told if one["event"] == "chunk.ended"]
    assert sorted((one["first"], one["last"]) for one in chunks) == [(1001, 1005), (1006, 1010), (1011, 1012)]
    assert {(one["job"], one["step"], one["show"]) for one in chunks} == {(JOB, "toy", "S")}
    spans = {one.span_id: one for one in collector.spans()}
    of_chunks = [one for one in spans.values() if one.name == "chunk"]
    assert len(of_chunks) == 3
    assert {spans[one.parent_span_id].name for one in of_chunks} == {"step"}
    in_processes = [spans[one.parent_span_id].name for one in spans.values() if one.name == "task"]
    assert sorted(in_processes) == ["chunk", "chunk", "chunk", "step"]
