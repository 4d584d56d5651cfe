"""Greenlight set up in process, with a client, a site and a rule, and what a person does with it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import Context, HomeAssistant, State as EntityState
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.greenlight.const import (
    CLIENT,
    CONF_AUTOMATIONS,
    DOMAIN,
    RULE,
    SOURCE,
)
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.hub import Hub
from tests.support.feed import FeedServer
from tests.support.feed_documents import Item
from tests.support.torrents import Torrent, make_torrent

from .box import Box

CLIENT_ID = "client0"
SOURCE_ID = "source0"
RULE_ID = "rule0"


def part(kind: str, part_id: str, title: str, data: dict[str, Any]) -> Any:
    """Return a subentry as it is stored."""
    return ConfigSubentryDataWithId(
        data=data,
        subentry_id=part_id,
        subentry_type=kind,
        title=title,
        unique_id=None,
    )


class Scene:
    """A client named Box, a source named Site and a rule named Films that asks about `film`."""

    def __init__(
        self,
        hass: HomeAssistant,
        freezer: FrozenDateTimeFactory,
        client: Box,
        site: FeedServer,
    ) -> None:
        """Keep what plays together; `start` sets Greenlight up."""
        self.hass = hass
        self.freezer = freezer
        self.client = client
        self.site = site
        # Most tests act as nobody, which is an automation.
        self.options: dict[str, Any] = {CONF_AUTOMATIONS: True}
        self.entry = MockConfigEntry(domain=DOMAIN, title="Greenlight")

    @property
    def hub(self) -> Hub:
        """Return what runs."""
        hub: Hub = self.entry.runtime_data
        return hub

    def parts(self, **rule: Any) -> list[Any]:
        """Return the three subentries."""
        return [
            part(CLIENT, CLIENT_ID, "Box", self.client.data(type="qbittorrent")),
            part(SOURCE, SOURCE_ID, "Site", {"type": "feed", "url": self.site.rss_url}),
            part(RULE, RULE_ID, "Films", {"include": ["film"], **rule}),
        ]

    async def start(self, parts: Iterable[Any] | None = None, **rule: Any) -> None:
        """Set Greenlight up and wait until every part has been looked at."""
        chosen = self.parts(**rule) if parts is None else parts
        self.entry = MockConfigEntry(
            domain=DOMAIN,
            minor_version=2,
            title="Greenlight",
            options=self.options,
            subentries_data=list(chosen),
        )
        self.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way any more."""
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.freezer.tick(seconds)
        self.fire_time()
        await self.settle()

    def fire_time(self) -> None:
        """Begin whatever is due, without waiting for it."""
        async_fire_time_changed(self.hass)

    def publish(
        self, title: str, *, size: int = 5000, listed_size: int | None = None
    ) -> Torrent:
        """Offer a torrent file and list it in the feed."""
        torrent = make_torrent(title, {f"{title}.mkv": bytes(size)}, piece_length=16384)
        self.site.items.insert(
            0,
            Item(
                title=title,
                link=self.site.offer(torrent),
                guid=torrent.client_id,
                size=listed_size or torrent.size,
                published=datetime(2026, 1, 1, tzinfo=UTC),
            ),
        )
        return torrent

    async def look(self) -> None:
        """Look at the site."""
        await self.hub.sources[SOURCE_ID].async_refresh()
        await self.settle()

    async def ask(self, *titles: str) -> list[str]:
        """Publish releases, one look for each, and return the ids of their requests."""
        for title in titles:
            self.publish(title)
            await self.look()
        return [self.request(title).id for title in titles]

    async def poll(self) -> None:
        """Poll the client."""
        await self.hub.clients[CLIENT_ID].async_refresh()
        await self.settle()

    async def download(self, title: str) -> tuple[str, str]:
        """Bring a release as far as downloading; return the request's id and the torrent's."""
        torrent = self.publish(title)
        await self.look()
        request_id = self.request(title).id
        await self.act("approve", request_id=request_id)
        await self.settle()
        return request_id, torrent.client_id

    def request(self, title: str) -> Request:
        """Return the request for a title."""
        ledger = self.hub.ledger
        return next(
            one
            for one in (*ledger.open.values(), *ledger.history.values())
            if one.release.title == title
        )

    def requests(self) -> dict[str, str]:
        """Return the state of each request by its title."""
        ledger = self.hub.ledger
        return {
            one.release.title: one.state.value
            for one in (*ledger.open.values(), *ledger.history.values())
        }

    def entity(self, entity_id: str) -> EntityState:
        """Return an entity's state."""
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        return state

    def told(self, entity_id: str) -> str:
        """Return what an entity tells."""
        return self.entity(entity_id).state

    async def act(
        self, action: str, *, user: str | None = None, answer: bool = False, **data: Any
    ) -> Any:
        """Call an action of Greenlight."""
        return await self.hass.services.async_call(
            DOMAIN,
            action,
            data,
            blocking=True,
            context=Context(user_id=user),
            return_response=answer,
        )

    async def press(self, entity_id: str, *, user: str | None = None) -> None:
        """Press a button."""
        await self.hass.services.async_call(
            "button",
            "press",
            {"entity_id": entity_id},
            blocking=True,
            context=Context(user_id=user),
        )
        await self.settle()

    async def select(self, option: str) -> None:
        """Select a pending request."""
        await self.hass.services.async_call(
            "select",
            "select_option",
            {"entity_id": "select.greenlight_question_to_answer", "option": option},
            blocking=True,
        )
