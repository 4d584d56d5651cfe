"""Requests: the desk where they lie, open or ended."""

from collections.abc import Iterator, Mapping

from ..engine.request import Request
from .ports import Ledger, UnknownRequest


class Requests:
    """All requests, as the ledger has them."""

    def __init__(self, ledger: Ledger) -> None:
        """Know where they are kept."""
        self._ledger = ledger

    @property
    def open(self) -> Mapping[str, Request]:
        """Return the open requests by id, oldest first."""
        return self._ledger.open

    @property
    def history(self) -> Mapping[str, Request]:
        """Return the ended requests by id, oldest first."""
        return self._ledger.history

    def every(self) -> Iterator[Request]:
        """Yield the open requests, then the ended ones, each oldest first."""
        yield from list(self._ledger.open.values())
        yield from list(self._ledger.history.values())

    def get(self, request_id: str) -> Request | None:
        """Return a request, open or ended, None if there is none with that id."""
        return self._ledger.open.get(request_id) or self._ledger.history.get(request_id)

    def find(self, request_id: str) -> Request:
        """Return a request, open or ended. Raises ``UnknownRequest``."""
        found = self.get(request_id)
        if found is None:
            raise UnknownRequest(request_id)
        return found
