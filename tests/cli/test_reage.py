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


def test_the_mesh_is_placed_and_removed_on_the_command_line(rushes, tmp_path):
    assert rushes("init", "S", "--rate", "24")[0] == 0
    (tmp_path / "S/shots/010_0030").mkdir(parents=True)
    five = "1040:80,90:120,90:100,110:85,130:115,130"
    code, out, errors = rushes("reage", "track", "S/shots/010_0030", "--place", five, "--remove", "1052-1053")
    assert code == 0, errors
    assert "placed in 1 frames, removed in 2" in out
    path = tmp_path / "S/shots/010_0030/keys/track.yaml"
    written = path.read_text(encoding="utf-8")
    code, _, errors = rushes(
        "reage", "track", "S/shots/010_0030", "--place", "1060=1040:1,1", "--place", "1061=1060:0,0"
    )
    assert (code, "is a copy itself" in errors) == (2, True)
    assert path.read_text(encoding="utf-8") == written, "a wrong decision leaves the file as it was"
    code, _, errors = rushes("reage", "track", "S/shots/010_0030", "--place", "1040:80")
    assert (code, "five points" in errors) == (2, True)
    code, _, errors = rushes("reage", "track", "S/shots/010_0030")
    assert (code, "no take of a re-age yet" in errors) == (2, True)
