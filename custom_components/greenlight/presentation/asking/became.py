"""Became: what is told of a request that is answered or put off, and what puts that into words."""

from dataclasses import dataclass

from ...engine.answer import Answer, Verb
from ...engine.request import Request
from ..saying import Piece, Say, say
from ..screens import Button
from .sentences import Sentences
from .telling import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What is told of a request that is answered or put off.

    ``line`` follows the name of the work and the ``sign``, ``title`` and ``message`` stand alone on a
    phone: those of whoever answered (the id ``by``), and ``others`` is the title on all the others'.
    ``progress`` is 0 to 1, ``more`` a second line. ``on_phone`` stand there in the place of ``buttons``.
    """

    sign: str
    line: str
    title: str
    message: str
    others: str = ""
    by: str = ""
    more: str = ""
    buttons: tuple[Button, ...] = ()
    on_phone: tuple[Button, ...] = ()
    silent: bool = True
    goes_after: int | None = None
    progress: float | None = None
    critical: str = ""


class Puts:
    """What whoever tells of a request has in common."""

    def __init__(self, sentences: Sentences) -> None:
        """Know the words."""
        self._sentences = sentences
        self._speak = sentences.speak

    def _percent(self, progress: float) -> str:
        # A little more: a hundredth of a float is no hundredth.
        percent = int(progress * 100 + 1e-9)
        return self._speak(say("became_percent", percent=percent))

    def _work(self, request: Request) -> str:
        return self._sentences.work(named(request))

    def _titled(self, key: str, request: Request, **params: Piece) -> str:
        return self._speak(say(key, work=self._work(request), **params))

    def _button(
        self, label: str, verb: Verb, *, yes: bool = False, destructive: bool = False
    ) -> Button:
        return Button(
            label=self._speak(Say(f"button_{label}")),
            answer=Answer(verb),
            yes=yes,
            destructive=destructive,
        )


def joined(*parts: str) -> str:
    """Return sentences one after the other, without the last full stop."""
    return ". ".join(filter(None, parts))
