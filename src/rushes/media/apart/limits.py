"""What a process apart may use, and how the system is told to hold it to that."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from dataclasses import dataclass
from typing import Final

_GIB: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use.

    Attributes:
        memory_bytes: Address space. A 16k EXR as floats takes 3 GiB, twice while it is turned upright.
        seconds: Time [s] until a value, or the next one of a row, is there, and so much of a core for all of them together times ``rows``.
        rows: So many times ``seconds`` of a core may a row of values take in all.
        value_bytes: Largest value that is taken back.
        files: Files that may be open at once.
    """

    memory_bytes: int = 8 * _GIB
    seconds: float = 120.0
    rows: int = 60
    value_bytes: int = 4 * _GIB
    files: int = 128


LIMITS: Final = Limits()

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE, _UNKNOWN_CALL = (
    0x7FFF0000,
    0x00050001,
    0x00050026,
)  # EPERM; ENOSYS makes the C library use its older call
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_AT, _SECOND_AT, _THIRD_AT = 0, 4, 16, 24, 32
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_A_THREAD = 0x10000


@dataclass(frozen=True, slots=True)
class _Calls:
    """Numbers of system calls of one kind of processor.

    Attributes:
        architecture: The kernel's name of it.
        refused: Sockets, programs, other processes, changes to files and folders, mounts, keys, and rarely used doors into the kernel.
        opens: Opening a file, by where its flags stand.
        clone: Making a process or a thread; the newer call for it.
    """

    architecture: int
    refused: tuple[int, ...]
    opens: tuple[tuple[int, int], ...]
    clone: tuple[int, int]


_CALLS: Final = {
    "x86_64": _Calls(
        0xC000003E,
        (
            41, 42, 43, 49, 50, 288, 59, 322, 57, 58, 101, 62, 200, 310, 311, 85, 437, 87, 263, 82, 264, 316, 86, 265, 88, 266, 83, 258, 84,
            76, 90, 268, 92, 94, 260, 133, 259, 165, 166, 155, 161, 272, 308, 321, 250, 248, 249, 425, 298, 323, 105, 106,
        ),
        ((2, _SECOND_AT), (257, _THIRD_AT)),
        (56, 435),
    ),
    "aarch64": _Calls(
        0xC00000B7,
        (
            198, 203, 202, 200, 201, 242, 221, 281, 117, 129, 130, 270, 271, 437, 35, 38, 276, 37, 36, 34, 45, 53, 54, 33, 40, 39, 41, 51, 97,
            268, 280, 219, 217, 218, 425, 241, 282, 146, 144,
        ),
        ((56, _THIRD_AT),),
        (220, 435),
    ),
}  # fmt: skip


def confine(limits: Limits) -> bool:
    """Hold this process to limits, for good.

    Memory, time, files and what it may write are held everywhere. On Linux, on the two usual kinds of processors, the kernel also
    refuses it every socket, program, process, and change to a file (seccomp); where that is not to be had, there is no network of its own
    when the system lets it have none.

    Returns:
        Whether the kernel refuses it sockets and programs.
    """
    cpu = int(limits.seconds * limits.rows) + 1
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, limits.memory_bytes),
    ):
        _, hard = resource.getrlimit(kind)
        held = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (held, held))
    calls = _CALLS.get(platform.machine())
    return sys.platform == "linux" and calls is not None and _filtered(calls)


def _filtered(calls: _Calls) -> bool:
    program = b"".join(_program(calls))
    code = ctypes.create_string_buffer(program, len(program))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    control = ctypes.CDLL(None, use_errno=True).prctl
    control.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    if control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(control(_SET_SECCOMP, _FILTER, ctypes.addressof(head), 0, 0) == 0)


def _program(calls: _Calls) -> list[bytes]:
    """Return the filter that the kernel runs before each system call (Linux, seccomp_filter.rst)."""
    clone, newer = calls.clone
    lines = [_load(_ARCHITECTURE_AT), _jump(_EQUAL, calls.architecture, 1, 0), _answer(_REFUSE), _load(_NUMBER_AT)]
    for number in calls.refused:
        lines += [_jump(_EQUAL, number, 0, 1), _answer(_REFUSE)]
    lines += [_jump(_EQUAL, newer, 0, 1), _answer(_UNKNOWN_CALL)]
    for number, flags_at in calls.opens:
        lines += [
            _jump(_EQUAL, number, 0, 4),
            _load(flags_at),
            _jump(_ANY_BIT, _WRITES, 0, 1),
            _answer(_REFUSE),
            _answer(_ALLOW),
        ]
    lines += [
        _jump(_EQUAL, clone, 0, 4),
        _load(_FIRST_AT),
        _jump(_ANY_BIT, _A_THREAD, 1, 0),
        _answer(_REFUSE),
        _answer(_ALLOW),
    ]
    return [*lines, _answer(_ALLOW)]


def _load(at: int) -> bytes:
    return struct.pack("HBBI", _LOAD, 0, 0, at)


def _jump(kind: int, value: int, true: int, false: int) -> bytes:
    return struct.pack("HBBI", kind, true, false, value)


def _answer(answer: int) -> bytes:
    return struct.pack("HBBI", _RETURN, 0, 0, answer)
