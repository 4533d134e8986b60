"""DER (ITU-T X.690): as much of it as time stamps need, written and read without guessing.

Lengths are definite and shortest. The order of a SET OF is not looked at: authorities sign with encoders that don't sort.
"""

from __future__ import annotations

from dataclasses import dataclass

from rushes.errors import BadInputError

BOOLEAN, INTEGER, OCTETS, NULL, OBJECT_ID, SEQUENCE, SET = 0x01, 0x02, 0x04, 0x05, 0x06, 0x30, 0x31
GENERALIZED_TIME = 0x18

_LONGEST_LENGTH = 4
"""Bytes of a length; four reach 4 GB, far beyond any stamp."""


@dataclass(frozen=True, slots=True)
class Element:
    """One value.

    Attributes:
        tag: Its identifier byte; tags above 30 don't occur here.
        body: Its content.
        whole: Identifier, length and content, as they were read.
    """

    tag: int
    body: bytes
    whole: bytes

    def inside(self) -> tuple[Element, ...]:
        """Return the values that the content is made of.

        Raises:
            BadInputError: The content is no row of values.
        """
        return elements(self.body)


def encode(tag: int, *parts: bytes) -> bytes:
    """Return a value: its identifier byte, its length and its content."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def integer(number: int) -> bytes:
    """Return an INTEGER that is not negative."""
    return encode(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def integer_of(element: Element) -> int:
    """Return an INTEGER's number.

    Raises:
        BadInputError: It is no INTEGER, or empty.
    """
    if element.tag != INTEGER or not element.body:
        raise BadInputError("a number in it is none.")
    return int.from_bytes(element.body, "big", signed=True)


def object_id(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER, given as ``1.2.840.113549``."""
    first, second, *others = (int(part) for part in dotted.split("."))
    body = bytearray()
    for number in (first * 40 + second, *others):
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(number & 0x7F | 0x80)
        body += bytes(reversed(digits))
    return encode(OBJECT_ID, bytes(body))


def object_id_of(element: Element) -> str:
    """Return an OBJECT IDENTIFIER as ``1.2.840.113549``.

    Raises:
        BadInputError: It is none.
    """
    if element.tag != OBJECT_ID or not element.body or element.body[-1] & 0x80:
        raise BadInputError("a name in it is no object identifier.")
    numbers, number = [], 0
    for byte in element.body:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - first * 40, *numbers[1:])))


def only(data: bytes, tag: int) -> Element:
    """Return the one value of a kind that data is.

    Raises:
        BadInputError: It is another value, more than one, or cut off.
    """
    found = elements(data)
    if len(found) != 1 or found[0].tag != tag:
        raise BadInputError("it is not built as it should be.")
    return found[0]


def elements(data: bytes) -> tuple[Element, ...]:
    """Return the values that stand one behind the other in data.

    Raises:
        BadInputError: The data ends in the middle of one, or a length is not written in DER.
    """
    found, place = [], 0
    while place < len(data):
        start = place
        tag, place = data[place], place + 1
        if tag & 0x1F == 0x1F or place >= len(data):
            raise BadInputError("it ends in the middle, or holds a value of an unknown kind.")
        size, place = data[place], place + 1
        if size & 0x80:
            count = size & 0x7F
            size, place = int.from_bytes(data[place : place + count], "big"), place + count
            if not 0 < count <= _LONGEST_LENGTH or size < 0x80 or size.bit_length() <= 8 * (count - 1):
                raise BadInputError("a length in it is not written as DER asks.")
        if place + size > len(data):
            raise BadInputError("it ends in the middle.")
        found.append(Element(tag, data[place : place + size], data[start : place + size]))
        place += size
    return tuple(found)
