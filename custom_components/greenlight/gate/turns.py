"""Turns: those who answer the same question at the same moment, one after the other."""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """A lock for each question that somebody is just answering, and for no other."""

    def __init__(self) -> None:
        """Start with nobody answering."""
        self._locks = WeakValueDictionary[str, asyncio.Lock]()

    def of(self, request_id: str) -> asyncio.Lock:
        """Return what is held by whoever has their turn at a question."""
        lock = self._locks.get(request_id)
        if lock is None:
            self._locks[request_id] = lock = asyncio.Lock()
        return lock

    def free(self, request_id: str) -> bool:
        """Tell whether nobody is answering a question."""
        lock = self._locks.get(request_id)
        return lock is None or not lock.locked()
