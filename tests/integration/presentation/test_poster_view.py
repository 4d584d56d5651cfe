"""Posters are given out to whoever is logged in, by the request that they belong to."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight.libraries.base import Picture
from custom_components.greenlight.presentation.poster_view import (
    async_give_out,
    poster_path,
)

PICTURE = Picture(content=b"\x89PNG\r\n\x1a\n", content_type="image/png")

type PosterOf = Callable[[str], Awaitable[Picture | None]]


def only(known: str, picture: Picture = PICTURE) -> PosterOf:
    async def poster_of(request_id: str) -> Picture | None:
        return picture if request_id == known else None

    return poster_of


@pytest.fixture
async def served(hass: HomeAssistant, socket_enabled: None) -> None:
    assert await async_setup_component(hass, "http", {})


async def test_gives_out_the_poster_of_a_request(
    hass: HomeAssistant, served: None, hass_client: ClientSessionGenerator
) -> None:
    async_give_out(hass, only("one"))
    client = await hass_client()
    answer = await client.get(poster_path("one"))
    assert answer.status == 200
    assert answer.content_type == "image/png"
    assert await answer.read() == PICTURE.content
    assert (await client.get(poster_path("two"))).status == 404


async def test_gives_strangers_nothing(
    hass: HomeAssistant, served: None, hass_client_no_auth: ClientSessionGenerator
) -> None:
    async_give_out(hass, only("one"))
    client = await hass_client_no_auth()
    assert (await client.get(poster_path("one"))).status == 401


async def test_ends_and_begins_anew(
    hass: HomeAssistant, served: None, hass_client: ClientSessionGenerator
) -> None:
    client_of = hass_client
    first = async_give_out(hass, only("one"))
    second = async_give_out(hass, only("two"))
    # Whoever ends late takes nothing from whoever came after.
    first()
    client = await client_of()
    assert (await client.get(poster_path("one"))).status == 404
    assert (await client.get(poster_path("two"))).status == 200
    second()
    assert (await client.get(poster_path("two"))).status == 404


async def test_does_without_a_server(hass: HomeAssistant) -> None:
    assert getattr(hass, "http", None) is None
    async_give_out(hass, only("one"))()
