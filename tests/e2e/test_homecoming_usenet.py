"""What comes from usenet comes home: a real Home Assistant, SABnzbd and NZBGet, and a Radarr that is a fake.

Nothing is shared of it, so Radarr moves what they saved; what they could not put together is a failure,
of which Radarr never hears.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
import random
from typing import Any

import pytest
import pytest_asyncio

from tests.support.arr_rows import media_info
from tests.support.fake_radarr import FakeRadarr
from tests.support.feed import NZB_TYPE, FeedServer
from tests.support.flows import start_flow
from tests.support.greenlight import DOMAIN, Greenlight
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.homecoming import (
    SIZE,
    better,
    folder_of,
    home_of,
    in_radarr,
    measured,
    scene,
    why_blocked,
)
from tests.support.house import list_release, server_form
from tests.support.nntp import NewsServer
from tests.support.nzb import make_post
from tests.support.nzbget import NzbGet
from tests.support.sabnzbd import SABnzbd
from tests.support.server import Unavailable
from tests.support.waiting import until

from .conftest import let_sockets_through
from .test_story import moves, unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

TITLES = (
    "Paper Lighthouse",
    "Glass Estuary",
    "Moss and Iron",
    "Velvet Quarry",
    "Salt Cathedral",
    "Brass Orchard",
    "Linen Harbour",
    "Cedar Parade",
    "Amber Sluice",
)
# The bytes with which an archive begins.
RAR = b"Rar!\x1a\x07\x00"


@dataclass
class House:
    """What plays together here; ``movies`` is the folder of Radarr."""

    hass: HomeAssistantProcess
    site: FeedServer
    news: NewsServer
    sabnzbd: SABnzbd
    nzbget: NzbGet
    radarr: FakeRadarr
    movies: Path
    greenlight: Greenlight

    def files(self, title: str) -> list[str]:
        """Return what lies in the folder of a film."""
        return sorted(one.name for one in (self.movies / folder_of(title)).iterdir())

    async def approved(self, title: str, *, gone: int = 0, **files: bytes) -> str:
        """Have the better release of a film approved; of every ``gone`` articles one is missing.

        Of the ``files``, by their endings, the first is that which is wanted.
        """
        release = better(title)
        files = files or {"mkv": random.Random(release).randbytes(SIZE)}
        named = {f"{release.lower()}.{ending}": one for ending, one in files.items()}
        post = make_post(release, named)
        self.news.carry(post.losing(gone) if gone else post)
        list_release(self.site, release, self.site.offer_post(post), SIZE, NZB_TYPE)
        await self.greenlight.asked(release)
        await self.greenlight.approve(release)
        return release

    def spoilt(self, title: str) -> dict[str, bytes]:
        """Return the film of a release with more wrong in it than what comes with it can mend."""
        name = f"{better(title).lower()}.mkv"
        data = random.Random(title).randbytes(SIZE)
        mends = self.sabnzbd.recovery(name, data)
        wrong = data[: SIZE // 2] + bytes(SIZE // 2)
        stem = name.removesuffix("mkv")
        return {
            "mkv": wrong,
            **{one.removeprefix(stem): what for one, what in mends.items()},
        }

    def orders(self, release: str) -> list[str]:
        """Return in which mode Radarr was told to import a release, each time."""
        return [
            body["importMode"]
            for body in self.radarr.commands.told("ManualImport")
            if any(release.lower() in one["path"].lower() for one in body["files"])
        ]

    async def told(self, release: str) -> None:
        """Wait until Radarr was told to import a release."""

        async def ordered() -> Any:
            return self.orders(release)

        await until(ordered, "Radarr to be told", pause=0.005)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Start everything once."""
    let_sockets_through()
    news = NewsServer()
    try:
        sabnzbd, nzbget = SABnzbd(news=news), NzbGet(news)
    except Unavailable as error:
        pytest.skip(str(error))
    movies = tmp_path_factory.mktemp("movies")
    rows = [in_radarr(number, one, movies) for number, one in enumerate(TITLES, 1)]
    radarr, site, hass = FakeRadarr(*rows), FeedServer(), HomeAssistantProcess()
    async with radarr, site, news, sabnzbd, nzbget, hass:
        saved = {"/usenet": sabnzbd.complete, "/news": nzbget.saves}
        radarr.disk.places = {"/movies": movies, **saved}
        radarr.imports.mappings = [(str(one), at) for at, one in saved.items()]
        flow = await start_flow(hass, DOMAIN)
        await flow.choose("sabnzbd")
        await flow.submit(**server_form(sabnzbd))
        greenlight = Greenlight(hass, flow.created()["result"]["entry_id"])
        form = server_form(nzbget, choosing={"priority": 3})
        other = await greenlight.add("client", {"next_step_id": "nzbget"}, form)
        await greenlight.add_source(site.rss_url)
        await greenlight.add_library("radarr", "Radarr", radarr.url, radarr.key)
        await greenlight.add_rule(
            "Beside", kind="upgrades", include=["salt"], home={"home_where": "beside"}
        )
        await greenlight.add_rule(
            "By the other",
            kind="upgrades",
            include=["brass"],
            download={"client": other},
        )
        rule = await greenlight.add_rule(
            "Better ones", kind="upgrades", exclude=["salt", "brass"]
        )
        await hass.stored("core.config_entries", rule)
        yield House(hass, site, news, sabnzbd, nzbget, radarr, movies, greenlight)


async def test_what_sabnzbd_has_put_together_is_moved_home_and_measured(
    house: House,
) -> None:
    title = TITLES[0]
    name = f"{better(title).lower()}.mkv"
    house.radarr.imports.infos[name] = media_info(range="DV HDR10")
    release = await house.approved(title)
    done = await house.greenlight.wait_for(release, "imported")
    assert moves(done)[-3:] == ["downloading", "completed", "imported"]
    assert house.files(title) == [name]
    assert house.orders(release) == ["move"]
    assert not [*house.sabnzbd.complete.rglob("*.mkv")]
    found = await measured(house.greenlight, release)
    assert found["kept"] is True
    # What SABnzbd remembers of it is not ours to forget.
    assert release in [row["name"] for row in await house.sabnzbd.history()]


async def test_it_comes_home_although_its_client_has_forgotten_it(house: House) -> None:
    title = TITLES[1]
    house.radarr.commands.held = True
    release = await house.approved(title)

    await house.told(release)
    await house.sabnzbd.api("history", None, name="delete", value="all")
    assert await house.sabnzbd.history() == []
    house.radarr.commands.held = False
    await house.greenlight.wait_for(release, "imported")
    assert house.files(title) == [f"{release.lower()}.mkv"]
    assert house.orders(release) == ["move"]


async def test_a_power_cut_while_it_is_moved_moves_nothing_twice(house: House) -> None:
    title = TITLES[7]
    house.radarr.commands.held = True
    release = await house.approved(title)
    await house.told(release)
    house.hass.kill()
    house.radarr.commands.held = False

    async def moved() -> bool:
        return house.files(title) == [f"{release.lower()}.mkv"]

    await until(moved, "Radarr to have moved it")
    await house.sabnzbd.api("history", None, name="delete", value="all")
    # There is nothing where it was, nobody remembers it, and it is home.
    await house.hass.start()
    await house.greenlight.wait_for(release, "imported")
    assert house.orders(release) == ["move"]
    assert await moved()


@pytest.mark.parametrize("how", ["missing", "spoilt"])
async def test_what_cannot_be_put_together_has_failed_and_costs_no_file(
    house: House, how: str
) -> None:
    title = TITLES[2] if how == "missing" else TITLES[3]
    old = house.files(title)
    files = house.spoilt(title) if how == "spoilt" else {}
    release = await house.approved(title, gone=2 * (not files), **files)
    failed = await house.greenlight.wait_for(release, "failed", seconds=90)
    assert moves(failed)[-2:] == ["downloading", "failed"]
    assert failed["home"] is None
    assert house.orders(release) == []
    assert house.files(title) == old


async def test_what_is_complete_and_damaged_waits_for_a_word(house: House) -> None:
    """One article is gone, and nothing came with it that could mend or show that."""
    title = TITLES[8]
    old = house.files(title)
    release = await house.approved(title, gone=SIZE // 100_000)
    why = await why_blocked(house.greenlight, release)
    assert why == "It may be damaged: 1 articles are missing, and nothing was repaired"
    assert house.orders(release) == []
    assert house.files(title) == old


async def test_an_archive_that_nobody_has_unpacked_is_not_imported(
    house: House,
) -> None:
    title = TITLES[6]
    old = house.files(title)
    release = await house.approved(title, rar=RAR + bytes(SIZE))
    why = await why_blocked(house.greenlight, release)
    assert why == "Radarr finds nothing that it could import"
    assert house.orders(release) == []
    assert house.files(title) == old


async def test_what_cannot_go_beside_stays_where_it_was_saved_and_that_is_said(
    house: House,
) -> None:
    title = TITLES[4]
    old = house.files(title)
    release = await house.approved(title)
    done = await house.greenlight.wait_for(release, "completed")
    assert "SABnzbd cannot be told a folder" in str(done["journal"])
    every = [path.name for path in house.sabnzbd.complete.rglob("*.mkv")]
    assert len([one for one in every if scene(title).lower() in one]) == 1
    assert (await home_of(house.greenlight, release))["means"] == "scan"
    assert house.files(title) == old
    assert house.orders(release) == []


async def test_nzbget_hands_on_what_it_has_put_together(house: House) -> None:
    title = TITLES[5]
    release = await house.approved(title)
    done = await house.greenlight.wait_for(release, "imported")
    assert done["client"] == "NZBGet"
    assert house.files(title) == [f"{release.lower()}.mkv"]
    assert house.orders(release) == ["move"]
    assert not [*house.nzbget.saves.rglob("*.mkv")]


async def test_nothing_went_wrong_unseen(house: House) -> None:
    assert house.sabnzbd.api_key not in house.hass.log
    assert unexpected(house.hass.log) == []
