"""What goes wrong while cards look on: with one row, one person, a connection, or the clock of the house."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from time import thread_time
from typing import Any

from homeassistant.core import Event, callback
import pytest

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.engine.request import Via
from custom_components.greenlight.presentation.card import (
    board as board_module,
    feed as feed_module,
)
from custom_components.greenlight.presentation.card.board import Board
from custom_components.greenlight.presentation.card.download import Downloads
from custom_components.greenlight.presentation.card.entries import Entries
from custom_components.greenlight.presentation.card.question import question_view
from custom_components.greenlight.presentation.card.totals import Totals
from custom_components.greenlight.websocket_api.live import live

from ..people import House
from ..scene import Scene
from .card import Card, Opening


def breaking(
    real: Callable[..., Any], is_bad: Callable[..., bool]
) -> Callable[..., Any]:
    """Return a function that raises for what is bad."""

    def made(*args: Any, **kwargs: Any) -> Any:
        if is_bad(*args):
            raise ZeroDivisionError
        return real(*args, **kwargs)

    return made


class TestOneRow:
    """What cannot be made of one request costs no other."""

    @pytest.fixture(autouse=True)
    def once_in_the_log(
        self, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
    ) -> Any:
        """Have it said once, however often it is looked at."""
        yield
        records = caplog.get_records("call")
        told = [one for one in records if "cannot be shown" in one.message]
        # Whatever is asked for by itself says it by itself.
        assert len(told) == (2 if "happened" in request.node.name else 1)

    async def test_a_question_as_the_card_opens(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        bad, _ = await scene.ask("Film one", "Film two")
        real = question_view
        broken = breaking(real, lambda _, request: request.id == bad)
        monkeypatch.setattr(board_module, "question_view", broken)
        card = await opened(house.ids["owner"])
        await card.subscribe()
        assert list(card.waiting) == ["Film two"]
        await scene.ask("Film three")
        await card.hear()
        assert list(card.waiting) == ["Film two", "Film three"]

    async def test_a_question_later_and_that_it_is_back_once_it_can_be_made(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        (bad,) = await scene.ask("Film one")
        card, other = [await opened(house.ids["owner"]) for _ in range(2)]
        await card.subscribe()
        real = question_view
        broken = breaking(real, lambda _, request: request.id == bad)
        monkeypatch.setattr(board_module, "question_view", broken)
        request = scene.hub.ledger.open[bad]
        scene.hub.ledger.open[bad] = replace(request, rule_name="Other films")
        await scene.ask("Film two")
        await card.hear()
        assert list(card.waiting) == ["Film two"]
        await other.subscribe()
        assert list(other.waiting) == ["Film two"]
        monkeypatch.setattr(board_module, "question_view", real)
        scene.hub.gate.announce()
        await card.hear()
        assert set(card.waiting) == {"Film one", "Film two"}

    async def test_a_download(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        first, second = await scene.ask("Film one", "Film two")
        await scene.act("approve", user=house.ids["owner"], request_id=[first, second])
        await scene.settle()
        broken = breaking(Downloads.row, lambda _, request, *__: request.id == first)
        monkeypatch.setattr(Downloads, "row", broken)
        card = await opened(house.ids["owner"])
        await card.subscribe()
        assert list(card.downloads) == ["Film two"]
        scene.hub.gate.announce()
        assert await card.hear() == []

    async def test_what_of_a_row_is_for_one_person(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        bad, _ = await scene.ask("Film one", "Film two")
        real = feed_module._question_for
        broken = breaking(real, lambda row, *_: row.request.id == bad)
        monkeypatch.setattr(feed_module, "_question_for", broken)
        card = await opened(house.ids["owner"])
        await card.subscribe()
        assert list(card.waiting) == ["Film two"]

    async def test_what_has_happened(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        bad, good = await scene.ask("Film one", "Film two")
        await scene.act("decline", user=house.ids["owner"], request_id=[bad, good])
        broken = breaking(Entries.of, lambda _, request, *__: request.id == bad)
        monkeypatch.setattr(Entries, "of", broken)
        card = await opened(house.ids["owner"])
        first = await card.subscribe()
        assert [one["id"] for one in first["recent"]] == [good]
        found = (await card.ask("history"))["result"]
        assert [one["id"] for one in found["entries"]] == [good]

    async def test_half_a_letter_that_nothing_can_send(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        bad, _ = await scene.ask("Film one", "Film two")
        real = question_view

        def broken(told: Any, request: Any) -> Any:
            data = real(told, request)
            return data | {"asker": "\ud800"} if request.id == bad else data

        monkeypatch.setattr(board_module, "question_view", broken)
        card = await opened(house.ids["owner"])
        await card.subscribe()
        assert list(card.waiting) == ["Film two"]


async def shown_again(scene: Scene, *cards: Card) -> list[list[str]]:
    """Have something change, and return the questions that each card shows then."""
    await scene.ask("Film last")
    for card in cards:
        await card.hear()
    return [list(card.waiting) for card in cards]


class TestAllOfIt:
    async def test_a_look_that_fails_is_told_once_and_the_next_is_heard_of(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        await scene.ask("Film one")
        owner, again, reader = [
            await opened(house.ids[name]) for name in ("owner", "owner", "reader")
        ]
        await owner.subscribe()
        real = Totals.now
        monkeypatch.setattr(Totals, "now", breaking(real, lambda _: True))
        for card in (again, reader):
            assert (await card.ask("subscribe"))["success"]
        for _ in range(3):
            scene.hub.gate.announce()
            assert await owner.hear() == []
        told = [one for one in caplog.records if "cannot be made" in one.message]
        assert len(told) == 1
        monkeypatch.setattr(Totals, "now", real)
        each = await shown_again(scene, owner, again, reader)
        assert each == [["Film one", "Film last"]] * 3

    async def test_what_cannot_be_made_little_by_little_is_made_at_once(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        await scene.ask("Film one")
        monkeypatch.setattr(Board, "prepared", breaking(Board.prepared, lambda _: True))
        card = await opened(house.ids["owner"])
        await card.subscribe()
        assert list(card.waiting) == ["Film one"]
        assert "cannot be made" in caplog.text

    async def test_what_fails_for_one_person_costs_nobody_else(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        owner = await opened(house.ids["owner"])
        reader = await opened(house.ids["reader"])
        await owner.subscribe()
        real = feed_module._me
        bad = breaking(real, lambda person, _: person.actor.name == "reader")
        monkeypatch.setattr(feed_module, "_me", bad)
        assert (await reader.ask("subscribe"))["success"]
        await scene.ask("Film one")
        assert await reader.hear() == []
        await owner.hear()
        assert list(owner.waiting) == ["Film one"]
        assert "cannot be made" in caplog.text
        monkeypatch.setattr(feed_module, "_me", real)
        assert await shown_again(scene, reader) == [["Film one", "Film last"]]


class TestWhoGoes:
    @pytest.mark.parametrize("how", ["closes", "unsubscribes"])
    async def test_while_it_is_looked_at_whether_they_may(
        self,
        scene: Scene,
        house: House,
        opened: Opening,
        monkeypatch: pytest.MonkeyPatch,
        how: str,
    ) -> None:
        people, may = scene.hub.people, asyncio.Event()
        real = people.allowed

        async def slow(*args: Any) -> Any:
            await may.wait()
            return await real(*args)

        monkeypatch.setattr(people, "allowed", slow)
        card = await opened(house.ids["owner"])
        await card.socket.send_json_auto_id({"type": "greenlight/subscribe"})
        if how == "closes":
            await card.socket.close()
        else:
            await card.socket.send_json_auto_id(
                {"type": "unsubscribe_events", "subscription": 1}
            )
            assert (await card.socket.receive_json())["success"]
        listening = len(scene.hub.gate._update_listeners)
        may.set()
        await scene.settle()
        assert len(scene.hub.gate._update_listeners) == listening
        await scene.ask("Film one")

    async def test_who_is_removed_is_told_nothing_more(
        self, scene: Scene, house: House
    ) -> None:
        user = await scene.hass.auth.async_get_user(house.ids["decider"])
        assert user
        told: list[dict[str, Any]] = []
        leave = live(scene.hass).async_join(user, told.append)
        await scene.settle()
        await scene.hass.auth.async_remove_user(user)
        await scene.pass_time(1)
        await scene.ask("Film one")
        await scene.pass_time(1)
        assert told[-1] == {"gone": True, "why": {"say": "gone_may_not"}}
        assert all(not one.get("waiting") for one in told)
        leave()

    async def test_many_who_come_and_go_leave_nothing_behind(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        await scene.ask("Film one")
        listening = len(scene.hub.gate._update_listeners)
        card = await opened(house.ids["owner"])
        for _ in range(50):
            await card.subscribe()
            await card.unsubscribe()
        for _ in range(300):
            await card.socket.send_json_auto_id({"type": "greenlight/subscribe"})
        told = [await card.socket.receive_json() for _ in range(600)]
        whole = [one["event"] for one in told if one["type"] == "event"]
        assert len(whole) == 300
        assert all(len(one["waiting"]) == 1 for one in whole)
        await card.socket.close()
        await scene.settle()
        assert len(scene.hub.gate._update_listeners) == listening


async def test_a_clock_that_is_set_is_told(
    scene: Scene, house: House, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await opened(house.ids["owner"])
    first = await card.subscribe()
    real = scene.hub.now
    for leap in (-86400, 86400, 3600):
        monkeypatch.setattr(scene.hub, "now", lambda by=leap: real() + by)
        scene.hub.gate.announce()
        (told,) = await card.hear()
        assert told["now"] == pytest.approx(first["now"] + leap, abs=60)
        # Once is enough.
        scene.hub.gate.announce()
        assert await card.hear() == []


async def test_another_call_in_the_same_context_is_none_of_the_card(
    scene: Scene, house: House, opened: Opening
) -> None:
    first, second, third = await scene.ask("Film one", "Film two", "Film three")
    others = iter((("approve", second), ("decline", third)))

    @callback
    def meddle(event: Event) -> None:
        for action, request_id in others:
            scene.hass.async_create_task(
                scene.hass.services.async_call(
                    DOMAIN, action, {"request_id": request_id}, context=event.context
                )
            )

    scene.hass.bus.async_listen("call_service", meddle)
    card = await opened(house.ids["owner"])
    assert (await card.act("approve", request_id=first))["success"]
    await scene.settle()
    roads = {
        title: [
            one.who.via
            for one in scene.request(title).journal
            if one.who.name == "owner"
        ]
        for title in ("Film one", "Film two", "Film three")
    }
    assert roads == {
        "Film one": [Via.CARD],
        "Film two": [Via.ACTION],
        "Film three": [Via.ACTION],
    }


class TestTooMuch:
    @pytest.mark.parametrize(
        "data",
        [{"a" * 3_000_000: 1}, {"request_id": "x" * 3_000_000}],
        ids=["field", "id"],
    )
    async def test_what_is_endless_is_refused_in_short(
        self, house: House, opened: Opening, data: dict[str, Any]
    ) -> None:
        card = await opened(house.ids["owner"])
        before = thread_time()
        answer = await card.act("approve", **data)
        # Being measured for coverage costs some of it, too.
        assert thread_time() - before < 2
        assert not answer["success"]
        assert len(str(answer)) < 2500

    async def test_no_more_at_once_than_anybody_has(
        self, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["owner"])
        answer = await card.act("approve", request_id=[str(i) for i in range(50_000)])
        assert answer["error"]["code"] == "invalid_format"

    async def test_what_is_nested_without_end(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        (request_id,) = await scene.ask("Film one")
        nested: dict[str, Any] = {}
        for _ in range(200):
            nested = {"__proto__": nested}
        card = await opened(house.ids["owner"])
        for data in (
            nested,
            {"request_id": nested},
            {"request_id": request_id, **nested},
        ):
            answer = await card.act("approve", **data)
            assert answer["error"]["code"] == "invalid_format"
            assert answer["error"]["message"]
        assert scene.requests() == {"Film one": "pending"}


async def test_names_of_people_are_clean(
    scene: Scene, house: House, opened: Opening
) -> None:
    for who in ("decider", "reader"):
        user = await scene.hass.auth.async_get_user(house.ids[who])
        assert user
        name = f"{who}\u202e\u200b <b>x</b> " + "x" * 10_000
        await scene.hass.auth.async_update_user(user, name=name)
    await scene.ask("Film one")
    card = await opened(house.ids["reader"])
    told = await card.subscribe()
    names = [told["me"]["name"], *told["deciders"], *told["waiting"][0]["deciders"]]
    assert any("decider" in one for one in names)
    assert all(len(one) <= 200 and one.isprintable() for one in names)


@pytest.mark.parametrize(
    "page",
    [
        "https://:secret@site.example/1",
        "https://mira:secret@site.example/1",
        "https://site.example/\ud800",
        "javascript:alert(1)//https://site.example",
        "data:text/html,<b>",
        "//site.example/1",
    ],
)
async def test_a_page_that_is_none_is_no_link(
    scene: Scene, house: House, opened: Opening, page: str
) -> None:
    (request_id,) = await scene.ask("Film one")
    request = scene.hub.ledger.open[request_id]
    release = replace(request.release, page=page)
    told = replace(request, tell=True, release=release)
    scene.hub.ledger.open[request_id] = told
    card = await opened(house.ids["owner"])
    await card.subscribe()
    assert card.waiting["Film one"]["links"] == {}
