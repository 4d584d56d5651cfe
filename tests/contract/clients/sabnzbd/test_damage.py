"""What SABnzbd calls completed although something of it is missing."""

from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.clients.sabnzbd.damage import damage
from custom_components.greenlight.clients.sabnzbd.rows import read_ended

from .replay import history_row

LACKING = "Downloaded in 2 seconds at an average of 1.0 MB/s<br/>Age: 3d<br/>4 articles were missing"
NONE = "[A.Film.2026] No par2 sets"


def row(
    download: str = LACKING, repair: str = NONE, unpack: str = ""
) -> dict[str, Any]:
    stages = {"Source": "a.nzb", "Download": download, "Repair": repair}
    if unpack:
        stages["Unpack"] = unpack
    return {
        "stage_log": [
            {"name": name, "actions": [said]} for name, said in stages.items()
        ]
    }


@pytest.mark.parametrize("version", ["3.1.1", "4.5.0", "5.1.3"])
def test_what_is_whole(version: str) -> None:
    job = read_ended(history_row(version, "completed"))
    assert job.download.complete
    assert (job.download.problem, job.download.message) == (None, "")


def test_what_nothing_has_shown_to_be_whole() -> None:
    job = read_ended(history_row("5.1.3", "completed", **row()))
    assert job.download.state is DownloadState.COMPLETED
    assert job.download.complete
    assert job.download.problem is Problem.MISSING_ARTICLES
    assert job.download.message == "4 articles are missing, and nothing was repaired"


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("Downloaded in 1 sec<br/>Age: 1d", 0),
        ("", 0),
        # It took no time that could be measured.
        ("1 articles were missing", 1),
        ("2 articles were malformed<br/>3 articles were missing", 5),
        (
            "1 s<br/>Age: 1d<br/>2 articles were malformed<br/>3 articles were missing",
            5,
        ),
        ("Geladen in 1 s<br/>Alter: 1d<br/>7 Artikel fehlten", 7),
        ("İndirildi<br/>Yaş: 1d<br/>12 makale eksik", 12),
    ],
)
def test_what_is_missing_in_any_language(said: str, count: int) -> None:
    found = damage(row(said))
    assert found.startswith(f"{count} articles") if count else not found


@pytest.mark.parametrize(
    "repair",
    [
        "[A.Film.2026] Quick Check OK",
        "[A.Film.2026] Repaired in 5 seconds",
        "[A.Film.2026] Repariert in 5 Sekunden",
        "[A.Film.2026] Verified in 12 seconds, all files correct",
        "Verified successfully using SFV files",
    ],
)
def test_what_was_repaired_or_verified_is_whole(repair: str) -> None:
    assert not damage(row(repair=repair))


@pytest.mark.parametrize(
    "repair",
    [
        NONE,
        "[A Film [2026] 720p repaired] No par2 sets",
        "[A.Film.2026] Keine par2-Sets",
        "Trying SFV verification",
        "Trying RAR renamer",
    ],
)
def test_what_was_only_tried_says_nothing(repair: str) -> None:
    assert damage(row(repair=repair))


def test_what_was_unpacked_is_whole() -> None:
    assert not damage(row(unpack="[a] Unpacked 1 files/folders in 2 seconds"))
    assert not damage(row(unpack="[a] 1 Dateien in 2 Sekunden entpackt"))


@pytest.mark.parametrize(
    "said",
    [
        {"repair": "[A.Film.2026] Repair failed, not enough repair blocks (31 short)"},
        {"repair": "[A.Film.2026] Reparatur gescheitert (31 Blöcke fehlen)"},
        {"repair": 'Some files failed to verify against "A.Film.2026"'},
        {"unpack": "[A.Film.2026] Unpacking failed, unable to find A.Film.2026.r07"},
    ],
)
def test_what_is_completed_although_it_could_not_be_repaired_or_unpacked(
    said: dict[str, str],
) -> None:
    assert damage(row(**said))


def test_what_failed_last_counts_whatever_was_said_before() -> None:
    job = row(repair="[One] Repaired in 5 seconds", unpack="[One] Unpacked 1 files")
    assert not damage(job)
    assert damage({**job, "fail_message": "[Two] Gescheitert, es fehlen 31 Blöcke"})


@pytest.mark.parametrize(
    "log",
    [None, "", 5, [None], [{"name": "Download"}], [{"name": "Download", "actions": 5}]],
)
def test_a_history_without_words(log: object) -> None:
    assert not damage({"stage_log": log})
