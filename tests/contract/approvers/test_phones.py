"""A phone that signs up anew at Home Assistant's own mobile_app stays with its approvers."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.approvers.phones import async_follow_phones
from custom_components.greenlight.const import APPROVER, DOMAIN
from tests.support.fake_phone import FakePhone, Home
from tests.support.fake_phone_push import PushService


def place_of(hass: HomeAssistant, phone: FakePhone) -> str:
    (place,) = (
        one.entry_id
        for one in hass.config_entries.async_entries("mobile_app")
        if one.data["webhook_id"] == phone.webhook_id
    )
    return place


def asking(hass: HomeAssistant, *approvers: dict[str, Any]) -> MockConfigEntry:
    """Return an entry with approvers, whose phones are followed."""
    subentries = [
        ConfigSubentryDataWithId(
            data=data,
            subentry_id=f"approver{number}",
            subentry_type=APPROVER,
            title="Phones",
            unique_id=None,
        )
        for number, data in enumerate(approvers)
    ]
    entry = MockConfigEntry(domain=DOMAIN, subentries_data=subentries)
    entry.add_to_hass(hass)
    async_follow_phones(hass, entry)
    return entry


def devices(entry: MockConfigEntry) -> list[Any]:
    return [one.data.get("devices") for one in entry.subentries.values()]


@pytest.fixture
async def phone(pushes: PushService, home: Home, hass_access_token: str) -> FakePhone:
    phone = FakePhone(pushes, "Pixel")
    await phone.register(home, hass_access_token)
    return phone


async def test_stays_where_it_was_chosen(
    hass: HomeAssistant, home: Home, hass_access_token: str, phone: FakePhone
) -> None:
    old = place_of(hass, phone)
    chosen = {"type": "companion", "devices": ["other", old]}
    entry = asking(hass, chosen, {"type": "notify"})
    await phone.register(home, hass_access_token)
    new = place_of(hass, phone)
    assert new != old
    assert devices(entry) == [["other", new], None]
    # And once more.
    await phone.register(home, hass_access_token)
    assert devices(entry) == [["other", place_of(hass, phone)], None]


async def test_is_not_followed_to_somebody_else(
    hass: HomeAssistant,
    home: Home,
    hass_read_only_access_token: str,
    phone: FakePhone,
) -> None:
    old = place_of(hass, phone)
    entry = asking(hass, {"type": "companion", "devices": [old]})
    await phone.register(home, hass_read_only_access_token)
    assert place_of(hass, phone) != old
    assert devices(entry) == [[old]]


async def test_nothing_is_chosen_that_was_not(
    hass: HomeAssistant, home: Home, hass_access_token: str, phone: FakePhone
) -> None:
    entry = asking(hass, {"type": "companion", "devices": ["other"]})
    await phone.register(home, hass_access_token)
    assert devices(entry) == [["other"]]
