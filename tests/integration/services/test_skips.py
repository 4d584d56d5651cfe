"""The actions around what has failed: list it, and take it off the list; what is asked instead."""

import json
from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest
import voluptuous as vol

from ..scene import Scene

FIRST = "Film.2024.2160p.WEB-DL-GRP"
SECOND = "Film.2024.1080p.BluRay-GRP"
SELECT = "select.greenlight_question_to_answer"


async def fail(scene: Scene, title: str) -> str:
    """Have the client give up a release; return the id of its request."""
    request_id, torrent_id = await scene.download(title)
    scene.client.rows[torrent_id] |= {"state": "missingFiles", "dlspeed": 0}
    await scene.poll()
    for _ in range(4):
        await scene.pass_time(600)
        await scene.poll()
    assert scene.request(title).state == "failed"
    return request_id


async def offered(scene: Scene, *titles: str) -> None:
    """Have releases offered, whatever becomes of them."""
    for title in titles:
        scene.publish(title)
        await scene.look()


async def skipped(scene: Scene, **data: Any) -> list[str]:
    answer = await scene.act("list_skips", answer=True, **data)
    return [one["title"] for one in answer["skips"]]


class TestList:
    async def test_tells_what_failed_when_and_why(self, scene: Scene) -> None:
        scene.freezer.move_to("2026-12-01T12:00:00+00:00")
        await scene.start()
        request_id = await fail(scene, FIRST)
        answer = await scene.act("list_skips", answer=True)
        assert answer["total"] == 1
        (one,) = answer["skips"]
        when = one.pop("when")
        assert "2026-12-01T12:30:00" <= when < "2026-12-01T12:50:00"
        assert one.pop("until").startswith("2027-05-30T12:")
        assert one == {
            "id": request_id,
            "scope": "release",
            "what": "Film (2024) · 2160p WEB-DL · GRP",
            "title": FIRST,
            "name": "Film (2024) · 2160p WEB-DL · GRP",
            "why": "The client misses files of it",
            "who": None,
            "kept_away": 0,
            "source": "Site",
            "size": 5000,
        }
        assert json.loads(json.dumps(answer)) == answer

    async def test_is_empty_at_first(self, scene: Scene) -> None:
        await scene.start()
        answer = await scene.act("list_skips", answer=True)
        assert answer == {"total": 0, "skips": []}

    async def test_filters_and_cuts(self, scene: Scene) -> None:
        await scene.start()
        for title in ("Film one", "Film two", "Film three"):
            await fail(scene, title)
        assert await skipped(scene) == ["Film three", "Film two", "Film one"]
        assert await skipped(scene, text="ONE film") == ["Film one"]
        assert await skipped(scene, limit=1, offset=1) == ["Film two"]
        with pytest.raises(vol.Invalid):
            await skipped(scene, limit=0)

    async def test_survives_a_restart(self, scene: Scene) -> None:
        await scene.start()
        await fail(scene, FIRST)
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert await skipped(scene) == [FIRST]


class TestForget:
    async def test_takes_entries_off_the_list(self, scene: Scene) -> None:
        await scene.start()
        one = await fail(scene, "Film one")
        await fail(scene, "Film two")
        answer = await scene.act("forget_skip", answer=True, entry_id=one)
        assert answer == {"removed": 1}
        assert await skipped(scene) == ["Film two"]

    async def test_takes_everything_off_the_list(self, scene: Scene) -> None:
        await scene.start()
        await fail(scene, "Film one")
        await fail(scene, "Film two")
        assert await scene.act("forget_skip", answer=True, all=True) == {"removed": 2}
        assert await skipped(scene) == []
        assert await scene.act("forget_skip", answer=True, all=True) == {"removed": 0}

    async def test_refuses_what_is_not_on_it(self, scene: Scene) -> None:
        await scene.start()
        one = await fail(scene, "Film one")
        with pytest.raises(ServiceValidationError) as refused:
            await scene.act("forget_skip", entry_id=[one, "other"])
        assert refused.value.translation_key == "unknown_skip"
        assert refused.value.translation_placeholders == {"entry_id": "other"}
        assert await skipped(scene) == ["Film one"]

    @pytest.mark.parametrize("data", [{}, {"entry_id": []}, {"all": False}])
    async def test_wants_to_be_told_what(
        self, scene: Scene, data: dict[str, Any]
    ) -> None:
        await scene.start()
        with pytest.raises(ServiceValidationError) as refused:
            await scene.act("forget_skip", **data)
        assert refused.value.translation_key == "forget_skip_what"

    async def test_takes_either_entries_or_all(self, scene: Scene) -> None:
        await scene.start()
        with pytest.raises(vol.Invalid):
            await scene.act("forget_skip", entry_id=["a"], all=True)


class TestRefuse:
    """What a person refuses with a no is on the same list."""

    async def test_everything_by_a_group(self, scene: Scene) -> None:
        scene.freezer.move_to("2026-12-01T12:00:00+00:00")
        await scene.start()
        (request_id,) = await scene.ask(FIRST)
        await scene.act(
            "decline", request_id=request_id, reason="bad sound", scope="group", days=7
        )
        await offered(
            scene, "Other.Film.2023.1080p.WEB-DL-GRP", "Third.Film.2022.1080p-ELSE"
        )
        answer = await scene.act("list_skips", answer=True)
        (one,) = answer["skips"]
        assert one["what"] == "Everything by GRP"
        assert (one["scope"], one["kept_away"]) == ("group", 1)
        assert "bad sound" in one["why"]
        assert one["until"].startswith("2026-12-08T12:")
        assert one["who"]
        assert json.loads(json.dumps(answer)) == answer
        titles = [one.release.title for one in scene.hub.gate.requests.open.values()]
        assert titles == ["Third.Film.2022.1080p-ELSE"]

    async def test_survives_a_restart_with_what_it_kept_away(
        self, scene: Scene
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask(FIRST)
        await scene.act("decline", request_id=request_id, scope="title", days=0)
        await offered(scene, SECOND)
        before = await scene.act("list_skips", answer=True)
        assert before["skips"][0]["until"] is None
        assert before["skips"][0]["kept_away"] == 1
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert await scene.act("list_skips", answer=True) == before
        assert await skipped(scene, text="every film") == [FIRST]

    async def test_thirty_days_unless_somebody_says_otherwise(
        self, scene: Scene
    ) -> None:
        scene.freezer.move_to("2026-12-01T12:00:00+00:00")
        await scene.start()
        (request_id,) = await scene.ask(FIRST)
        await scene.act("decline", request_id=request_id, scope="group")
        answer = await scene.act("list_skips", answer=True)
        assert answer["skips"][0]["until"].startswith("2026-12-31T12:")

    async def test_is_said_by_explain_and_by_the_preview(self, scene: Scene) -> None:
        await scene.start()
        (request_id,) = await scene.ask(FIRST)
        await scene.act("decline", request_id=request_id, scope="group", days=0)
        await offered(scene, "Other.Film.2023.1080p.WEB-DL-GRP")
        title = "Another.Film.2021.1080p.WEB-DL-GRP"
        told = await scene.act("explain", answer=True, title=title)
        assert told["skipped"].startswith("Everything by GRP: refused by ")
        assert told["skipped"].endswith("for good")
        other = await scene.act("explain", answer=True, title="Film 2021 1080p-ELSE")
        assert "skipped" not in other
        found = await scene.act("preview_rule", answer=True, data={})
        assert found["failed_before"] == 1
        (one,) = [one for one in found["releases"] if one["what"] == "failed_before"]
        assert one["reasons"][-1].startswith("Everything by GRP: refused by ")

    async def test_what_is_not_there_is_refused_with_what_to_do(
        self, scene: Scene
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        for scope in ("group", "gain"):
            with pytest.raises(ServiceValidationError) as refused:
                await scene.act("decline", request_id=request_id, scope=scope)
            assert refused.value.translation_key == f"cannot_refuse_{scope}"
        assert scene.request("Film one").state == "pending"
        assert await skipped(scene) == []


class TestInstead:
    async def test_the_next_best_is_asked_about(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask(SECOND)
        await scene.ask("Film other")
        assert scene.told(SELECT).startswith("Film (2024) · 1080p")
        await fail(scene, FIRST)
        answer = await scene.act("list_requests", answer=True, state="pending")
        told = {one["title"]: one["reasons"] for one in answer["requests"]}
        why = f"{FIRST} has failed, and this is the next best that is known"
        assert told == {SECOND: [why], "Film other": []}
        options = scene.entity(SELECT).attributes["options"]
        assert options[0].startswith("Film (2024) · 1080p")
        (_, last) = scene.request(FIRST).journal[-2:]
        assert last.why.code == "put_up_instead"

    async def test_the_notification_shows_it_by_when_it_ends(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.ask(SECOND)
        await scene.ask("Film other")
        await fail(scene, FIRST)
        shown = scene.hass.data["persistent_notification"]["greenlight_pending"]
        message = shown["message"]
        assert message.index("**[Film other](") < message.index(r"**[Film \(2024\)](")
        # What says nothing of itself leaves no gap.
        assert "\n " not in message
