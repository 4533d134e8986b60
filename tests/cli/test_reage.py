"""What ``rushes reage`` says when there is nothing to write keys from."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("S/shots/010_0030",), "no take of a re-age yet"), (("S/shots/010_0030", "--frames", "one"), "frame numbers")],
)
def test_keys_begin_from_a_take(rushes, arguments, said):
    assert rushes("init", "S", "--rate", "24")[0] == 0
    code, _, errors = rushes("reage", "keys", *arguments)
    assert code == 2
    assert said in errors
    assert "Traceback" not in errors
