"""The notification lists what waits, with its facts, and goes when nothing does."""

from dataclasses import replace
import re

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.weighed import There, Weighed, Work
from tests.support.feed_documents import Item
from tests.support.weighed import NEW, UPGRADE

from ..scene import Scene


def shown(scene: Scene) -> dict[str, str]:
    """Return the notifications, each title with its message."""
    return {
        one["title"]: one["message"]
        for one in scene.hass.data["persistent_notification"].values()
    }


async def test_tells_what_is_asked_and_where_to_answer(scene: Scene) -> None:
    scene.freezer.move_to("2026-12-01T12:00:00+00:00")
    await scene.hass.config.async_set_time_zone("UTC")
    await scene.start(min_seeders=1)
    (request_id,) = await scene.ask("Film one")
    ((title, message),) = shown(scene).items()
    assert title == "Greenlight: 1 question waits"
    question, where = message.split("\n\n")
    page = f"/config/devices/device/{scene.hub.device_id}?greenlight={request_id}"
    assert question == (
        f"**[Film one]({page})**: 5\N{NO-BREAK SPACE}kB  \n"
        "No film or series could be read from this title\\. Until tomorrow 12\\:00 PM\\."
    )
    # Where Home Assistant has no dashboards; test_dashboard.py has some.
    assert where == f"[Answer]({page})"


async def test_a_day_later_it_is_said_as_it_is_then(scene: Scene) -> None:
    scene.freezer.move_to("2026-12-01T12:00:00+00:00")
    await scene.hass.config.async_set_time_zone("UTC")
    await scene.start(min_seeders=1)
    await scene.ask("Film one")
    scene.freezer.move_to("2026-12-02T00:00:10+00:00")
    scene.hub.gate.announce()
    ((_, message),) = shown(scene).items()
    assert "Until 12\\:00 PM\\." in message


async def test_lists_some_and_counts_the_rest(scene: Scene) -> None:
    await scene.start()
    scene.site.items = [
        Item(title=f"Film {number}", link=f"magnet:?xt=urn:btih:{number:040}")
        for number in range(8)
    ]
    await scene.look()
    ((title, message),) = shown(scene).items()
    assert title == "Greenlight: 8 questions wait"
    assert message.count("**[Film ") == 5
    assert message.endswith(" · … and 3 more")
    assert "size unknown" in message


async def test_goes_with_the_last_answer(scene: Scene) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    assert len(shown(scene)) == 1
    await scene.act("decline", request_id=request_id)
    assert shown(scene) == {}


FILM = "Film.Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL-NORTHWND"


async def held_against(scene: Scene, weighed: Weighed, title: str = FILM) -> list[str]:
    """Have a question shown as it was held against a library; return its paragraphs."""
    scene.freezer.move_to("2026-12-01T12:00:00+00:00")
    await scene.hass.config.async_set_time_zone("UTC")
    await scene.start(min_seeders=1)
    (request_id,) = await scene.ask(title)
    requests = scene.hub.gate.requests
    reasons = (*requests.find(request_id).reasons, Reason("gain_audio"))
    await requests.amend(request_id, weighed=weighed, reasons=reasons)
    (message,) = shown(scene).values()
    # Where each leads is not looked at here.
    message = re.sub(r"\*\*\[(.*)\]\(/config/\S+\)\*\*", r"**\1**", message)
    return message.split("\n\n")


async def test_tells_what_would_be_better_and_worse_and_what_becomes_of_the_file(
    scene: Scene,
) -> None:
    # No library here imports it.
    question, _ = await held_against(scene, UPGRADE)
    space = "\N{NO-BREAK SPACE}"
    assert question == (
        rf"**Salt and Lanterns \(2019\)**: upgrade, 5{space}kB  "
        "\nBetter picture and source, one language less\\. "
        rf"Keeps your file\: both stay \(18\.4{space}GB together\)\. "
        "Until tomorrow 12\\:00 PM\\."
    )


async def test_tells_what_is_new_and_nothing_of_files_that_are_not_there(
    scene: Scene,
) -> None:
    question, _ = await held_against(scene, NEW)
    head, said = question.split("  \n")
    assert head.endswith(": new film, 5\N{NO-BREAK SPACE}kB")
    assert said == r"You have no version of it\. Until tomorrow 12\:00 PM\."


async def test_names_no_file_that_would_stay(scene: Scene) -> None:
    kept = replace(UPGRADE, there=(There(name="one.mkv", size=5),))
    question, _ = await held_against(scene, kept)
    assert "your file" not in question


async def test_shows_the_markup_of_a_library_letter_by_letter(scene: Scene) -> None:
    work = Work(kind=Kind.MOVIE, title="[a](b) <img src=x> *&*")
    head, *_ = await held_against(scene, replace(UPGRADE, work=work))
    name = head.removeprefix("**").partition("**:")[0]
    assert "img src" in name
    assert not re.search(r"[][*<>()&.]", re.sub(r"\\.", "", name))


async def test_says_where_to_see_to_what_is_only_told(scene: Scene) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    requests = scene.hub.gate.requests
    page = "https://site.example/film?a=1&b=(2)>x"
    release = replace(requests.find(request_id).release, page=page)
    await requests.amend(request_id, tell=True)
    (message,) = shown(scene).values()
    assert "Nothing is fetched from there by itself" in message
    assert "Its page" not in message
    await requests.amend(request_id, release=release)
    (message,) = shown(scene).values()
    assert "[Its page](<https://site.example/film?a=1&b=%282%29%3Ex>)" in message
    with pytest.raises(ServiceValidationError) as refused:
        await scene.act("approve", request_id=request_id)
    assert refused.value.translation_key == "only_told"
