"""An EXR that can't be changed as it is is refused with the way on."""

from fractions import Fraction

import numpy as np
import OpenEXR  # noqa: TID253 - files are made here that our own writer would not make
import pytest

from rushes.brief import Brief
from rushes.brief.reage import Reage
from rushes.engines.reage.engine import steps
from rushes.engines.reage.exr_plate import check_exr
from rushes.errors import BadInputError


def exr(path, **header):
    planes = {band: np.full((90, 160), 0.2, np.float16) for band in "RGB"}
    kind = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    OpenEXR.File(kind | header, planes).write(str(path))
    return path


@pytest.mark.parametrize(
    "header", [{}, {"pixelAspectRatio": 1.0}, {"colorInteropID": "lin_ap1_scene"}, {"colorspace": "ACEScg"}]
)
def test_light_of_square_pixels_will_do(tmp_path, header):
    check_exr(exr(tmp_path / "plate.exr", **header))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"pixelAspectRatio": 2.0}, "2:1"),
        ({"pixelAspectRatio": 1.8}, "Desqueeze"),
        ({"colorspace": "ACEScct"}, "logarithmically"),
        ({"oiio:ColorSpace": "ARRI LogC3 (EI800)"}, "LogC3"),
        ({"colorSpace": "S-Log3 S-Gamut3"}, "scene-linear ACEScg"),
    ],
)
def test_what_will_not_do_is_one_sentence_and_nothing_is_planned(tmp_path, header, said):
    path = exr(tmp_path / "plate.exr", **header)
    with pytest.raises(BadInputError) as refused:
        check_exr(path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    reage = Reage(performer="p-014", from_age=61, to_age=45)
    with pytest.raises(BadInputError, match="plate"):
        steps(Brief(kind="reage", shot="010_0030", plate=path, frames=2, reage=reage), Fraction(24), "S", "v001")


def test_no_exr_is_a_sentence(tmp_path):
    (tmp_path / "plate.exr").write_text("no picture", encoding="utf-8")
    with pytest.raises(BadInputError, match="can't be read"):
        check_exr(tmp_path / "plate.exr")


def test_a_declared_curve_is_let_pass_where_the_brief_names_one_and_wide_pixels_are_not(tmp_path):
    check_exr(exr(tmp_path / "a.exr", colorspace="ARRI LogC3 (EI800)"), named=True)
    with pytest.raises(BadInputError, match="plate_colour"):
        check_exr(tmp_path / "a.exr")
    with pytest.raises(BadInputError, match="Desqueeze"):
        check_exr(exr(tmp_path / "b.exr", pixelAspectRatio=2.0), named=True)
