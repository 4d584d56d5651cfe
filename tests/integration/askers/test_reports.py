"""What people reported of other programs that pose as download clients, tried here.

Sonarr and Radarr order with all of Greenlight behind the address, and a client in memory behind that.
"""

from typing import Any

from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight.askers import looking
from custom_components.greenlight.clients.base import Identity
from custom_components.greenlight.clients.through import Habits
from custom_components.greenlight.engine.options import DownloadOptions
from tests.integration.askers.conftest import (
    POST,
    RADARR,
    SONARR,
    SONARR_4,
    Asking,
    film,
)
from tests.support import arr_usenet
from tests.support.arr_clients import qbittorrent_row, sabnzbd_row
from tests.support.arr_orders import Goal, Status
from tests.support.arr_torrents import QBittorrentOrders
from tests.support.arr_wire import Wire
from tests.support.fake_through import FakeThrough
from tests.support.nzb import make_post

TITLE = "Sintel.2010.1080p.WEB-DL.H.264-GRP"
# Sites outside of the Latin alphabet, and a category below another.
CATEGORY = "动画/自动"


@pytest.fixture
async def base(
    asking: Asking,
    hass_client_no_auth: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Set Greenlight up for Sonarr, for Radarr and for usenet. Returns their common address."""
    monkeypatch.setattr(looking, "FRESH", 0.0)
    assert await async_setup_component(asking.hass, "http", {})
    asking.asker(SONARR, "Sonarr", "sonarr")
    asking.asker(RADARR, "Radarr", "radarr")
    asking.asker(POST, "Usenet", "post", protocol="usenet")
    await asking.start()
    client = await hass_client_no_auth()
    return str(client.make_url("/api/greenlight/client"))


def torrents(
    base: str, path: str = "sonarr", category: str = "tv", **settings: Any
) -> QBittorrentOrders:
    """Return the download client as a program has it."""
    program = "Radarr" if path == "radarr" else "Sonarr"
    row = qbittorrent_row(
        program,
        f"{base}/{path}",
        "greenlight",
        f"secret-of-{path}",
        category=category,
        **settings,
    )
    return QBittorrentOrders(row, Wire(SONARR_4.replace("Sonarr", program)))


async def approve(asking: Asking, path: str, download: str) -> None:
    """Answer yes to what a program knows by that id."""
    await asking.scene.settle()
    standing = (await asking.desk(path)).find(download)
    assert standing is not None
    await asking.act("approve", standing.order)


async def finish(asking: Asking, download: str) -> None:
    """Have the client complete it."""
    asking.torrents.complete(download.lower())
    await asking.scene.hub.clients["torrents"].async_refresh()
    await asking.scene.settle()


@pytest.mark.parametrize("what", ["file", "magnet", "long magnet"])
async def test_a_category_that_is_not_latin(
    asking: Asking, base: str, what: str
) -> None:
    """It got lost on the way, or below another one, and what was filed under it was never seen."""
    sonarr = torrents(base, category=CATEGORY)
    assert await sonarr.test() == []
    torrent = film(TITLE)
    trackers = 2 if what == "magnet" else 40
    magnet = f"magnet:?xt=urn:btih:{torrent.v1}&dn={TITLE}" + "".join(
        f"&tr=http%3A%2F%2Ftracker{number}.example%2Fannounce"
        for number in range(trackers)
    )
    job = await sonarr.add(TITLE, torrent.content if what == "file" else magnet, Goal())
    await approve(asking, "sonarr", job)
    assert asking.torrents.options[job.lower()].category == CATEGORY
    [item] = await sonarr.items()
    assert (item.id, item.category) == (job, CATEGORY)


async def test_two_programs_with_the_same_category(asking: Asking, base: str) -> None:
    """Each took the other's downloads for its own."""
    sonarr, radarr = torrents(base), torrents(base, "radarr")
    one = await sonarr.add(TITLE, film(TITLE).content, Goal())
    other = await radarr.add("Big.Buck.Bunny", film("Big.Buck.Bunny").content, Goal())
    for path, download in (("sonarr", one), ("radarr", other)):
        await approve(asking, path, download)
    assert [item.id for item in await sonarr.items()] == [one]
    assert [item.id for item in await radarr.items()] == [other]


@pytest.mark.parametrize("category", ["", "TV"])
async def test_another_category_than_was_set_up(
    asking: Asking, base: str, category: str
) -> None:
    """What was filed under none, or spelt otherwise, was in nobody's list."""
    sonarr = torrents(base, category=category)
    job = await sonarr.add(TITLE, film(TITLE).content, Goal())
    await approve(asking, "sonarr", job)
    [item] = await sonarr.items()
    assert (item.id, item.category) == (job, category)


@pytest.mark.parametrize(
    ("folder", "own", "there"),
    [
        ("/downloads", "series", "/downloads/series"),
        ("/downloads/", "", "/downloads/tv"),
        ("/downloads", "/data/series", "/data/series"),
        ("/", "series", "/series"),
        ("D:\\Downloads", "series", "D:\\Downloads\\series"),
        ("D:\\Downloads", "\\\\nas\\series", "\\\\nas\\series"),
        ("", "series", ""),
    ],
)
async def test_a_category_with_a_folder_of_its_own(
    asking: Asking,
    base: str,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    own: str,
    there: str,
) -> None:
    """One that is named from the folder of all was looked for from the root, or the other way round."""

    async def habits(_: FakeThrough) -> Habits:
        return Habits(save_path=folder)

    async def categories(_: FakeThrough) -> dict[str, str]:
        return {"tv": own}

    monkeypatch.setattr(FakeThrough, "habits", habits)
    monkeypatch.setattr(FakeThrough, "categories", categories)
    sonarr = torrents(base)
    await sonarr.add(TITLE, film(TITLE).content, Goal())
    await asking.scene.settle()
    [row] = await sonarr.rows()
    assert row["save_path"] == there
    assert row["content_path"].startswith(there)
    assert row["content_path"] != there


async def test_what_is_there_already_is_taken_over(asking: Asking, base: str) -> None:
    """It was refused with an error, as the client had it from elsewhere."""
    torrent = film(TITLE)
    await asking.torrents.add(
        Identity(hashes=frozenset({torrent.v1 or ""})),
        magnet=None,
        file=torrent.content,
        options=DownloadOptions(),
    )
    sonarr = torrents(base)
    job = await sonarr.add(TITLE, torrent.content, Goal())
    await asking.scene.settle()
    [item] = await sonarr.items()
    assert item.status is Status.PAUSED
    await approve(asking, "sonarr", job)
    [item] = await sonarr.items()
    assert (item.id, item.status) == (job, Status.DOWNLOADING)


async def test_a_client_that_does_not_tell_where_its_data_is(
    asking: Asking, base: str
) -> None:
    """What an old qBittorrent had completed was never imported: the path was empty."""
    sonarr = torrents(base)
    job = await sonarr.add(TITLE, film(TITLE).content, Goal())
    await approve(asking, "sonarr", job)
    await finish(asking, job)
    asking.torrents.show(job.lower(), content_path="")
    [item] = await sonarr.items()
    assert (item.status, item.path) == (Status.COMPLETED, f"/downloads/{TITLE}")


async def test_it_is_ordered_again_after_the_import(asking: Asking, base: str) -> None:
    """Somebody deleted the file and picked the same release again, and nothing came of it."""
    sonarr, torrent = torrents(base), film(TITLE)
    job = await sonarr.add(TITLE, torrent.content, Goal())
    await approve(asking, "sonarr", job)
    await finish(asking, job)
    [item] = await sonarr.items()
    await sonarr.remove(item)
    assert await sonarr.items() == []
    assert await sonarr.add(TITLE, torrent.content, Goal()) == job
    await asking.scene.settle()
    [item] = await sonarr.items()
    assert item.status is Status.PAUSED
    await approve(asking, "sonarr", job)
    [item] = await sonarr.items()
    assert item.status is Status.DOWNLOADING


async def test_it_is_ordered_again_after_somebody_removed_it_in_the_client(
    asking: Asking, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was taken for what was there, although it was gone."""
    monkeypatch.setattr(looking, "GONE_AFTER", 0.0)
    sonarr, torrent = torrents(base), film(TITLE)
    job = await sonarr.add(TITLE, torrent.content, Goal())
    await approve(asking, "sonarr", job)
    await finish(asking, job)
    await sonarr.items()
    asking.torrents.downloads.clear()
    await sonarr.items()
    await asking.scene.settle()
    assert await sonarr.items() == []
    assert await sonarr.add(TITLE, torrent.content, Goal()) == job
    await asking.scene.settle()
    [item] = await sonarr.items()
    assert item.status is Status.PAUSED


async def test_it_is_ordered_again_under_the_category_of_before(
    asking: Asking, base: str
) -> None:
    """What had been filed under the category for what is imported stayed there, out of sight."""
    sonarr, torrent = torrents(base, tvImportedCategory="done"), film(TITLE)
    job = await sonarr.add(TITLE, torrent.content, Goal())
    await approve(asking, "sonarr", job)
    await finish(asking, job)
    [item] = await sonarr.items()
    await sonarr.imported(item)
    assert await sonarr.items() == []
    assert await sonarr.add(TITLE, torrent.content, Goal()) == job
    await asking.scene.settle()
    [item] = await sonarr.items()
    assert (item.id, item.status) == (job, Status.COMPLETED)


async def test_more_than_one_page_of_history(
    asking: Asking, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lay beyond the page that is asked for was never imported."""
    monkeypatch.setattr(arr_usenet, "HISTORY", 2)
    row = sabnzbd_row("Sonarr", f"{base}/post", "secret-of-post", category="tv")
    sonarr = arr_usenet.SabnzbdOrders(row, Wire(SONARR_4))
    jobs = []
    for number in range(1, 6):
        title = f"Show.S01E0{number}.1080p.WEB.h264-GRP"
        nzb = make_post(title, {f"{title}.mkv": title.encode() * 100}).nzb
        jobs.append(await sonarr.add(title, nzb))
        await approve(asking, "post", jobs[-1])
    for there in list(asking.usenet.downloads):
        asking.usenet.complete(there)
    imported: list[str] = []
    for _ in jobs:
        for item in await sonarr.items():
            imported.append(item.id)
            await sonarr.remove(item)
    assert sorted(imported) == sorted(jobs)
