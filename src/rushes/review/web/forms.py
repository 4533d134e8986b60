"""Forms that work without script: their word against forged requests travels in a field, since a form sends no header."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.types import Message, Receive

FIELD = "csrf"
"""The form's hidden field."""

_KIND = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200


async def form_word(content_type: str, receive: Receive) -> tuple[str, Receive]:
    """Return the session's word that a form brings, and a receive that gives the same body once more.

    Args:
        content_type: Of the request; what is no form brings no word.
        receive: The request's, which stops what is too large.
    """
    if content_type.partition(";")[0].strip().lower() != _KIND:
        return "", receive
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    try:
        words = parse_qs(body.decode("ascii"), max_num_fields=_MOST_FIELDS).get(FIELD, [])
    except ValueError:
        words = []
    return (words[0] if len(words) == 1 else ""), _again(body, receive)


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
