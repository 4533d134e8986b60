import threading

import pytest

from rushes.engines.reage.writer import Writer
from rushes.errors import StepFailedError


def test_files_are_written_in_order_beside_and_all_are_there_at_the_end():
    written, began = [], threading.Event()
    with Writer() as writer:
        writer.write(lambda: (began.wait(5), written.append(1))[1])
        assert written == []  # whoever gave it goes on
        began.set()
        for number in range(2, 6):
            writer.write(lambda number=number: written.append(number))
    assert written == [1, 2, 3, 4, 5]


def full():
    raise StepFailedError("The disk is full.")


def test_what_goes_wrong_is_raised_by_the_next_and_at_the_end():
    with pytest.raises(StepFailedError, match="full"), Writer() as writer:
        writer.write(full)
    with Writer() as writer:
        writer.write(full)
        with pytest.raises(StepFailedError, match="full"):
            writer.write(lambda: None)


def test_an_error_of_the_work_itself_is_not_hidden_by_one_of_a_write():
    def work():
        with Writer() as writer:
            writer.write(full)
            raise ValueError("the work")

    with pytest.raises(ValueError, match="the work"):
        work()
