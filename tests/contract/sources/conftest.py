from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.contract.sources.site import Site

FEEDS = Path(__file__).parent / "feeds"


@pytest.fixture
async def site(socket_enabled: None) -> AsyncIterator[Site]:
    site = await Site().start()
    yield site
    await site.stop()


@pytest.fixture
async def other_site(socket_enabled: None) -> AsyncIterator[Site]:
    """The same host, another port: another server."""
    site = await Site().start()
    yield site
    await site.stop()


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session
