"""Attached: the clients, sources, rules and askers that are there now, by the ids of their subentries."""

from collections.abc import Callable
from dataclasses import dataclass

from ..clients.base import Client
from ..engine.decided import is_decided
from ..engine.reading import read
from ..engine.release import Release, place_of
from ..engine.request import ActorKind, IllegalMove, Request, State
from ..engine.rules import Rule
from ..engine.title.parse import Title
from ..sources.base import Source
from ..sources.deciding import OfLibrary
from .ports import ClientSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class AskerFacts:
    """What people are told of an asker: its name, and how it learns of a no.

    One that is ``linked`` is told by its own library and looks for another release; any other sees a
    post of ``usenet`` fail, while of a torrent there is no way to tell it. ``library`` is the id of that
    library, which takes in by itself what is complete.
    """

    name: str
    usenet: bool
    linked: bool
    library: str = ""


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
        # Those that are switched off: what they offered can still be fetched.
        self.off: set[str] = set()
        self.rules: dict[str, Rule] = {}
        # Those under which people are asked about what other programs order, by the asker's id.
        self.asker_rules: dict[str, Rule] = {}
        self.askers: dict[str, AskerFacts] = {}
        # What stands for the client of a source whose library has its releases fetched.
        self.as_client: Callable[[Source], Client | None] = lambda _: None

    def name(self, client_id: str | None) -> str:
        """Return what a client is called, also one that is gone; empty if it never was there."""
        settings = self.settings.get(client_id or "")
        return settings.name if settings else ""

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule, an asker's own as well; None if it is gone."""
        return self.rules.get(rule_id) or self.asker_rules.get(rule_id)

    def reads(self, rule_id: str) -> Callable[[str], Title]:
        """Return how a rule reads titles: where it counts otherwise, as it does."""
        rule = self.rule(rule_id)
        return rule.numbering.read if rule and rule.numbering else read

    def attach_source(
        self,
        source_id: str,
        source: Source,
        *,
        name: str,
        enabled: bool = True,
        refused: Callable[[], None] = lambda: None,
    ) -> None:
        """Take a source, one that is new or one that was changed; one that is not ``enabled`` is not searched.

        ``refused`` is called when the site wants other credentials for one of its files.
        """
        self.sources[source_id] = source
        self.source_names[source_id] = name
        self.refused[source_id] = refused
        self.off.discard(source_id)
        if not enabled:
            self.off.add(source_id)
        if (client := self.as_client(source)) is not None:
            self.clients[source_id] = client
            # It is handed nothing.
            self.settings[source_id] = ClientSettings(name=name, enabled=False)

    def detach_source(self, source_id: str) -> None:
        """Let go of a source; its name is still told."""
        self.sources.pop(source_id, None)
        self.off.discard(source_id)
        self.refused.pop(source_id, None)
        self.clients.pop(source_id, None)

    def place(self, release: Release) -> str:
        """Return where a release is on offer: its source and, where that asks several, the indexer."""
        source = self.source_name(release.source)
        return place_of(source, release.indexer)

    def source_name(self, source_id: str) -> str:
        """Return what a source is called; empty for one that is gone."""
        return self.source_names.get(source_id, "")

    def library_of(self, request: Request) -> str | None:
        """Return the library that has decided about a release and fetches it, None if none does."""
        source = self.sources.get(request.release.source)
        decided = is_decided(request.release.link)
        return source.library if decided and isinstance(source, OfLibrary) else None

    def asker_of(self, request: Request) -> AskerFacts | None:
        """Return the asker that waits for a request, the first where several do; None if none does."""
        offered = (request.release, *request.also)
        lines = request.journal
        ids = (
            *(release.source for release in offered[:1]),
            *(one.who.id for one in lines if one.who.kind is ActorKind.ASKER),
            *(release.source for release in offered[1:]),
        )
        return next((self.askers[one] for one in ids if one in self.askers), None)

    def download_of(self, request: Request) -> tuple[Client, str]:
        """Return the client and its id of a request's download. Raises ``IllegalMove`` if none."""
        client = self.clients.get(request.client or "")
        if client is None or request.download is None:
            raise IllegalMove(request, State.DOWNLOADING)
        return client, request.download
