"""The notification lists what waits, with its facts, and goes when nothing does."""

import re

from tests.support.feed_documents import Item

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
