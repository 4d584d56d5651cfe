"""Selection: the pending request that the select shows and the two buttons decide on.

It never jumps under somebody's finger: what a person saw is what they decide on. When another
request takes the place of the selected one, the buttons are refused for a moment, so that a tap
that was aimed at the one before counts for nothing. Whoever pressed them knows that the next one
follows and waits only as long as a double tap may take; whoever selected it has seen it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from ..engine.lately import lately
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
# Seconds in which the second tap of two counts for nothing.
DOUBLE_TAP: Final = 1.0


class Selection:
    """One of the pending requests, or none."""

    def __init__(self, requests: Requests, now: Callable[[], float]) -> None:
        """Start with nothing selected; ``now`` tells epoch seconds."""
        self._requests = requests
        self._now = now
        self._shown: list[Request] = []
        self._current: str | None = None
        self._being_answered: dict[str, str | None] = {}
        # When the selection changed last, and who did it how: by a press, or by selecting.
        self._changed_at = 0.0
        self._pressed_by: set[str | None] = set()
        self._chosen_by: set[str | None] = set()

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
            by = self._being_answered
            pressed = {by[self._current]} if self._current in by else set()
            self._changed(pressed=pressed)
        if not ids:
            # Nobody has seen yet what comes next.
            self._current, self._pressed_by = None, set()
            return
        # The neighbour in the list takes its place.
        index = before.index(self._current) if self._current in before else 0
        self._current = ids[min(index, len(ids) - 1)]

    def _changed(
        self,
        *,
        pressed: Iterable[str | None] = (),
        chosen: Iterable[str | None] = (),
    ) -> None:
        self._changed_at = self._now()
        self._pressed_by, self._chosen_by = set(pressed), set(chosen)

    def choose(self, request_id: str, user_id: str | None) -> None:
        """Select a request, as a person wishes; for everybody else it has changed."""
        if request_id == self._current:
            self._chosen_by.add(user_id)
            return
        self._current = request_id
        self._changed(chosen=[user_id])

    def _settling(self, user_id: str | None) -> float:
        """Return for how many seconds after a change somebody's presses count for nothing."""
        if user_id in self._chosen_by:
            return 0.0
        return DOUBLE_TAP if user_id in self._pressed_by else SETTLING

    @contextmanager
    def answering(self, user_id: str | None) -> Iterator[str]:
        """Give the id of the selected request to whoever decides on it with a button.

        Raises ``ServiceValidationError`` when none is selected or another has just taken its place.
        """
        self.update()
        if self._current is None:
            raise mistake("nothing_selected")
        if lately(self._changed_at, self._settling(user_id), now=self._now()):
            raise mistake("selection_changed")
        request_id = self._current
        self._being_answered[request_id] = user_id
        try:
            yield request_id
        finally:
            self._being_answered.pop(request_id, None)


def _label(request: Request) -> str:
    name = shown_name(request.release.title)[:LABEL_CHARS]
    facts = size(request.release.size)
    return f"{name} · {facts}" if facts else name
