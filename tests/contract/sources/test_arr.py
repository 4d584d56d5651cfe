"""A Radarr or Sonarr as a source: what it makes of what its indexers have, and when it is asked."""

from dataclasses import replace

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.greenlight.engine.opinion import Opinion, Stand
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.sources.arr.source import LEAST, ArrSource
from custom_components.greenlight.sources.base import SourceError, SourceNotFound
from custom_components.greenlight.sources.deciding import (
    Decider,
    LookFailed,
    LooksByItself,
    NotReadYet,
    OfLibrary,
)

OPINION = Opinion(by="Radarr", stand=Stand.APPROVED)
ONE = Release(guid="1_a", title="Film", link="decided:x", source="", opinion=OPINION)


class Library:
    """What is asked, and what comes of that."""

    def __init__(self) -> None:
        self.minutes = 0
        self.looks = 0
        self.failure: SourceError | None = None
        self.found: tuple[tuple[Release, ...], int] = ((ONE,), 2)

    async def looks_by_itself(self) -> int:
        return self.minutes

    async def decisions(self) -> tuple[tuple[Release, ...], int]:
        self.looks += 1
        if self.failure is not None:
            raise self.failure
        return self.found

    def source(self, validators: dict[str, str] | None = None) -> ArrSource:
        decider = Decider(
            looks_by_itself=self.looks_by_itself, decisions=self.decisions
        )
        return ArrSource("s1", "radarr", decider, validators=validators)


@pytest.fixture
async def library() -> Library:
    return Library()


async def test_a_look_gives_what_it_makes_of_all(library: Library) -> None:
    source = library.source()
    fetched = await source.fetch()
    assert fetched.releases == (replace(ONE, source="s1"),)
    assert fetched.broken == 2
    assert isinstance(source, OfLibrary)
    assert source.library == "radarr"


async def test_a_library_that_has_only_just_come_has_not_failed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_yet() -> int:
        raise NotReadYet

    monkeypatch.setattr(library, "looks_by_itself", not_yet)
    assert (await library.source().fetch()).releases is None
    assert library.looks == 0


async def test_nothing_is_asked_while_it_looks_by_itself(library: Library) -> None:
    library.minutes = 30
    with pytest.raises(LooksByItself) as refused:
        await library.source().fetch()
    assert refused.value.detail == "30"
    assert library.looks == 0


async def test_it_is_noticed_that_it_looks_by_itself_again(library: Library) -> None:
    source = library.source()
    await source.fetch()
    library.minutes = 15
    with pytest.raises(LooksByItself):
        await source.fetch()
    assert library.looks == 1


@pytest.mark.parametrize("anew", [False, True])
async def test_however_often_it_is_asked_its_indexers_are_not(
    library: Library, freezer: FrozenDateTimeFactory, *, anew: bool
) -> None:
    source = library.source()
    await source.fetch()
    if anew:
        # As after a restart, or a change of its settings.
        source = library.source(source.validators)
    else:
        # As a test of it does.
        source.validators = {}
    freezer.tick(LEAST - 60)
    assert (await source.fetch()).releases is None
    assert library.looks == 1
    freezer.tick(61)
    assert (await source.fetch()).releases is not None
    assert library.looks == 2


async def test_a_clock_that_was_set_back_holds_up_nothing(
    library: Library, freezer: FrozenDateTimeFactory
) -> None:
    source = library.source()
    await source.fetch()
    freezer.tick(-86400)
    assert (await source.fetch()).releases is not None


async def test_validators_that_make_no_sense(library: Library) -> None:
    source = library.source({"looked": "yesterday"})
    assert (await source.fetch()).releases is not None


async def test_a_look_that_failed_counts_as_one(
    library: Library, freezer: FrozenDateTimeFactory
) -> None:
    library.failure = LookFailed("Value cannot be null")
    source = library.source()
    for _ in range(2):
        with pytest.raises(LookFailed, match="cannot be null") as failed:
            await source.fetch()
        assert failed.value.retry_after == LEAST
    assert library.looks == 1
    library.failure = None
    freezer.tick(LEAST)
    assert (await source.fetch()).releases is not None


async def test_there_is_no_file_to_be_had(library: Library) -> None:
    with pytest.raises(SourceNotFound):
        await library.source().payload(ONE.link)
