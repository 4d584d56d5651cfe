"""Who may push: whoever shows the key. Everybody else learns nothing and changes nothing."""

import asyncio
from base64 import b64encode
import json
from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.greenlight import door as door_module
from custom_components.greenlight.door import Given
from custom_components.greenlight.pushing.door import Door, async_door
from custom_components.greenlight.sources.pushes import Posing
from tests.support.autobrr import Announce, AutobrrError

from .conftest import ADDRESS, KEY, PATH, Pushing

TITLE = "Salt.Film.2026.1080p.WEB-DL.x264-ELM"
STATUS = "api/v3/system/status"


def basic(login: str) -> str:
    """Return a header of basic authentication."""
    return f"Basic {b64encode(login.encode()).decode()}"


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ({}, {"X-Api-Key": KEY}),
        ({"apikey": KEY}, {}),
        ({"ApiKey": KEY}, {}),
        ({}, {"Authorization": f"Bearer {KEY}"}),
        ({}, {"X-Api-Key": KEY, "Authorization": basic("somebody:else")}),
        ({"apikey": ""}, {"X-Api-Key": KEY}),
    ],
)
async def test_the_key_lets_in_wherever_it_is_shown(
    pushing: Pushing, query: dict[str, str], headers: dict[str, str]
) -> None:
    await pushing.start()
    url = f"{pushing.url}{ADDRESS}/{PATH}/{STATUS}"
    async with pushing.session.get(url, params=query, headers=headers) as answer:
        assert answer.status == 200
        assert (await answer.json())["appName"] == "Radarr"
        assert answer.headers["X-Application-Version"] == "6.0.4.10291"


@pytest.mark.parametrize(
    "path",
    [
        f"{PATH}/api/v3/system/status",
        f"{PATH}/api/v3/system/status/",
        f"{PATH}//api/v3/system/status",
        f"{PATH}/api/v3/api/v3/system/status",
        f"{PATH}/api/system/status",
        f"{PATH}/API/V3/System/Status",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_the_address_may_be_written_in_several_ways(
    pushing: Pushing, path: str, method: str
) -> None:
    await pushing.start()
    url = f"{pushing.url}{ADDRESS}/{path}"
    async with pushing.session.request(
        method, url, headers={"X-Api-Key": KEY}
    ) as answer:
        assert answer.status == 200
        body = await answer.read()
    assert bool(body) is (method == "GET")


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("api/v3/qualityprofile", "GET", 404),
        ("api/v3/series", "GET", 404),
        ("elsewhere", "GET", 404),
        ("", "GET", 404),
        ("api/v3/release/push", "GET", 405),
        ("api/v3/movie", "POST", 404),
        ("api", "GET", 200),
        ("api/v3/tag", "DELETE", 405),
    ],
)
async def test_what_is_not_there_is_said(
    pushing: Pushing, path: str, method: str, status: int
) -> None:
    await pushing.start()
    url = f"{pushing.url}{ADDRESS}/{PATH}/{path}"
    async with pushing.session.request(
        method, url, headers={"X-Api-Key": KEY}
    ) as answer:
        assert answer.status == status


@pytest.mark.parametrize("name", [PATH, "nobody", "no.body", "a" * 2000])
async def test_a_name_that_is_there_answers_strangers_as_one_that_is_not(
    pushing: Pushing, name: str
) -> None:
    await pushing.start()
    said: set[tuple[int, bytes]] = set()
    shown: list[dict[str, Any]] = [
        {},
        {"headers": {"X-Api-Key": "wrong"}},
        {"headers": {"X-Api-Key": KEY[:-1]}},
        {"headers": {"X-Api-Key": "k" * 4000}},
        {"headers": {"Authorization": basic(f"x:{KEY}")}},
        {"params": {"apikey": "wrong"}},
        {"params": {"key": KEY}},
    ]
    for tail in (STATUS, "api/v3/movie", "api/v3/release/push", "api", "", "else"):
        for one in shown:
            url = f"{pushing.url}{ADDRESS}/{name}/{tail}"
            for method in ("GET", "POST"):
                async with pushing.session.request(method, url, **one) as answer:
                    said.add((answer.status, await answer.read()))
    assert said == {(401, b"")}
    assert async_door(pushing.scene.hass).last_visit(PATH) is None


async def test_none_of_two_hundred_pushes_without_a_key_has_any_effect(
    pushing: Pushing, caplog: pytest.LogCaptureFixture
) -> None:
    await pushing.start()
    announces = [pushing.announce(f"Salt.Film.{n}.1080p-ELM") for n in range(200)]
    before = dict(pushing.part._memory.items)

    async def push(at: int) -> str:
        wrong = pushing.autobrr(key="" if at % 2 else f"wrong-{at}")
        with pytest.raises(AutobrrError) as refused:
            await wrong.push(announces[at])
        return str(refused.value)

    said = await asyncio.gather(*(push(at) for at in range(200)))
    assert set(said) == {"could not unmarshal data"}
    await pushing.scene.settle()
    assert not pushing.every()
    assert pushing.part._memory.items == before
    assert pushing.part.data.last_success is None
    # Nobody was banned, nor warned of.
    assert "Login attempt" not in caplog.text
    await pushing.autobrr().test()


async def test_a_wrong_key_is_what_autobrr_is_told(pushing: Pushing) -> None:
    await pushing.start()
    with pytest.raises(AutobrrError, match="bad credentials"):
        await pushing.autobrr(key="wrong").test()


async def test_who_is_wrong_waits_and_a_name_makes_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(door_module, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(door_module, "SLOWER", 1.0)
    door = Door()
    settings = SimpleNamespace(
        path="there", key=KEY, posing=Posing.RADARR, enabled=True
    )
    desk: Any = SimpleNamespace(settings=settings)
    door.open(desk)
    for name in ("nobody", "there", "nobody", "there"):
        assert await door.enter(name, Given(password="wrong")) is None
    assert waited == [1, 2, 3, 4]
    assert await door.enter("there", Given(password=KEY)) is desk
    settings.enabled = False
    assert await door.enter("there", Given(password=KEY)) is None


async def test_while_greenlight_does_not_run_the_key_is_not_what_is_wrong(
    pushing: Pushing,
) -> None:
    await pushing.start()
    entry = pushing.scene.entry
    assert await pushing.scene.hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(AutobrrError, match="503"):
        await pushing.autobrr().push(pushing.announce(TITLE))
    assert await pushing.scene.hass.config_entries.async_setup(entry.entry_id)
    await pushing.scene.settle()
    assert await pushing.autobrr().push(pushing.announce(TITLE)) == []


async def test_what_is_switched_off_or_gone_lets_nobody_in(pushing: Pushing) -> None:
    await pushing.start()
    entry, hass = pushing.scene.entry, pushing.scene.hass
    subentry = entry.subentries["push0"]
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, "enabled": False}
    )
    await pushing.scene.settle()
    with pytest.raises(AutobrrError):
        await pushing.autobrr().push(pushing.announce(TITLE))
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, "enabled": True, "api_key": "another"}
    )
    await pushing.scene.settle()
    with pytest.raises(AutobrrError):
        await pushing.autobrr().push(pushing.announce(TITLE))
    assert not pushing.every()
    assert await pushing.autobrr(key="another").push(pushing.announce(TITLE)) == []
    hass.config_entries.async_remove_subentry(entry, "push0")
    await pushing.scene.settle()
    with pytest.raises(AutobrrError, match="503"):
        await pushing.autobrr(key="another").push(pushing.announce(TITLE))


async def test_a_program_is_written_down_when_it_comes(pushing: Pushing) -> None:
    await pushing.start()
    await pushing.autobrr().test()
    visit = async_door(pushing.scene.hass).last_visit(PATH)
    assert visit is not None
    assert (visit.agent, visit.what) == ("autobrr", "system/status")


async def test_nothing_secret_is_said_of_it(
    pushing: Pushing, caplog: pytest.LogCaptureFixture
) -> None:
    await pushing.start()
    passkey = "5ec2e700112233445566778899aabbcc"
    link = f"http://127.0.0.1:9/get?passkey={passkey}"
    row = await pushing.autobrr().pushed(Announce(title=TITLE, url=link, size=5000))
    assert passkey not in json.dumps(row)
    settings = pushing.part.settings
    assert KEY not in repr(settings)
    states = json.dumps(
        [one.as_dict() for one in pushing.scene.hass.states.async_all()], default=str
    )
    # What is written into a file is told by Home Assistant itself to whoever debugs that.
    said = [one for one in caplog.records if one.levelname != "DEBUG"]
    logged = "".join(one.getMessage() for one in said)
    for secret in (KEY, passkey):
        assert secret not in states
        assert secret not in logged
