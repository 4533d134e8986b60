"""A machine of the cluster is cut off in the middle of a take, and comes back: two machines in network namespaces, and a real Ray between them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import wide_engine
from namespaces import Machine, Network, why_not
from rushes.engines import Take
from rushes.media.exr import read_picture
from rushes.provenance import trust_roots, verify
from rushes.show import Show
from wide_engine import FRAMES, picture_of

pytestmark = [
    pytest.mark.network, pytest.mark.ray, pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(1500),
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
]  # fmt: skip
HOME = "/srv/home"
RAY = {
    "RAY_health_check_initial_delay_ms": "2000",
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "2000",
    "RAY_health_check_failure_threshold": "5",
    "RAY_gcs_rpc_server_reconnect_timeout_s": "8",
    "RAY_agent_register_timeout_ms": "400000",
    "RAY_worker_register_timeout_seconds": "400",
}
"""A cluster that gives a silent machine up after seconds, and is patient with its own helpers."""


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Network]:
    path = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    studio = {"RUSHES_HOME": HOME, "RUSHES_STUDIO": "/srv/studio.yaml", "PYTHONPATH": path}
    with Network(tmp_path, ["one", "two"], RAY | studio) as made:
        (made.shared / "home").mkdir()
        lines = "name: n\nexecutor: ray://one:6379\nchunk_frames: 2\n"
        (made.shared / "studio.yaml").write_text(lines, encoding="utf-8")
        yield made


def test_a_machine_that_is_cut_off_loses_nothing_and_is_taken_back(net: Network, tmp_path: Path, monkeypatch) -> None:
    Show.init(net.shared / "S", Fraction(24))
    worker, head = tmp_path / "worker.log", tmp_path / "head.log"
    rushes = [sys.executable, "-m", "rushes"]
    net["one"].start(*rushes, "studio", "worker", "--head", "--cpus=1", log=head)
    until(lambda: "The head of the cluster at 10.77.0.1" in said(head), head)
    net["two"].start(*rushes, "studio", "worker", "--cpus=1", log=worker)
    until(lambda: "A machine of the cluster at 10.77.0.2" in said(worker), worker)

    (net.shared / "hangs-two").touch()
    first = begin(net["one"], "010_0010", tmp_path)
    until(lambda: "two" in machines(net), tmp_path / "010_0010.log")
    net.cut("two")
    assert first.wait(900) == 0, said(tmp_path / "010_0010.log")

    lines = written(net)
    assert sorted(frame for _, frame, _ in lines) == list(FRAMES), f"each frame once: {lines}"
    assert {how for _, _, how in lines} == {"chunk"}
    assert len([who for who, _, _ in lines if who == "two"]) == 1, (
        "what it had whole is kept, the rest is made by the other"
    )
    monkeypatch.setenv("RUSHES_HOME", str(net.shared / "home"))
    right(net.shared / "S" / "shots" / "010_0010" / "v001")

    (net.shared / "hangs-two").unlink()
    net.mend("two")
    until(lambda: said(worker).count("A machine of the cluster") == 2, worker)
    assert "Begins again" in said(worker)
    (net.shared / "frames.txt").unlink()
    assert begin(net["one"], "010_0020", tmp_path).wait(900) == 0, said(tmp_path / "010_0020.log")
    assert machines(net) == {"one", "two"}
    assert sorted(frame for _, frame, _ in written(net)) == list(FRAMES)
    right(net.shared / "S" / "shots" / "010_0020" / "v001")


def begin(machine: Machine, shot: str, folder: Path):
    """Begin to make a take of a shot in a machine."""
    return machine.start(sys.executable, wide_engine.__file__, "/srv/S", shot, log=folder / f"{shot}.log")


def written(net: Network) -> list[tuple[str, int, str]]:
    """Return each frame that was written: the machine, its number and whether for a chunk or the whole step."""
    book = net.shared / "frames.txt"
    lines = (line.split() for line in (book.read_text(encoding="ascii") if book.exists() else "").splitlines())
    return [(who, int(frame), how) for who, frame, how in lines]


def machines(net: Network) -> set[str]:
    return {who for who, _, _ in written(net)}


def right(folder: Path) -> None:
    """Check a take: its seal, its hashes and its very pixels."""
    whole = verify(folder, trust_roots=trust_roots())
    assert whole.state in {"trusted", "valid"}, whole.problems
    take = Take.load(folder / "take.json")
    for picture, frame in zip(take.paths("comp"), FRAMES, strict=True):
        assert np.array_equal(read_picture(picture).astype(np.float16), picture_of(frame)), picture


def said(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def until(condition: Callable[[], object], log: Path, seconds: float = 600.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited too long: {said(log)[-3000:]}"
        time.sleep(0.1)
