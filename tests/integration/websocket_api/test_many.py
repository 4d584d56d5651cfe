"""A house with 200 questions and 500 downloads: what is looked at, what is sent, and what it costs."""

from dataclasses import replace
import json
from time import thread_time
from typing import Any

from homeassistant.util import dt as dt_util
import pytest

from custom_components.greenlight.clients.base import Download, DownloadState, Space
from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import (
    Actor,
    ActorKind,
    Request,
    State,
    opened,
)
from custom_components.greenlight.engine.weighed import Shift, There, Weighed, Work
from custom_components.greenlight.presentation.card.board import ROOMS_EVERY
from custom_components.greenlight.websocket_api.live import Live, live

from ..people import House
from ..scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene

GB = 10**9
QUESTIONS = 200
DOWNLOADS = 500


def release(number: int) -> Release:
    """Return one of many releases."""
    return Release(
        guid=f"guid{number}",
        title=f"The Film {number} 2019 2160p UHD BluRay REMUX DV HDR TrueHD Atmos 7.1-GRP",
        link=f"https://site.example/{number}",
        source=SOURCE_ID,
        size=70 * GB,
        seeders=12,
    )


def weighed(number: int) -> Weighed:
    """Return what a release was held against."""
    return Weighed(
        work=Work(
            kind=Kind.MOVIE,
            title=f"The Film {number}",
            year=2019,
            known_to=(("library0", str(number)),),
        ),
        gains=(
            Shift("dolby_vision_profile", "P5", "P7 FEL"),
            Shift("atmos", "AAC", "Atmos"),
        ),
        losses=(Shift("language", "German, English", "English"),),
        uncertain=(Reason("probably_offered", (("value", "P7 FEL"),)),),
        there=(There(name=f"film{number}.mkv", size=18 * GB, replaced=True),),
    )


def question(number: int, now: float) -> Request:
    """Return one of many questions."""
    return opened(
        Request(
            id=f"question{number}",
            release=release(number),
            state=State.PENDING,
            created=now,
            expires=now + 86400,
            rule=RULE_ID,
            rule_name="Films",
            reasons=(Reason("rule_matched", (("rule", "Films"),)),),
            weighed=weighed(number),
            ballot=Ballot(need=2) if number % 10 == 0 else None,
        ),
        who=Actor(ActorKind.RULE, RULE_ID, "Films"),
        why=Reason("rule_matched", (("rule", "Films"),)),
    )


def download_of(number: int, seconds: int) -> Download:
    """Return what a client says of one after so many seconds."""
    progress = min(1.0, (number % 50 + seconds) / 1000)
    return Download(
        id=f"hash{number}",
        name=f"The Film {number}",
        state=DownloadState.DOWNLOADING,
        progress=progress,
        complete=False,
        size=GB,
        done=int(GB * progress),
        download_speed=1_000_000 + number + seconds,
        eta=3600 - seconds,
        seeders=12,
        peers=3,
        ratio=0.1,
    )


class Crowd:
    """Fills the ledger of a hub, and moves time on."""

    def __init__(self, scene: Scene) -> None:
        """Put all of it there."""
        self.hub = hub = scene.hub
        now = dt_util.utcnow().timestamp()
        for number in range(QUESTIONS):
            one = question(number, now)
            hub.ledger.open[one.id] = one
        who = Actor(ActorKind.USER, "mira", "Mira")
        for number in range(QUESTIONS, QUESTIONS + DOWNLOADS):
            asked = question(number, now)
            approved = asked.move(
                State.APPROVED, at=now, who=who, why=Reason("approved_by_person")
            )
            moved = approved.move(
                State.DOWNLOADING,
                at=now,
                who=Actor(ActorKind.CLIENT, CLIENT_ID, "Box"),
                why=Reason("client_took_it"),
                client=CLIENT_ID,
                download=f"hash{number}",
                handed=now,
            )
            hub.ledger.open[moved.id] = moved
        self.free(900 * 1000 * GB)
        self.second(0)

    def free(self, space: int) -> None:
        """Have a client say how much is free."""
        self.hub.gate.room.know(CLIENT_ID, Space(free=space))

    def second(self, seconds: int, every: int = 1) -> None:
        """Have downloads get on, one of so many."""
        said = self.hub.gate.downloads
        assert isinstance(said, dict)
        for number in range(QUESTIONS, QUESTIONS + DOWNLOADS, every):
            key, one = f"question{number}", download_of(number, seconds)
            said[key] = one
            request = self.hub.ledger.open[key]
            self.hub.ledger.open[key] = replace(request, progress=one.progress)


@pytest.fixture
def crowd(scene: Scene, house: House) -> Crowd:
    """Fill the house."""
    return Crowd(scene)


def looked(cards: Live) -> float:
    """Look once, and return for how many milliseconds the loop is held by that."""
    before = thread_time()
    cards._look()
    return (thread_time() - before) * 1000


async def test_one_look_serves_all_cards_and_sends_only_what_has_changed(
    scene: Scene, house: House, crowd: Crowd
) -> None:
    # What is told of the last few may be another once a minute.
    scene.freezer.tick(60 - dt_util.utcnow().timestamp() % 60)
    cards, told = live(scene.hass), list[dict[str, Any]]()
    leaves = []
    for name in ("owner", "decider", "reader"):
        user = await scene.hass.auth.async_get_user(house.ids[name])
        assert user
        leaves.append(cards.async_join(user, told.append))
    # All of it is made a little at a time.
    assert not told
    await scene.settle()
    assert len(told) == 3
    assert len(json.dumps(told[0])) < 1_000_000
    told.clear()

    took = {"nothing has changed": looked(cards)}
    assert not told
    crowd.second(1, every=DOWNLOADS)
    took["one of 500 gets on"] = looked(cards)
    assert [len(one["put"]["downloads"]) for one in told] == [1, 1, 1]
    told.clear()
    crowd.second(2)
    took["all 500 get on"] = looked(cards)
    assert [len(one["put"]["downloads"]) for one in told] == [DOWNLOADS] * 3
    assert all("waiting" not in one["put"] for one in told)
    told.clear()
    scene.freezer.tick(ROOMS_EVERY)
    crowd.free(900 * 1000 * GB + GB // 20)
    took["disks are looked at, and have hardly moved"] = looked(cards)
    assert not told
    scene.freezer.tick(ROOMS_EVERY)
    crowd.free(500 * 1000 * GB)
    took["all 200 questions have other room"] = looked(cards)
    assert [len(one["put"]["waiting"]) for one in told] == [QUESTIONS] * 3
    print({name: round(one, 1) for name, one in took.items()})
    # Not a promise: other work on the machine counts, too.
    assert max(took.values()) < 500
    for leave in leaves:
        leave()
