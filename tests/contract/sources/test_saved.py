"""A saved search: what is new of what somebody looks for, found where others can be searched."""

from dataclasses import replace

import aiohttp
import pytest

from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.sources.base import (
    NobodyAnswered,
    NothingToSearch,
    Silent,
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceNotFound,
)
from custom_components.greenlight.sources.saved.source import SavedSource
from custom_components.greenlight.sources.searching import Found
from tests.contract.sources.contract import SECRET, TORRENT, titles
from tests.contract.sources.indexers import FakeIndexer, FakeProwlarr
from tests.contract.sources.site import Reply, Site

HOUR = 3600.0


def release(guid: str, source: str = "s1") -> Release:
    return Release(guid=guid, title=f"Film {guid}", link="http://a/b", source=source)


class Finder:
    """Finds what it is told to, and remembers what it was asked."""

    def __init__(self, **found) -> None:
        self.found = Found(**{"asked": ("Oak", "Elm"), **found})
        self.asked: list[Query] = []

    async def __call__(self, query: Query) -> Found:
        self.asked.append(query)
        return self.found


def saved(finder: Finder, **options) -> SavedSource:
    return SavedSource(
        "mine", query=lambda: Query(text="film one"), find=finder, **options
    )


async def test_what_is_found_keeps_the_source_that_has_it():
    finder = Finder(releases=(release("a"), release("b", "s2")), broken=2, left_out=3)
    fetched = await saved(finder).fetch()
    found = fetched.releases or ()
    assert [(one.source, one.search) for one in found] == [
        ("s1", "mine"),
        ("s2", "mine"),
    ]
    assert (fetched.broken, fetched.left_out, fetched.title) == (2, 3, "film one")
    assert fetched.all_of_it
    assert finder.asked == [Query(text="film one")]


async def test_what_two_sources_have_of_one_listing_is_there_once():
    finder = Finder(releases=(release("a"), release("a", "s2")))
    (found,) = (await saved(finder).fetch()).releases or ()
    assert found.source == "s1"


async def test_two_sources_that_count_alike_are_told_apart():
    other = replace(release("a", "s2"), title="Film Two")
    found = (await saved(Finder(releases=(release("a"), other))).fetch()).releases
    assert titles(found) == ["Film a", "Film Two"]


async def test_each_search_asks_for_what_is_meant_then():
    wanted = iter([Query(text="working title"), Query(text="film one")])
    finder = Finder()
    source = SavedSource("mine", query=lambda: next(wanted), find=finder)
    await source.fetch()
    await source.fetch()
    assert [one.text for one in finder.asked] == ["working title", "film one"]


async def test_who_is_silent_is_told_and_what_was_there_may_still_be():
    silent = (Silent(indexer="Elm", why=SourceBusy()),)
    fetched = await saved(Finder(releases=(release("a"),), silent=silent)).fetch()
    assert fetched.silent == silent
    assert not fetched.all_of_it
    # Also where the others have nothing.
    fetched = await saved(Finder(silent=silent)).fetch()
    assert (fetched.releases, fetched.silent) == ((), silent)


@pytest.mark.parametrize(
    ("waits", "retry_after"), [((60.0, 30.0), 30.0), ((60.0, None), None)]
)
async def test_it_fails_where_nobody_answers(waits, retry_after):
    silent = tuple(
        Silent(indexer=name, why=SourceAuth("no", retry_after=wait))
        for name, wait in zip(("Oak", "Elm"), waits, strict=True)
    )
    with pytest.raises(NobodyAnswered) as caught:
        await saved(Finder(silent=silent)).fetch()
    # It has no key of its own that could be given anew.
    assert not isinstance(caught.value, SourceAuth)
    assert caught.value.detail == "Elm, Oak"
    assert caught.value.retry_after == retry_after


async def test_it_fails_where_there_is_nobody_to_ask():
    with pytest.raises(NothingToSearch):
        await saved(Finder(asked=())).fetch()


async def test_a_restart_searches_again_only_when_it_is_time():
    at = 1_000_000.0
    finder = Finder(releases=(release("a"),))
    before = saved(finder, every=6 * HOUR, now=lambda: at)
    await before.fetch()
    for passed, searches in ((HOUR, 1), (7 * HOUR, 2)):
        after = saved(
            finder,
            every=6 * HOUR,
            now=lambda passed=passed: at + passed,
            validators=before.validators,
        )
        fetched = await after.fetch()
        assert (fetched.releases is None) is (searches == 1)
        assert len(finder.asked) == searches
    # Whoever asks for it, or waits for the next time, is not put off.
    early = saved(
        finder,
        every=6 * HOUR,
        now=lambda: at + 60,
        validators=before.validators,
    )
    await early.fetch()
    assert (await early.fetch()).releases is not None


@pytest.mark.parametrize("at", ["nonsense", "nan", "", "99999999999"])
async def test_a_time_that_makes_no_sense_puts_nothing_off(at):
    finder = Finder()
    await saved(finder, every=HOUR, validators={"at": at}).fetch()
    assert len(finder.asked) == 1


async def test_a_search_that_failed_is_not_taken_for_one_that_was_made():
    finder = Finder(asked=())
    source = saved(finder, every=HOUR)
    with pytest.raises(SourceError):
        await source.fetch()
    assert source.validators == {}


async def test_links_are_fetched_where_they_were_found(
    site: Site, session: aiohttp.ClientSession
):
    from custom_components.greenlight.sources.prowlarr.source import ProwlarrSource

    oak = FakeIndexer(3, "Oak", finds=("Film One 2026",))
    FakeProwlarr(site, oak)
    prowlarr = ProwlarrSource(session, "s1", site.url, key=SECRET)
    source = SavedSource("mine", query=lambda: Query(text="film"), find=prowlarr.search)
    (found,) = (await source.fetch()).releases or ()
    assert titles((found,)) == ["Film One 2026"]
    assert SECRET not in found.link
    site.pages["/3/download"] = Reply(body=TORRENT)
    assert (await prowlarr.payload(found.link)).file == TORRENT
    with pytest.raises(SourceNotFound):
        await source.payload(found.link)
