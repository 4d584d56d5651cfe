"""What else there is of a source that is pushed to: its test, its entities, what it says of odd things."""

import asyncio
import json
from typing import Any, cast

from homeassistant.components.diagnostics import REDACTED
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.json import json_bytes, json_fragment
from homeassistant.util.json import json_loads_array
import pytest
import yarl

from custom_components.greenlight.diagnostics import async_get_config_entry_diagnostics
from custom_components.greenlight.engine.lacking import Lack
from custom_components.greenlight.engine.library.item import Item, Kind
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.skips import Skip
from custom_components.greenlight.gate import lacking as lacking_gate
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.gate.standing import Stand
from custom_components.greenlight.parts import push
from custom_components.greenlight.parts.push import Answer
from custom_components.greenlight.pushing import desk as desk_module, view
from custom_components.greenlight.pushing.answers import answered
from custom_components.greenlight.pushing.desk import PushDesk
from custom_components.greenlight.pushing.lists import work_row
from tests.integration.scene import part
from tests.integration.shelves import Shelves
from tests.support.autobrr import AutobrrError

from .conftest import ADDRESS, KEY, PATH, PUSH_ID, Pushing, push_part
from .test_lists import FILMS, start

TITLE = "Salt.Film.2026.1080p.WEB-DL.x264-ELM"


async def test_a_test_says_that_nothing_was_ever_pushed(pushing: Pushing) -> None:
    await pushing.start()
    with pytest.raises(HomeAssistantError, match="nothing has been pushed"):
        await pushing.part.async_test()
    await pushing.autobrr().push(pushing.announce(TITLE))
    await pushing.part.async_test()
    tested = pushing.part.tested
    assert tested is not None
    assert tested.facts == {"items": 1, "unreadable": 0, "left_out": 0}
    assert not tested.reason


async def test_it_is_looked_at_by_nobody(pushing: Pushing) -> None:
    await pushing.start()
    await pushing.scene.pass_time(3600)
    assert pushing.part.last_update_success
    assert pushing.part.looks_again is None
    await pushing.scene.act("refresh")
    assert pushing.part.data.last_success is None
    buttons = pushing.scene.hass.states.async_entity_ids("button")
    of_it = {one for one in buttons if pushing.part.subentry.title.lower() in one}
    assert {one.rpartition("_")[2] for one in of_it} == {"test"}


async def test_a_site_that_refuses_asks_for_no_credentials(pushing: Pushing) -> None:
    await pushing.start()
    pushing.part._start_reauth()
    assert not pushing.scene.hass.config_entries.flow.async_progress()


async def test_diagnostics_say_neither_key_nor_link(pushing: Pushing) -> None:
    await pushing.start()
    announce = pushing.announce(TITLE)
    await pushing.autobrr().push(announce)
    told = await async_get_config_entry_diagnostics(
        pushing.scene.hass, pushing.scene.entry
    )
    text = json.dumps(told, default=str)
    assert KEY not in text
    assert announce.url not in text
    assert REDACTED in text


@pytest.mark.parametrize(
    "odd",
    [
        {"program": "lidarr"},
        {"program": 7},
        {"path": ""},
        {"path": 7},
        {"api_key": ""},
        {"api_key": None},
        {"library": []},
    ],
    ids=str,
)
async def test_one_that_cannot_be_read_lets_nobody_in(
    pushing: Pushing, odd: dict[str, Any]
) -> None:
    parts = [*pushing.scene.parts(), push_part(**odd)]
    await pushing.scene.start(parts)
    assert PUSH_ID not in pushing.scene.hub.sources
    assert "source0" in pushing.scene.hub.sources


async def test_one_that_is_pushed_to_is_no_feed(pushing: Pushing) -> None:
    await pushing.start(part("source", "other", "Feed", {"url": "http://127.0.0.1:9"}))
    assert set(pushing.scene.hub.sources) == {"source0", "other", PUSH_ID}
    row = await pushing.autobrr().pushed(pushing.announce(TITLE))
    assert not row["rejected"]


async def test_a_body_that_does_not_come_is_not_waited_for_for_ever(
    pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pushing.start()
    monkeypatch.setattr(view, "MAX_SECONDS", -1)
    url = f"{pushing.url}{ADDRESS}/{PATH}/api/v3/release/push"

    async def slow() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    answer = await pushing.session.post(url, data=slow(), headers={"X-Api-Key": KEY})
    assert answer.status == 408
    answer.close()
    assert not pushing.every()


async def test_a_body_that_cannot_be_unpacked_is_refused(pushing: Pushing) -> None:
    await pushing.start()
    url = f"{pushing.url}{ADDRESS}/{PATH}/api/v3/release/push"
    headers = {"X-Api-Key": KEY, "Content-Encoding": "gzip"}
    async with pushing.session.post(url, data=b"no gzip", headers=headers) as answer:
        assert answer.status == 400


async def test_who_hangs_up_in_the_midst_of_it_has_pushed_nothing(
    pushing: Pushing, caplog: pytest.LogCaptureFixture
) -> None:
    await pushing.start()
    announce = pushing.announce(TITLE)
    body = json.dumps(pushing.autobrr().body(announce)).encode()
    reached, ended = asyncio.Event(), asyncio.Event()
    real = view._body

    async def read(request: Any) -> Any:
        reached.set()
        try:
            return await real(request)
        finally:
            ended.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "_body", read)
        for sent in (b"", body[:10], body[:-1]):
            reached.clear()
            writer = await _connected(pushing, len(body))
            writer.write(sent)
            await reached.wait()
            writer.transport.abort()
            await ended.wait()
            ended.clear()
    assert not pushing.every()
    assert not pushing.part._memory.items
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
    # Told again it is one question.
    assert await pushing.autobrr().push(announce) == []
    assert len(pushing.every()) == 1


async def test_who_hangs_up_before_the_answer_has_pushed_it_once(
    pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pushing.start()
    announce = pushing.announce(TITLE)
    body = json.dumps(pushing.autobrr().body(announce)).encode()
    gate, come, go = pushing.scene.hub.gate, asyncio.Event(), asyncio.Event()
    offer = gate.offer

    async def slow(*given: Any, **more: Any) -> int:
        come.set()
        await go.wait()
        return await offer(*given, **more)

    monkeypatch.setattr(gate, "offer", slow)
    writer = await _connected(pushing, len(body))
    writer.write(body)
    await come.wait()
    writer.transport.abort()
    again = asyncio.ensure_future(pushing.autobrr().push(announce))
    go.set()
    assert await again == []
    await pushing.scene.settle()
    assert len(pushing.every()) == 1


async def _connected(pushing: Pushing, length: int) -> asyncio.StreamWriter:
    """Begin to push a body of so many bytes, by hand."""
    url = yarl.URL(pushing.url)
    _, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        f"POST {ADDRESS}/{PATH}/api/v3/release/push HTTP/1.1\r\nHost: a\r\nX-Api-Key: {KEY}\r\n"
        f"Content-Length: {length}\r\n\r\n".encode()
    )
    return writer


async def test_what_is_pushed_while_it_is_loaded_anew_is_not_taken(
    pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pushing.start()
    monkeypatch.setattr(push, "AT_ONCE", 1)
    held = asyncio.Event()

    async def offer(*_: Any, **__: Any) -> int:
        held.set()
        return await asyncio.Event().wait()

    monkeypatch.setattr(pushing.scene.hub.gate, "offer", offer)
    announces = [pushing.announce(f"{TITLE}{number}") for number in range(3)]
    pushed = [asyncio.ensure_future(pushing.autobrr().push(one)) for one in announces]
    await held.wait()
    while len(pushing.part._waiting) < 2:
        await asyncio.sleep(0)
    old = pushing.part
    hass, entry = pushing.scene.hass, pushing.scene.entry
    await hass.config_entries.async_reload(entry.entry_id)
    for one in pushed:
        with pytest.raises(AutobrrError, match="503"):
            await one
    # One whose body came late finds a desk that is gone.
    with pytest.raises(LedgerError):
        await old.async_push(Release(guid="g", title=TITLE, link="l", source="s"), 1)
    assert not pushing.every()
    assert await pushing.autobrr().push(announces[0]) == []
    assert len(pushing.every()) == 1


async def test_a_long_list_gives_others_their_turn(
    pushing: Pushing, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lacking_gate, "TURN", -1)
    await start(pushing, shelves, FILMS, include=[], kind="wanted")
    desk = PushDesk(pushing.scene.hub.gate, pushing.scene.hub.texts, pushing.part)
    turns: list[int] = []
    for number in (100, 1):
        monkeypatch.setattr(desk_module, "AT_A_TIME", number)
        listing = asyncio.ensure_future(desk.works({}))
        turns.append(0)
        while not listing.done():
            turns[-1] += 1
            await asyncio.sleep(0)
        # Each is written down by then, so that little is left to do at once at the end.
        assert all(isinstance(row, json_fragment) for row in listing.result())
        rows = cast(
            list[dict[str, Any]], json_loads_array(json_bytes(listing.result()))
        )
        assert {row["title"] for row in rows} == {"Cedar"}
    assert turns[1] >= turns[0] > 1
    assert await pushing.autobrr().titles("movie") == {"Cedar", "Le Cèdre"}


class TestWords:
    """What is answered, whatever there is to say."""

    RELEASE = Release(guid="g", title=TITLE, link="https://site.invalid/1", source="s")

    def said(self, pushing: Pushing, **answer: Any) -> dict[str, Any]:
        texts = pushing.scene.hub.texts
        return answered(self.RELEASE, Answer(**answer), texts)

    async def test_of_each_state(self, pushing: Pushing) -> None:
        await pushing.start()
        await pushing.autobrr().push(pushing.announce(TITLE))
        (request,) = pushing.every()
        words = set()
        for state in State:
            stand = Stand(request=_in(request, state))
            row = self.said(pushing, stand=stand, before=True)
            assert row["rejections"]
            assert not row["rejections"][0].startswith("push_")
            assert row["rejected"] is not (
                state in (State.PENDING, State.APPROVED, State.DOWNLOADING)
            )
            words.update(row["rejections"])
        assert len(words) == len(State) - 1

    async def test_of_what_is_beside_another_and_what_is_skipped(
        self, pushing: Pushing
    ) -> None:
        await pushing.start()
        await pushing.autobrr().push(pushing.announce(TITLE))
        (request,) = pushing.every()
        row = self.said(pushing, stand=Stand(request=request, another=True))
        assert not row["rejected"]
        assert "better release" in row["rejections"][0]
        why = Reason("declined_by_person")
        skip = cast(Skip, type("Skipped", (), {"why": why}))
        row = self.said(pushing, stand=Stand(skip=skip))
        assert row["rejected"]
        assert row["rejections"] == [pushing.scene.hub.texts.reason(why)]


def _in(request: Any, state: State) -> Any:
    """Return a request as if it were in a state."""
    return type("Seen", (), {"state": state, "id": request.id})


def test_works_have_a_number_and_a_time_that_can_be_written() -> None:
    def row(**facts: Any) -> dict[str, Any]:
        known = {"library": "l", "kind": Kind.MOVIE, "title": "Cedar", **facts}
        return work_row(Item(**known), Lack.MISSING)

    assert row(id="12")["id"] == 12
    assert 0 < row(id="ab" * 16)["id"] < 2**31
    assert "digitalRelease" not in row(id="1", released=1e30)
    assert row(id="1", released=0.0)["digitalRelease"] == "1970-01-01T00:00:00Z"
