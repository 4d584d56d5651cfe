"""Who is let in, by what, and what everybody else learns: nothing."""

from base64 import b64encode
from types import SimpleNamespace
from typing import Any

from aiohttp import ClientError
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight import door as door_module
from custom_components.greenlight.askers.door import Door, async_door
from custom_components.greenlight.askers.sabnzbd.view import async_register
from custom_components.greenlight.door import Given
from tests.support.fake_desk import USERNAME
from tests.support.fake_usenet_desk import KEY, FakeUsenetDesk

from .gate import ARR, PATH, Gate, nzb

BASE = "/api/greenlight/client"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not keep whoever is wrong waiting."""
    monkeypatch.setattr(door_module, "SLOWER", 0.0)


def basic(login: str) -> dict[str, str]:
    """Return a header of basic authentication."""
    return {"Authorization": f"Basic {b64encode(login.encode()).decode()}"}


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ({"apikey": KEY}, {}),
        ({}, {"X-Api-Key": KEY}),
        ({"ma_username": USERNAME, "ma_password": KEY}, {}),
        ({"apikey": "", "ma_username": USERNAME, "ma_password": KEY}, {}),
        ({}, basic(f"{USERNAME}:{KEY}")),
        ({}, basic(f":{KEY}")),
        ({"apikey": KEY}, {"Authorization": "Bearer of something else"}),
        ({"apikey": KEY}, {"Authorization": "Basic !!"}),
        ({"apikey": KEY}, basic("somebody:else")),
    ],
)
async def test_the_key_lets_in_wherever_it_is_shown(
    gate: Gate, query: dict[str, str], headers: dict[str, str]
) -> None:
    answer = await gate.client.get(
        PATH, params={"mode": "queue", **query}, headers=headers
    )
    assert answer.status == 200
    assert (await answer.json())["queue"]["slots"] == []


@pytest.mark.parametrize("multipart", [True, False])
async def test_the_key_may_be_in_the_body(gate: Gate, *, multipart: bool) -> None:
    body = {"mode": "get_cats", "apikey": KEY}
    if multipart:
        answer = await gate.post(body=body)
    else:
        answer = await gate.client.post(PATH, data=body)
    assert (await answer.json())["categories"] == ["*"]


async def test_the_key_may_be_behind_the_file(gate: Gate) -> None:
    parts = (
        ("name", nzb().decode(), '; filename="it.nzb"'),
        ("mode", "addfile", ""),
        ("apikey", KEY, ""),
    )
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{text}\r\n'
        for name, text, more in parts
    )
    answer = await gate.client.post(
        PATH,
        data=f"{body}--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert len((await answer.json())["nzo_ids"]) == 1


@pytest.mark.parametrize(
    ("query", "headers", "text"),
    [
        ({}, {}, "API Key Required"),
        ({"apikey": ""}, {}, "API Key Required"),
        ({"ma_username": "", "ma_password": ""}, {}, "API Key Required"),
        ({"apikey": "k" * 39}, {}, "API Key Incorrect"),
        ({"apikey": "ключ"}, {}, "API Key Incorrect"),
        ({"apikey": "k" * 100_000}, {}, "API Key Incorrect"),
        ({"ma_username": "somebody", "ma_password": KEY}, {}, "API Key Incorrect"),
        ({}, {"X-Api-Key": "wrong"}, "API Key Incorrect"),
        ({}, basic(f"somebody:{KEY}"), "API Key Incorrect"),
        ({}, basic(f"{USERNAME}:"), "API Key Required"),
    ],
)
async def test_nobody_else_is_let_in(
    gate: Gate, query: dict[str, str], headers: dict[str, str], text: str
) -> None:
    if len(query.get("apikey", "")) > 4000:
        answer = await gate.client.post(PATH, data={"mode": "queue", **query})
    else:
        answer = await gate.client.get(
            PATH, params={"mode": "queue", **query}, headers=headers
        )
    assert (answer.status, await answer.text()) == (403, text)
    assert ("look",) not in gate.desk.calls
    assert async_door(gate.hass).last_visit("sonarr") is None


@pytest.mark.parametrize("name", ["sonarr", "nobody"])
async def test_a_name_that_is_there_answers_strangers_as_one_that_is_not(
    gate: Gate, name: str
) -> None:
    path = f"{BASE}/{name}/api"
    job = await gate.ordered()
    said: list[tuple[Any, ...]] = []
    for mode in ("version", "auth", "queue", "history", "get_config", "addfile", "no"):
        for fields in ({}, {"apikey": "wrong"}, {"key": "wrong"}, {"value": job}):
            answer = await gate.client.get(path, params={"mode": mode, **fields})
            said.append((mode, *fields, answer.status, await answer.text()))
    answer = await gate.post(nzb(), path=path, mode="addfile", apikey="wrong")
    said.append(("post", answer.status, await answer.text()))
    answer = await gate.post(nzb(), path=path, body={"mode": "addfile"})
    said.append(("post", answer.status, await answer.text()))
    assert said == _said_to_strangers()
    assert ("look",) not in gate.desk.calls


def _said_to_strangers() -> list[tuple[Any, ...]]:
    missing, wrong = (403, "API Key Required"), (403, "API Key Incorrect")
    version = (200, '{"version":"4.5.1"}')
    said: list[tuple[Any, ...]] = [
        ("version", *version),
        ("version", "apikey", *version),
        ("version", "key", *version),
        ("version", "value", *version),
        ("auth", 200, '{"auth":"apikey"}'),
        ("auth", "apikey", 200, '{"auth":"badkey"}'),
        ("auth", "key", 200, '{"auth":"badkey"}'),
        ("auth", "value", 200, '{"auth":"apikey"}'),
    ]
    for mode in ("queue", "history", "get_config", "addfile", "no"):
        said += [
            (mode, *missing),
            (mode, "apikey", *wrong),
            (mode, "key", *wrong),
            (mode, "value", *missing),
        ]
    return [*said, ("post", *wrong), ("post", *missing)]


async def test_how_long_a_refusal_takes_tells_no_name_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(door_module, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(door_module, "SLOWER", 1.0)
    door = Door()
    door.open(FakeUsenetDesk())
    wrong, right = Given(password="wrong"), Given(password=KEY)
    for name in ("nobody", "somebody", "sonarr", "nobody", "sonarr"):
        assert await door.enter(name, wrong) is None
    assert await door.enter("sonarr", right) is not None
    for name in ("sonarr", "nobody"):
        assert await door.enter(name, wrong, wrong) is None
    assert waited == [1, 2, 3, 4, 5, 5, 5]


async def test_a_key_can_be_tried(gate: Gate) -> None:
    assert await gate.ask("auth", apikey="", key=KEY) == {"auth": "apikey"}


@pytest.mark.parametrize(
    "path",
    [
        f"{BASE}/sonarr/api",
        f"{BASE}/sonarr/api/",
        f"{BASE}/sonarr//api",
        f"{BASE}/sonarr//api//",
        f"{BASE}/sonarr/sabnzbd/api",
        f"{BASE}/sonarr//sabnzbd//api/",
        f"{BASE}/sonarr:8123/api",
        f"{BASE}/sonarr:/sabnzbd/api",
    ],
)
async def test_the_address_may_be_written_in_several_ways(
    gate: Gate, path: str
) -> None:
    said = '{"categories":["*"]}'
    for method, text in (("GET", said), ("POST", said), ("HEAD", "")):
        answer = await gate.client.request(
            method, path, params={"mode": "get_cats", "apikey": KEY}
        )
        assert (answer.status, await answer.text()) == (200, text)


@pytest.mark.parametrize(
    "path", ["sonarr/api/v2", "sonarr/other/api", "api", "sonarr/apis", "a/b/api"]
)
async def test_another_address_is_none_of_its_own(gate: Gate, path: str) -> None:
    answer = await gate.client.get(f"{BASE}/{path}", params={"mode": "version"})
    assert answer.status == 404


async def test_what_a_program_does_is_noted(gate: Gate) -> None:
    await gate.post(mode="fullstatus", apikey=KEY)
    visit = async_door(gate.hass).last_visit("sonarr")
    assert visit is not None
    assert (visit.agent, visit.what) == (ARR, "fullstatus")


async def test_before_it_runs_nobody_is_let_in_and_what_is_handed_over_is_kept(
    hass: HomeAssistant,
    socket_enabled: None,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    assert await async_setup_component(hass, "http", {})
    async_register(hass)
    early = Gate(hass, await hass_client_no_auth(), FakeUsenetDesk())
    for mode in ("queue", "history", "get_config"):
        answer = await early.client.get(PATH, params={"mode": mode, "apikey": KEY})
        assert (answer.status, await answer.text()) == (403, "API Key Incorrect")
    # Only a connection that breaks has them come again with it.
    with pytest.raises(ClientError):
        await early.post(nzb(), mode="addfile", apikey=KEY)
    with pytest.raises(ClientError):
        await early.client.get(PATH, params={"mode": "addurl", "apikey": KEY})
