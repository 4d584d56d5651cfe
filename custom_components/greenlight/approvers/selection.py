"""Selection: the pending request that the select shows and the two buttons decide on.

It never jumps under somebody's finger. When the selected request ends by itself and another takes
its place, the buttons are refused for a moment; after a press of them the next one is selected at
once, and whoever pressed may go on pressing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from ..engine.request import Request, waiting
from ..engine.summary import shown_name
from ..gate.requests import Requests
from ..presentation.errors import mistake
from ..presentation.render import size

# More would not fit into an attribute, and nobody scrolls through them.
SHOWN: Final = 50
LABEL_CHARS: Final = 150
# Seconds in which a person may still aim at what was selected before.
SETTLING: Final = 5.0


class Selection:
    """One of the pending requests, or none."""

    def __init__(self, requests: Requests, now: Callable[[], float]) -> None:
        """Start with nothing selected; ``now`` tells epoch seconds."""
        self._requests = requests
        self._now = now
        self._shown: list[Request] = []
        self._current: str | None = None
        self._settled_at = 0.0
        self._being_answered: set[str] = set()
        # Who pressed last; only they know what is selected next.
        self._presser: str | None = None
        self._pressed = False

    @property
    def current(self) -> Request | None:
        """Return the selected request."""
        return next((one for one in self._shown if one.id == self._current), None)

    @property
    def options(self) -> dict[str, str]:
        """Return the label of each request that can be selected, by its id, newest first."""
        labels = {one.id: _label(one) for one in self._shown}
        plain = list(labels.values())
        return {
            # Two with the same label keep theirs when one of them goes.
            key: f"{label} · {key}" if plain.count(label) > 1 else label
            for key, label in labels.items()
        }

    def update(self) -> None:
        """Take up what is pending now. To be called before anybody looks."""
        pending = waiting(self._requests.open.values())
        pending.reverse()
        before = [one.id for one in self._shown]
        self._shown = pending[:SHOWN]
        if all(one.id != self._current for one in self._shown):
            # It stays selected when newer ones push it out of the list.
            self._shown += [one for one in pending[SHOWN:] if one.id == self._current]
        ids = [one.id for one in self._shown]
        if self._current in ids:
            return
        if self._current is not None:
            self._leave(self._current)
        if not ids:
            # Nobody has seen yet what comes next.
            self._current, self._pressed = None, False
            return
        # The neighbour in the list takes its place.
        index = before.index(self._current) if self._current in before else 0
        self._current = ids[min(index, len(ids) - 1)]

    def _leave(self, request_id: str) -> None:
        self._pressed = request_id in self._being_answered
        self._settled_at = self._now() + SETTLING

    def choose(self, request_id: str) -> None:
        """Select a request, as a person wishes."""
        self._current = request_id
        self._settled_at = 0.0

    @contextmanager
    def answering(self, user_id: str | None) -> Iterator[str]:
        """Give the id of the selected request to whoever decides on it with a button.

        Raises ``ServiceValidationError`` when none is selected or another has just taken its place.
        """
        self.update()
        if self._current is None:
            raise mistake("nothing_selected")
        trusted = self._pressed and user_id == self._presser
        if self._now() < self._settled_at and not trusted:
            raise mistake("selection_changed")
        request_id = self._current
        self._presser = user_id
        self._being_answered.add(request_id)
        try:
            yield request_id
        finally:
            self._being_answered.discard(request_id)


def _label(request: Request) -> str:
    name = shown_name(request.release.title)[:LABEL_CHARS]
    facts = size(request.release.size)
    return f"{name} · {facts}" if facts else name
