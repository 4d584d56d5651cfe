"""What a program wishes of its torrents comes to its desk, and nothing else does."""

from typing import Any

import pytest

from custom_components.greenlight.askers.base import Phase, Standing
from custom_components.greenlight.clients.through import ShareLimits
from custom_components.greenlight.engine.files.metainfo import Torrent
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.order import Place
from tests.support.fake_desk import FakeDesk, order_of

from .calling import Program

A, B = "a" * 40, "b" * 40
BOTH = (A, B)


@pytest.fixture(autouse=True)
def ordered(desk: FakeDesk) -> None:
    """Have two torrents that wait."""
    for known in BOTH:
        torrent = Torrent(name=known, hashes=frozenset({known}), size=1)
        options = DownloadOptions(tags=("new",), ratio_limit=1.5, seeding_time=10)
        order = order_of(torrent, options=options)
        desk.put(Standing(order=order, phase=Phase.WAITING))


async def wish(
    program: Program, desk: FakeDesk, path: str, **form: str
) -> list[tuple[Any, ...]]:
    """Wish something; return what the desk was asked for, looks left out."""
    before = len(desk.calls)
    assert (await program.ask(f"torrents/{path}", form)).text == ""
    return [call for call in desk.calls[before:] if call[0] != "look"]


@pytest.mark.parametrize(
    ("path", "form", "call"),
    [
        ("pause", {}, ("set_stopped", True)),
        ("stop", {}, ("set_stopped", True)),
        ("resume", {}, ("set_stopped", False)),
        ("start", {}, ("set_stopped", False)),
        ("setForceStart", {"value": "True"}, ("set_forced", True)),
        ("setForceStart", {"value": "false"}, ("set_forced", False)),
        ("topPrio", {}, ("move", Place.TOP)),
        ("increasePrio", {}, ("move", Place.UP)),
        ("decreasePrio", {}, ("move", Place.DOWN)),
        ("bottomPrio", {}, ("move", Place.BOTTOM)),
        ("reannounce", {}, ("reannounce",)),
        ("recheck", {}, ("recheck",)),
        ("setCategory", {"category": "tv/hd"}, ("set_category", "tv/hd")),
        ("setCategory", {"category": ""}, ("set_category", "")),
        ("addTags", {"tags": "hd, new"}, ("add_tags", ("hd", "new"))),
        ("removeTags", {"tags": "hd"}, ("remove_tags", ("hd",))),
    ],
)
async def test_it_comes_to_the_desk_for_those_that_are_meant(
    program: Program, desk: FakeDesk, path: str, form: dict[str, str], call: Any
) -> None:
    name, *values = call
    for hashes, meant in (
        (f"{A.upper()}|{B}", BOTH),
        (B, (B,)),
        ("all", BOTH),
        (f"{A}|all", (A, "all")),
        ("", ()),
    ):
        made = await wish(program, desk, path, hashes=hashes, **form)
        assert made == [(name, meant, *values)]
    assert {one.phase for one in desk.standings.values()} == {Phase.WAITING}
    answer = await program.call(f"/api/v2/torrents/{path}", form | {"foo": "bar"})
    assert answer.status == 400


async def test_what_is_wanted_no_more_is_deleted(
    program: Program, desk: FakeDesk
) -> None:
    assert await wish(program, desk, "delete", hashes=A) == [("delete", (A,), False)]
    assert await wish(program, desk, "delete", hashes=B, deleteFiles="True") == [
        ("delete", (B,), True)
    ]
    assert desk.standings == {}


@pytest.mark.parametrize("hashes", ["all", f"{A}|all", "ALL"])
async def test_not_everything_is_deleted_at_once(
    program: Program, desk: FakeDesk, hashes: str
) -> None:
    answer = await program.call("/api/v2/torrents/delete", {"hashes": hashes})
    assert answer.status == 409
    answer = await program.call("/api/v2/torrents/delete", {"deleteFiles": "true"})
    assert answer.status == 400
    assert set(desk.standings) == set(BOTH)


async def test_limits_that_are_not_named_stay(program: Program, desk: FakeDesk) -> None:
    made = await wish(
        program, desk, "setShareLimits", hashes=A, ratioLimit="2", seedingTimeLimit="-2"
    )
    assert made == [("set_limits", (A,), ShareLimits(ratio=2.0))]
    made = await wish(
        program,
        desk,
        "setShareLimits",
        hashes="all",
        ratioLimit="-1",
        seedingTimeLimit="60",
        inactiveSeedingTimeLimit="30",
    )
    limits = ShareLimits(ratio=-1, seeding_time=60, inactive_time=30)
    assert made == [("set_limits", (A,), limits), ("set_limits", (B,), limits)]
    made = await wish(program, desk, "setShareLimits", hashes=f"{B}|{'9' * 40}")
    assert made == [("set_limits", (B,), limits)]


async def test_a_category_is_made_and_listed(program: Program, desk: FakeDesk) -> None:
    for path in ("createCategory", "editCategory"):
        made = await wish(program, desk, path, category="tv", savePath=" /data/tv ")
        assert made == [("create_category", "tv", "/data/tv")]
    await wish(program, desk, "createCategory", category="films/4k")
    assert (await program.ask("torrents/categories")).value == {
        "tv": {"name": "tv", "savePath": "/data/tv"},
        "films/4k": {"name": "films/4k", "savePath": ""},
    }


@pytest.mark.parametrize(
    ("category", "status"),
    [
        ("", 400),
        ("a\\b", 409),
        ("/a", 409),
        ("a/", 409),
        ("a//b", 409),
        ("a" * 301, 409),
    ],
)
async def test_a_category_that_cannot_be_is_refused(
    program: Program, desk: FakeDesk, category: str, status: int
) -> None:
    form = {"category": category, "hashes": A}
    answer = await program.call("/api/v2/torrents/createCategory", form)
    assert answer.status == status
    answer = await program.call("/api/v2/torrents/setCategory", form)
    assert answer.status == (409 if category else 200)
    assert (
        await program.call("/api/v2/torrents/createCategory", {"a": "b"})
    ).status == 400
    assert desk.known == {}


async def test_tags_are_those_of_the_torrents(program: Program, desk: FakeDesk) -> None:
    assert await wish(program, desk, "createTags", tags="hd") == []
    assert (await program.call("/api/v2/torrents/createTags", {"a": "b"})).status == 400
    assert (await program.ask("torrents/tags")).value == ["new"]
    await wish(program, desk, "addTags", hashes=A, tags="hd")
    assert (await program.ask("torrents/tags")).value == ["hd", "new"]
    # None named means all that they have.
    made = await wish(program, desk, "removeTags", hashes=A)
    assert made == [("remove_tags", (A,), ("hd", "new"))]
    assert (await program.ask("torrents/tags")).value == ["new"]
