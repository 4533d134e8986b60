"""What can go wrong, as sentences to a person.

Every error that a user may meet is one of these. The message says what happened, in which file, shot or
frame, and what to do next; the exit code is part of the command line's contract.
"""

from __future__ import annotations


class RushesError(Exception):
    """An error whose message is meant for the person at the keyboard."""

    exit_code = 2


class BadInputError(RushesError):
    """The brief, a file or an option is wrong (exit code 2)."""

    exit_code = 2


class NotNowError(BadInputError):
    """What is needed isn't there now, and nobody's brief is to blame: a full disk, a database that is away (exit code 2).

    The very same command goes on once it is back.
    """


class BusyError(RushesError):
    """Another run holds what this one needs (exit code 2)."""

    exit_code = 2


class RefusedError(RushesError):
    """Clearance refused it (exit code 3)."""

    exit_code = 3


class EscalatedError(RushesError):
    """Clearance wants a person to decide (exit code 4)."""

    exit_code = 4


class CheckFailedError(RushesError):
    """An inspection, a seal or a verification failed (exit code 5)."""

    exit_code = 5


class StepFailedError(RushesError):
    """A step of the recipe could not be carried out (exit code 5)."""

    exit_code = 5


class CancelledError(RushesError):
    """Somebody cancelled the job (exit code 5); what is done stays done."""

    exit_code = 5


class StorageError(RushesError):
    """The studio's storage can't be reached or does not answer as it should (exit code 5); work goes on without it."""

    exit_code = 5
