"""Takers: which of the clients that are there may take a request, the first choice first."""

from ..engine.decided import is_decided
from ..engine.options import asked_for
from ..engine.release import Protocol
from ..engine.request import Request
from .attached import Attached
from .choose import Chooser
from .set_after import left_to_library


class Takers:
    """Knows the clients, what is wished of them, and how they fare."""

    def __init__(self, attached: Attached, chooser: Chooser) -> None:
        """Choose among what is attached."""
        self._attached = attached
        self._chooser = chooser

    def of(self, request: Request, protocol: Protocol) -> list[str]:
        """Return those that may take a request, if it is downloaded by this protocol."""
        settings = {
            client_id: self._attached.settings[client_id]
            for client_id, client in self._attached.clients.items()
            if client.protocol is protocol
        }
        if request.pinned in self._attached.clients:
            return [request.pinned] if request.pinned in settings else []
        return self._chooser.wanted(settings, request.options.tags)

    def ignored(self, request: Request) -> frozenset[str]:
        """Return the names of what is asked for and no client has that has it or may take it.

        Of what a library hands to its client, that is what this is not told, the ``client`` among it.
        """
        clients, there = self._attached.clients, request.client
        if is_decided(request.release.link):
            has_it = request.download is not None
            return left_to_library(
                request, clients.get(there or "") if has_it else None
            )
        if there in clients:
            ids = [there]
        else:
            ids = self.of(request, request.release.protocol)
        lacks = [clients[one].lacks for one in ids]
        return asked_for(request.options).intersection(*lacks) if lacks else frozenset()

    def in_order(self, request: Request, protocol: Protocol) -> list[str]:
        """Return them in the order of trying: those that are failing come after the others."""
        return self._chooser.order(self.of(request, protocol))
