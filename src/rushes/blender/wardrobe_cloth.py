# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth as it is woven and worn: twill, melton, pile, denim, satin, poplin, linen, leather, knit; in metres of the pattern, warp along v."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rushes.blender.nodes import Tree, Value
from rushes.blender.wardrobe_shading import bump, edges, leaning, pattern, principled, sheen, tangent

Rgb = tuple[float, float, float]

ECRU: Rgb = (0.62, 0.61, 0.57)
"""Cotton that isn't dyed: denim's weft."""

WASHED: Rgb = (0.42, 0.57, 0.70)
"""What indigo is washed out to: sky, not lilac."""


def _seams(
    tree: Tree, under: Value | None, *, groove_m: float = 0.0008, ridge_m: float = 0.0006
) -> tuple[Value, Value]:
    """Return the normal with seams in it, and how dark it is in their grooves: 1 on the line, 0 beside.

    Allowances that are pressed open lie under the cloth: it is higher up to 9 mm from the seam. A turned hem ends 22 mm in.
    """
    seam, hem = edges(tree)
    line = seam.ramp(0.0016, 0.0002)
    st, _, _ = pattern(tree)
    pucker = (tree.noise(st, 130.0, 2.0) - 0.5) * seam.both(hem).ramp(0.012, 0.001)
    ridge = seam.ramp(0.0105, 0.0075) * 0.6 + hem.ramp(0.0235, 0.0205) * 0.35 + pucker * 0.7
    normal = bump(tree, ridge, ridge_m, under)
    return bump(tree, line * -1.0 + 1.0, groove_m, normal), line


def _creases(tree: Tree, scale: float, depth_m: float, share: float = 1.0) -> Value:
    """Return the normal of cloth that was worn for an hour: soft creases finer than the drape's mesh."""
    st, _, _ = pattern(tree)
    bent = tree.noise(st, scale * 0.5, 2.0)
    u, v, _ = tree.split(st)
    far = tree.vector(u * scale + bent * 1.2, v * scale * 0.8 - bent * 1.5, 0.0)
    fold = (tree.noise(far, 1.0, 3.0, 0.45) - 0.5).size() * -2.0
    return bump(tree, fold * share, depth_m)


def _melange(tree: Tree, along: float, across: float) -> Value:
    """Return yarns that aren't all alike, about -0.3 to 0.3: streaks along the warp."""
    _, u, v = pattern(tree)
    return tree.noise(tree.vector(u * across, v * along, 0.0), 1.0, 3.0, 0.6) - 0.5


def suiting(tree: Tree, colour: Rgb, more: Mapping[str, Any]) -> Value:
    """Worsted twill, two over two: fine diagonals, a dry hand."""
    _, u, v = pattern(tree)
    twill = ((u + v) / 0.0011).fract().mirrored()
    yarn = _melange(tree, 120.0, 1500.0) + _melange(tree, 1500.0, 120.0)
    normal, line = _seams(tree, _creases(tree, 14.0, 0.0009))
    normal = bump(tree, twill, 0.00012, normal)
    tone = yarn * 0.55 + (twill - 0.5) * -0.10 + 1.0
    body = tree.tint(patterned(tree, colour, more), tone - line * 0.55)
    return principled(
        tree,
        body,
        normal,
        Roughness=0.78,
        Specular_IOR_Level=0.28,
        Sheen_Weight=0.10,
        Sheen_Roughness=0.45,
        Sheen_Tint=dyed(colour, 0.5),
    )


def melton(tree: Tree, colour: Rgb, more: Mapping[str, Any]) -> Value:
    """Wool, milled and raised until no weave shows: a nap that takes light at its edges."""
    st, _, _ = pattern(tree)
    nap = tree.noise(st, 700.0, 3.0, 0.7)
    lie = tree.noise(st, 45.0, 3.0)
    normal, line = _seams(tree, _creases(tree, 12.0, 0.0020), ridge_m=0.0013, groove_m=0.0016)
    normal = bump(tree, nap + lie * 0.8, 0.0005, normal)
    body = tree.tint(patterned(tree, colour, more), (nap - 0.5) * 0.5 + (lie - 0.5) * 0.3 + 1.0 - line * 0.6)
    return principled(
        tree,
        body,
        normal,
        Roughness=0.9,
        Specular_IOR_Level=0.12,
        Sheen_Weight=0.26,
        Sheen_Roughness=0.5,
        Sheen_Tint=dyed(colour, 0.35),
    )


def dyed(colour: Rgb, white: float) -> Rgb:
    """Return the colour of light that fibres throw back at a grazing angle: the dye's, as strong as can be, with a share of white."""
    strong = max(*colour, 0.001)
    red, green, blue = (part / strong * (1.0 - white) + white for part in colour)
    return red, green, blue


def velvet(tree: Tree, colour: Rgb, _more: Mapping[str, Any]) -> Value:
    """Cut pile that leans up the cloth: deep where it is looked into, blooming along folds and outlines, paler where a hand brushed it aside.

    Pile is a forest of fibres: what is seen of it straight is the shade between them, and their lit sides come to sight towards a fold's edge.
    """
    st, u, v = pattern(tree)
    pile = tree.noise(st, 1600.0, 1.0)
    stroked = tree.noise(tree.vector(u * 16.0, v * 5.0, 0.0), 1.0, 6.0, 0.66)
    aside = tree.noise(tree.vector(u * 14.0, v * 6.0, 3.0), 1.0, 6.0, 0.66)
    lean = leaning(tree, (aside - 0.5) * 1.1, (stroked - 0.5) * 1.4 + 0.20)
    normal, line = _seams(tree, _creases(tree, 14.0, 0.0026), ridge_m=0.0010, groove_m=0.0024)
    fibres = bump(tree, pile, 0.0006, lean)
    body = tree.tint(colour, tree.grazing() * 0.45 + (pile - 0.5) * 0.5 + 0.28 - line * 0.20)
    bloom = dyed(colour, 0.35)
    deep = principled(
        tree,
        body,
        normal,
        Roughness=0.95,
        Specular_IOR_Level=0.02,
        Sheen_Weight=0.3,
        Sheen_Roughness=0.22,
        Sheen_Tint=bloom,
    )
    return tree.add(deep, sheen(tree, tree.tint(bloom, (pile - 0.5) * 0.5 + 0.60), 0.36, fibres))


def denim(tree: Tree, colour: Rgb, _more: Mapping[str, Any]) -> Value:
    """Three-to-one twill of dyed warp and white weft, washed: pale where it is raised, along its seams and where it was sat in."""
    st, u, v = pattern(tree)
    twill = ((u - v) / 0.0016).fract().mirrored()
    slub = tree.noise(tree.vector(u * 900.0, v * 9.0, 0.0), 1.0, 3.0, 0.6)
    weft = tree.noise(tree.vector(u * 12.0, v * 1200.0, 4.0), 1.0, 2.0)
    worn = tree.noise(st, 3.0, 4.0, 0.6)
    seam, hem = edges(tree)
    ridged = tree.noise(st, 170.0, 2.0).ramp(0.42, 0.62)
    rubbed = seam.both(hem).ramp(0.006, 0.001) * ridged
    normal, line = _seams(tree, _creases(tree, 16.0, 0.0028), ridge_m=0.0016, groove_m=0.0014)
    normal = bump(tree, twill, 0.00025, normal)
    blue = colour[2] > 1.5 * max(colour[:2])
    pale = tuple(part + (white - part) * 0.55 for part, white in zip(colour, WASHED if blue else ECRU, strict=True))
    share = (worn - 0.5) * 0.7 + (slub - 0.5) * 0.65 + twill.ramp(0.55, 1.0) * 0.22 + rubbed * 0.24 + 0.03
    body = tree.tint(tree.mix(share, colour, pale), (weft - 0.5) * 0.3 + 1.0 - line * 0.5)
    return principled(tree, body, normal, Roughness=0.82, Specular_IOR_Level=0.2, Sheen_Weight=0.06)


def charmeuse(tree: Tree, colour: Rgb, more: Mapping[str, Any]) -> Value:
    """Silk satin: floats along the warp mirror in their own colour, in a soft band across it; linings are the same, plainer.

    What is mirrored is dyed: light goes into the filaments and comes out again, so that nothing but a grazing edge is white, as on leather it is.
    """
    plain = bool(more.get("plain"))
    _, u, v = pattern(tree)
    normal, line = _seams(tree, _creases(tree, 6.0, 0.0010 if plain else 0.0016), ridge_m=0.0003)
    float_ = _melange(tree, 6.0, 900.0)
    soft = tree.noise(tree.vector(u * 14.0, v * 3.0, 0.0), 1.0, 2.0, 0.5)
    normal = bump(tree, soft, 0.0005, normal)
    normal = bump(tree, float_, 0.00006, normal)
    look = tree.grazing().power(2.0)
    deep = tree.tint(patterned(tree, colour, more), float_ * 0.10 + 1.0 - line * 0.35)
    body = tree.mix(look * 0.30, deep, tuple(part + (1.0 - part) * 0.16 for part in colour))
    return principled(
        tree,
        body,
        normal,
        Roughness=0.52 if plain else 0.44,
        Metallic=0.10 if plain else 0.30,
        Specular_IOR_Level=0.22,
        Specular_Tint=dyed(colour, 0.25),
        Anisotropic=0.75,
        Tangent=tangent(tree),
        Sheen_Weight=0.12,
        Sheen_Roughness=0.4,
        Sheen_Tint=dyed(colour, 0.3),
    )


def poplin(tree: Tree, colour: Rgb, more: Mapping[str, Any]) -> Value:
    """Fine plain weave with ribs across, pressed this morning; a little light comes through."""
    _, _, v = pattern(tree)
    rib = (v / 0.0006).fract().mirrored()
    thread = _melange(tree, 40.0, 1600.0)
    normal, line = _seams(tree, _creases(tree, 20.0, 0.0022), ridge_m=0.0005)
    normal = bump(tree, rib, 0.00006, normal)
    body = tree.tint(patterned(tree, colour, more), thread * 0.14 + 1.0 - line * 0.35)
    front = principled(tree, body, normal, Roughness=0.62, Specular_IOR_Level=0.3, Sheen_Weight=0.05)
    return tree.blend(0.10, front, tree.let_through(body))


def linen(tree: Tree, colour: Rgb, more: Mapping[str, Any]) -> Value:
    """Plain weave of uneven yarns with slubs both ways, creased as soon as it is worn."""
    _, u, v = pattern(tree)
    warp = tree.noise(tree.vector(u * 900.0, v * 14.0, 0.0), 1.0, 3.0, 0.6)
    weft = tree.noise(tree.vector(u * 14.0, v * 900.0, 3.0), 1.0, 3.0, 0.6)
    slub = warp.ramp(0.55, 0.72) + weft.ramp(0.55, 0.72)
    normal, line = _seams(tree, _creases(tree, 24.0, 0.0045), ridge_m=0.0006)
    normal = bump(tree, warp + weft + slub * 0.5, 0.00030, normal)
    tone = (warp + weft - 1.0) * 0.55 + slub * 0.06 + 1.0 - line * 0.4
    body = tree.tint(patterned(tree, colour, more), tone)
    front = principled(tree, body, normal, Roughness=0.8, Specular_IOR_Level=0.25)
    return tree.blend(0.08, front, tree.let_through(body))


def leather(tree: Tree, colour: Rgb, _more: Mapping[str, Any]) -> Value:
    """Nappa: pebbled grain, a finish that is rubbed bright along folds and edges."""
    st, _, _ = pattern(tree)
    seam, hem = edges(tree)
    pebble, own = tree.cells(st, 520.0)
    big = tree.noise(st, 30.0, 4.0)
    normal, line = _seams(tree, _creases(tree, 12.0, 0.0030), ridge_m=0.0016, groove_m=0.0020)
    normal = bump(tree, pebble * -1.0 + big * 0.8, 0.00035, normal)
    worn = seam.both(hem).ramp(0.009, 0.001) * tree.noise(st, 90.0, 3.0).ramp(0.4, 0.7)
    pale = tuple(part + (0.35 - part) * 0.25 for part in colour)
    body = tree.mix(worn * 0.6, tree.tint(colour, (own - 0.5) * 0.25 + (big - 0.5) * 0.5 + 1.0 - line * 0.5), pale)
    return principled(
        tree,
        body,
        normal,
        Roughness=(big - 0.5) * 0.25 + 0.42,
        Specular_IOR_Level=0.5,
        Coat_Weight=0.18,
        Coat_Roughness=0.25,
    )


def jersey(tree: Tree, colour: Rgb, more: Mapping[str, Any]) -> Value:
    """Plain knit: wales of stitches a millimetre and a half wide, each a V; soft all over."""
    _, u, v = pattern(tree)
    wale = float(more.get("wale_m", 0.0015))
    side = (u / wale).fract()
    leg = (v / (wale * 0.75) + side.mirrored() * 0.6).fract().mirrored()
    rib = side.mirrored()
    normal, line = _seams(tree, _creases(tree, 9.0, 0.0018), ridge_m=0.0009)
    normal = bump(tree, leg * -0.5 - rib, wale * 0.25, normal)
    fuzz = _melange(tree, 700.0, 700.0)
    tone = fuzz * 0.35 - rib * 0.16 - leg * 0.10 + 1.12 - line * 0.5
    body = tree.tint(patterned(tree, colour, more), tone)
    return principled(
        tree, body, normal, Roughness=0.88, Specular_IOR_Level=0.15, Sheen_Weight=0.16, Sheen_Roughness=0.5
    )


def patterned(tree: Tree, colour: Rgb, more: Mapping[str, Any]) -> Value | Rgb:
    """Return the colour with what is woven in: stripes, checks, herringbone.

    Args:
        tree: The material's.
        colour: Of the ground.
        more: ``weave``: ``stripe``, ``check`` or ``herringbone``; ``other``: the second colour; ``repeat_m``: of the weave.
    """
    weave = more.get("weave")
    if not weave:
        return colour
    _, u, v = pattern(tree)
    light = sum(colour) / 3 > 0.18
    other = tuple(more.get("other") or (part * (0.45 if light else 1.0) + (0.0 if light else 0.22) for part in colour))
    repeat = float(more.get("repeat_m", {"stripe": 0.018, "check": 0.045, "herringbone": 0.012}[weave]))
    if weave == "stripe":
        share = (u / repeat).fract().mirrored().above(0.90)
    elif weave == "check":
        over, down = (u / repeat).fract().mirrored().above(0.93), (v / repeat).fract().mirrored().above(0.93)
        share = over.either(down) * 0.55 + over.both(down) * 0.35
    else:
        odd = (u / repeat * 0.5).fract().above(0.5) * 2.0 - 1.0
        share = ((v + odd * u) / 0.0030).fract().mirrored().ramp(0.35, 0.65) * 0.7
    return tree.mix(share, colour, other)


CLOTHS: Mapping[str, Callable[[Tree, Rgb, Mapping[str, Any]], Value]] = {
    "wool suiting": suiting,
    "wool melton": melton,
    "cotton velvet": velvet,
    "denim": denim,
    "silk charmeuse": charmeuse,
    "cotton poplin": poplin,
    "linen": linen,
    "leather": leather,
    "cotton jersey": jersey,
}
"""By the names of ``fabrics.yaml``."""
