"""Questions as tests put them to people: on a Thursday at 17:00 in Berlin."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from custom_components.greenlight.clients.base import Download
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.records import Record
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Actor, ActorKind, Request, State
from custom_components.greenlight.engine.rights import Person, Right
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.gate.home.shown import Meant
from custom_components.greenlight.gate.room import Outlook
from custom_components.greenlight.libraries.imports import ImportHabits
from custom_components.greenlight.presentation.asking.screens import Around, Screens
from custom_components.greenlight.presentation.asking.telling import Knowing
from custom_components.greenlight.presentation.asking.told import Fate, File
from custom_components.greenlight.presentation.question import Questions
from custom_components.greenlight.presentation.saying import Speaker
from custom_components.greenlight.presentation.texts import Texts

from .weighed import UPGRADE

NOW: Final = datetime.fromisoformat("2026-11-26T16:00:00+00:00").timestamp()
HOUR: Final = 3600.0
TITLE: Final = (
    "Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC"
    ".TrueHD.7.1.Atmos-NORTHWND"
)


def release(title: str = TITLE, **changes: Any) -> Release:
    """Return what Harbour Feed offers, two hours old."""
    facts: dict[str, Any] = {
        "guid": title,
        "title": title,
        "link": "magnet:?xt=secret",
        "source": "harbour",
        "size": 71_200_000_000,
        "seeders": 38,
        "published": NOW - 2 * HOUR,
    }
    return Release(**(facts | changes))


def question(title: str = TITLE, **changes: Any) -> Request:
    """Return a question that waits until 21:30; what begins with ``release_`` is of its release."""
    of_release = {
        name.removeprefix("release_"): changes.pop(name)
        for name in [*changes]
        if name.startswith("release_")
    }
    facts: dict[str, Any] = {
        "created": NOW - HOUR,
        "expires": NOW + 4.5 * HOUR,
        "weighed": UPGRADE,
        "rule": "films",
        "rule_name": "Films I have",
    }
    return Request(
        id="Ab3-_x9Kq2w",
        release=release(title, **of_release),
        state=State.PENDING,
        **(facts | changes),
    )


GB: Final = 10**9
FAR: Final = Outlook(
    client="qBittorrent", free=412 * GB, promised=58 * GB, reserve=50 * GB
)
NAMES: Final = {
    "harbour": "Harbour Feed",
    "attic": "Attic Index",
    "radarr0": "Radarr",
    "sonarr0": "Sonarr",
    "sonarr1": "Sonarr",
    "plex0": "Plex",
    "qb": "qBittorrent",
    "films": "Films I have",
}
PEOPLE: Final = {"1": "Mira", "2": "Jonas", "3": "Lotte", "4": "Ben"}


@dataclass
class Facts:
    """What tests let be so around the questions."""

    now: float = NOW
    outlook: Outlook | None = FAR
    downloads: dict[str, Download] = field(default_factory=dict)
    room: Reason | None = None
    fate: Fate | None = None
    imports: bool = False
    path: str = "/lovelace/greenlight"
    address: str = ""
    rule: str = ""
    rights: dict[str, frozenset[Right]] = field(default_factory=dict)
    asker: AskerFacts | None = None
    meant: Meant | None = None
    record: Record | None = None
    origin: Record | None = None
    sooner: bool = False
    takes_in: str = ""
    here: float | None = None
    habits: ImportHabits | None = None

    def person(self, who: str) -> Person | None:
        """Return somebody whose rights are known."""
        rights = self.rights.get(who)
        actor = Actor(ActorKind.USER, who, PEOPLE.get(who, ""))
        return None if rights is None else Person(actor, rights)


def screens_of(texts: Texts, facts: Facts) -> Screens:
    """Return screens in the words of ``texts``."""

    def fate(request: Request) -> File | None:
        if facts.fate is None or not request.weighed or not request.weighed.there:
            return None
        size = request.weighed.there[0].size or 0
        together = size + (request.bytes or 0)
        return File(fate=facts.fate, size=size, together=together, days=30)

    speak = Speaker(texts, lambda: facts.now)
    knowing = Knowing(
        questions=Questions(
            texts,
            lambda part: NAMES.get(part or ""),
            lambda _: facts.imports,
            here=lambda _: facts.here,
        ),
        name_of=lambda part: NAMES.get(part or ""),
        outlook=lambda _: facts.outlook,
        now=lambda: facts.now,
        person=lambda who: PEOPLE.get(who, ""),
        fate=fate,
        asker=lambda _: facts.asker,
        meant=lambda _: facts.meant,
        record=lambda _: facts.record,
        origin=lambda _: facts.origin,
        habits=lambda _: facts.habits,
        sooner=lambda _: facts.sooner,
        takes_in=lambda _: facts.takes_in,
    )
    around = Around(
        downloads=lambda: facts.downloads,
        waits_for_room=lambda _: facts.room,
        path=lambda: facts.path,
        address=lambda: facts.address,
        always=lambda _: facts.rule,
        person=facts.person,
        deciders=lambda _: ["Mira", "Jonas"],
    )
    return Screens(speak, knowing, around)
