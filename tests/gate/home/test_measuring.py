"""What has come is measured, and told once: as promised, or worse than its title said."""

from dataclasses import replace
from typing import Any

from custom_components.greenlight.engine.home.measuring import measure
from custom_components.greenlight.engine.library.item import Origin, Version
from custom_components.greenlight.engine.quality.ladder import FEL_CHAIN
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.gate.ports import AS_PROMISED, NOT_AS_PROMISED

from ..fakes import World
from ..scene import approve, by_magnet, torrent
from ..shelves import FILM, FakeLibrary, file, film, put

OLD = f"{FILM} 2019 2160p WEB-DL DDP5.1 DV P5 H.265-OLD"
NEW = f"{FILM} 2019 2160p UHD BluRay REMUX DV P7 FEL HEVC TrueHD Atmos 7.1-NEW"
# What a measurement may find instead of the layer that the title promises.
NO_LAYER: dict[str, Any] = {"profile": "8.1", "layer": None}


async def fetched(world: World, *, there: Version | None = None, **rule: Any) -> str:
    """Have a rule on trial fetch a better file, and return the id of the request."""
    put(world, replace(film(OLD), versions=(there,)) if there else film(OLD))
    world.gate.attached.rules["auto"] = approve(trial=True, **rule)
    await world.gate.offer([by_magnet(NEW)])
    await world.settle()
    world.client.show(torrent(NEW).v1 or "", complete=True)
    await world.poll()
    (request_id,) = world.ledger.requests
    assert world.state(request_id) == "completed"
    return request_id


def came(name: str, *, measured: bool = True, **quality: Any) -> Version:
    """Return a file of the new release of which some things are otherwise."""
    return replace(
        file(NEW, name=name),
        name=f"{name}.mkv",
        quality=replace(read(NEW).quality, **quality),
        origins=dict.fromkeys(quality, Origin.MEDIA_INFO) if measured else {},
    )


async def has(world: World, *versions: Version) -> None:
    """Have the library hold these files of the film."""
    item = replace(film(), versions=versions)
    world.gate.libraries.index.shelf("radarr").put(item)
    world.gate.library.changed("radarr", ["1"])
    await world.settle()


def told(world: World, request_id: str) -> int:
    """Return how often somebody was told."""
    return world.whys(request_id).count(NOT_AS_PROMISED)


async def test_it_is_told_once(world: World) -> None:
    request_id = await fetched(world)
    for _ in range(2):
        await has(world, came("new", **NO_LAYER))
    assert told(world, request_id) == 1


async def test_what_could_not_be_written_is_told_with_the_next_change(
    world: World,
) -> None:
    request_id = await fetched(world)
    world.ledger.failing = True
    await has(world, came("new", **NO_LAYER))
    assert told(world, request_id) == 0
    assert not world.failures
    world.ledger.failing = False
    await has(world, came("new", **NO_LAYER))
    assert told(world, request_id) == 1


async def test_a_file_that_was_there_before_breaks_no_promise(world: World) -> None:
    request_id = await fetched(world)
    old = replace(came("old", **NO_LAYER), name=OLD)
    await has(world, old)
    await has(world, old, came("new"))
    assert told(world, request_id) == 0


async def test_a_file_that_is_shown_still_breaks_no_promise(world: World) -> None:
    """It may even be as large as the new one, which is not always as large as it was."""
    there = replace(film(OLD).versions[0], size=50_000)
    request_id = await fetched(world, there=there)
    request = world.gate.requests.find(request_id)
    assert request.home
    home = replace(request.home, sizes=(50_000, 0))
    await world.gate.requests.amend(request_id, home=home)
    stale = replace(came("old", **NO_LAYER), name=OLD, size=50_000)
    await has(world, stale, replace(came("other", **NO_LAYER), size=9))
    assert told(world, request_id) == 0
    await has(world, stale, replace(came("new", **NO_LAYER), size=50_003))
    assert told(world, request_id) == 1


async def test_what_nobody_has_measured_breaks_no_promise(world: World) -> None:
    request_id = await fetched(world)
    await has(world, came("new", measured=False, **NO_LAYER))
    assert told(world, request_id) == 0


async def test_what_was_held_against_no_library_is_not_looked_for(
    world: World,
) -> None:
    request_id = await fetched(world, libraries=frozenset({"gone"}))
    await has(world, came("new", **NO_LAYER))
    assert told(world, request_id) == 0


def measured(world: World, request_id: str) -> Any:
    """Return what was measured."""
    home = world.gate.requests.find(request_id).home
    return home and home.measured


async def test_what_is_as_promised_is_told_once(world: World) -> None:
    request_id = await fetched(world)
    for _ in range(2):
        await has(world, came("new", profile="7"))
    found = measured(world, request_id)
    assert (found.kept, found.fake_layer) == (True, False)
    assert world.whys(request_id).count(AS_PROMISED) == 1
    assert told(world, request_id) == 0


async def test_a_layer_that_is_none_is_no_better_and_never_asked_about_again(
    world: World,
) -> None:
    request_id = await fetched(world)
    await has(
        world, came("new", **NO_LAYER, dynamic_range=frozenset(), resolution=1080)
    )
    found = measured(world, request_id)
    assert (found.kept, found.fake_layer) == (False, True)
    request = world.gate.requests.find(request_id)
    kinds = {one.kind for one in request.weighed.gains} if request.weighed else set()
    assert kinds
    skip = world.gate.skip_of(request.release, None, "auto")
    assert (skip is not None) == ("measured_not_better" in world.whys(request_id))


async def test_a_closer_look_that_finds_otherwise_corrects_it(world: World) -> None:
    request_id = await fetched(world)
    await has(world, came("new", profile="7"))
    await has(world, came("new", **NO_LAYER))
    assert measured(world, request_id).kept is False
    assert told(world, request_id) == 1
    await has(world, came("new", profile="7"))
    assert measured(world, request_id).kept is True
    # What is known more exactly only is kept without a word.
    lines = len(world.whys(request_id))
    await has(world, replace(came("new", profile="7"), size=5))
    assert measured(world, request_id).size == 5
    assert len(world.whys(request_id)) == lines


async def test_it_need_not_be_a_rule_on_trial(world: World) -> None:
    request_id = await fetched(world)
    world.gate.attached.rules["auto"] = approve()
    await has(world, came("new", **NO_LAYER))
    assert told(world, request_id) == 1


async def test_a_guess_about_the_profile_is_no_excuse(world: World) -> None:
    """That it has any Dolby Vision was said in so many words."""
    better = f"{FILM} 2019 2160p UHD BluRay DV HDR10 x265 TrueHD 7.1-NEW"
    hdr = f"{FILM} 2019 2160p UHD BluRay HDR10 x265 TrueHD 7.1"
    promised = read(better).quality
    version = replace(
        file(f"{hdr}-NEW", name="new"),
        origins=dict.fromkeys(("dynamic_range", "profile"), Origin.STREAM),
    )
    found = measure(promised, [version], FEL_CHAIN)
    assert (found.kept, found.now) == (False, "HDR10")
    # Which profile it is had only been guessed.
    other = replace(
        file(better, name="new"),
        quality=replace(read(better).quality, profile="5", confidence={}),
        origins=dict.fromkeys(("dynamic_range", "profile"), Origin.STREAM),
    )
    assert measure(promised, [other], FEL_CHAIN).kept is True


async def test_a_group_is_counted_with_what_came_of_it(world: World) -> None:
    request_id = await fetched(world)
    records = world.gate.home.around.records
    assert (records.of("NEW").known, records.of("NEW").of) == (True, 0)
    await has(world, came("new", **NO_LAYER))
    assert (records.of("NEW").kept, records.of("NEW").of) == (0, 1)
    await has(world, came("new", profile="7"))
    assert (records.of("NEW").kept, records.of("NEW").of) == (1, 1)
    # After a restart it is read again.
    await world.restart()
    assert world.gate.home.record("new") == records.of("NEW")
    assert [one.id for one in world.gate.home._measuring.of("radarr")] == [request_id]


async def test_only_what_is_of_the_item_is_looked_at(world: World) -> None:
    request_id = await fetched(world)
    of = world.gate.home._measuring.of
    for places in (("radarr",), ("radarr", ["1", "2"])):
        assert [one.id for one in of(*places)] == [request_id]
    for others in (("plex",), ("radarr", ["2"]), ("radarr", [])):
        assert of(*others) == []


async def test_what_is_no_better_is_skipped_only_once_that_is_on_disk(
    world: World,
) -> None:
    request_id = await fetched(world)
    request = world.gate.requests.find(request_id)
    assert request.weighed
    # The layer is all that was promised to be better.
    gains = tuple(one for one in request.weighed.gains if "layer" in one.kind)
    assert gains
    weighed = replace(request.weighed, gains=gains)
    await world.gate.requests.amend(request_id, weighed=weighed)
    world.ledger.failing = True
    worse = came("new", **NO_LAYER)
    await has(world, worse)
    assert world.gate.skip_of(request.release, None, "auto") is None
    world.ledger.failing = False
    await has(world, worse)
    skip = world.gate.skip_of(request.release, None, "auto")
    assert skip is not None
    assert skip.why.code == "measured_not_better"
    assert "measured_not_better" in world.whys(request_id)
    # A closer look has found it after all.
    await has(world, came("new", profile="7"))
    assert world.gate.skip_of(request.release, None, "auto") is None


async def test_one_that_nobody_knew_when_it_was_asked_about_is_measured(
    world: World,
) -> None:
    """Plex learns of a wanted film only once it has come, and may call it otherwise the next day."""
    request_id = await fetched(world)
    world.gate.libraries.attach("plex", FakeLibrary(world), name="Plex")
    world.gate.libraries.back("plex")
    shelf = world.gate.libraries.index.shelf("plex")
    for item_id, there in (("98", came("98")), ("99", came("99", **NO_LAYER))):
        item = film(library="plex", item_id=item_id)
        shelf.replace([replace(item, versions=(there,))])
        world.gate.library.changed("plex", [item_id])
        await world.settle()
    assert told(world, request_id) == 1


async def test_a_library_that_is_read_whole_is_looked_through(world: World) -> None:
    request_id = await fetched(world)
    world.gate.libraries.attach("plex", FakeLibrary(world), name="Plex")
    world.gate.libraries.back("plex")
    item = film(library="plex", item_id="99")
    shelf = world.gate.libraries.index.shelf("plex")
    shelf.replace([replace(item, versions=(came("99", **NO_LAYER),))])
    world.gate.library.changed("plex")
    await world.settle()
    assert told(world, request_id) == 1
