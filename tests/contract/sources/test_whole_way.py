"""What a Prowlarr answers to a link, as a request shows it, and what comes of it in a client."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import aiohttp
import pytest

from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.sources.prowlarr.source import ProwlarrSource
from tests.contract.sources.contract import SECRET
from tests.contract.sources.indexers import FakeIndexer, FakeProwlarr
from tests.contract.sources.site import Reply, Site
from tests.gate.fakes import World
from tests.gate.scene import approve, file_of, torrent
from tests.support.waiting import until

TITLE = "Salt.Road.2019.1080p.WEB-DL.x264-ELM"
BESIDE = "Salt.Road.2019.720p.HDTV.x264-OAK"


@dataclass
class House:
    """A gate whose source is a Prowlarr with two indexers."""

    world: World
    site: Site
    oak: FakeIndexer
    elm: FakeIndexer
    source: ProwlarrSource

    async def settle(self) -> None:
        async def idle() -> bool:
            return not self.world.tasks

        await until(idle, "the gate to be done")
        assert not self.world.failures

    async def approved(self, link: Reply | str) -> str:
        """Have a release approved whose link leads to that, and return the id of its request."""
        self.leads("/3/download", link)
        found = (await self.source.fetch()).releases or ()
        self.world.ledger.known = [*found]
        self.world.gate.attached.rules["auto"] = approve()
        await self.world.gate.offer(found)
        await self.settle()
        return next(iter(self.world.ledger.requests))

    def leads(self, path: str, link: Reply | str) -> None:
        if isinstance(link, Reply):
            self.site.pages[path] = link
        else:
            self.site.redirect(path, link, status=301)

    async def later(self, seconds: float) -> None:
        await self.world.advance(seconds)
        await self.settle()

    def request(self, request_id: str) -> Request:
        return self.world.gate.requests.find(request_id)


@pytest.fixture
async def house(
    site: Site, session: aiohttp.ClientSession, socket_enabled: None
) -> AsyncGenerator[House]:
    oak, elm = FakeIndexer(3, "Oak", offers=(TITLE,)), FakeIndexer(4, "Elm")
    FakeProwlarr(site, oak, elm)
    source = ProwlarrSource(session, "many", site.url, key=SECRET, seconds=5)
    world = World()
    world.gate.attached.attach_source("many", source, name="Prowlarr")
    yield House(world, site, oak, elm, source)
    await world.end()


def file() -> Reply:
    payload = file_of(TITLE)
    assert payload.file is not None
    return Reply(body=payload.file)


async def test_a_link_that_leads_to_a_magnet_is_followed(house: House) -> None:
    request = await house.approved(torrent(TITLE).magnet())
    assert house.world.state(request) == "downloading"
    assert list(house.world.client.downloads) == [torrent(TITLE).v1]


@pytest.mark.parametrize("status", [429, 410, 503])
async def test_who_asks_to_be_left_alone_is_and_the_request_shows_until_when(
    house: House, status: int
) -> None:
    said = Reply(status=status, headers={"Retry-After": "7200"})
    request = await house.approved(said)
    last = house.request(request).journal[-1].why
    until_when = house.world.now + 7200
    assert (last.code, dict(last.params)["until"]) == ("link_left_alone", until_when)
    searches = [told for told in house.oak.asked if "q" in told]
    assert not searches
    house.leads("/3/download", file())
    await house.later(7100)
    assert house.world.state(request) == "approved"
    await house.later(200)
    assert house.world.state(request) == "downloading"


@pytest.mark.parametrize("status", [400, 404])
async def test_a_link_that_is_gone_is_searched_for_and_taken_from_another_indexer(
    house: House, status: int
) -> None:
    house.elm.finds = (BESIDE, TITLE)
    house.leads("/4/download", file())
    request = await house.approved(Reply(status=status))
    assert house.world.state(request) == "downloading"
    assert house.world.whys(request)[-2:] == ["fetched_elsewhere", "client_took_it"]
    assert SECRET not in str(house.request(request))
    assert all(SECRET not in repr(line) for line in house.request(request).journal)


async def test_a_link_that_is_gone_everywhere_is_told_and_the_next_best_asked_about(
    house: House,
) -> None:
    house.elm.finds = (BESIDE,)
    request = await house.approved(Reply(status=400))
    assert house.world.state(request) == "failed"
    whys = house.world.whys(request)
    assert whys[-4:] == [
        *("searched_gone", "link_not_found", "looks_elsewhere", "put_up_instead"),
    ]
    (question,) = house.world.ledger.open.values()
    assert question.release.title == BESIDE
    assert question.release.indexer == "Elm"


async def test_a_prowlarr_that_is_away_is_no_proof_that_it_is_gone(
    house: House,
) -> None:
    found: list[Release] = [*((await house.source.fetch()).releases or ())]
    house.world.gate.attached.rules["auto"] = approve()
    await house.site.stop()
    await house.world.gate.offer(found)
    await house.settle()
    (request,) = house.world.ledger.requests.values()
    assert request.open
