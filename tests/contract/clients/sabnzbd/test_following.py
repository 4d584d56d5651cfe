"""A poll costs little however much there is, and loses nothing."""

from collections.abc import Callable
import time
from typing import Any

from aiohttp import web
import pytest

from custom_components.greenlight.clients.base import (
    DownloadState,
    FoundBy,
    Identity,
    Space,
)
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    ClientTimeout,
    NotSupported,
)
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from tests.contract.clients.sabnzbd.fixtures import *  # noqa: F403
from tests.contract.clients.sabnzbd.replay import VERSIONS, Replay, answering
from tests.contract.clients.world import TITLE
from tests.support.clock import Clock

MARK = "0123456789abcdef"


async def poll(client: SABnzbd, *ids: str) -> dict[str, Any]:
    followed = {known: Identity(id=known) for known in ids}
    return dict((await client.poll(followed)).downloads)


# Cost


async def test_following_nothing_is_one_short_question(
    client: SABnzbd, server: Replay
) -> None:
    for number in range(5):
        server.put(f"Film.{number}")
    await client.connect()
    server.asked.clear()
    await client.poll({})
    assert [mode for mode, _ in server.asked] == ["queue"]
    assert server.asked_of("queue")[0]["limit"] == "1"


async def test_only_the_followed_are_asked_for(client: SABnzbd, server: Replay) -> None:
    server.paused = True
    rows = [server.put(f"Film.{number}") for number in range(50)]
    for number in range(50):
        server.end({"filename": f"Old.{number}"}, "completed")
    await client.connect()
    server.asked.clear()
    known = [row["nzo_id"] for row in rows[:3]]
    assert set(await poll(client, *known)) == set(known)
    assert [mode for mode, _ in server.asked] == ["queue"]
    assert set(server.asked_of("queue")[0]["nzo_ids"].split(",")) == set(known)


async def test_an_unchanged_history_is_not_sent_again(
    client: SABnzbd, server: Replay, clock: Clock
) -> None:
    ended = server.end({"filename": "Done"}, "completed")
    known = ended["nzo_id"]
    assert (await poll(client, known))[known].complete
    # Were it sent, it would say so.
    ended["status"] = "Failed"
    clock.now += 299
    assert (await poll(client, known))[known].complete
    assert server.asked_of("history")[-1]["last_history_update"] == str(server.changes)
    # Something happened.
    server.changes += 1
    assert not (await poll(client, known))[known].complete


async def test_a_server_that_counts_anew_is_believed_for_a_while_only(
    client: SABnzbd, server: Replay, clock: Clock
) -> None:
    ended = server.end({"filename": "Done"}, "processing", status="Verifying")
    known = ended["nzo_id"]
    assert not (await poll(client, known))[known].complete
    ended |= {"status": "Completed", "storage": "/srv/Done"}
    clock.now += 301
    assert (await poll(client, known))[known].complete


async def test_another_followed_download_is_asked_for_at_once(
    client: SABnzbd, server: Replay
) -> None:
    first, second = (
        server.end({"filename": name}, "completed")["nzo_id"] for name in ("A", "B")
    )
    await poll(client, first)
    assert set(await poll(client, first, second)) == {first, second}


async def test_a_failed_read_is_no_reading(client: SABnzbd, server: Replay) -> None:
    ended = server.end({"filename": "Done"}, "processing", status="Verifying")
    known = ended["nzo_id"]
    await poll(client, known)
    ended |= {"status": "Completed", "storage": "/srv/Done"}
    server.changes += 1
    server.instead["history"] = answering(200, '{"history": {"slots": 5}}')
    with pytest.raises(BadAnswer):
        await poll(client, known)
    server.instead["history"] = answering(200, '{"history": false}')
    fresh = server.end({"filename": "Other"}, "completed")["nzo_id"]
    with pytest.raises(BadAnswer):
        await poll(client, known, fresh)
    del server.instead["history"]
    assert (await poll(client, known))[known].complete


async def test_hundreds_are_asked_for_in_parts(client: SABnzbd, server: Replay) -> None:
    known = [
        server.end({"filename": f"Film.{number}"}, "completed")["nzo_id"]
        for number in range(230)
    ]
    assert len(await poll(client, *known)) == 230
    parts = [len(one["nzo_ids"].split(",")) for one in server.asked_of("history")]
    assert parts == [100, 100, 30]


@pytest.mark.parametrize("version", ["3.1.1"])
async def test_a_server_that_tells_too_much_is_searched_by_name(
    client: SABnzbd, server: Replay
) -> None:
    row = server.put(TITLE, file=f"greenlight-{MARK}.nzb", status="Paused")
    server.placed.add(TITLE)
    identity = Identity(id=row["nzo_id"], title=TITLE, mark=MARK)
    for number in range(150):
        server.put(f"Other.{number}", status="Paused")
    found = (await client.poll({"it": identity})).downloads["it"]
    assert found.state is DownloadState.PAUSED
    server.queue.remove(row)
    server.end(row, "completed")
    for number in range(150):
        server.end({"filename": f"Newer.{number}"}, "completed")
    assert (await client.poll({"it": identity})).downloads["it"].complete


# Finding again


async def test_a_retry_by_hand_is_followed_to_its_new_id(
    client: SABnzbd, server: Replay
) -> None:
    identity = Identity(id="before", title=TITLE, mark=MARK, handed=time.time())
    server.placed.add(TITLE)
    row = server.put(TITLE, file=f"greenlight-{MARK}.nzb", status="Paused")
    server.put("Another.Film", status="Paused")
    found = (await client.poll({"it": identity})).downloads["it"]
    assert found.id == row["nzo_id"]
    server.queue.remove(row)
    ended = server.end(row, "completed")
    ended["completed"] = 1
    # Its title alone would not do: it ended before anything was handed over.
    found = (await client.poll({"it": identity})).downloads["it"]
    assert (found.id, found.complete) == (row["nzo_id"], True)
    hit = await client.find(identity)
    assert hit is not None
    assert hit.by is FoundBy.ID


async def test_one_job_is_not_taken_for_two(client: SABnzbd, server: Replay) -> None:
    row = server.put(TITLE, status="Paused")
    mine = Identity(id=row["nzo_id"], title=TITLE, mark="a")
    other = Identity(id="gone", title=TITLE, mark="b")
    downloads = (await client.poll({"other": other, "mine": mine})).downloads
    assert set(downloads) == {"mine"}


async def test_our_mark_goes_before_a_title(client: SABnzbd, server: Replay) -> None:
    now = time.time()
    server.end({"filename": TITLE}, "completed", nzo_id="theirs")
    for number in range(30):
        server.put(f"Other.{number}", status="Paused")
    mine = server.end(
        {"filename": TITLE, "file": f"greenlight-{MARK}.nzb"}, "completed"
    )
    server.end({"filename": TITLE}, "completed", nzo_id="theirs too")
    hit = await client.find(Identity(title=TITLE, mark=MARK, handed=now - 60))
    assert hit is not None
    assert (hit.download.id, hit.by) == (mine["nzo_id"], FoundBy.ID)


async def test_another_try_of_ours_is_not_found_by_its_title(
    client: SABnzbd, server: Replay
) -> None:
    server.end({"filename": TITLE, "file": "greenlight-before.nzb"}, "completed")
    now = time.time()
    assert await client.find(Identity(title=TITLE, mark=MARK, handed=now)) is None
    # To somebody who has no mark it is one of that name.
    assert await client.find(Identity(title=TITLE, handed=now - 60)) is not None


async def test_a_title_is_looked_for_back_to_when_it_was_handed_over(
    client: SABnzbd, server: Replay
) -> None:
    start = int(time.time()) - 10_000
    server.end({"filename": "Some Film 2026 1080p WEB h264-GROUP"}, "completed",
               completed=start)  # fmt: skip
    for number in range(1, 700):
        server.end({"filename": f"F{number}"}, "completed", completed=start + number)
    spelled = "Some_Film_2026_1080p_WEB_h264-GROUP"
    hit = await client.find(Identity(title=spelled, mark=MARK, handed=start))
    assert hit is not None
    assert hit.by is FoundBy.TITLE
    pages = len(server.asked_of("history"))
    assert await client.find(Identity(title=spelled, handed=start + 695)) is None
    # One by name, and one page that is old enough.
    assert len(server.asked_of("history")) == pages + 2


async def test_what_was_archived_is_still_complete(
    client: SABnzbd, server: Replay
) -> None:
    """A retention of nothing archives it the moment it is complete."""
    done = server.end({"filename": "Done"}, "completed")
    failed = server.end({"filename": "Failed"}, "failed")
    server.history, server.archive = [], [done, failed]
    assert set(await poll(client, done["nzo_id"], failed["nzo_id"])) == {done["nzo_id"]}


# Steering


async def test_what_is_downloaded_cannot_be_paused(
    client: SABnzbd, server: Replay
) -> None:
    known = server.end({"filename": "Done"}, "completed")["nzo_id"]
    with pytest.raises(NotSupported):
        await client.pause(known)


async def test_a_success_that_changed_nothing(client: SABnzbd, server: Replay) -> None:
    server.paused = True
    known = server.put("Film")["nzo_id"]
    server.deaf = True
    with pytest.raises(BadAnswer):
        await client.pause(known)
    server.deaf = False
    await client.pause(known)


async def test_what_is_being_processed_is_cancelled_and_removed(
    client: SABnzbd, server: Replay
) -> None:
    row = server.end({"filename": "Film"}, "processing", status="Verifying")
    known = row["nzo_id"]

    async def cancel(request: web.Request) -> web.Response:
        assert (await request.post())["value"] == known
        row["status"] = "Failed"
        return web.json_response({"status": True})

    server.instead["cancel_pp"] = cancel
    await client.remove(known, delete_data=True)
    assert server.history == []
    (deleted,) = (one for one in server.asked_of("history") if "del_files" in one)
    assert (deleted["del_files"], deleted["archive"]) == ("1", "0")


async def test_a_server_that_cannot_cancel_is_waited_for(
    client: SABnzbd, server: Replay
) -> None:
    row = server.end({"filename": "Film"}, "processing", status="Verifying")
    # Whatever is being processed cannot be deleted.
    deletes: list[Callable[[], None]] = [lambda: None, server.history.clear]

    async def history(request: web.Request) -> web.StreamResponse:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        if fields.get("name") == "delete":
            deletes.pop(0)()
            return server.say("history-delete")
        return server._history(fields, None)

    server.instead["history"] = history
    await client.remove(row["nzo_id"], delete_data=False)
    assert not deletes


async def test_what_stays_after_its_removal(
    client: SABnzbd, server: Replay, impatient: None
) -> None:
    known = server.put("Film", status="Paused")["nzo_id"]
    server.deaf = True
    with pytest.raises(ClientTimeout, match="still shown"):
        await client.remove(known, delete_data=True)


@pytest.mark.parametrize(
    ("wanted", "sent"), [(1, "1024"), (100, "1024"), (5_000_001, "5000001"), (0, "0")]
)
async def test_a_limit_is_never_taken_for_a_percentage(
    client: SABnzbd, server: Replay, wanted: int, sent: str
) -> None:
    await client.set_speed_limits(download=wanted)
    assert server.asked_of("config") == [
        {"output": "json", "name": "speedlimit", "value": sent}
    ]
    await client.set_speed_limits()
    assert len(server.asked_of("config")) == 1


# The whole


async def test_the_survey_counts_both_lists(client: SABnzbd, server: Replay) -> None:
    server.paused = True
    for number in range(4):
        server.put(f"Film.{number}")
    for _ in range(3):
        server.end({"filename": "F"}, "failed")
    for _ in range(5):
        server.end({"filename": "C"}, "completed")
    server.end({"filename": "P"}, "processing", status="Moving")
    counts = (await client.survey()).counts
    assert counts[DownloadState.PAUSED] == 4
    assert counts[DownloadState.FAILED] == 3
    assert counts[DownloadState.COMPLETED] >= 5
    assert DownloadState.DOWNLOADING not in counts
    assert all(fields["limit"] == "1" for fields in server.asked_of("history"))


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_survey_tells_what_is_going(client: SABnzbd, server: Replay) -> None:
    for number in range(4):
        server.put(f"Film.{number}")
        server.placed.add(f"Film.{number}")
        server.slow.add(f"Film.{number}")
    server.put("Waiting", status="Paused")
    server.put("Encrypted", status="Paused", labels=["ENCRYPTED"])
    assert (await client.survey()).counts == {
        DownloadState.DOWNLOADING: 1,
        DownloadState.QUEUED: 3,
        DownloadState.PAUSED: 1,
        DownloadState.WARNING: 1,
    }


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_paused_job_at_the_top_is_not_the_one_that_is_going(
    client: SABnzbd, server: Replay
) -> None:
    server.put("Paused", status="Paused")
    going = server.put("Film")["nzo_id"]
    server.put("Later")
    server.placed |= {"Film", "Later"}
    server.slow |= {"Film", "Later"}
    state = (await poll(client, going))[going].state
    assert state is DownloadState.DOWNLOADING


async def test_categories_that_are_none(client: SABnzbd, server: Replay) -> None:
    server.instead["get_cats"] = answering(200, '{"categories": 5}')
    with pytest.raises(BadAnswer):
        await client.survey()


async def test_room_is_known_only_where_it_saves(client: SABnzbd) -> None:
    assert await client.space("/somewhere") == Space()


async def test_the_finished_cost_nothing_while_nothing_is_finished(
    client: SABnzbd, server: Replay, clock: Clock
) -> None:
    start = int(time.time())
    server.end({"filename": "One", "cat": "films"}, "completed", completed=start)
    assert len(await client.finished(["films"], since=start)) == 1
    server.history[0]["name"] = "would be another"
    again = await client.finished(["films"], since=start)
    assert [one.name for one in again] == ["One"]
    assert await client.finished(["films"], since=start + 1) == ()
    assert all("last_history_update" in one for one in server.asked_of("history")[1:])
    # Further back than was read.
    further = await client.finished(["films"], since=start - 1)
    assert [one.name for one in further] == ["would be another"]
    server.history.clear()
    server.changes += 1
    assert await client.finished(["films"], since=start) == ()


async def test_what_is_processed_for_long_hides_nothing(
    client: SABnzbd, server: Replay
) -> None:
    start = int(time.time())
    server.end({"filename": "One", "cat": "films"}, "completed", completed=start)
    for number in range(30):
        server.end({"filename": f"P{number}"}, "processing", status="Moving")
    (one,) = await client.finished(["films"], since=start)
    assert one.name == "One"
