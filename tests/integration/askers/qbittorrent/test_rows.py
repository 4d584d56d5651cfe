"""What a torrent's row shows, and that it is made once."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.askers.base import Phase, Standing
from custom_components.greenlight.askers.qbittorrent.rows import (
    Rows,
    content_path,
    row_of,
)
from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.through import Habits, ShareLimits, Shown
from custom_components.greenlight.engine.files.metainfo import Torrent
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.clients.qbittorrent.replay import recorded_row
from tests.support.fake_desk import SAVE_PATH, START, download, order_of

V1, V2 = "a1" * 20, "b2" * 32
HABITS = Habits(save_path=SAVE_PATH, limits=ShareLimits(ratio=2.0))
# All that 4.6.7 tells of a torrent, and the type it tells it in.
TEXT = """category content_path download_path hash infohash_v1 infohash_v2 magnet_uri name save_path
    state tags tracker""".split()
FLAGS = "auto_tmm f_l_piece_prio force_start seq_dl super_seeding".split()
WHOLE = """added_on amount_left completed completion_on dl_limit dlspeed downloaded downloaded_session eta
    inactive_seeding_time_limit last_activity max_inactive_seeding_time max_seeding_time num_complete
    num_incomplete num_leechs num_seeds priority seeding_time seeding_time_limit seen_complete size
    time_active total_size trackers_count up_limit uploaded uploaded_session upspeed""".split()
REAL = "availability max_ratio progress ratio ratio_limit".split()


def standing(
    phase: Phase = Phase.WAITING,
    *,
    hashes: frozenset[str] = frozenset({V1}),
    **changed: Any,
) -> Standing:
    """Return how an order of a film stands."""
    torrent = Torrent(name="A.Film.2025", hashes=hashes, size=1000)
    return Standing(
        order=order_of(torrent, **changed), phase=phase, save_path=SAVE_PATH
    )


def shown(one: Standing, **changed: Any) -> Standing:
    """Return it as a client shows it."""
    return replace(
        one,
        phase=Phase.RUNNING,
        shown=Shown(
            download=download(one.order, **changed),
            save_path="/srv/here",
            forced=True,
            added=START + 10,
            completed=START + 99.5,
            last_activity=START + 120,
            uploaded=300,
            downloaded=1100,
            seeding_time=60,
            limits=ShareLimits(ratio=-1, seeding_time=90),
            tags=("greenlight", "hd"),
            priority=3,
        ),
    )


def row(one: Standing, habits: Habits = HABITS) -> dict[str, Any]:
    """Return its row."""
    return row_of(one, habits).fields


@pytest.mark.parametrize(
    "one",
    [
        standing(),
        standing(size=None),
        standing(Phase.QUEUED),
        standing(Phase.FAILED),
        shown(standing()),
        shown(standing(), size=None, ratio=None, eta=None, seeders=None, peers=None),
    ],
)
def test_it_has_every_field_of_the_real_one_in_its_type(one: Standing) -> None:
    fields = row(one)
    assert fields.keys() == {*TEXT, *FLAGS, *WHOLE, *REAL}
    assert {type(fields[name]) for name in TEXT} == {str}
    assert {type(fields[name]) for name in FLAGS} == {bool}
    assert {type(fields[name]) for name in WHOLE} == {int}
    assert {type(fields[name]) for name in REAL} <= {int, float}


@pytest.mark.parametrize("version", ["4.5.2", "5.1.0"])
def test_a_field_is_of_the_type_that_a_recorded_server_tells_it_in(
    version: str,
) -> None:
    real = recorded_row(version, "info-after-add-v1")
    ours = row(standing())
    kinds = {name: type(value) for name, value in real.items() if name in ours}
    assert len(kinds) > 45
    # Numbers of either kind are written alike.
    assert all(
        kind in (int, float)
        if type(ours[name]) in (int, float)
        else type(ours[name]) is kind
        for name, kind in kinds.items()
    )
    if version == "4.5.2":
        assert kinds.keys() == real.keys()


def test_what_waits_is_paused_and_nothing_of_it_is_there() -> None:
    options = DownloadOptions(
        tags=("new", "hd"),
        ratio_limit=1.5,
        seeding_time=-1,
        inactive_seeding_time=30,
        download_limit=4096,
        sequential=True,
    )
    fields = row(standing(category="tv", options=options))
    wanted = {
        "state": "pausedDL",
        "progress": 0,
        "eta": 8640000,
        "size": 1000,
        "total_size": 1000,
        "amount_left": 1000,
        "hash": V1,
        "infohash_v1": V1,
        "infohash_v2": "",
        "name": "A.Film.2025",
        "category": "tv",
        "tags": "new, hd",
        "added_on": int(START),
        "last_activity": int(START),
        "save_path": SAVE_PATH,
        "content_path": f"{SAVE_PATH}/A.Film.2025",
        "magnet_uri": f"magnet:?xt=urn:btih:{V1}&dn=A.Film.2025",
        "ratio_limit": 1.5,
        "max_ratio": 1.5,
        "seeding_time_limit": -1,
        "max_seeding_time": -1,
        "inactive_seeding_time_limit": 30,
        "max_inactive_seeding_time": 30,
        "dl_limit": 4096,
        "up_limit": 0,
        "seq_dl": True,
        "force_start": False,
    }
    assert wanted.items() <= fields.items()


def test_limits_that_nobody_set_are_the_clients_own() -> None:
    fields = row(standing())
    assert (fields["ratio_limit"], fields["max_ratio"]) == (-2, 2.0)
    assert (fields["seeding_time_limit"], fields["max_seeding_time"]) == (-2, -1)


def test_a_size_that_nobody_knows_is_none() -> None:
    fields = row(standing(size=None))
    assert (fields["size"], fields["total_size"], fields["amount_left"]) == (0, -1, 0)


def test_what_a_client_shows_is_shown_as_it_is() -> None:
    one = shown(
        standing(category="tv"),
        name="a film",
        state=DownloadState.SEEDING,
        progress=1.0,
        complete=True,
        done=1000,
        upload_speed=7,
        eta=12,
        seeders=4,
        peers=2,
        ratio=0.3,
        content_path="/srv/here/a film",
    )
    wanted = {
        "state": "forcedUP",
        "name": "a film",
        "save_path": "/srv/here",
        "content_path": "/srv/here/a film",
        "category": "tv",
        "tags": "greenlight, hd",
        "progress": 1.0,
        "ratio": 0.3,
        "ratio_limit": -1,
        "max_ratio": -1,
        "seeding_time": 60,
        "seeding_time_limit": 90,
        "inactive_seeding_time_limit": -2,
        "added_on": int(START) + 10,
        "completion_on": int(START) + 99,
        "last_activity": int(START) + 120,
        "uploaded": 300,
        "downloaded": 1100,
        "completed": 1000,
        "amount_left": 0,
        "upspeed": 7,
        "num_seeds": 4,
        "num_leechs": 2,
        "priority": 3,
        "force_start": True,
    }
    assert wanted.items() <= row(one).items()
    # Of what has failed it is still shown where it is.
    failed = row(replace(one, phase=Phase.FAILED))
    assert (failed["state"], failed["content_path"]) == ("error", "/srv/here/a film")


def test_what_waits_shows_nothing_of_a_client() -> None:
    fields = row(replace(shown(standing()), phase=Phase.WAITING))
    assert (fields["state"], fields["progress"]) == ("pausedDL", 0)
    assert (fields["uploaded"], fields["ratio_limit"]) == (0, -2)


@pytest.mark.parametrize(
    ("folder", "name", "path"),
    [
        ("/data", "A Film", "/data/A Film"),
        ("/data/", "A Film", "/data/A Film"),
        ("/", "A Film", "/A Film"),
        ("C:\\data", "A Film", "C:\\data\\A Film"),
        ("\\\\nas\\data\\", "A Film", "\\\\nas\\data\\A Film"),
        ("/data", "../../etc/passwd", "/data/_.._etc_passwd"),
        ("/data", "AC/DC", "/data/AC_DC"),
        ("/data", "...", "/data/_"),
        ("", "A Film", "A Film"),
    ],
)
def test_where_it_will_be_is_never_the_folder_itself(
    folder: str, name: str, path: str
) -> None:
    assert content_path(folder, name) == path
    assert path != folder


def test_where_nothing_is_known_the_clients_folder_is() -> None:
    fields = row(replace(standing(), save_path=""))
    assert fields["save_path"] == SAVE_PATH
    fields = row(replace(standing(name=""), save_path=""), Habits())
    assert (fields["save_path"], fields["content_path"]) == ("", V1)


@pytest.mark.parametrize(
    ("hashes", "known"), [({V1}, V1), ({V1, V2}, V1), ({V2}, V2[:40])]
)
def test_it_is_known_by_the_hash_that_programs_work_out(
    hashes: set[str], known: str
) -> None:
    made = row_of(standing(hashes=frozenset(hashes)), HABITS)
    assert made.spelt("autobrr/1.70")["hash"] == known
    assert made.ids == hashes | {one[:40] for one in hashes}


@pytest.mark.parametrize(
    ("agent", "asked", "known"),
    [
        ("Sonarr/4.0.17.2952 (ubuntu 22.04)", (), V2),
        ("Lidarr/2.9", (), V2),
        ("Prowlarr/2.3.6", (), V2[:40]),
        ("sonarrish", (), V2[:40]),
        ("Radarr/6.0", (V2[:40],), V2[:40]),
        ("autobrr", (V2,), V2),
        ("autobrr", (V1,), V2[:40]),
    ],
)
def test_one_of_version_2_alone_is_known_by_what_it_is_asked_for(
    agent: str, asked: tuple[str, ...], known: str
) -> None:
    made = row_of(standing(hashes=frozenset({V2})), HABITS)
    assert made.spelt(agent, asked)["hash"] == known
    assert made.fields["hash"] == V2[:40]
    assert made.fields["infohash_v2"] == V2


def test_a_row_is_made_once_for_as_long_as_nothing_changes() -> None:
    rows = Rows()
    one, other = standing(), standing(hashes=frozenset({V2}))
    first = rows.of([one, other], HABITS)
    # Another look at the same thing.
    again = rows.of(
        [replace(one), other], Habits(save_path=SAVE_PATH, limits=HABITS.limits)
    )
    assert [a is b for a, b in zip(first, again, strict=True)] == [True, True]
    for changed in (
        replace(one, phase=Phase.QUEUED),
        replace(one, save_path="/else"),
        replace(one, order=replace(one.order, category="films")),
        shown(one),
    ):
        now = rows.of([changed, other], HABITS)
        assert now[0] is not first[0]
        assert now[1] is first[1]
        rows.of([one, other], HABITS)
    anew = rows.of([one, other], Habits(save_path="/else"))
    assert anew[0] is not first[0]
    # What is gone is forgotten.
    assert rows.of([other], HABITS) != []
    assert [row.fields["hash"] for row in rows.of([other], HABITS)] == [V2[:40]]
