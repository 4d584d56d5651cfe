"""A client calls when something has finished: it is looked at at once, and a call does nothing else."""

import asyncio
import logging
from typing import Any
from unittest.mock import patch

from homeassistant.components import webhook
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.greenlight.clients.base import Poll
from custom_components.greenlight.clients.errors import CannotConnect, InvalidAuth
from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.diagnostics import async_get_config_entry_diagnostics

from ..completed import INBOX, SENSOR, attach, done
from ..scene import CLIENT_ID, Scene, part

HOOK = "c0ffee" * 10


class Caller:
    """What calls, and how often the client was asked because of it."""

    def __init__(self, scene: Scene, web: Any, polls: list[float]) -> None:
        self.scene = scene
        self.web = web
        self.polls = polls

    async def __call__(
        self, hook: str = HOOK, how: str = "get", **sent: Any
    ) -> tuple[int, str]:
        answer = await self.web.request(how, f"/api/webhook/{hook}", **sent)
        body = await answer.text()
        await self.scene.settle()
        return answer.status, body

    @property
    def at(self) -> float | None:
        return self.scene.hub.calls.called(CLIENT_ID)


def client(scene: Scene, part_id: str = CLIENT_ID, **data: Any) -> Any:
    stored = {"idle_interval": 600, "active_interval": 60, "webhook_id": HOOK}
    return part(
        CLIENT,
        part_id,
        "Box",
        scene.client.data(type="qbittorrent", **{**INBOX, **stored, **data}),
    )


def counted(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Count how often the client is polled."""
    polls: list[float] = []
    known = scene.hub.clients[CLIENT_ID].client
    poll = known.poll

    async def count(followed: Any) -> Poll:
        polls.append(scene.hub.now())
        return await poll(followed)

    monkeypatch.setattr(known, "poll", count)
    return polls


@pytest.fixture
async def call(
    scene: Scene, hass_client_no_auth: Any, monkeypatch: pytest.MonkeyPatch
) -> Caller:
    """Set Greenlight up with a client that may call, and is looked at rarely otherwise."""
    _, *others = scene.parts()
    await scene.start([client(scene), *others])
    web = await hass_client_no_auth()
    return Caller(scene, web, counted(scene, monkeypatch))


@pytest.mark.parametrize("how", ["get", "post", "put"])
async def test_a_call_has_the_client_looked_at_at_once(call: Caller, how: str) -> None:
    assert await call(how=how) == (200, "")
    assert len(call.polls) == 1
    assert call.at == call.scene.hub.now()


async def test_what_has_finished_is_known_with_it(call: Caller) -> None:
    scene = call.scene
    _, known = await scene.download("Film one")
    row = scene.client.rows[known]
    row |= {"state": "stalledUP", "progress": 1, "completed": row["size"]}
    row |= {"amount_left": 0, "completion_on": int(scene.hub.now())}
    assert scene.requests() == {"Film one": "downloading"}
    await call()
    assert scene.requests() == {"Film one": "completed"}


async def test_what_others_had_downloaded_comes_into_the_inbox_with_it(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed = await attach(call.scene, monkeypatch)
    completed.listed.append(done("Somebody's film"))
    assert call.scene.told(SENSOR) == "0"
    await call()
    assert call.scene.told(SENSOR) == "1"


async def test_it_is_looked_at_again_for_what_was_not_through_yet(call: Caller) -> None:
    """SABnzbd and NZBGet call while their script still runs."""
    await call()
    start = call.polls[0]
    for _ in range(40):
        await call.scene.pass_time(1)
    assert [round(at - start) for at in call.polls] == [0, 2, 7, 17]


async def test_nothing_that_comes_with_a_call_is_believed(call: Caller) -> None:
    scene = call.scene
    _, known = await scene.download("Film one")
    call.polls.clear()
    told: list[dict[str, Any]] = [
        {"params": {"hash": known, "state": "completed"}},
        {"json": {"hash": known, "event": "finished"}, "how": "post"},
        {"data": b"\xff" * 100_000, "how": "post"},
        {"params": {"hash": "f" * 40}},
    ]
    for number, sent in enumerate(told, 1):
        assert await call(**sent) == (200, "")
        await scene.pass_time(5)
        assert scene.requests() == {"Film one": "downloading"}
        assert len(call.polls) >= number


async def test_two_hundred_calls_cost_one_look_each_two_seconds(call: Caller) -> None:
    answers = await asyncio.gather(
        *(call.web.get(f"/api/webhook/{HOOK}") for _ in range(200))
    )
    await call.scene.settle()
    assert {answer.status for answer in answers} == {200}
    assert len(call.polls) == 1
    for _ in range(10):
        await call.scene.pass_time(1)
        await asyncio.gather(*(call() for _ in range(20)))
    assert len(call.polls) == 6


async def test_who_calls_a_little_later_is_not_kept_waiting_for_the_third_look(
    call: Caller,
) -> None:
    await call()
    await call.scene.pass_time(2)
    await call.scene.pass_time(1)
    await call()
    # It was looked at a second ago.
    assert len(call.polls) == 2
    await call.scene.pass_time(1)
    assert len(call.polls) == 3
    await call.scene.pass_time(2)
    await call.scene.pass_time(3)
    assert len(call.polls) == 4
    await call()
    assert len(call.polls) == 5


async def test_one_that_hangs_is_asked_once(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, answer = call.scene.hub.clients[CLIENT_ID].client, asyncio.Event()
    poll, begun = known.poll, []

    async def hang(followed: Any) -> Poll:
        begun.append(1)
        await answer.wait()
        return await poll(followed)

    monkeypatch.setattr(known, "poll", hang)
    await call.web.get(f"/api/webhook/{HOOK}")
    for _ in range(30):
        call.scene.freezer.tick(1)
        call.scene.fire_time()
        await call.web.get(f"/api/webhook/{HOOK}")
    assert begun == [1]
    answer.set()
    await call.scene.settle()
    assert len(call.polls) == 1


@pytest.mark.parametrize(
    ("failure", "more"), [(CannotConnect("gone"), 1), (InvalidAuth("no"), 0)]
)
async def test_one_that_turned_us_away_is_not_tried_again_by_a_call(
    call: Caller,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    more: int,
) -> None:
    """A qBittorrent locks out whoever fails five times."""
    part, tries = call.scene.hub.clients[CLIENT_ID], []

    async def fail(_: Any) -> Poll:
        tries.append(1)
        raise failure

    monkeypatch.setattr(part.client, "poll", fail)
    await call.scene.poll()
    assert len(tries) == 1
    await call()
    assert len(tries) == 1 + more
    assert call.at is not None


async def test_one_that_is_off_is_not_asked(call: Caller) -> None:
    await call.scene.hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.box_enabled"}, blocking=True
    )
    await call.scene.settle()
    assert await call() == (200, "")
    assert call.polls == []


class TestWhoIsHeard:
    async def test_a_wrong_address_changes_nothing_and_tells_nothing(
        self, call: Caller
    ) -> None:
        assert await call("f" * 64) == await call() == (200, "")
        assert len(call.polls) == 1

    async def test_nobody_from_outside(self, call: Caller) -> None:
        with patch("homeassistant.util.network.is_local", return_value=False):
            assert await call() == (200, "")
        assert (call.polls, call.at) == ([], None)

    async def test_somebody_from_outside_where_that_is_wanted(
        self, call: Caller
    ) -> None:
        await change(call.scene, from_anywhere=True)
        with patch("homeassistant.util.network.is_local", return_value=False):
            assert await call() == (200, "")
        assert call.at is not None

    async def test_from_where_it_may_call_changes_nothing_of_when_it_did(
        self, call: Caller
    ) -> None:
        await call()
        at = call.at
        assert at is not None
        await change(call.scene, from_anywhere=True)
        assert call.at == at

    async def test_another_address_ends_the_first(self, call: Caller) -> None:
        await change(call.scene, webhook_id="beef" * 16)
        assert await call() == (200, "")
        assert call.at is None
        assert await call("beef" * 16) == (200, "")
        assert call.at is not None

    async def test_a_client_that_is_gone_is_heard_no_more(self, call: Caller) -> None:
        await call()
        call.scene.hass.config_entries.async_remove_subentry(
            call.scene.entry, CLIENT_ID
        )
        await call.scene.settle()
        assert hooks(call.scene.hass) == []
        assert await call() == (200, "")
        assert call.at is None
        await call.scene.pass_time(30)

    async def test_nobody_is_heard_while_greenlight_is_off_and_all_after_that(
        self, call: Caller
    ) -> None:
        scene = call.scene
        await call()
        await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        assert hooks(scene.hass) == []
        assert (await call.web.get(f"/api/webhook/{HOOK}")).status == 200
        await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.settle()
        assert hooks(scene.hass) == [HOOK]
        assert call.at is None
        await call()
        assert call.at is not None

    async def test_two_clients_call_each_for_itself(
        self, scene: Scene, hass_client_no_auth: Any
    ) -> None:
        other = client(scene, "other", webhook_id="beef" * 16)
        await scene.start([client(scene), other])
        web = await hass_client_no_auth()
        await web.get(f"/api/webhook/{'beef' * 16}")
        await scene.settle()
        assert scene.hub.calls.called("other") is not None
        assert scene.hub.calls.called(CLIENT_ID) is None

    @pytest.mark.parametrize("stored", [None, "", 7, ["x"]])
    async def test_what_is_no_address_is_none(self, scene: Scene, stored: Any) -> None:
        await scene.start([client(scene, webhook_id=stored)])
        assert scene.hub.clients[CLIENT_ID].last_update_success
        assert hooks(scene.hass) == []

    async def test_an_address_that_somebody_else_has_is_left_to_them(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        assert await async_setup_component(hass, "webhook", {})

        async def theirs(*_: Any) -> None: ...

        webhook.async_register(hass, "theirs", "Theirs", HOOK, theirs)
        await scene.start([client(scene)])
        assert scene.hub.clients[CLIENT_ID].last_update_success
        await hass.config_entries.async_unload(scene.entry.entry_id)
        assert hooks(hass) == [HOOK]


async def test_the_address_is_in_no_log_and_no_diagnostics(
    call: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.greenlight")
    await call()
    await change(call.scene, idle_interval=300)
    said = [one.message for one in caplog.records if "greenlight" in one.name]
    assert said
    assert HOOK not in "".join(said)
    told = await async_get_config_entry_diagnostics(call.scene.hass, call.scene.entry)
    assert HOOK not in str(told)
    assert told["clients"][CLIENT_ID]["called"]


def hooks(hass: HomeAssistant) -> list[str]:
    """Return what is registered."""
    return list(hass.data.get(webhook.DOMAIN, {}))


async def change(scene: Scene, **data: Any) -> None:
    """Store something else for the client."""
    known = scene.entry.subentries[CLIENT_ID]
    scene.hass.config_entries.async_update_subentry(
        scene.entry, known, data={**known.data, **data}
    )
    await scene.settle()
