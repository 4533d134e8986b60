"""The scene of a clip: what words become, what YAML holds, and what an engine makes pictures and sound of."""

from rushes.brief.scene.beat import Beat, Event
from rushes.brief.scene.camera import Camera, Framing, Move, Pace
from rushes.brief.scene.character import Character
from rushes.brief.scene.motion import CharacterDoes, Motion, ThingDoes
from rushes.brief.scene.place import Place, PlaceKind
from rushes.brief.scene.position import Position, Relation, Toward, Zone
from rushes.brief.scene.scene import ASPECTS, LONGEST_S, RATES, SHORTEST_S, Aspect, Scene
from rushes.brief.scene.shot import Shot
from rushes.brief.scene.sound import Bed, Effect, EffectKind, Sound
from rushes.brief.scene.speech import Line
from rushes.brief.scene.thing import FAMILIES, KINDS, Family, Matter, Thing, ThingKind
from rushes.brief.scene.wears import Wears

__all__ = [
    "ASPECTS",
    "FAMILIES",
    "KINDS",
    "LONGEST_S",
    "RATES",
    "SHORTEST_S",
    "Aspect",
    "Beat",
    "Bed",
    "Camera",
    "Character",
    "CharacterDoes",
    "Effect",
    "EffectKind",
    "Event",
    "Family",
    "Framing",
    "Line",
    "Matter",
    "Motion",
    "Move",
    "Pace",
    "Place",
    "PlaceKind",
    "Position",
    "Relation",
    "Scene",
    "Shot",
    "Sound",
    "Thing",
    "ThingDoes",
    "ThingKind",
    "Toward",
    "Wears",
    "Zone",
]
