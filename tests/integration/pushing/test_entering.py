"""Who may push: whoever shows the key. Everybody else learns nothing and changes nothing."""

import asyncio
from base64 import b64encode
import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

from custom_components.greenlight import door as door_module
from custom_components.greenlight.door import Given
from custom_components.greenlight.pushing.desk import PushDesk
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


class Waits:
    """A door of which the clock is ours, and what it made who wait for how long."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waited: list[float] = []
        self.now = 1000.0
        # Those who wait do so until it is set.
        self.over = asyncio.Event()
        self.over.set()

        async def sleep(seconds: float) -> None:
            self.waited.append(seconds)
            await self.over.wait()

        monkeypatch.setattr(door_module, "asyncio", SimpleNamespace(sleep=sleep))
        monkeypatch.setattr(door_module, "monotonic", lambda: self.now)
        monkeypatch.setattr(door_module, "SLOWER", 1.0)
        self.door = Door()
        self.settings = SimpleNamespace(
            path="there", key=KEY, posing=Posing.RADARR, enabled=True
        )
        self.desk = cast("PushDesk", SimpleNamespace(settings=self.settings))
        self.door.open(self.desk)
        self.broken_off = 0

    async def wrong(self, remote: str | None = None, name: str = "there") -> Any:
        """Come with a wrong key."""
        request: Any = SimpleNamespace(
            remote=remote, transport=SimpleNamespace(abort=self._abort)
        )
        return await self.door.enter(name, Given(password="wrong"), request=request)

    def _abort(self) -> None:
        self.broken_off += 1


async def test_who_is_wrong_waits_and_a_name_makes_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = Waits(monkeypatch)
    for name in ("nobody", "there", "nobody", "there"):
        assert await house.wrong(name=name) is None
    assert house.waited == [1, 2, 3, 4]
    right = Given(password=KEY)
    assert await house.door.enter("there", right) is house.desk
    # That somebody there knows the key makes no others faster, and a while without any does.
    await house.wrong()
    house.now += door_module.FORGOTTEN
    for _ in range(10):
        await house.wrong()
    assert house.waited[4:] == [5, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5]
    house.settings.enabled = False
    assert await house.door.enter("there", right) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        (None, None, True),
        ("a socket", "192.0.2.1", False),
    ],
)
async def test_each_house_is_slowed_down_by_what_it_did_itself(
    monkeypatch: pytest.MonkeyPatch, one: str | None, other: str | None, same: bool
) -> None:
    house = Waits(monkeypatch)
    await house.wrong(one)
    await house.wrong(other)
    assert house.waited == [1, 2 if same else 1]


async def test_a_flood_gets_no_answers_and_keeps_nobody_out_who_has_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = Waits(monkeypatch)
    house.over.clear()
    flood = [
        asyncio.ensure_future(house.wrong("192.0.2.1"))
        for _ in range(door_module.MOST_WAITING + 300)
    ]
    await asyncio.sleep(0)
    assert len(house.waited) == door_module.MOST_WAITING
    assert house.broken_off == 300
    assert sum(one.done() for one in flood) == 300
    # Nobody waits that has the key, also from that address.
    right: Any = SimpleNamespace(remote="192.0.2.1", transport=None)
    given = Given(password=KEY)
    assert await house.door.enter("there", given, request=right) is house.desk
    # Who has hung up cannot be broken off.
    assert await house.door.enter("there", Given(), request=right) is None
    house.over.set()
    assert set(await asyncio.gather(*flood)) == {None}
    await house.wrong("192.0.2.1")
    assert house.broken_off == 300


async def test_only_so_many_addresses_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = Waits(monkeypatch)
    await house.wrong("192.0.2.1")
    for number in range(2 * door_module.MOST_ADDRESSES):
        await house.wrong(f"10.0.{number // 256}.{number % 256}")
        await house.wrong("192.0.2.1")
    assert len(house.door._wrong) == door_module.MOST_ADDRESSES
    # Who comes again and again is not who is forgotten.
    assert max(house.waited) == door_module.SLOWEST
    assert house.waited[-2:] == [1, door_module.SLOWEST]


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
