import json

import pytest
from click.testing import CliRunner
from PIL import Image
from synthetic_plate import Taken, photograph

from rushes.cli import group
from rushes.errors import BadInputError

TAKEN = Taken(yaw=-30, tilt=12, x=-16, back=26)


@pytest.fixture(scope="module")
def plate(tmp_path_factory):
    path = tmp_path_factory.mktemp("plate") / "street.png"
    Image.fromarray(photograph(TAKEN)).save(path)
    return path


def run(*arguments):
    return CliRunner().invoke(group, ["plate", "solve", *map(str, arguments)], catch_exceptions=False)


def test_a_facade_is_told_in_words_and_as_json(plate, tmp_path):
    corners = " ".join(f"{x:.4f},{y:.4f}" for x, y in TAKEN.shares)
    done = run(plate, "--corners", corners, "--height", 15, "--overlay", tmp_path / "solved.png", "--json")
    assert "Focal length  32.4 mm" in done.output
    assert "m before the facade" in done.output
    record = json.loads(done.output.splitlines()[-1])
    assert record["facade_m"][0] == pytest.approx(20, rel=0.02)
    assert record["residual_px"] < 2
    assert (tmp_path / "solved.png").is_file()


def test_lines_alone_give_no_height(plate):
    assert "its height is not told without a facade" in run(plate).output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--corners", "0.1,0.9 0.2"], "four pairs"),
        (["--corners", "[[0.1, 0.9]]", "--height", "9"], "four corners"),
        (["--corners", "0.2,0.8 0.7,0.75 0.7,0.2 0.2,0.1"], "How high is the facade"),
    ],
)
def test_what_is_missing_is_asked_for(plate, arguments, says):
    with pytest.raises(BadInputError, match=says):
        run(plate, *arguments)


def test_a_height_that_contradicts_its_storeys_is_refused(plate):
    with pytest.raises(
        BadInputError, match=r"--height says 15 m, but 12 storeys are about 36\.75 m\. Give one of the two"
    ):
        run(plate, "--height", 15, "--storeys", 12)
