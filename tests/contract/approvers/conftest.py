"""Home Assistant's own side of the companion app, in process, and phones that it knows."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

import custom_components.greenlight  # before the test plugin's own custom_components is found
from tests.support.fake_phone import Home
from tests.support.fake_phone_push import PushService

assert custom_components.greenlight


@pytest.fixture
async def pushes(socket_enabled: None) -> AsyncGenerator[PushService]:
    """Run the push service."""
    async with PushService() as service:
        yield service


@pytest.fixture
async def home(
    hass: HomeAssistant,
    socket_enabled: None,
    hass_client_no_auth: ClientSessionGenerator,
) -> Home:
    """Set Home Assistant's own mobile_app up, and return the way to it."""
    assert await async_setup_component(hass, "mobile_app", {})
    await hass.async_block_till_done()
    client = await hass_client_no_auth()

    async def send(
        path: str, body: dict[str, Any], token: str | None
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await client.post(path, json=body, headers=headers)
        told = await answer.json() if "json" in answer.content_type else None
        await hass.async_block_till_done()
        return answer.status, told

    return send
