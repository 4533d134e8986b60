"""Reading a stranger's file in a process apart: with little memory, little time, no network, no other program, and no file to write.

Decoders are the largest and oldest code that a stranger's bytes reach. They run where a hole in one of them leads nowhere: ``apart`` calls a
function in a process that was made for this call alone, and brings back its value, checked piece by piece; ``each_apart`` does so
for a function that yields. What goes wrong there, a crash, a bomb, a stream without an end, is a sentence here.
"""

from __future__ import annotations

from rushes.media.apart.calling import apart, each_apart
from rushes.media.apart.limits import LIMITS, Limits

__all__ = ["LIMITS", "Limits", "apart", "each_apart"]
