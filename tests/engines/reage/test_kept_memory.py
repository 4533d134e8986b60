import subprocess
import sys

import pytest

from rushes.engines.reage.kept_memory import keep_memory

FAULTS = """
import resource, sys
import numpy as np
from rushes.engines.reage.kept_memory import keep_memory
if sys.argv[1] == "kept":
    print("asked" if keep_memory() else "can't")
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def frame():
    return [np.ones((900, 500), np.float32) for _ in range(8)]
frame()
before = faults()
for _ in range(10):
    frame()
print(faults() - before)
"""


def faults(how):
    said = subprocess.run([sys.executable, "-c", FAULTS, how], capture_output=True, text=True, check=True)
    return said.stdout.split()


def test_what_is_freed_is_kept_for_the_next_frame():
    asked, kept = faults("kept")
    if asked != "asked":
        pytest.skip("this system's C library can't be asked to")
    (given_back,) = faults("given back")
    assert int(kept) * 10 < int(given_back)


def test_where_it_can_t_be_asked_for_nothing_happens(monkeypatch):
    def none(_name):
        raise OSError

    monkeypatch.setattr("ctypes.CDLL", none)
    assert not keep_memory()
