"""Details: how a title was read, where it goes, why it was asked and what has happened since."""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

import pytest

from custom_components.greenlight.clients.nzbget.client import NZBGet
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from custom_components.greenlight.clients.transmission.client import Transmission
from custom_components.greenlight.engine.decided import Ticket
from custom_components.greenlight.engine.home.home import Home, Means, Measured, Step
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason, said
from custom_components.greenlight.engine.request import SYSTEM, Request, State
from custom_components.greenlight.engine.rights import Person, Right
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.asking.sentences import reckoned
from custom_components.greenlight.presentation.asking.told import Disk
from custom_components.greenlight.presentation.card.details import details_view
from custom_components.greenlight.presentation.card.pieces import Json
from custom_components.greenlight.presentation.saying import Size
from tests.support.asking import GB, NAMES, NOW, TITLE, Facts
from tests.support.journals import CLIENT, JONAS, MIRA, SONARR, began, lived, ordered

READER = Person(JONAS, frozenset({Right.SEE}))
KEEPER = Person(MIRA, frozenset({Right.DOWNLOADS}))
ADMIN = Person(MIRA, frozenset({Right.EVERYTHING}))
CAME = (State.APPROVED, State.DOWNLOADING, State.COMPLETED, State.IMPORTED)
OPTIONS = DownloadOptions(category="films", save_path="/mnt/films")


def details(
    screens: Screens,
    request: Request,
    person: Person = READER,
    library: str = "",
    ignored: Collection[str] = (),
) -> Json:
    return details_view(
        request,
        screens.told(request, person.actor.id),
        person,
        lambda part: NAMES.get(part or ""),
        lambda _: library,
        lambda _: None,
        ignored,
    )


@pytest.mark.parametrize(
    ("priority", "told"),
    [
        (Priority.LOW, ["priority_low"]),
        (Priority.NORMAL, []),
        (Priority.HIGH, ["priority_high"]),
        (Priority.FORCE, ["priority_force"]),
    ],
)
def test_where_in_the_queue_it_goes_is_told(
    screens: Screens, priority: Priority, told: list[str]
) -> None:
    request = began(options=DownloadOptions(priority=priority), client="qb")
    goes_to = details(screens, request)["goes_to"]["list"]
    assert [one["say"] for one in goes_to[1:]] == told


def test_what_no_client_can_do_is_told(screens: Screens) -> None:
    every = {one.name for one in fields(DownloadOptions)}
    always = {"category", "tags", "stopped", "priority"}
    goes_to = details(screens, began(client="qb"), ignored=every)["goes_to"]["list"]
    (said,) = (one for one in goes_to if one["say"] == "options_ignored")
    named = {one["say"] for one in said["with"]["options"]["list"]}
    assert named == {f"option_{name}" for name in every - always}
    # Each that some client lacks has a name of its own.
    for client in (NZBGet, SABnzbd, Transmission, QBittorrent):
        assert not client.lacks & always
        assert client.lacks <= every


def test_what_a_library_hands_over_itself_is_told(screens: Screens) -> None:
    """Neither a folder nor a category of ours counts there."""
    options = DownloadOptions(
        category="films", save_path="/films", priority=Priority.HIGH
    )
    link = Ticket(guid="g", indexer=1).link
    release = replace(began().release, link=link, source="radarr0")
    request = replace(began(options=options), release=release)
    ignored = {"category", "save_path", "client"}
    goes_to = details(screens, request, ignored=ignored)["goes_to"]["list"]
    assert [one["say"] for one in goes_to] == ["priority_high", "options_of_program"]
    named = {one["say"] for one in goes_to[1]["with"]["options"]["list"]}
    assert named == {"option_category", "option_save_path", "option_client"}
    assert goes_to[1]["with"]["by"] == "Radarr"
    goes_to = details(screens, request, ignored={"priority"})["goes_to"]["list"]
    assert [one["say"] for one in goes_to] == ["options_of_program"]
    usual = replace(request, options=DownloadOptions())
    goes_to = details(screens, usual)["goes_to"]["list"]
    assert [one["say"] for one in goes_to] == ["program_hands_it_over"]


def test_of_a_question(screens: Screens) -> None:
    request = began(
        options=OPTIONS, reasons=(Reason("large", (("size", 5), ("limit", 4))),)
    )
    told = details(screens, request, library="Radarr")
    assert told["id"] == "r1"
    assert told["title"] == TITLE
    assert told["room"] == {
        "say": "room_how",
        "with": {
            "free": {"size": 412 * GB},
            "way": {"size": 58 * GB},
            "keep": {"size": 50 * GB},
        },
    }
    assert told["goes_to"] == {
        "list": [
            {"say": "goes_to", "with": {"client": "qBittorrent"}},
            {"say": "in_category", "with": {"category": "films"}},
            {"say": "became_imports", "with": {"library": "Radarr"}},
        ]
    }
    assert told["reasons"] == [
        {"say": "reason_large", "with": {"size": {"size": 5}, "limit": {"size": 4}}}
    ]


@pytest.mark.parametrize(
    ("way", "keep", "text"),
    [(0, 0, "room_how_free"), (5, 0, "room_how_way"), (0, 7, "room_how_keep")],
)
def test_of_room_only_what_takes_some_is_told(way: int, keep: int, text: str) -> None:
    told = reckoned(Disk(size=1, free=20, way=way, keep=keep))
    assert told.key == text
    sizes = {"free": 20 + way, "way": way, "keep": keep}
    assert dict(told.params) == {
        name: Size(size) for name, size in sizes.items() if size
    }


def test_how_it_was_read(screens: Screens) -> None:
    read = {one["name"]: one for one in details(screens, began())["read"]}
    assert {
        name: read[name]["value"]
        for name in ("title", "year", "source", "audio", "atmos", "group")
    } == {
        "title": "Salt and Lanterns",
        "year": "2019",
        "source": "Remux",
        "audio": "TrueHD",
        "atmos": "✓",
        "group": "NORTHWND",
    }
    assert {one["confidence"] for one in read.values()} == {"high"}
    unsure = details(screens, began(title="Film.2019.1080p.DV.WEB-DL.x265-GRP"))["read"]
    assert {one["confidence"] for one in unsure} > {"high"}
    assert {one["confidence"] for one in unsure} <= {"low", "medium", "high"}


def test_folders_are_for_whoever_deals_with_downloads(screens: Screens) -> None:
    request = began(options=OPTIONS)
    folder = {"say": "in_folder", "with": {"folder": "/mnt/films"}}
    assert folder in details(screens, request, KEEPER)["goes_to"]["list"]
    assert "/mnt" not in repr(details(screens, request))


def test_where_nobody_knows_where_it_goes(screens: Screens, facts: Facts) -> None:
    facts.outlook = None
    told = details(screens, began())
    assert not {"room", "goes_to"} & told.keys()
    # Who has it is known.
    has = details(screens, began(client="qb"))
    assert has["goes_to"]["list"] == [
        {"say": "goes_to", "with": {"client": "qBittorrent"}}
    ]
    assert "goes_to" not in details(screens, began(tell=True, client="qb"))


def test_the_journal(screens: Screens) -> None:
    request = (
        began(at=NOW)
        .note(
            at=NOW + 1, who=SYSTEM, why=Reason("also_offered", (("source", "Attic"),))
        )
        .note(at=NOW + 2, who=JONAS, why=Reason("put_off", (("until", NOW + 99.0),)))
        .move(
            State.DECLINED, at=NOW + 3, who=MIRA, why=said("declined_by_person", "no")
        )
        .move(State.PENDING, at=NOW + 4, who=MIRA, why=Reason("taken_back"))
        .move(State.APPROVED, at=NOW + 5, who=MIRA, why=Reason("approved_by_person"))
        .move(
            State.DOWNLOADING,
            at=NOW + 6,
            who=CLIENT,
            why=Reason("client_took_it", (("client", "Box"),)),
        )
    )
    assert details(screens, request)["journal"] == [
        {
            "at": NOW,
            "who": "Films I have",
            "how": "rule",
            "what": {"say": "state_pending"},
            "why": {"say": "reason_rule_matched"},
        },
        {
            "at": NOW + 1,
            "what": {"say": "reason_also_offered", "with": {"source": "Attic"}},
        },
        {
            "at": NOW + 2,
            "who": "Jonas",
            "how": "telegram",
            "what": {"say": "reason_put_off", "with": {"until": {"when": NOW + 99.0}}},
        },
        {
            "at": NOW + 3,
            "who": "Mira",
            "how": "phone",
            "what": {"say": "state_declined"},
            "why": "no",
        },
        {
            "at": NOW + 4,
            "who": "Mira",
            "how": "phone",
            "what": {"say": "state_pending"},
            "why": {"say": "reason_taken_back"},
        },
        {
            "at": NOW + 5,
            "who": "Mira",
            "how": "phone",
            "what": {"say": "state_approved"},
        },
        {
            "at": NOW + 6,
            "who": "qBittorrent",
            "what": {"say": "state_downloading"},
            "why": {"say": "reason_client_took_it", "with": {"client": "Box"}},
        },
    ]


def test_the_journal_names_a_program_once(screens: Screens) -> None:
    asker = (("asker", "Sonarr"),)
    request = ordered().move(
        State.CANCELLED, at=NOW, who=SONARR, why=Reason("withdrawn", asker)
    )
    first, last = details(screens, request)["journal"]
    assert first == {
        "at": request.created,
        "what": {"say": "state_pending"},
        "why": {"say": "reason_handed_over", "with": {"asker": "Sonarr"}},
    }
    assert last["why"] == {"say": "reason_withdrawn", "with": {"asker": "Sonarr"}}
    assert "who" not in last
    removed = request.note(at=NOW, who=SONARR, why=Reason("removed_with_data"))
    assert details(screens, removed)["journal"][-1]["who"] == "Sonarr"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "\u202eFilm\u200b.2019.1080p-" + "x" * 3000},
        {"options": DownloadOptions(category="\u202ec" + "x" * 3000)},
        {"reasons": (Reason("missing_term", (("term", "\u202e" + "x" * 3000),)),)},
    ],
)
def test_strangers_texts_are_clean_and_short(
    screens: Screens, changes: dict[str, Any]
) -> None:
    told = repr(details(screens, began(**changes)))
    assert "\\u202e" not in told
    assert "x" * 700 not in told


def test_nothing_secret_is_in_it(screens: Screens) -> None:
    request = replace(
        began(),
        content_path="/downloads/secret",
        hashes=frozenset({"secret"}),
        download="secret",
    )
    assert "secret" in request.release.link
    assert "secret" not in repr(details(screens, request, KEEPER))


def came(*states: State, **facts: Any) -> Request:
    """Return what came as P8.1 instead of P7 FEL, for what was there."""
    measured = Measured(now="P8.1", promised="P7 FEL", kept=False, size=9)
    home = Home(
        step=Step.DONE,
        means=Means.IMPORT,
        since=NOW,
        library="radarr0",
        targets=("/films/Salt (2019)/Salt.mkv",),
        measured=measured,
    )
    return lived(*states, home=home, choice=Choice.REPLACE, **facts)


def test_where_it_has_come_to(screens: Screens) -> None:
    told = details(screens, came(*CAME), library="Radarr")
    assert told["place"] == {
        # What was downloaded, and the file that has come of it.
        "bytes": 71_200_000_000,
        "file_bytes": 9,
        "promised": "P7 FEL",
        "measured": "P8.1",
        "kept": False,
        "library": "Radarr",
        "old": "replaced",
        "old_bytes": 18_400_000_000,
    }
    # Where it was to go is no news any more.
    assert not {"room", "goes_to"} & told.keys()


def test_paths_are_for_administrators(screens: Screens) -> None:
    request = came(*CAME, content_path="/downloads/salt")
    assert details(screens, request, ADMIN)["place"]["paths"] == [
        "/films/Salt (2019)/Salt.mkv"
    ]
    for person in (READER, KEEPER):
        assert "/films" not in repr(details(screens, request, person))
    nowhere = lived(*CAME, content_path="/downloads/salt")
    assert details(screens, nowhere, ADMIN)["place"]["paths"] == ["/downloads/salt"]
    assert "/downloads" not in repr(details(screens, nowhere, KEEPER))
    assert "paths" not in details(screens, lived(*CAME), ADMIN)["place"]


def test_what_is_complete_and_not_brought_home_says_why(screens: Screens) -> None:
    home = Home(
        step=Step.LEFT, means=Means.SCAN, since=NOW, why=Reason("home_kept_both")
    )
    told = details(screens, lived(*CAME[:3], home=home))
    assert told["place"] == {
        "bytes": 71_200_000_000,
        "came": {"say": "reason_home_kept_both"},
    }
    assert "place" not in details(screens, lived(State.DECLINED))
    assert "place" not in details(screens, lived(*CAME[:2]))
