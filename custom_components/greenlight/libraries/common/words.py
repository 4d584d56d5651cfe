"""The words in which servers refuse, whatever they come in."""

import json
from typing import Any, Final

from ...engine.told import LOOKED_AT, plain
from .http import Reply

# What may hold a stack, and with it paths, is not among these.
_SAID: Final = ("errorMessage", "message", "error", "title", "detail")


def said(reply: Reply, *secrets: str) -> str:
    """Return a server's own words in one short line, never a page and never a secret."""
    if reply.is_page:
        return f"HTTP {reply.status}, a web page"
    text = reply.body[:LOOKED_AT].decode("utf-8", "replace")
    try:
        text = _words(json.loads(text))
    except ValueError, RecursionError:
        # Behind the first line of a text there may be a stack.
        text = (
            "" if text.lstrip()[:1] in ("{", "[") else text.strip().partition("\n")[0]
        )
    return plain(text, *secrets) or f"HTTP {reply.status}"


def _words(answer: Any) -> str:
    if isinstance(answer, list):
        return "; ".join(filter(None, map(_words, answer[:5])))
    if isinstance(answer, dict):
        found = (answer.get(name) for name in _SAID)
        return next((text for text in found if isinstance(text, str) and text), "")
    return answer if isinstance(answer, str) else ""
