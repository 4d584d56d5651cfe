"""The actions of the inbox: what they list, and what they take off."""

import asyncio
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
import voluptuous as vol

from ..completed import SENSOR, Completed, done, listed, look, now
from ..scene import Scene


class TestAcknowledging:
    async def test_that_fails_takes_nothing_else_back(
        self, scene: Scene, completed: Completed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        completed.listed.append(done("one"))
        await look(scene)
        store, writing = scene.hub.inbox._store, asyncio.Event()
        write = store.async_write
        results = [False, True]

        async def slow(data: Any) -> bool:
            written = results.pop(0)
            await writing.wait()
            return written and await write(data)

        with monkeypatch.context() as patch:
            patch.setattr(store, "async_write", slow)
            failing = scene.hass.async_create_background_task(
                scene.act("acknowledge", all=True), "acknowledge"
            )
            await asyncio.sleep(0)
            completed.listed.append(done("two"))
            scene.freezer.tick(120)
            scene.fire_time()
            await scene.hass.async_block_till_done()
            writing.set()
            with pytest.raises(HomeAssistantError):
                await failing
            await scene.settle()
        assert {one["title"] for one in await listed(scene)} == {"one", "two"}

    async def test_takes_one_off_the_list(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed += [done("one"), done("two")]
        await look(scene)
        ids = {one["title"]: one["id"] for one in await listed(scene)}
        answer = await scene.act("acknowledge", answer=True, entry_id=ids["one"])
        assert answer == {"acknowledged": 1}
        assert [one["title"] for one in await listed(scene)] == ["two"]
        assert scene.told(SENSOR) == "1"
        both = await listed(scene, acknowledged=True)
        assert {one["title"]: one["acknowledged"] is None for one in both} == {
            "one": False,
            "two": True,
        }
        # Again is no mistake, and changes nothing.
        answer = await scene.act("acknowledge", answer=True, entry_id=ids["one"])
        assert answer == {"acknowledged": 0}
        await look(scene)
        assert scene.told(SENSOR) == "1"

    async def test_takes_all_off_the_list(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed += [done("one"), done("two")]
        await look(scene)
        await scene.act("acknowledge", all=True)
        assert await listed(scene) == []

    async def test_an_unknown_entry_is_refused(
        self, scene: Scene, completed: Completed
    ) -> None:
        completed.listed.append(done("one"))
        await look(scene)
        (entry,) = await listed(scene)
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("acknowledge", entry_id=[entry["id"], "nothing"])
        assert raised.value.translation_key == "unknown_entry"
        assert scene.told(SENSOR) == "1"

    @pytest.mark.parametrize("data", [{}, {"all": False}, {"entry_id": []}])
    async def test_somebody_has_to_say_what(
        self, scene: Scene, completed: Completed, data: dict[str, Any]
    ) -> None:
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("acknowledge", **data)
        assert raised.value.translation_key == "nothing_to_acknowledge"

    async def test_one_or_all_but_not_both(
        self, scene: Scene, completed: Completed
    ) -> None:
        with pytest.raises(vol.Invalid):
            await scene.act("acknowledge", entry_id="one", all=True)

    async def test_what_cannot_be_stored_is_not_taken_off(
        self, scene: Scene, completed: Completed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def full(*_: object) -> bool:
            return False

        completed.listed.append(done("one"))
        await look(scene)
        with monkeypatch.context() as patch:
            patch.setattr(scene.hub.inbox._store, "async_write", full)
            with pytest.raises(HomeAssistantError) as raised:
                await scene.act("acknowledge", all=True)
        assert raised.value.translation_key == "not_saved"
        assert scene.told(SENSOR) == "1"


class TestListing:
    @pytest.mark.parametrize(
        ("data", "titles"),
        [
            ({}, ["three", "two", "one"]),
            ({"media_type": "tv"}, ["two"]),
            ({"client": "box", "limit": 1}, ["three"]),
            ({"limit": 1, "offset": 2}, ["one"]),
        ],
    )
    async def test_filters_and_cuts(
        self,
        scene: Scene,
        completed: Completed,
        data: dict[str, Any],
        titles: list[str],
    ) -> None:
        completed.listed += [
            done("one", at=now()),
            done("two", at=now() + 1, category="tv"),
            done("three", at=now() + 2),
        ]
        await look(scene)
        assert [one["title"] for one in await listed(scene, **data)] == titles
