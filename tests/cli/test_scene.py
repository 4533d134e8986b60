from fractions import Fraction

from rushes.show import Show

TEXT = "a red bus brakes in a rainy square, at 2 s the chandelier falls, a dog barks"


def test_words_become_a_brief_that_can_be_edited_and_made_again(rushes, tmp_path):
    Show.init(tmp_path / "S", Fraction(24))
    words = ("scene", "--show", "S", "--shot", "010_0010", "--text", TEXT)
    code, out, told = rushes(*words)
    assert code == 0
    assert "kind: chandelier" in out
    assert '"dog barks"' in told
    code, out, _ = rushes(*words, "--out", "clip.yaml")
    assert (code, out) == (0, "Scene of shot 010_0010: clip.yaml\n")
    code, again, _ = rushes("scene", "clip.yaml", "--show", "S")
    assert (code, again) == (0, (tmp_path / "clip.yaml").read_text(encoding="utf-8"))
    code, _, told = rushes(*words, "--out", "clip.yaml")
    assert code != 0
    assert told == "rushes: clip.yaml is there already. Name another file, or take it away.\n"


def test_a_scene_is_a_clips(rushes, tmp_path):
    Show.init(tmp_path / "S", Fraction(24))
    code, _, told = rushes("scene", "--show", "S", "--shot", "010_0010", "--text", "a loft", "--kind", "set")
    assert code != 0
    assert told == "rushes: A scene is a clip's, and --kind is set. Leave --kind out.\n"


def test_a_clips_words_are_asked_before_anything_is_made(rushes, tmp_path):
    Show.init(tmp_path / "S", Fraction(24))
    for text in ("Meryl Streep walks across a square", 'A woman says "I am Meryl Streep."', "A child runs in a street"):
        code, out, _ = rushes("make", "--show", "S", "--shot", "010_0010", "--kind", "clip", "--text", text)
        assert code == 3
        assert "refused" in out
