import numpy as np
import pytest
from small_tube import tube

from rushes.engines.body.measuring import tape
from rushes.engines.body.shape import Knobs, base
from rushes.engines.wardrobe.drape import tucking
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.gate import STRAIN, gate
from rushes.engines.wardrobe.drape.piercing import pierced_edges
from rushes.engines.wardrobe.drape.slab import come_through, outside, parts_of, shell_of
from rushes.engines.wardrobe.drape.tucking import TORN, tucked, welded_points


@pytest.fixture(scope="module")
def hung(standing, standing_field):
    """A wide tube, and a narrow one that belongs over it, each alone."""
    hip, poplin = tape(base().body(Knobs(male=0.0)))["hip_girth"], fabric("poplin")
    wide, narrow = (cloth_of(tube(hip + ease, high), 0.03) for ease, high in ((0.14, 0.12), (0.05, 0.2)))
    return [
        draped(wide, standing, standing_field, poplin),
        draped(narrow, standing, standing_field, poplin, layer=1, room=0.003),
    ]


@pytest.fixture(scope="module")
def under(hung, standing_field):
    shares = []
    out = tucked(hung, standing_field, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return out


def through(drapes):
    points, first = [welded_points(one) for one in drapes], 0
    corners = []
    for one, at in zip(drapes, points, strict=True):
        corners.append(one.mesh.corners + first)
        first += len(at)
    pairs = pierced_edges(np.concatenate(corners), np.concatenate(points))
    return int(((pairs[:, 0] < len(points[0])) != (pairs[:, 2] < len(points[0]))).sum())


def test_a_wide_garment_goes_under_a_narrow_one(hung, under):
    inner, outer = hung
    over = shell_of(outer, welded_points(outer))
    assert (outside(welded_points(inner), parts_of(inner), over)[0] > 0.003).mean() > 0.1  # it stood out of it
    assert through(hung) > 20
    assert [out.sum() > 0 for out in come_through(hung, [welded_points(one) for one in hung])] == [True, False]
    assert [out.sum() for out in come_through(under, [welded_points(one) for one in under])] == [0, 0]
    assert through(under) == 0


def test_what_is_squeezed_is_not_stretched_nor_in_the_body(under, standing_field):
    for one in under:
        report = gate(one, standing_field)
        assert all(strain.good for strain in report.strains)
        assert report.depth < 0.002
        assert report.crossings == 0
        assert report.speed < 0.05


def test_the_outer_garment_hardly_moves(hung, under):
    assert np.percentile(np.linalg.norm(under[1].points - hung[1].points, axis=1), 95) < 0.004
    assert np.linalg.norm(under[0].points - hung[0].points, axis=1).max() < 0.1


def pulled(drape, count):
    """A garment's welded points with some of them 15 cm farther up."""
    points = welded_points(drape)
    points[:count, 2] += 0.15
    return points


def torn(drape, points):
    """By how much the share of edges that are stretched too far is more than when it hung."""
    ends = [np.linalg.norm(np.subtract(*at[drape.mesh.edges].swapaxes(0, 1)), axis=1) for at in (points, welded_points(drape))]  # fmt: skip
    now, hung = ((length / drape.mesh.rests > 1 + STRAIN).mean() for length in ends)
    return now - hung


def sorted_out(monkeypatch, hung, field, which, count):
    """What is returned when sorting out leaves the garments as they hung, but for points of one that are pulled, and says 4 m/s."""

    def settled(drapes, points, _field, _tell):
        for number, drape in enumerate(drapes):
            points[number][:] = pulled(drape, count if number == which else 0)
        return [4.0] * len(drapes)

    monkeypatch.setattr(tucking, "settled", settled)
    return tucked(hung, field)


@pytest.mark.parametrize("which", [0, 1])
def test_what_sorting_out_tears_at_stays_as_it_hung_and_so_does_the_rest(monkeypatch, hung, standing_field, which):
    shares = [torn(hung[which], pulled(hung[which], count)) for count in range(80)]
    whole = max(count for count, share in enumerate(shares) if share < TORN)
    tears = min(count for count, share in enumerate(shares) if share > TORN)
    assert 0 < whole < tears  # a few points more tear it

    kept = sorted_out(monkeypatch, hung, standing_field, which, whole)
    assert [one.speed for one in kept] == [4.0, 4.0]
    assert np.array_equal(welded_points(kept[which]), pulled(hung[which], whole))

    back = sorted_out(monkeypatch, hung, standing_field, which, tears)
    assert [one.speed for one in back] == [one.speed for one in hung]
    assert all(np.array_equal(one.points, before.points) for one, before in zip(back, hung, strict=True))
