"""Token: an answer as it travels in a button, bound to the request and to what was shown.

It cannot be made up, but it is no password: phones and the recorder show it to others. Who pressed
decides whether it counts.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

from ..engine.answer import Answer, Verb

PREFIX: Final = "gl1"
# What Telegram takes, in bytes.
MOST: Final = 64
_SEAL: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a button says: of which request (or ``TEST``), as it was ``seen``, by which approver."""

    approver: str
    request: str
    seen: str
    answer: Answer


class Tokens:
    """Writes and reads tokens with a secret of this installation."""

    def __init__(self, secret: bytes) -> None:
        """Keep the secret."""
        self._secret = secret

    def write(self, press: Press) -> str:
        """Return a token of at most ``MOST`` letters, digits and ``.-_``."""
        said = f"{press.request}.{press.seen}.{press.answer.verb}{press.answer.arg}"
        return f"{PREFIX}.{said}.{self._seal(press)}"

    def read(self, token: str, approver: str) -> Press | None:
        """Return what a token of an approver says, None for what this installation has not written."""
        parts = token.split(".")
        if len(parts) != 5 or parts[0] != PREFIX:
            return None
        _, request, seen, said, seal = parts
        verb = said.rstrip("0123456789")
        if verb not in Verb or len(token) > MOST:
            return None
        answer = Answer(Verb(verb), said[len(verb) :])
        press = Press(approver=approver, request=request, seen=seen, answer=answer)
        # Bytes: what is not ASCII cannot be compared otherwise, and half a sign is none of ours.
        brought = seal.encode("utf-8", "replace")
        sealed = compare_digest(brought, self._seal(press).encode())
        return press if sealed else None

    def _seal(self, press: Press) -> str:
        verb, arg = press.answer.verb.value, str(press.answer.arg)
        said = repr((press.approver, press.request, press.seen, verb, arg))
        seal = blake2b(said.encode(), key=self._secret, digest_size=9).digest()
        return urlsafe_b64encode(seal).decode()[:_SEAL]
