import numpy as np
import pytest

from rushes.engines.wardrobe.drape.distance_field import DistanceField, mesh_field, open_normals, worn_field


def sphere(radius, rings=40):
    from scipy.spatial import ConvexHull

    count = rings * rings
    z = 1 - 2 * (np.arange(count) + 0.5) / count
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    flat = np.sqrt(1 - z**2)
    points = radius * np.stack([flat * np.cos(turn), flat * np.sin(turn), z], axis=1)
    corners = ConvexHull(points).simplices.astype(np.int64)
    a, b, c = (points[corners[:, k]] for k in range(3))
    inward = np.einsum("ij,ij->i", np.cross(b - a, c - a), a) < 0
    corners[inward] = corners[inward][:, ::-1]
    return points, corners


def test_a_sphere_has_the_distances_of_a_sphere():
    points, corners = sphere(0.1)
    field = mesh_field(points, corners, 0.006)
    rng = np.random.default_rng(0)
    ways = rng.normal(size=(500, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    radii = rng.uniform(0.08, 0.125, 500)
    assert field.at(ways * radii[:, None]) == pytest.approx(radii - 0.1, abs=4e-4)
    assert field.at(np.zeros((1, 3)))[0] < -0.03
    assert field.at(np.array([[1.0, 0, 0]]))[0] == 1.0


def test_a_field_is_read_as_it_was_written(tmp_path):
    points, corners = sphere(0.05, 12)
    field = mesh_field(points, corners)
    field.write(tmp_path / "field.npz")
    read = DistanceField.read(tmp_path / "field.npz")
    near = points * 1.2
    assert read.at(near) == pytest.approx(field.at(near), abs=5e-5)


def test_the_skin_of_a_body_is_at_zero(standing, standing_field):
    trunk = standing.vertices[: standing.mesh.skin][standing.mesh.share("trunk")[: standing.mesh.skin] > 0.9]
    assert np.percentile(np.abs(standing_field.at(trunk)), 95) < 1.5e-3
    assert standing_field.at(standing.joints["pelvis"][None])[0] < -0.03


def test_over_a_garment_is_outside_and_under_it_inside():
    points, corners = sphere(0.1)
    body = mesh_field(points, corners)
    shell = points * 1.15
    open_shell = corners[(shell[corners][:, :, 2] > 0).all(axis=1)]  # a cap over the upper half
    field = worn_field(body, shell, open_shell, 0.002)
    above = np.array([[0, 0, 0.12], [0, 0, 0.107], [0.05, 0, 0.115]])
    assert field.at(above)[0] == pytest.approx(0.12 - 0.115 - 0.001, abs=5e-4)
    assert field.at(above)[1] < -0.005
    assert field.at(above)[2] == pytest.approx(np.hypot(0.05, 0.115) - 0.116, abs=1e-3)
    below = np.array([[0, 0, -0.12], [0.112, 0, -0.03]])
    assert field.at(below) == pytest.approx(body.at(below), abs=1e-4)  # beyond its open edge


def test_open_edges_have_no_normals():
    points, corners = sphere(0.1)
    cap = corners[(points[corners][:, :, 2] > 0).all(axis=1)]
    faces, edges, ends = open_normals(points, cap)
    assert np.isfinite(faces).all()
    rim = np.isnan(ends).any(axis=1)
    assert rim.any()
    assert points[rim, 2].max() < 0.05
    assert np.isnan(edges).any(axis=(1, 2)).sum() == rim.sum()
    assert np.isfinite(open_normals(points, corners)[1]).all()


def test_a_shape_that_goes_into_itself_is_solid_there():
    points, corners = sphere(0.1, 16)
    both = np.concatenate([points - [0.06, 0, 0], points + [0.06, 0, 0]])
    # one skin that runs into itself: where the two lie in each other, each is wound around twice
    field = mesh_field(both, np.concatenate([corners, corners + len(points)]), 0.008)
    overlap = np.array([[0.0, 0.0, z] for z in (-0.06, -0.03, 0.0, 0.03, 0.06)])
    assert (field.at(overlap) < 0).all()


def test_what_is_too_narrow_for_cloth_is_filled_and_the_rest_stays():
    points, corners = sphere(0.1, 24)
    both = np.concatenate([points - [0.105, 0, 0], points + [0.105, 0, 0]])
    field = mesh_field(both, np.concatenate([corners, corners + len(points)]), 0.005)
    filled = field.filled(np.ones(field.values.shape, np.bool_), 0.022)
    between = np.array([[0.0, 0.0, 0.0]])
    assert field.at(between)[0] > 0.0035
    assert filled.at(between)[0] < -0.003
    out = np.array([[-0.21, 0.0, 0.0], [0.105, 0.106, 0.0], [0.105, 0.0, -0.103]])
    assert filled.at(out) == pytest.approx(field.at(out), abs=0.0012)
    assert field.filled(field.grid()[..., 2] > 0.1, 0.022).at(between) == pytest.approx(field.at(between))
