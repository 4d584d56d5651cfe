"""A whole stranger orders from it: FlexGet, whose output for SABnzbd tells addresses."""

from collections.abc import AsyncGenerator

import pytest

from tests.contract.askers.sabnzbd.test_replay import POST, TITLE, seen
from tests.contract.askers.sabnzbd.world import CATEGORY, World
from tests.support.flexget import FlexGet
from tests.support.server import Unavailable


@pytest.fixture
async def flexget() -> AsyncGenerator[FlexGet]:
    """Have a FlexGet of our own, or skip."""
    try:
        flexget = FlexGet()
    except Unavailable as error:
        pytest.skip(str(error))
    async with flexget:
        yield flexget


async def test_it_orders_what_it_finds(world: World, flexget: FlexGet) -> None:
    output = {"url": f"{world.url}/api?", "key": world.key, "category": CATEGORY}
    entry = {"title": TITLE, "url": await world.offer(POST.nzb)}
    said = await flexget.hand_over(entry, sabnzbd=output)
    assert f"Added `{TITLE}` to SABnzbd" in said
    [row] = (await seen(world)).values()
    assert (row["filename"], row["status"], row["cat"]) == (TITLE, "Paused", CATEGORY)

    nowhere = {"title": "Another.Show.S01E01", "url": "http://127.0.0.1:9/x.nzb"}
    await flexget.hand_over(nowhere, sabnzbd=output)
    [row] = (await seen(world, "history")).values()
    assert (row["name"], row["status"]) == (nowhere["title"], "Failed")

    wrong = {**output, "key": "wrong"}
    third = {"title": "A.Third.Show.S01E01", "url": "http://127.0.0.1:9/y.nzb"}
    with pytest.raises(RuntimeError, match="Failed to use sabnzbd"):
        await flexget.hand_over(third, sabnzbd=wrong)
