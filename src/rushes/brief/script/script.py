"""What a text said, while it is read: drafts of things, acts, events, shots and lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from rushes.brief.scene.speech import Manner
from rushes.brief.script.moment import Moment
from rushes.brief.words import Said


@dataclass(eq=False)
class Draft:
    """A thing or somebody, as far as words went.

    Attributes:
        kind: Kind of thing, or word for a person.
        is_person: Which of the two.
        is_many: Whether the word is a plural.
        is_counted: Whether anybody said how many.
        fields: What was said of it, by field of ``Thing`` or ``Character``.
        relation, of, zone: Where it stands.
        clothes: Fields of garments.
        words: The words that named it.
        other: ``another``, ``second`` or ``third``.
    """

    kind: str
    is_person: bool
    is_many: bool = False
    is_counted: bool = False
    fields: dict[str, object] = field(default_factory=dict)
    relation: str = ""
    of: Draft | None = None
    zone: str = ""
    clothes: list[dict[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    other: str = ""
    name: str = ""


@dataclass(eq=False)
class Act:
    """Something that is done, or happens.

    Attributes:
        verb: What.
        is_event: Whether physics does it.
        whom: Who does it, or what it happens to; None until that was named.
        moment: When.
        is_default: Whether nobody said when.
        toward, to, speed_ms, breaks: As in ``Motion`` and ``Beat``; ``to`` is what it goes to, or lands on.
        words: The words that said it.
        span: Its first token in the text, and one more than its last.
    """

    verb: str
    is_event: bool
    whom: Draft | None
    moment: Moment
    is_default: bool
    toward: str = ""
    to: Draft | None = None
    speed_ms: float | None = None
    pace: str = ""
    breaks: bool = False
    words: list[str] = field(default_factory=list)
    span: tuple[int, int] = (0, 0)


@dataclass(eq=False)
class Take:
    """A shot, as far as words went: what was said of its camera, in the order of the text; how long it is, or when it is cut [s]."""

    said: list[Said] = field(default_factory=list)
    subject: Draft | None = None
    seconds: float | None = None
    until: float | None = None


@dataclass(eq=False)
class Spoken:
    """A line, who says it (None for a voice off screen), when, how, and whether a verb says that it is said."""

    text: str
    who: Draft | None
    moment: Moment | None
    manner: Manner
    words: str
    is_told: bool = True


@dataclass(eq=False)
class Noise:
    """A sound that was asked for."""

    kind: str
    moment: Moment | None
    level: str
    words: str


@dataclass(eq=False)
class Script:
    """Everything that a text said.

    Attributes:
        drafts: Things and people in the order in which they were named.
        acts: What is done and what happens, in the order of telling.
        takes: The shots.
        lines, sounds: What is heard.
        beds: Beds, each with the words.
        said: What was said of the scene as a whole, by field of a brief.
        lost: Parts of the text, by their first and last token, that meant nothing.
        not_understood: The same as phrases.
    """

    drafts: list[Draft] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    takes: list[Take] = field(default_factory=lambda: [Take()])
    lines: list[Spoken] = field(default_factory=list)
    sounds: list[Noise] = field(default_factory=list)
    beds: list[tuple[str, str]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)
    not_understood: tuple[str, ...] = ()

    @property
    def has_shots(self) -> bool:
        """Whether anything was said of shots, or how long they have to be."""
        return bool(len(self.takes) > 1 or self.takes[0].said or self.acts or self.lines or self.sounds)
