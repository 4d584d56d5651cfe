"""What the end-to-end tests start, and freedom from the limits meant for in-process tests."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import pytest_socket

from tests.support.greenlight import Greenlight, set_up
from tests.support.homeassistant import CONFIGURATION, HomeAssistantProcess
from tests.support.qbittorrent import VARIANTS, program
from tests.support.server import Unavailable
from tests.support.stage import Stage, installed

# What takes minutes, the longest first: it is begun with, so that none of it is left running alone.
LONG = (
    "test_kill",
    "test_kill_clients",
    "test_flexget",
    "test_story",
    "test_faults",
    "test_homecoming",
    "test_hand_over",
    "test_card",
    "test_askers",
    "test_clients",
    "test_phone",
    "test_telegram",
    "test_card_looks",
    "test_telegram_kill",
    "test_kill_home",
    "test_card_lost",
    "test_homecoming_usenet",
    "test_support",
)
# A feed's address carries a secret on private sites; the tests look for it everywhere.
PASSKEY = "5ecre7passkey"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; modules stay together."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONG)))


def let_sockets_through() -> None:
    """Undo what Home Assistant's test plugin forbids before every test."""
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Replace the plugin's check: servers and connections live longer than one test here."""
    let_sockets_through()


@pytest.fixture(scope="session")
def any_variant() -> str:
    """Name a qBittorrent that is installed."""
    try:
        return installed()[0].variant
    except Unavailable as error:
        pytest.skip(str(error))


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=VARIANTS)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Start everything, once with each qBittorrent as the download client."""
    let_sockets_through()
    try:
        client = program(request.param)
    except Unavailable as error:
        pytest.skip(str(error))
    async with Stage(HomeAssistantProcess(), client=client) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def greenlight(stage: Stage) -> Greenlight:
    """Set Greenlight up on the stage: its client, its feed and a rule that asks."""
    let_sockets_through()
    return await set_up(stage, feed=f"{stage.site.rss_url}?passkey={PASSKEY}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def card_stage() -> AsyncIterator[Stage]:
    """Start everything, with a copy of the integration whose files a test may change."""
    let_sockets_through()
    try:
        configuration = CONFIGURATION + "mobile_app:\n"
        hass = HomeAssistantProcess(copied=True, configuration=configuration)
        stage = Stage(hass)
    except Unavailable as error:
        pytest.skip(str(error))
    async with stage as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def card_greenlight(card_stage: Stage) -> Greenlight:
    """Set Greenlight up on that stage."""
    let_sockets_through()
    return await set_up(card_stage)
