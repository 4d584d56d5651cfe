"""What a program in between has ordered is told as such wherever people see it."""

from typing import Any

from custom_components.greenlight.askers.base import Handed
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.sources.base import Payload
from tests.support.nzb import make_post

from .flows.asking_first import asker_of, call
from .scene import Scene
from .test_askers import asker, hand_over, start

EPISODE = "Show.S01E01.1080p.WEB-DL-GRP"


def only(scene: Scene) -> Request:
    """Return the one request that there is."""
    (request,) = scene.hub.gate.requests.every()
    return request


async def listed(scene: Scene, **data: Any) -> list[dict[str, Any]]:
    """Return requests as the action lists them."""
    answer = await scene.act("list_requests", answer=True, **data)
    return list(answer["requests"])


async def test_it_is_of_its_program_and_of_no_rule(scene: Scene) -> None:
    await start(scene)
    await scene.ask("Film one")
    await hand_over(scene, EPISODE)
    for wished in ("Sonarr", "sonarr"):
        (one,) = await listed(scene, source=[wished])
        assert (one["title"], one["source"], one["rule"]) == (EPISODE, "Sonarr", None)
        assert one["journal"][0]["why"] == "Sonarr wants this"
        assert one["journal"][0]["who"] == "Sonarr"
    (other,) = await listed(scene, source=["Site"])
    assert other["rule"]
    request = scene.request(EPISODE)
    assert not scene.hub.always.possible(request)
    facts = scene.hub.views.facts(request)
    assert "ordered by Sonarr" in facts
    assert not [one for one in facts if one.startswith("rule ")]


async def test_a_no_says_when_its_program_sees_it(scene: Scene) -> None:
    await start(scene, asker(protocol="usenet"))
    desk = await call(scene.hass, asker_of(scene.entry, "Sonarr"))
    post = make_post(EPISODE, {f"{EPISODE}.mkv": bytes(5000)})
    await desk.take(Handed(payload=Payload(file=post.nzb), name=EPISODE))
    await scene.settle()
    await scene.act("decline", request_id=only(scene).id)
    phone = scene.hub.screens.phone(only(scene), three=True)
    assert phone.message.startswith("Not downloaded. Sonarr sees it fail at ")
    assert [one.label for one in phone.buttons][:1] == ["Undo"]
    scene.freezer.tick(UNDO_WINDOW + 1)
    phone = scene.hub.screens.phone(only(scene), three=True)
    assert phone.message == "Not downloaded. Sonarr sees it fail and looks for another."


async def test_what_cannot_be_told_is_said(scene: Scene) -> None:
    await start(scene)
    await hand_over(scene, EPISODE)
    await scene.act("decline", request_id=only(scene).id, look_further=False)
    phone = scene.hub.screens.phone(only(scene), three=True)
    assert phone.message == "Not downloaded. Sonarr is not told."


async def test_the_settings_of_a_program_that_is_gone_are_no_rule(
    scene: Scene,
) -> None:
    await start(scene)
    await hand_over(scene, EPISODE)
    scene.hass.config_entries.async_remove_subentry(scene.entry, "sonarr")
    await scene.settle()
    (one,) = await listed(scene)
    assert one["state"] == "cancelled"
    assert one["journal"][-1]["why"] == "Sonarr, which ordered it, was removed"
    assert one["rule"] is None
