"""What is done to a download that is there, or is not."""

from aiohttp import web
import pytest

from custom_components.greenlight.clients.errors import (
    BadAnswer,
    ClientTimeout,
    NotSupported,
    UnknownDownload,
)
from custom_components.greenlight.clients.nzbget.client import NZBGet

from ..answers import answering
from .fixtures import *  # noqa: F403
from .fixtures import waiting
from .replay import Replay


async def test_what_ended_can_be_neither_paused_nor_resumed(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    row["Status"] = "UNPACKING"
    with pytest.raises(NotSupported):
        await client.pause(identity.id)
    server.end(row, "SUCCESS/ALL")
    for steer in (client.pause, client.resume):
        with pytest.raises(NotSupported):
            await steer(identity.id)
    deleted, _ = waiting(server)
    server.end(deleted, "DELETED/MANUAL")
    with pytest.raises(UnknownDownload):
        await client.pause(str(deleted["NZBID"]))


async def test_what_is_gone_by_the_time_of_the_command(
    server: Replay, client: NZBGet
) -> None:
    _, identity = waiting(server)
    server.instead["editqueue"] = answering(200, '{"result": false}')
    with pytest.raises(UnknownDownload):
        await client.pause(identity.id)


@pytest.mark.usefixtures("impatient")
async def test_what_is_still_there_after_a_removal(
    server: Replay, client: NZBGet
) -> None:
    _, identity = waiting(server)
    server.instead["editqueue"] = answering(200, '{"result": true}')
    with pytest.raises(ClientTimeout, match="still shown"):
        await client.remove(identity.id, delete_data=True)
    assert server.calls["editqueue"] == 1


@pytest.mark.parametrize("delete_data", [True, False])
async def test_post_processing_is_stopped_before_a_removal(
    server: Replay, client: NZBGet, *, delete_data: bool
) -> None:
    row, identity = waiting(server)
    row["Status"] = "UNPACKING"
    await client.remove(identity.id, delete_data=delete_data)
    assert not server.queue
    assert not server.history
    commands = [params[0] for name, params in server.asked if name == "editqueue"]
    assert commands[0] == "PostDelete"


@pytest.mark.parametrize("paused", [True, False])
async def test_deleting_finished_files_leaves_the_server_as_it_was(
    server: Replay, client: NZBGet, *, paused: bool
) -> None:
    row, identity = waiting(server)
    server.end(row, "SUCCESS/ALL")
    server.status["DownloadPaused"] = paused
    await client.remove(identity.id, delete_data=True)
    assert not server.saved
    assert server.status["DownloadPaused"] is paused
    assert server.calls["pausedownload"] == (0 if paused else 1)
    assert server.status["ResumeTime"] == 0


async def test_data_that_a_script_moved_is_left_alone(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    server.end(row, "SUCCESS/ALL", FinalDir="/library/A Film (2026)")
    with pytest.raises(NotSupported, match="script"):
        await client.remove(identity.id, delete_data=True)
    assert len(server.history) == 1
    assert not server.calls["editqueue"]


@pytest.mark.parametrize("status", ["SUCCESS/ALL", "FAILURE/HEALTH"])
async def test_without_its_nzb_file_finished_data_cannot_be_deleted(
    server: Replay, client: NZBGet, status: str
) -> None:
    """NZBGet says yes to downloading again, and then does not."""
    row, identity = waiting(server)
    server.end(row, status)
    edit = server._edit

    def without(command: str, row: dict, param: str = "") -> None:
        if command != "HistoryRedownload":
            edit(command, row, param)

    server._edit = without  # type: ignore[method-assign]
    if status == "SUCCESS/ALL":
        with pytest.raises(NotSupported, match="keeps the data"):
            await client.remove(identity.id, delete_data=True)
        assert len(server.history) == 1
    else:
        await client.remove(identity.id, delete_data=True)
        assert not server.history


async def test_what_is_downloaded_again_too_late_is_removed_all_the_same(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    server.end(row, "SUCCESS/ALL")
    edit = server._editqueue
    missed: list[str] = []

    def slow(command: str, param: str, ids: list[int]) -> web.Response:
        if command == "GroupFinalDelete" and not missed:
            missed.append(command)
            return server.say("done", False)
        return edit(command, param, ids)

    server._editqueue = slow  # type: ignore[method-assign]
    await client.remove(identity.id, delete_data=True)
    assert not server.history
    assert not server.queue


async def test_a_limit_that_is_not_taken(server: Replay, client: NZBGet) -> None:
    server.instead["rate"] = answering(200, '{"result": false}')
    with pytest.raises(BadAnswer):
        await client.set_speed_limits(download=1000)
    await client.set_speed_limits()
    assert server.calls["rate"] == 1
