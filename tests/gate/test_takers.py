"""What is asked for and nobody does who may take it is known beforehand."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.gate.attached import Attached
from custom_components.greenlight.gate.choose import Chooser
from custom_components.greenlight.gate.ports import ClientSettings
from custom_components.greenlight.gate.takers import Takers
from tests.support.asking import question
from tests.support.clock import Clock
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet

ASKED = DownloadOptions(
    category="films",
    priority=Priority.HIGH,
    sequential=True,
    ratio_limit=0.0,
    seeding_time=60,
)


class Small(FakeClient):
    """A torrent client that can do little."""

    lacks = frozenset({"sequential", "seeding_time", "content_layout"})


class Posts(FakeUsenet):
    """A client of usenet."""

    lacks = frozenset({"sequential", "ratio_limit", "seeding_time"})


@pytest.fixture
def attached() -> Attached:
    """Have a client of each kind."""
    attached = Attached()
    attached.clients |= {"qb": FakeClient(), "small": Small(), "posts": Posts()}
    attached.settings |= {
        "qb": ClientSettings(name="Box", tags=frozenset({"large"})),
        "small": ClientSettings(name="Attic"),
        "posts": ClientSettings(name="Cellar"),
    }
    return attached


def asked(protocol: Protocol = Protocol.TORRENT, *tags: str, **changes: str) -> Request:
    """Return a request that asks for more than some can do."""
    request = question(**changes)
    release = replace(request.release, protocol=protocol)
    return replace(request, release=release, options=replace(ASKED, tags=tags))


def test_only_what_none_of_them_does_is_ignored(attached: Attached) -> None:
    takers = Takers(attached, Chooser(Clock()))
    assert takers.ignored(asked()) == {"sequential", "seeding_time"}
    # Its tag has it go to one that can.
    assert takers.ignored(asked(Protocol.TORRENT, "large")) == frozenset()
    every = {"sequential", "ratio_limit", "seeding_time"}
    assert takers.ignored(asked(Protocol.USENET)) == every
    assert takers.ignored(question()) == frozenset()


def test_it_goes_by_the_one_that_is_chosen_and_the_one_that_has_it(
    attached: Attached,
) -> None:
    takers = Takers(attached, Chooser(Clock()))
    assert takers.ignored(asked(pinned="qb")) == frozenset()
    assert takers.ignored(asked(pinned="small")) == {"sequential", "seeding_time"}
    assert takers.ignored(asked(client="qb")) == frozenset()
    assert takers.ignored(asked(client="small")) == {"sequential", "seeding_time"}
    # It is gone, and what it could was its own affair.
    assert takers.ignored(asked(client="gone")) == {"sequential", "seeding_time"}


def test_where_there_is_no_client_nobody_knows(attached: Attached) -> None:
    attached.clients.clear()
    takers = Takers(attached, Chooser(Clock()))
    assert takers.ignored(asked()) == frozenset()
