"""What NZBGet says, in our terms."""

import logging

import pytest

from custom_components.greenlight.clients.base import (
    Download,
    DownloadState,
    FoundBy,
    Identity,
    Problem,
    Space,
)
from custom_components.greenlight.clients.common import states
from custom_components.greenlight.clients.nzbget.client import NZBGet
from custom_components.greenlight.clients.nzbget.names import job_name, password_in
from custom_components.greenlight.clients.nzbget.rows import ENDINGS, QUEUE_STATES

from ..world import a_post, add, add_file, identity_of
from .fixtures import *  # noqa: F403
from .replay import VERSIONS, Replay, halves, recorded

GIB = 1024**3


@pytest.fixture(params=VERSIONS)  # type: ignore[no-redef]
def version(request: pytest.FixtureRequest) -> str:
    return request.param


async def told(client: NZBGet, row: dict) -> Download:
    """Return what a poll makes of one row."""
    poll = await client.poll({"it": Identity(id=str(row["NZBID"]))})
    return poll.downloads["it"]


async def test_every_recorded_state_is_known(server: Replay, client: NZBGet) -> None:
    server.status["DownloadPaused"] = True
    for row in recorded(server.version)["listgroups"]["body"]["result"]:
        assert row["Status"] in QUEUE_STATES
    for row in recorded(server.version)["history"]["body"]["result"]:
        assert row["Status"] in ENDINGS or row["Status"].startswith("SUCCESS/")


@pytest.mark.parametrize(("status", "state"), QUEUE_STATES.items())
async def test_the_states_of_the_queue(
    server: Replay, client: NZBGet, status: str, state: DownloadState
) -> None:
    row = server.put("A.Film.2026", status)
    download = await told(client, row)
    assert (download.state, download.complete) == (state, False)
    if state is DownloadState.POST_PROCESSING:
        assert (download.progress, download.done) == (1, download.size)


@pytest.mark.parametrize(
    ("status", "state", "problem", "says"),
    [
        ("SUCCESS/ALL", DownloadState.COMPLETED, None, ""),
        ("SUCCESS/GOOD", DownloadState.COMPLETED, None, ""),
        ("SUCCESS/NEWER", DownloadState.COMPLETED, None, ""),
        ("WARNING/SCRIPT", DownloadState.COMPLETED, None, "script failed"),
        ("WARNING/SPACE", DownloadState.WARNING, Problem.DISK_FULL, "no room"),
        ("WARNING/PASSWORD", DownloadState.FAILED, Problem.ENCRYPTED, "password"),
        ("WARNING/DAMAGED", DownloadState.WARNING, Problem.MISSING_ARTICLES, "damaged"),
        ("WARNING/NEWER", DownloadState.WARNING, Problem.ERROR, "a look"),
        ("FAILURE/PAR", DownloadState.FAILED, Problem.UNPACKING, "repaired"),
        ("FAILURE/UNPACK", DownloadState.FAILED, Problem.UNPACKING, "unpacked"),
        ("FAILURE/MOVE", DownloadState.WARNING, Problem.ERROR, "moved"),
        ("FAILURE/BAD", DownloadState.FAILED, Problem.ERROR, "bad"),
        ("FAILURE/SCAN", DownloadState.FAILED, Problem.ERROR, "read"),
        ("FAILURE/NEWER", DownloadState.FAILED, Problem.ERROR, "failed"),
        ("DELETED/COPY", DownloadState.FAILED, Problem.DUPLICATE, "already"),
        ("DELETED/DUPE", DownloadState.FAILED, Problem.DUPLICATE, "already"),
        ("DELETED/GOOD", DownloadState.FAILED, Problem.DUPLICATE, "already"),
        ("DREAMING", DownloadState.UNKNOWN, None, ""),
    ],
)
async def test_the_endings(
    server: Replay,
    client: NZBGet,
    status: str,
    state: DownloadState,
    problem: Problem | None,
    says: str,
) -> None:
    row = server.put("A.Film.2026", Category="films")
    server.end(row, status, Health=1000)
    download = await told(client, row)
    assert (download.state, download.problem) == (state, problem)
    assert download.complete is (state is DownloadState.COMPLETED)
    assert says in download.message
    assert not says or status in download.message
    assert bool(download.content_path) is download.complete


async def test_how_much_is_missing_is_told(server: Replay, client: NZBGet) -> None:
    row = server.put("A.Film.2026")
    server.end(row, "FAILURE/HEALTH", Health=874)
    failed = await told(client, row)
    assert failed.problem is Problem.MISSING_ARTICLES
    assert failed.message == ("12.6 % is missing (FAILURE/HEALTH)")
    row = server.put("Another.Film.2026")
    server.end(row, "WARNING/HEALTH", Health=999)
    usable = await told(client, row)
    assert (usable.state, usable.problem) == (
        DownloadState.COMPLETED,
        Problem.MISSING_ARTICLES,
    )
    assert usable.message == "0.1 % is missing (WARNING/HEALTH)"


async def test_what_somebody_deleted_is_not_there(
    server: Replay, client: NZBGet
) -> None:
    row = server.put("A.Film.2026")
    server.end(row, "DELETED/MANUAL")
    identity = Identity(id=str(row["NZBID"]), title="A.Film.2026", handed=1.0)
    assert (await client.poll({"it": identity})).downloads == {}
    assert await client.find(identity) is None
    assert (await client.survey()).counts == {}


async def test_the_unpackers_own_word_tells_a_missing_password(
    server: Replay, client: NZBGet
) -> None:
    row = server.put("Forgotten.Password.2026")
    server.end(row, "FAILURE/UNPACK")
    server.logs[row["NZBID"]] = [
        "Unpacking Forgotten.Password.2026",
        "7-Zip: Cannot open encrypted archive. Wrong password?",
        "Unpack for Forgotten.Password.2026 failed",
    ]
    for _ in range(2):
        assert (await told(client, row)).problem is Problem.ENCRYPTED
    assert server.calls["loadlog"] == 1
    plain = server.put("Forgotten.Password.2027")
    server.end(plain, "FAILURE/UNPACK")
    server.logs[plain["NZBID"]] = ["Unpacking Forgotten.Password.2027", "broken"]
    assert (await told(client, plain)).problem is Problem.UNPACKING


async def test_unknown_words_are_told_once(
    server: Replay, client: NZBGet, caplog
) -> None:
    row = server.put("A.Film.2026", "DREAMING")
    for _ in range(3):
        assert (await told(client, row)).state is DownloadState.UNKNOWN
    for number in range(40):
        server.put(f"Film.{number}.2026", f"STATE_{number}")
    await told(client, row)
    told_of = [r for r in caplog.records if r.name == states.__name__]
    assert len(told_of) == 20
    assert {r.levelno for r in told_of} == {logging.WARNING}


async def test_sizes_beyond_32_bits_and_repair_files_that_wait(
    server: Replay, client: NZBGet
) -> None:
    row = server.put(
        "A.Film.2026",
        "DOWNLOADING",
        **halves("FileSize", 70 * GIB),
        **halves("RemainingSize", 25 * GIB),
        **halves("PausedSize", 5 * GIB),
    )
    download = await told(client, row)
    assert (download.size, download.done) == (65 * GIB, 45 * GIB)
    assert download.progress == pytest.approx(45 / 65)
    assert download.download_speed == 100_000
    assert download.eta == 20 * GIB // 100_000


async def test_nothing_arrives(server: Replay, client: NZBGet) -> None:
    row = server.put("A.Film.2026", "DOWNLOADING")
    server.slow.add("A.Film.2026")
    server.placed.add("A.Film.2026")
    server.status |= {"DownloadRate": 0}
    answer = server.say("status", server.status)

    async def still(_):
        return server.say("status", server.status)

    server.instead["status"] = still
    assert answer.status == 200
    if "DownloadRateLo" not in server.status:
        assert (await told(client, row)).state is DownloadState.STALLED
    server.status |= {"DownloadRateLo": 0, "DownloadRateHi": 0}
    assert (await told(client, row)).state is DownloadState.STALLED


async def test_the_server_as_a_whole_is_paused(server: Replay, client: NZBGet) -> None:
    server.status["DownloadPaused"] = True
    waiting = server.put("A.Film.2026")
    forced = server.put("Now.2026", MaxPriority=900)
    assert (await told(client, forced)).state is DownloadState.QUEUED
    assert (await told(client, waiting)).state is DownloadState.PAUSED
    assert (await client.poll({})).transfer.paused is True


async def test_paused_by_the_health_check(server: Replay, client: NZBGet) -> None:
    row = server.put("A.Film.2026", "PAUSED", Health=800, CriticalHealth=850)
    download = await told(client, row)
    assert download.state is DownloadState.WARNING
    assert download.problem is Problem.MISSING_ARTICLES
    assert "20.0 %" in download.message


async def test_where_the_data_is(server: Replay, client: NZBGet) -> None:
    moved = server.put("A.Film.2026")
    server.end(moved, "SUCCESS/ALL", FinalDir="/library/A Film (2026)")
    assert (await told(client, moved)).content_path == "/library/A Film (2026)"
    plain = server.put("B.Film.2026")
    server.end(plain, "SUCCESS/ALL", DestDir="/dl/B\ud800")
    assert (await told(client, plain)).content_path == "/dl/B?"


async def test_room(server: Replay, client: NZBGet) -> None:
    server.status |= halves("FreeDiskSpace", 5 * GIB)
    server.status |= halves("TotalDiskSpace", 100 * GIB)
    assert await client.space() == Space(free=5 * GIB, total=100 * GIB)
    assert await client.space("/elsewhere") == Space()
    nothing = {"FreeDiskSpaceLo": 0xFFFFFFFF, "FreeDiskSpaceHi": 0xFFFFFFFF}
    server.status |= nothing
    assert (await client.space()).free is None


async def test_categories_come_without_the_rest_of_the_configuration(
    server: Replay, client: NZBGet
) -> None:
    survey = await client.survey()
    assert survey.categories == ("films", "music")
    assert server.password not in repr(vars(client))


# Names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Some.Film.2026-GROUP", "Some.Film.2026-GROUP"),
        ("Some.Film.2026-GROUP.nzb", "Some.Film.2026-GROUP"),
        ("Some.Film.2026-GROUP{{secret}}.nzb", "Some.Film.2026-GROUP"),
        ("AC/DC: Live\\1991", "AC DC Live 1991"),
        ('What? <a> "b" *|', "What a b"),
        ("../../etc/passwd", "etc passwd"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("日本語のタイトル", "日本語のタイトル"),
        ("é" * 150, "é" * 100),
        ("x" * 199 + "é", "x" * 199),
    ],
)
def test_a_name_that_can_be_a_folder(title: str, name: str) -> None:
    assert job_name(title) == name


def test_a_password_in_a_title() -> None:
    assert password_in("Film{{ hush }}") == "hush"
    assert password_in("Film{hush}") == ""
    assert password_in("Film{{}}") == ""


@pytest.mark.parametrize("title", ["Käse – 日本.2026-GRUPPE", "AC/DC: Live {{hush}}"])
async def test_what_is_handed_over(server: Replay, client: NZBGet, title: str) -> None:
    post = a_post(title)
    download = await add_file(client, post, category="films", stopped=True)
    (params,) = [params for method, params in server.asked if method == "append"]
    mark = identity_of(post).mark
    expected = [["greenlight", mark]]
    if "hush" in title:
        expected.append(["*Unpack:Password", "hush"])
    assert params[0] == f"{job_name(title)}.nzb"
    assert params[2:] == ["films", 0, False, True, "", 0, "FORCE", expected]
    assert download.name == job_name(title)


async def test_text_travels_without_escapes(server: Replay, client: NZBGet) -> None:
    """NZBGet 26 makes other characters of the escapes above U+00FF."""
    seen = []
    answer = server.say("append", 1)

    async def keep(request):
        seen.append(await request.read())
        return answer

    server.instead["append"] = keep
    server.put("Käse – 日本")
    await add(client, a_post("Käse – 日本 2"), stopped=True)
    assert "Käse – 日本 2".encode() in seen[0]


async def test_an_id_that_was_given_anew_is_not_ours(
    server: Replay, client: NZBGet
) -> None:
    """NZBGet begins at 1 again once both lists are empty."""
    row = server.put("Theirs.2026", Parameters=[{"Name": "greenlight", "Value": "b"}])
    ours = Identity(id=str(row["NZBID"]), mark="a")
    assert (await client.poll({"it": ours})).downloads == {}
    assert await client.find(ours) is None
    theirs = await client.find(Identity(id="77", mark="b"))
    assert theirs is not None
    assert theirs.by is FoundBy.ID
