"""How much is kept free: what is usual fits the disk, and what leaves nothing is doubted."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.parts.client_settings import usual_reserve

from ..box import Box
from .steps import (
    Result,
    add,
    begin,
    change,
    entry_with,
    fill_in,
    load,
    open_sections,
    shown,
    submit,
)

GB = 10**9


def form(qbittorrent: Box, **disk: Any) -> dict[str, Any]:
    """Return what a person fills in, with what is to be kept free."""
    return qbittorrent.form(disk=disk)


@pytest.mark.parametrize(
    ("free", "kept"),
    [(None, 100), (2000 * GB, 100), (400 * GB, 100), (60 * GB, 15), (0, 0)],
)
def test_what_is_usual(free: int | None, kept: float) -> None:
    assert usual_reserve(free) == kept


class Form:
    """The form of a client, of the first one and of a further one."""

    def __init__(self, hass: HomeAssistant, *, first: bool) -> None:
        """Begin nothing yet."""
        self.hass = hass
        self.first = first
        self.at: Result = None

    async def begin(self) -> None:
        """Open the form."""
        if self.first:
            self.at = await begin(self.hass)
            return
        entry = entry_with()
        await load(self.hass, entry)
        self.at = await add(self.hass, entry, CLIENT)

    async def send(self, values: dict[str, Any]) -> Result:
        """Fill it in."""
        if self.first:
            self.at = await fill_in(self.hass, self.at, values)
        else:
            self.at = await submit(self.hass, self.at, **values)
        return self.at

    def stored(self) -> dict[str, Any]:
        """Return what was stored of the client."""
        assert self.at["type"] is FlowResultType.CREATE_ENTRY
        (entry,) = self.hass.config_entries.async_entries("greenlight")
        (client,) = entry.get_subentries_of_type(CLIENT)
        return dict(client.data)


@pytest.fixture(params=[True, False], ids=["first", "further"])
async def client_form(hass: HomeAssistant, request: pytest.FixtureRequest) -> Form:
    """Open the form of a client."""
    opened = Form(hass, first=request.param)
    await opened.begin()
    return opened


async def test_a_small_disk_is_not_kept_free_as_a_whole(
    client_form: Form, qbittorrent: Box
) -> None:
    assert "reserve" not in shown(client_form.at)
    qbittorrent.free_space = 60 * GB
    await client_form.send(form(qbittorrent))
    assert client_form.stored()["reserve"] == 15


async def test_what_is_not_told_is_taken_for_large(
    client_form: Form, qbittorrent: Box
) -> None:
    qbittorrent.free_space = None
    await client_form.send(form(qbittorrent))
    assert client_form.stored()["reserve"] == 100


async def test_what_leaves_nothing_is_doubted_once(
    client_form: Form, qbittorrent: Box
) -> None:
    qbittorrent.free_space = 60 * GB
    at = await client_form.send(form(qbittorrent, reserve=80))
    assert at["errors"] == {"disk": "no_room_left"}
    assert open_sections(at) == {"disk"}
    said = at["description_placeholders"]
    assert (said["free"], said["kept"]) == (
        "60.0\N{NO-BREAK SPACE}GB",
        "80.0\N{NO-BREAK SPACE}GB",
    )
    assert shown(at)["reserve"] == 80
    # Another choice is another doubt, and the same one again is meant.
    at = await client_form.send(form(qbittorrent, reserve=70))
    assert at["errors"] == {"disk": "no_room_left"}
    await client_form.send(form(qbittorrent, reserve=70))
    assert client_form.stored()["reserve"] == 70


async def test_what_fits_is_taken(client_form: Form, qbittorrent: Box) -> None:
    qbittorrent.free_space = 60 * GB
    await client_form.send(form(qbittorrent, reserve=59.5))
    assert client_form.stored()["reserve"] == 59.5


async def test_the_form_of_one_that_runs_says_what_is_free(
    hass: HomeAssistant, qbittorrent: Box
) -> None:
    qbittorrent.free_space = 60 * GB
    entry = entry_with({"subentry_type": CLIENT, "data": qbittorrent.data()})
    await load(hass, entry)
    flow = await change(hass, entry, CLIENT)
    assert flow["description_placeholders"]["free"] == (
        "Free now: 60.0\N{NO-BREAK SPACE}GB. "
    )
    # What is left empty is what is usual for the disk as it is now.
    await submit(hass, flow, **form(qbittorrent, reserve=None) | {"disk": {}})
    assert entry.subentries[CLIENT].data["reserve"] == 15
