"""Documents made to hurt: however they are made, they take little time, and cost no other item."""

import asyncio
from collections.abc import Callable
import time
import tracemalloc

import aiohttp
import pytest

from custom_components.greenlight.sources.base import NotAFeed, SourceTooLarge
from custom_components.greenlight.sources.feed import source as source_module
from custom_components.greenlight.sources.feed.element import Item
from custom_components.greenlight.sources.feed.feed import read_feed
from custom_components.greenlight.sources.feed.item import read_item
from custom_components.greenlight.sources.feed.source import RssSource
from tests.contract.sources.site import Reply, Site

GOOD = "<item><title>Good 2026</title><link>https://a.example/1.torrent</link></item>"
LARGE = 9_500_000


def item(inside: str) -> str:
    link = "<link>https://a.example/2.torrent</link>"
    return f"<rss>{GOOD}<item><title>Bad 2026</title>{inside}{link}</item></rss>"


def people(length: int) -> dict[str, str]:
    return {
        f"{name} of {length}": item(f"<{name}>{'a.' * (length // 2)}</{name}>")
        for name in ("author", "managingEditor", "dc:creator", "itunes:owner", "other")
    }


DOCUMENTS: dict[str, str] = {
    **people(40_000),
    **people(160_000),
    "an author of 10 MB": item(f"<author>{'a@b.' * (LARGE // 4)}</author>"),
    "150,000 attributes": item(
        f"<x {' '.join(f'a{n}=""' for n in range(150_000))}>y</x>"
    ),
    "150,000 categories": item(
        "".join(f"<category>{n}</category>" for n in range(150_000))
    ),
    "150,000 attributes of an indexer": item(
        "".join(f"<torznab:attr name='n{n}' value=''/>" for n in range(150_000))
    ),
    "references": item(f"<description>{'&amp;' * (LARGE // 5)}</description>"),
    "escaped tags": item(f"<description>{'&lt;a ' * (LARGE // 5)}</description>"),
    "magnets": item(f"<description>{'magnet:?xt ' * (LARGE // 11)}</description>"),
    "entities": "<!DOCTYPE rss ["
    + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 90_000))
    + f"]>{item('&a80000;')}",
}
# What takes its time and is given up: one item was there before.
ENDLESS: dict[str, str] = {
    "nesting": "<a>" * (LARGE // 3),
    "tags that are not closed": "<a" * (LARGE // 2),
    "brackets": "<" * LARGE,
    "quotes that are not closed": '<a b="' * (LARGE // 6),
    "comments that are not closed": "<!--" * (LARGE // 4),
    "texts that are not closed": "<![CDATA[" * (LARGE // 9),
    "declarations": "<!A " * (LARGE // 4),
    "items": "<item>" * (LARGE // 6),
    "elements": "<a>b</a>" * (LARGE // 8),
}


def good(feed_items: tuple[Item, ...]) -> bool:
    release = read_item(feed_items[0], source="s", base="https://a.example/", now=2e9)
    return release.title == "Good 2026"


@pytest.mark.parametrize("what", DOCUMENTS)
def test_what_nobody_wants_takes_no_time(what: str):
    data = DOCUMENTS[what].encode()
    # By its own clock: another program may have the processor.
    started = time.thread_time()
    feed = read_feed(data, seconds=100)
    titles = [
        read_item(each, source="s", base="https://a.example/", now=2e9).title
        for each in feed.items
    ]
    assert titles == ["Good 2026", "Bad 2026"]
    assert time.thread_time() - started < 6


@pytest.mark.parametrize("what", ENDLESS)
def test_what_takes_too_long_is_given_up_and_costs_no_item_before(what: str):
    data = f"<rss>{GOOD}<item>{ENDLESS[what]}".encode()
    started = time.thread_time()
    feed = read_feed(data, seconds=0.3)
    assert good(feed.items)
    assert time.thread_time() - started < 2


def test_what_has_not_one_item_within_its_time_is_refused():
    with pytest.raises(SourceTooLarge, match=r"in 0\.1 s"):
        read_feed(b"<rss>" + b"<a>" * 1_000_000, seconds=0.1)


def test_what_is_not_reached_is_counted():
    data = f"<rss>{GOOD}<item>{'<' * LARGE}{GOOD * 30}".encode()
    feed = read_feed(data, seconds=0.1)
    assert (len(feed.items), feed.left_out) == (1, 30)


@pytest.mark.parametrize(
    "make",
    [
        lambda: item("<x>y</x>" * (LARGE // 8)),
        lambda: f"<rss>{GOOD}" + f"<item>{'<x>y</x>' * 60}</item>" * (LARGE // 500),
        lambda: item(f"<description>{'x' * LARGE}</description>"),
    ],
    ids=["elements", "items", "text"],
)
def test_memory_is_bounded(make: Callable[[], str]):
    data = make().encode()
    tracemalloc.start()
    try:
        read_feed(data, seconds=3)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The text itself as it is put together, and what is kept of it.
    assert peak < 80_000_000


async def test_reading_holds_nothing_up(site: Site, session: aiohttp.ClientSession):
    """Nothing else waits for longer than it takes Python to switch threads a few times."""
    site.pages["/feed"] = Reply(body=DOCUMENTS["150,000 categories"].encode())
    gaps: list[float] = []

    async def beat() -> None:
        while True:
            before = time.process_time()
            await asyncio.sleep(0)
            # What this process worked meanwhile, whatever else the machine was doing.
            gaps.append(time.process_time() - before)

    beating = asyncio.create_task(beat())
    await RssSource(session, "s1", f"{site.url}/feed").fetch()
    beating.cancel()
    assert max(gaps) < 0.05


@pytest.mark.parametrize(
    "inside",
    [
        "<pubDate>0000-00-00 00:00:00</pubDate>",
        "<pubDate>Mon, 99 Foo 99999999999 99:99:99 +9999</pubDate>",
        "<updated>9999-12-31T23:59:59-23:59</updated>",
        "<description>&#55357;&#xD83D;&#1114112;&#99999999999;</description>",
        "<x:y:z a:b:c='1' = \"><' <b",
        "<enclosure url='http://[::1' length='1e999' type=','/>",
        "<size>" + "9" * 5000 + "</size>",
        "<link>http://xn--a\u0378.example:99999/</link>",
        "<guid>\x00\x01</guid>",
        "<torznab:attr name='seeders' value='\u0664\u0662'/>",
        "</channel></item></title></nothing>",
    ],
)
async def test_one_item_never_costs_the_others(
    inside: str, site: Site, session: aiohttp.ClientSession
):
    text = f"<rss>{GOOD}<item><title>Bad</title>{inside}</item>{GOOD.replace('1.t', '3.t')}</rss>"
    site.pages["/feed"] = Reply(body=text.encode())
    fetched = await RssSource(session, "s1", f"{site.url}/feed").fetch()
    assert fetched.releases is not None
    titles = [release.title for release in fetched.releases]
    assert [title for title in titles if title != "Bad"] == ["Good 2026"] * 2
    assert fetched.broken + titles.count("Bad") == 1


async def test_whatever_an_item_raises_is_counted(
    site: Site, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
):
    def odd(each: Item, **known: object) -> object:
        if each.text("title") == "Odd":
            raise ZeroDivisionError
        return read_item(each, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(source_module, "read_item", odd)
    bad = "<item><title>Odd</title><link>https://a.example/9</link></item>"
    site.pages["/feed"] = Reply(body=f"<rss>{bad}{GOOD}</rss>".encode())
    fetched = await RssSource(session, "s1", f"{site.url}/feed").fetch()
    assert fetched.releases is not None
    assert (len(fetched.releases), fetched.broken) == (1, 1)


async def test_whatever_reading_raises_is_typed(
    site: Site, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(source_module, "read_feed", fail)
    site.pages["/feed"] = Reply(body=f"<rss>{GOOD}</rss>".encode())
    with pytest.raises(NotAFeed, match="RecursionError"):
        await RssSource(session, "s1", f"{site.url}/feed").fetch()


def test_the_newest_of_too_many_are_kept_in_their_order():
    items = "".join(
        f"<item><title>R{number}</title><link>https://a.example/{number}.torrent</link>"
        f"<pubDate>2026-10-{1 + number // 100:02} 12:{number % 100 // 2:02}:00</pubDate></item>"
        for number in range(2900)
    )
    feed = read_feed(f"<rss>{items}</rss>".encode())
    assert [each.text("title") for each in feed.items] == [
        f"R{n}" for n in range(1900, 2900)
    ]
    assert feed.left_out == 1900


async def test_what_is_left_out_is_said_once(
    site: Site, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
):
    source = RssSource(session, "s1", f"{site.url}/feed")
    for _ in range(2):
        items = "".join(GOOD.replace("1.t", f"{n}.t") for n in range(1007))
        site.pages["/feed"] = Reply(body=f"<rss>{items}</rss>".encode() + b" ")
        source.validators = {}
        assert (await source.fetch()).left_out == 7
    said = [one for one in caplog.records if one.name.startswith("custom_components")]
    assert [one.levelname for one in said] == ["WARNING"]
