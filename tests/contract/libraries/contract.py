"""What every library promises, whatever its server is.

A module that runs it subclasses ``LibraryContract`` with a fixture ``world`` (``world.World``) of a
server that holds at least two items.
"""

import asyncio
import math
import time
from typing import Any

import pytest

from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.quality.quality import Quality
from custom_components.greenlight.libraries.base import What
from custom_components.greenlight.libraries.errors import LibraryAuth, LibraryError

from .world import LIBRARY, World, listening, read

NONSENSE = ["", "x", "0", "-1", "../1", "1/../2", "1?x=2", "9" * 40, "²"]
STRANGE: list[Any] = [
    None,
    True,
    -1,
    0,
    2**70,
    1e300,
    math.inf,
    math.nan,
    "",
    "x" * 100_000,
    "a\x00b\x1b[31m\n\u202e",
    "half \ud83d",
    [],
    {},
    [None, 1, "x", {}],
    {"id": {"id": {}}},
    [[[[]]]],
]


class LibraryContract:
    """The promises, each of which is a test."""

    async def test_it_says_who_it_is(self, world: World) -> None:
        about = await world.library().about()
        assert about.version == world.version
        assert about.name

    async def test_a_wrong_key_is_told_as_such(self, world: World) -> None:
        library = world.library(key="f" * 32)
        with pytest.raises(LibraryAuth):
            await library.about()
        with pytest.raises(LibraryAuth):
            await read(library)
        with pytest.raises(LibraryAuth):
            await library.listen(lambda _: None)

    async def test_every_item_is_read_once(self, world: World) -> None:
        library = world.library()
        items = await read(library)
        assert len(items) >= 2
        assert library.broken == 0
        for item in items.values():
            assert item.library == LIBRARY
            assert item.kind in library.kinds
            assert item.title
            assert item.ids.any
            assert len({version.id for version in item.versions}) == len(item.versions)
        assert await read(library) == items

    async def test_items_can_be_compared_by_hash(self, world: World) -> None:
        items = await read(world.library())
        assert len(set(items.values())) == len(items)

    async def test_what_is_known_says_from_where(self, world: World) -> None:
        for item in (await read(world.library())).values():
            for version in item.versions:
                known = {
                    name
                    for name in Quality.__dataclass_fields__
                    if name != "confidence"
                    and getattr(version.quality, name) != getattr(Quality(), name)
                }
                assert known == set(version.origins)

    async def test_a_whole_reading_asks_little(self, world: World) -> None:
        before = world.asked()
        await read(world.library())
        assert world.asked() - before <= world.requests

    async def test_one_item_is_as_it_is_among_all(self, world: World) -> None:
        library = world.library()
        for item_id, item in (await read(library)).items():
            assert await library.item(item_id) == item

    @pytest.mark.parametrize("item_id", [*NONSENSE, "987654"])
    async def test_an_item_that_is_not_there(self, world: World, item_id: str) -> None:
        library = world.library()
        assert await library.item(item_id) is None
        assert (await library.episodes(item_id)).episodes == ()

    async def test_the_files_of_a_series(self, world: World) -> None:
        library = world.library()
        for item in (await read(library)).values():
            found = await library.episodes(item.id)
            assert item.kind is Kind.SERIES or not found.episodes
            held = {one.version for one in found.episodes} - {""}
            assert held == set(found.versions)
            assert len({(one.season, one.number) for one in found.episodes}) == len(
                found.episodes
            )

    async def test_a_change_is_told(self, world: World) -> None:
        library = world.library()
        item_id, item = next(iter((await read(library)).items()))
        async with listening(library) as ear:
            await world.rename(item_id, "Another Name")
            change = await ear.until(lambda change: change.id == item_id, "the change")
        assert change.what is What.CHANGED
        anew = await library.item(item_id)
        assert anew is not None
        assert (item.title, anew.title) != (anew.title, item.title)
        assert change.item in (None, anew)

    async def test_a_removal_is_told(self, world: World) -> None:
        library = world.library()
        item_id = next(iter(await read(library)))
        async with listening(library) as ear:
            await world.remove(item_id)
            change = await ear.until(
                lambda change: change.what in (What.REMOVED, What.STALE), "the removal"
            )
        assert change.what is What.STALE or change.id == item_id
        assert await library.item(item_id) is None
        assert item_id not in await read(library)

    async def test_giving_up_leaves_nothing_behind(self, world: World) -> None:
        library = world.library()
        async with listening(library):
            pass
        assert await read(library)
        reading = asyncio.create_task(read(library))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await read(library)

    async def test_a_poster_is_a_picture(self, world: World) -> None:
        library = world.library()
        items = list((await read(library)).values())
        pictures = [await library.poster(item) for item in items]
        found = [picture for picture in pictures if picture is not None]
        assert found
        for picture in found:
            assert picture.content
            assert picture.content_type.startswith("image/")
            assert "svg" not in picture.content_type

    async def test_it_says_what_troubles_it(self, world: World) -> None:
        for trouble in await world.library().troubles():
            assert trouble.text

    # A hostile library

    async def test_what_is_no_item_costs_only_itself(self, world: World) -> None:
        library = world.library()
        good = await read(library)
        world.plant(*STRANGE)
        assert (await read(library)).items() >= good.items()
        assert library.broken > 0

    async def test_absurd_values_cost_no_other_item(self, world: World) -> None:
        library = world.library()
        good = await read(library)
        names = self.fields()
        for value in STRANGE:
            world.plant(*({**self.row(), name: value} for name in names))
        found = await read(library)
        assert found.items() >= good.items()
        for item in found.values():
            assert len(item.title) <= 300
            assert item.title.isprintable()
            repr(item).encode()

    async def test_huge_items_hold_nobody_up(self, world: World) -> None:
        world.plant(self.huge())
        library = world.library()
        worst = 0.0

        async def watch() -> None:
            nonlocal worst
            while True:
                # By what this thread has worked: other processes hold nobody up here.
                before = time.thread_time()
                await asyncio.sleep(0.001)
                worst = max(worst, time.thread_time() - before)

        watching = asyncio.create_task(watch())
        items = await read(library)
        watching.cancel()
        assert all(len(item.names) <= 500 for item in items.values())
        # 20 ms are promised; a slow machine gets more.
        assert worst < 0.2

    def row(self) -> dict[str, Any]:
        """Return an item as the server lists it, with an id that is free."""
        raise NotImplementedError

    def huge(self) -> dict[str, Any]:
        """Return one with ten thousand of whatever it can have several of."""
        raise NotImplementedError

    def fields(self) -> list[str]:
        """Return the fields of an item in which there may be nonsense."""
        return [name for name in self.row() if name != "id"]

    # Secrets

    async def test_nothing_tells_what_opens_the_server(self, world: World) -> None:
        library = world.library(key="wrong-but-still-a-secret")
        with pytest.raises(LibraryError) as raised:
            await library.about()
        assert "wrong-but" not in f"{raised.value!r} {vars(raised.value)}"
        library = world.library()
        shown = [repr(library), *map(repr, (await read(library)).values())]
        for secret in world.secrets:
            assert secret not in " ".join(shown)
