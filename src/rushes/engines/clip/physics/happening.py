"""Beats, carried out in the world: what holds lets go, what stands is pushed over, what breaks comes apart."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Beat, Scene
from rushes.engines.clip.layout.blast import blast_at
from rushes.engines.clip.physics.cast import Player, hulls_of, named, support_of, weighed
from rushes.engines.clip.physics.contacts import Impact
from rushes.engines.clip.physics.fracture import Piece, count_of, fractured
from rushes.engines.clip.physics.world import SHRUNK, World, rotated
from rushes.engines.clip.travel import WAYS
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

MOST_PIECES: Final = 170
"""Of all that breaks in a clip: Bullet and a screen have enough of them."""

BURST_MS: Final = 1.3
"""How fast shards leave what shatters where it stands [m/s]."""

BLAST_MS: Final = 8.5
"""How fast an explosion throws what stands one metre from it [m/s]."""

BLAST_M: Final = 5.0
"""How far it reaches what isn't blown up itself [m]."""

POUR_S: Final = 1.4
"""Over how long what is poured runs out [s]."""

BREAKS_MS: Final = 0.8
"""Speed of a blow at which breaks what is to [m/s]."""

UNDERMINED_MS: Final = 3.4
"""How fast the lowest of a stack leave from under the others when it collapses [m/s]."""

PUSHED_MS: Final = 0.5
SLIPS: Final = 0.12
"""How fast what is pushed off something goes over its edge [m/s], and its friction meanwhile."""

KEPT: Final = 0.55
"""Share of its speed that a thing keeps in its pieces when it breaks on what it hits."""


@dataclass(frozen=True, eq=False)
class Shard:
    """A piece that has come off.

    Attributes:
        number: Its body.
        player: The place of the player that it is of.
        piece: What it is.
        mass: [kg].
        middle: Centre of mass about its own origin [m].
        since: When [s].
        room: How many things broke at once, and how many pieces there was room for: what its thing was cut by.
    """

    number: int
    player: int
    piece: Piece
    mass: float
    middle: Floats
    since: float
    room: tuple[int, int]


@dataclass
class Happening:
    """A clip's beats on their way through the world.

    Attributes:
        world: Where.
        players: Who.
        scene: What is to happen.
        seed: Of fracture.
        shards: Pieces that came off, in order.
        gone: When each player broke [s].
        let_go: When each player was let go [s].
        told: What was done when, in order.
        poured: When each one that is poured comes out [s]; nobody sees it before.
        to_break: Who is to break where they land, whatever they are of.
    """

    world: World
    players: tuple[Player, ...]
    scene: Scene
    seed: int
    shards: list[Shard] = field(default_factory=list)
    gone: dict[int, float] = field(default_factory=dict)
    let_go: dict[int, float] = field(default_factory=dict)
    told: list[dict[str, object]] = field(default_factory=list)
    to_break: set[int] = field(default_factory=set)
    poured: dict[int, float] = field(default_factory=dict)
    _waiting: list[tuple[float, int]] = field(default_factory=list)

    def begin(self, time: float) -> None:
        """Carry out what is due."""
        due = [row for row in self._waiting if row[0] <= time]
        self._waiting = [row for row in self._waiting if row[0] > time]
        for _, place in due:
            self._release(place, time)

    def beat(self, beat: Beat, time: float) -> None:
        """Carry out a beat.

        Raises:
            BadInputError: It happens to something that is not there.
        """
        places = named(self.players).get(beat.thing, ())
        if beat.thing and not places:
            raise BadInputError(
                f'"{beat.thing}" is to {beat.event}, and nothing in the scene is called that. Name a thing.'
            )
        if any(self.players[place].actor.alive for place in places):
            raise BadInputError(
                f"{beat.thing}: a clip can't show yet what {beat.event} does to people. Let it happen to a thing."
            )
        self.told.append({"event": beat.event, "thing": beat.thing, "time": time})
        whole = [place for place in places if place not in self.gone]
        if beat.breaks:
            self.to_break |= set(whole)
        if beat.event == "pour":
            self._pour(whole, time)
        elif beat.event == "explosion":
            self._explode(whole, time)
        elif beat.event == "shatter":
            for place in whole:
                self._break(place, time, len(whole), burst=BURST_MS)
        elif beat.event == "collapse":
            self._collapse(whole, beat, time)
        elif beat.event == "domino":
            self._topple(whole[:1], beat, time, self._along(whole))
        elif beat.event == "topple" or not any(self._is_up(place) for place in whole):
            self._topple(whole, beat, time, None)
        else:
            for place in whole:
                self._release(place, time)
                self._push_off(place, beat)

    def _push_off(self, place: int, beat: Beat) -> None:
        """Push off what it stands on whatever stands on something: as fast as it needs to slide over the edge."""
        actor = self.players[place].actor
        support = support_of(actor, [player.actor for player in self.players])
        if actor.hangs or support is None:
            return
        ahead = self._way(beat, place)
        low, high = support.bounds()
        under, over = actor.bounds()
        middle = (under + over) / 2
        edges = [
            (edge - at) / part
            for at, part, low_, high_ in zip(middle[:2], ahead[:2], low[:2], high[:2], strict=True)
            if abs(part) > 1e-6
            for edge in ((high_ if part > 0 else low_),)
        ]
        slides = min(edges) + 0.02
        self.world.push(place, ahead * (PUSHED_MS + math.sqrt(2 * 9.81 * SLIPS * max(slides, 0.0))), np.zeros(3))
        self.world.slip(place, SLIPS)

    def hit(self, impact: Impact) -> None:
        """Break what is hit harder than it bears."""
        for number in (impact.body, impact.other):
            if 0 <= number < len(self.players) and number not in self.gone:
                player = self.players[number]
                moves = player.role == "free" or number in self.let_go
                bears = BREAKS_MS if number in self.to_break else player.actor.model.substance.breaks_at
                if moves and impact.speed >= bears:
                    self._break(number, impact.time, 1, keep=KEPT, burst=0.5)

    def _is_up(self, place: int) -> bool:
        actor = self.players[place].actor
        return actor.hangs or float(actor.bounds()[0][2]) > 0.25

    def _release(self, place: int, time: float) -> None:
        """Let a body move: it is put there anew, since Bullet does not wake what has lain still for two seconds."""
        player = self.players[place]
        self.let_go.setdefault(place, time)
        at, turn = self.world.pose(place)
        speed, turning = np.zeros(3), np.zeros(3)
        if self.world.mass[place] != float("inf"):
            speed, turning = self.world.velocity(place)
        elif player.travel is not None:
            step = 1e-3
            speed = (np.array(player.travel.at(time)[:3]) - np.array(player.travel.at(time - step)[:3])) / step
        self.world.remove(place)
        substance = player.actor.model.substance
        self.world.add(place, player.hulls, player.mass, player.middle, substance, at, turn, still=False)
        self.world.push(place, speed, turning)

    def _pour(self, places: list[int], time: float) -> None:
        order = sorted(places, key=lambda place: self.players[place].actor.at[2])
        for rank, place in enumerate(order):
            self.poured[place] = time + POUR_S * rank / max(len(order), 1)
            self._waiting.append((time + POUR_S * rank / max(len(order), 1), place))
        self.begin(time)

    def _topple(self, places: list[int], beat: Beat, time: float, way: Floats | None) -> None:
        """Push things over: each is turned about its far lower edge, a third faster than what just tips it."""
        if len(places) > 2 and beat.event == "topple":
            self._shove(places, beat, time)
            return
        for place in places:
            self._release(place, time)
            ahead = way if way is not None else self._way(beat, place)
            player = self.players[place]
            at, turn = self.world.pose(place)
            points = np.concatenate([rotated_all(turn, hull) for hull in player.hulls]) + at
            middle = at + rotated(turn, player.middle)
            reach = float(((points - middle) @ ahead).max())
            low = points[points[:, 2] < points[:, 2].min() + 0.05]
            edge = float(((low - middle) @ ahead).max())
            height = float(middle[2] - points[:, 2].min())
            arm = math.hypot(edge, height)
            inertia = (reach**2 + (float(np.ptp(points[:, 2])) / 2) ** 2) / 3 + arm**2
            rate = 1.35 * math.sqrt(max(2 * 9.81 * (arm - height), 0.02 * arm) / inertia) + 0.25
            axis = np.cross([0.0, 0.0, 1.0], ahead)
            pivot = middle + ahead * edge - np.array([0.0, 0.0, height])
            self.world.push(place, np.cross(axis * rate, middle - pivot), axis * rate)

    def _shove(self, places: list[int], beat: Beat, time: float) -> None:
        """Push over what stands on each other: the higher, the faster."""
        tops = {place: self.players[place].actor.at[2] for place in places}
        highest = max(*tops.values(), 0.1)
        for place in places:
            self._release(place, time)
            self.world.push(place, self._way(beat, place) * (0.4 + 2.6 * tops[place] / highest), np.zeros(3))

    def _way(self, beat: Beat, place: int) -> Floats:
        if beat.toward in {"left", "right", "camera", "away"}:
            return np.array([*WAYS[str(beat.toward)], 0.0])
        chance = np.random.default_rng(
            zlib.crc32(f"{self.seed}/{beat.thing}/{place if beat.event != 'topple' else ''}".encode())
        )
        angle = chance.uniform(-0.6, 0.6) + (0.0 if chance.random() < 0.5 else math.pi)
        return np.array([math.cos(angle), math.sin(angle) * 0.6 - 0.2, 0.0]) / np.linalg.norm(
            [math.cos(angle), math.sin(angle) * 0.6 - 0.2]
        )

    def _along(self, places: list[int]) -> Floats | None:
        if len(places) < 2:
            return None
        one, two = (np.array(self.players[place].actor.at) for place in places[:2])
        ahead = (two - one) * [1.0, 1.0, 0.0]
        return np.asarray(ahead / max(float(np.linalg.norm(ahead)), 1e-9))

    def _collapse(self, places: list[int], beat: Beat, time: float) -> None:
        """Take away what carries: the lowest pieces are pushed out from under the others."""
        stacked = len(places) > 2 and all(len(self.players[place].hulls) <= 8 for place in places)
        if stacked and not any(self.players[place].actor.fixed for place in places):
            low = min(self.players[place].actor.at[2] for place in places)
            middle = float(np.mean([self.players[place].actor.at[0] for place in places]))
            for place in places:
                self._release(place, time)
                at = np.array(self.players[place].actor.at)
                chance = np.random.default_rng([self.seed, place, 8])
                if at[2] < low + 0.05:
                    way = np.array([math.copysign(1.0, at[0] - middle) * 0.8, chance.uniform(-1.0, -0.2), 0.0])
                    self.world.push(place, way * UNDERMINED_MS, np.array([way[1], way[0], 0.0]) * -4.0)
                else:
                    self.world.push(place, np.array([*chance.uniform(-0.9, 0.9, 2), 0.0]), chance.uniform(-2.0, 2.0, 3))
                self.world.slip(place, 0.35)
            return
        for place in places:
            first = len(self.shards)
            self._break(place, time, len(places), burst=0.0)
            self._undermine(self.shards[first:], beat)

    def _undermine(self, shards: list[Shard], beat: Beat) -> None:
        poses = {shard.number: self.world.pose(shard.number)[0] for shard in shards}
        heights = np.array([at[2] for at in poses.values()])
        low, high = float(heights.min()), float(heights.max())
        middle = np.mean(list(poses.values()), axis=0)
        ahead = np.array([*WAYS[str(beat.toward)], 0.0]) if beat.toward in WAYS else None
        speed = 1.2 + 0.45 * math.sqrt(max(high - low, 0.1))
        for number, at in poses.items():
            share = (at[2] - low) / max(high - low, 1e-6)
            out = (at - middle) * [1.0, 1.0, 0.0]
            out = out / max(float(np.linalg.norm(out)), 1e-6)
            if share < 0.30:
                self.world.push(number, out * speed * 1.6 + (0 if ahead is None else -ahead * speed * 0.4), np.zeros(3))
            elif ahead is not None:
                self.world.push(number, ahead * speed * share, np.zeros(3))
            else:
                self.world.push(number, out * 0.3 * (1 - share), np.zeros(3))

    def _explode(self, places: list[int], time: float) -> None:
        centre = np.array([*blast_at(self.scene, [player.actor for player in self.players]), 0.4])
        if places:
            lows, highs = zip(*(self.players[place].actor.bounds() for place in places), strict=True)
            low, high = np.min(lows, axis=0), np.max(highs, axis=0)
            centre = (low + high) / 2 - np.array([0.0, 0.0, 0.3 * float(high[2] - low[2])])
        self.told[-1]["place"] = [float(part) for part in centre]
        first = len(self.shards)
        for place in places:
            self._break(place, time, len(places), burst=0.0)
        for shard in self.shards[first:]:
            self._blow(shard.number, centre, 1.0)
        for place, player in enumerate(self.players):
            if (
                place in self.gone
                or player.actor.alive
                or player.role in {"rooted", "driven"}
                or not self.world.has(place)
            ):
                continue
            if float(np.linalg.norm(self.world.pose(place)[0] - centre)) < BLAST_M:
                self._release(place, time)
                self._blow(place, centre, min(1.0, 12.0 / player.mass) * 0.7)

    def _blow(self, number: int, centre: Floats, share: float) -> None:
        at = self.world.pose(number)[0]
        away = at - centre
        far = max(float(np.linalg.norm(away)), 0.25)
        chance = np.random.default_rng([self.seed, number])
        way = away / far + np.array([0.0, 0.0, 0.45]) + chance.normal(0, 0.16, 3)
        way[2] = abs(way[2])  # the ground throws a blast back
        speed = BLAST_MS * share / (0.6 + far) * float(chance.uniform(0.6, 1.25))
        self.world.push(number, way * speed, chance.normal(0, 4.0 * share, 3))

    def _break(self, place: int, time: float, among: int, *, burst: float, keep: float = 1.0) -> None:
        """Replace a player by its pieces."""
        player = self.players[place]
        at, turn = self.world.pose(place)
        linear, angular = (
            self.world.velocity(place) if self.world.mass[place] != float("inf") else (np.zeros(3), np.zeros(3))
        )
        room = MOST_PIECES - len(self.shards)
        pieces = pieces_of(player, self.seed, among, room)
        self.gone[place] = time
        self.let_go.setdefault(place, time)
        self.world.remove(place)
        middle = at + rotated(turn, player.middle)
        for index, piece in enumerate(pieces):
            number = len(self.players) + len(self.shards)
            hulls = tuple(hull * SHRUNK for hull in hulls_of(piece.model))
            mass, own = weighed(piece.model, hulls)
            where = at + rotated(turn, piece.at)
            self.world.add(number, hulls, mass, own, piece.model.substance, where, turn, still=False)
            chance = np.random.default_rng([self.seed, place, index])
            out = where - middle
            out = out / max(float(np.linalg.norm(out)), 1e-6)
            speed = (linear + np.cross(angular, where - middle)) * keep + out * burst * float(chance.uniform(0.4, 1.4))
            self.world.push(number, speed, angular * keep + chance.normal(0, 1.2 * burst, 3))
            self.shards.append(Shard(number, place, piece, mass, own, time, (among, room)))


def pieces_of(player: Player, seed: int, among: int, room: int) -> list[Piece]:
    """Return a player's pieces; the same player and seed give the same.

    Args:
        player: Who breaks.
        seed: The scene's.
        among: How many break at once.
        room: How many more pieces there may be.
    """
    actor = player.actor
    breaks = actor.model.substance.breaks_at < float("inf")
    count = max(4, min(count_of(actor.model.size, breaks), room // max(1, min(among, 8))))
    return fractured(actor.model, count, np.random.default_rng(zlib.crc32(f"{seed}/{actor.name}/pieces".encode())))


def rotated_all(turn: Floats, points: Floats) -> Floats:
    """Return points turned by a quaternion (w, x, y, z), shape [n, 3]."""
    axis = np.broadcast_to(turn[1:], points.shape)
    once = np.cross(axis, points)
    return np.asarray(points + 2.0 * (turn[0] * once + np.cross(axis, once)))


def due(scene: Scene) -> Mapping[int, Beat]:
    """Return the beats by their order in time."""
    return dict(enumerate(sorted(scene.beats, key=lambda beat: beat.at_s or 0.0)))
