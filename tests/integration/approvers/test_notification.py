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


async def test_tells_the_facts(scene: Scene) -> None:
    scene.freezer.move_to("2026-12-01T12:00:00+00:00")
    await scene.hass.config.async_set_time_zone("UTC")
    await scene.start(min_seeders=1)
    await scene.ask("Film one")
    assert shown(scene) == {
        "Greenlight: 1 request waits for your answer": (
            "**Film one**\n\n5\N{NO-BREAK SPACE}kB · rule Films · answer until Wednesday 2 December, "
            "12\\:00 PM · The number of seeders is not known"
            "\n\nTo answer, choose it under Pending request and press Approve or Decline, on a "
            "dashboard or on the page of the device Greenlight."
        )
    }


async def test_tells_what_was_read_and_the_title_below(scene: Scene) -> None:
    await scene.start()
    await scene.ask("Film.*One.2024.2160p.WEB-DL.DV.H265-GRP")
    (message,) = shown(scene).values()
    name, facts, title, _ = message.split("\n\n")
    assert name == (
        r"**Film \*One \(2024\) · 2160p WEB\-DL · Dolby Vision, probably P5 · GRP**"
    )
    assert facts.startswith("5\N{NO-BREAK SPACE}kB · rule Films")
    assert title == (r"<small>Film\.\*One\.2024\.2160p\.WEB\-DL\.DV\.H265\-GRP</small>")


async def test_shows_a_strangers_markup_letter_by_letter(scene: Scene) -> None:
    await scene.start()
    await scene.ask("Film [a](b) <img src=x> *&* more.2024.1080p")
    (message,) = shown(scene).values()
    name, _, title, _ = message.split("\n\n")
    for text in (
        name.removeprefix("**").removesuffix("**"),
        title.removeprefix("<small>").removesuffix("</small>"),
    ):
        assert "img src" in text
        # Nothing is left that markdown would take for more than a letter.
        assert not re.search(r"[][*<>()&.]", re.sub(r"\\.", "", text))


async def test_lists_the_newest_and_counts_the_rest(scene: Scene) -> None:
    await scene.start()
    scene.site.items = [
        Item(title=f"Film {number}", link=f"magnet:?xt=urn:btih:{number:040}")
        for number in range(12)
    ]
    await scene.look()
    (message,) = shown(scene).values()
    assert message.count("**Film ") == 10
    more, where = message.split("\n\n")[-2:]
    assert more == "… and 2 more"
    assert where.startswith("To answer, choose it under Pending request")
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
    return message.split("\n\n")


async def test_tells_what_would_be_better_worse_and_gone(scene: Scene) -> None:
    head, compared, facts, title, _ = await held_against(scene, UPGRADE)
    space = "\N{NO-BREAK SPACE}"
    assert head == rf"**Salt and Lanterns \(2019\)**: Upgrade, 5{space}kB"
    assert compared.split("  \n") == [
        (
            "Better picture and source, one language less\\. **Would take the place of your "
            f"file\\: 18\\.4{space}GB.**"
        ),
        "▲ Dolby Vision P5 → P7 FEL",
        r"▲ WEB\-DL → Remux",
        r"▲ DD\+ 5\.1 → TrueHD Atmos 7\.1",
        "▼ English, German → English",
        r"? Not sure\: Yours may have Atmos without saying so",
    ]
    assert facts == (
        "rule Films · answer until Wednesday 2 December, 12\\:00 PM · "
        "The number of seeders is not known"
    )
    assert title.startswith(r"<small>Film\.Salt\.and")


async def test_tells_what_is_new_and_nothing_of_files_that_are_not_there(
    scene: Scene,
) -> None:
    head, compared, *_ = await held_against(scene, NEW)
    assert head.endswith(": New film, 5\N{NO-BREAK SPACE}kB")
    assert compared.split("  \n") == [
        r"You have no version of it\.",
        r"2160p UHD remux · Dolby Vision P7 FEL",
    ]


async def test_says_nothing_of_a_quality_that_the_title_does_not_tell(
    scene: Scene,
) -> None:
    _, compared, *_ = await held_against(scene, NEW, "Film.Salt.and.Lanterns.2019")
    assert compared == r"You have no version of it\."


async def test_names_no_file_that_would_stay(scene: Scene) -> None:
    kept = replace(UPGRADE, there=(There(name="one.mkv", size=5),))
    _, compared, *_ = await held_against(scene, kept)
    assert "your file" not in compared


async def test_says_how_many_others_there_are(scene: Scene) -> None:
    await held_against(scene, UPGRADE)
    (request,) = scene.hub.gate.requests.open.values()
    await scene.hub.gate.requests.amend(request.id, also=(request.release,))
    (message,) = shown(scene).values()
    assert r"1 other release of it is on offer" in message


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
