"""The tests' own machines: connected, apart, cut off, and gone with whoever made them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from namespaces import OWN, SHARED, Network, why_not

pytestmark = [pytest.mark.network, pytest.mark.skipif(bool(why_not()), reason=why_not())]
TALK = "import socket; print(socket.create_connection(('{0}', 7007), 3).recv(100).decode())"
LISTEN = """
import socket
with socket.create_server(("0.0.0.0", 7007)) as server:
    while True:
        with server.accept()[0] as one:
            one.send(socket.gethostname().encode())
"""


def test_machines_meet_over_the_network_alone(tmp_path: Path) -> None:
    with Network(tmp_path, ["one", "two"]) as net:
        assert net["two"].run("hostname").stdout == "two\n"
        net["one"].start(sys.executable, "-c", LISTEN, log=tmp_path / "log")

        def heard(by: str) -> str:
            return net[by].run(sys.executable, "-c", TALK.format("one"), check=False).stdout.strip()

        wait_until(lambda: heard("two") == "one")
        net.cut("two")
        assert (heard("two"), heard("one")) == ("", "one")
        net.mend("two")
        wait_until(lambda: heard("two") == "one")
        net["one"].run("sh", "-c", f"echo shared > {SHARED}/file; echo own > {OWN}/file")
        assert net["two"].run("cat", f"{SHARED}/file").stdout == "shared\n"
        assert net["two"].run("cat", f"{OWN}/file", check=False).returncode
        assert "7007" not in net["two"].run("sh", "-c", "cat /proc/*/cmdline").stdout, "it sees its own processes alone"


def test_machines_are_gone_with_who_made_them(tmp_path: Path) -> None:
    code = f"""
import sys, time
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from namespaces import Network
net = Network(Path({str(tmp_path / "net")!r}), ["one"])
net["one"].start("sleep", "4711", log=Path({str(tmp_path / "log")!r}))
print(net["one"].first, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as made:
        assert made.stdout is not None
        first = int(made.stdout.readline())
        children = Path(f"/proc/{first}/task/{first}/children")
        assert children.exists()
        made.send_signal(signal.SIGKILL)
    wait_until(lambda: not os.path.lexists(f"/proc/{first}"))
    assert not children.exists()


def wait_until(condition, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)
