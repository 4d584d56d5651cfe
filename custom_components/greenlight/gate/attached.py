"""Attached: the clients, sources and rules that are there now, by the ids of their subentries."""

from collections.abc import Callable

from ..clients.base import Client
from ..engine.request import IllegalMove, Request, State
from ..engine.rules import Rule
from ..sources.base import Source
from .ports import ClientSettings


class Attached:
    """What the gate works with. Parts come and go while it runs."""

    def __init__(self) -> None:
        """Start with nothing attached."""
        self.clients: dict[str, Client] = {}
        # Those of a client that is gone stay: its name is still told.
        self.settings: dict[str, ClientSettings] = {}
        self.sources: dict[str, Source] = {}
        # What sources are called, and how each is told that it wants other credentials.
        self.source_names: dict[str, str] = {}
        self.refused: dict[str, Callable[[], None]] = {}
        self.rules: dict[str, Rule] = {}

    def name(self, client_id: str | None) -> str:
        """Return what a client is called, also one that is gone; empty if it never was there."""
        settings = self.settings.get(client_id or "")
        return settings.name if settings else ""

    def attach_source(
        self,
        source_id: str,
        source: Source,
        *,
        name: str,
        refused: Callable[[], None] = lambda: None,
    ) -> None:
        """Take a source, one that is new or one that was changed.

        ``refused`` is called when the site wants other credentials for one of its files.
        """
        self.sources[source_id] = source
        self.source_names[source_id] = name
        self.refused[source_id] = refused

    def detach_source(self, source_id: str) -> None:
        """Let go of a source; its name is still told."""
        self.sources.pop(source_id, None)
        self.refused.pop(source_id, None)

    def source_name(self, source_id: str) -> str:
        """Return what a source is called; empty for one that is gone."""
        return self.source_names.get(source_id, "")

    def download_of(self, request: Request) -> tuple[Client, str]:
        """Return the client and its id of a request's download. Raises ``IllegalMove`` if none."""
        client = self.clients.get(request.client or "")
        if client is None or request.download is None:
            raise IllegalMove(request, State.DOWNLOADING)
        return client, request.download
