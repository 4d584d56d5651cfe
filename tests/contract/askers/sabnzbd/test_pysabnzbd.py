"""A stranger reads it: pysabnzbd, which is what Home Assistant asks a SABnzbd with."""

from aiohttp import ClientSession
from pysabnzbd import SabnzbdApi, SabnzbdApiException
import pytest

from tests.contract.askers.sabnzbd.world import CATEGORY, World
from tests.support.nzb import make_post
from tests.support.replay import Player

TITLE = "Some.Show.S01E01.1080p.WEB.h264-GROUP"


async def order(world: World, title: str = TITLE) -> str:
    """Have Sonarr hand something over, which pysabnzbd cannot; return its id."""
    post = make_post(title, {f"{title}.mkv": b"some data" * 500_000})
    player = Player("sonarr4", world.url, key=world.key)
    await player.play("usenet_add_file", category=CATEGORY, title=title, nzb=post.nzb)
    return str(player.values["id"])


@pytest.mark.parametrize("web_root", [None, "sabnzbd"])
async def test_it_reads_what_is_there(
    world: World, session: ClientSession, web_root: str | None
) -> None:
    client = SabnzbdApi(world.url, world.key, web_root=web_root, session=session)
    assert await client.check_available()
    job = await order(world)
    await client.refresh_data()
    assert (client.queue["status"], client.queue["paused"]) == ("Idle", False)
    assert float(client.queue["mb"]) == pytest.approx(4.42, abs=0.02)
    assert client.queue["mbleft"] == client.queue["mb"]
    assert client.queue["total_size"] == 0.0
    [slot] = client.queue["slots"]
    assert (slot["nzo_id"], slot["status"], slot["filename"]) == (job, "Paused", TITLE)

    await world.approve(job)
    await client.refresh_data()
    assert client.queue["status"] == "Downloading"
    assert float(client.queue["kbpersec"]) == pytest.approx(97.66)

    await world.finish(job)
    history = await client.get_history()
    [slot] = history["slots"]
    assert (slot["nzo_id"], slot["status"]) == (job, "Completed")


async def test_it_pauses_nothing_that_belongs_to_somebody_else(
    world: World, session: ClientSession
) -> None:
    client = SabnzbdApi(world.url, world.key, session=session)
    await client.pause_queue()
    await client.set_speed_limit(10)
    assert (await client.get_queue())["paused"] is False
    await client.resume_queue()


async def test_it_understands_that_a_key_is_wrong(
    world: World, session: ClientSession
) -> None:
    client = SabnzbdApi(world.url, "wrong", session=session)
    with pytest.raises(SabnzbdApiException, match="Unable to communicate"):
        await client.check_available()
