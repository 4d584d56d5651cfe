"""What is handed over: taken as it is, or refused so that a program goes on to another release."""

import gzip
import random
from typing import Any

from aiohttp import ClientError
import pytest

from custom_components.greenlight.askers.base import NotNow, NotTaken
from custom_components.greenlight.askers.sabnzbd import asked as asked_module
from custom_components.greenlight.askers.sabnzbd.failed import MOST, FailedFetches
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.sources.base import Payload
from tests.support.fake_usenet_desk import KEY
from tests.support.torrents import make_torrent

from .gate import ARR, PATH, Gate, nzb

NAME = "A.Show.S01E01.1080p.WEB-DL.x264-GRP"
REFUSED = {"status": True, "nzo_ids": []}
LINK = "http://indexer.test/get/A.Film.2026.1080p.WEB-DL.x264-GRP.nzb?apikey=secret"


async def test_a_file_becomes_an_order(gate: Gate) -> None:
    file = nzb()
    answered = await gate.add(file, cat="tv", priority="-100")
    [standing] = await gate.desk.look()
    assert answered == {"status": True, "nzo_ids": [standing.order.id]}
    [handed] = gate.desk.handed
    assert handed.payload == Payload(file=file)
    assert (handed.name, handed.agent) == (NAME, ARR)
    assert handed.options == DownloadOptions(category="tv")


@pytest.mark.parametrize("field", ["name", "nzbfile", "file"])
async def test_the_field_of_the_file_may_be_called_anything(
    gate: Gate, field: str
) -> None:
    answer = await gate.post(nzb(), field=field, mode="addfile", apikey=KEY)
    assert len((await answer.json())["nzo_ids"]) == 1


async def test_a_file_may_be_packed(gate: Gate) -> None:
    file = nzb()
    answered = await gate.add(gzip.compress(file), f"{NAME}.nzb.gz")
    assert len(answered["nzo_ids"]) == 1
    [handed] = gate.desk.handed
    assert (handed.payload.file, handed.name) == (file, NAME)


@pytest.mark.parametrize(
    ("fields", "file_name", "name"),
    [
        ({"nzbname": "Nicht der Dateiname"}, f"{NAME}.nzb", "Nicht der Dateiname"),
        ({"nzbname": " "}, f"{NAME}.nzb", NAME),
        ({"nzbname": "two\nlines"}, "", "two lines"),
        ({}, "Ein schöner Film (2019).nzb", "Ein schöner Film (2019)"),
        ({}, "tmpk3j2x.nzb", ""),
    ],
)
async def test_it_is_called_what_the_program_calls_it(
    gate: Gate, fields: dict[str, str], file_name: str, name: str
) -> None:
    known = {"mode": "addfile", "apikey": KEY}
    await gate.post(
        nzb(), file_name=file_name or "x", agent="curl", body=fields, **known
    )
    [handed] = gate.desk.handed
    assert handed.name == name


@pytest.mark.parametrize(
    ("fields", "options"),
    [
        ({}, {}),
        ({"priority": "-100"}, {}),
        ({"priority": "2"}, {"priority": Priority.FORCE}),
        ({"priority": "1"}, {"priority": Priority.HIGH}),
        ({"priority": "0"}, {}),
        ({"priority": "-1"}, {"priority": Priority.LOW}),
        ({"priority": "-2"}, {"stopped": True}),
        ({"priority": "high"}, {}),
        ({"cat": "*"}, {}),
        ({"cat": "Default"}, {}),
        ({"cat": "TV Serien"}, {"category": "TV Serien"}),
        ({"pp": "3", "script": "Default", "cat": "a"}, {"category": "a"}),
    ],
)
async def test_what_is_wished_is_kept_for_the_yes(
    gate: Gate, fields: dict[str, str], options: dict[str, Any]
) -> None:
    await gate.ordered(**fields)
    [handed] = gate.desk.handed
    assert handed.options == DownloadOptions(**options)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\n",
        b"<html>Please log in</html>",
        b"<nzb></nzb>",
        b"magnet:?xt=urn:btih:" + b"a" * 40,
        b"\x1f\x8b\x08 packed, and not",
        make_torrent("A.Film.2026", {"film.mkv": b"film"}).content,
    ],
)
async def test_what_is_no_nzb_file_is_refused_without_an_error(
    gate: Gate, file: bytes
) -> None:
    assert await gate.add(file) == REFUSED
    assert await gate.queue() == []


async def test_what_is_declined_already_is_refused_without_an_error(gate: Gate) -> None:
    gate.desk.refuses = NotTaken("declined")
    gate.desk.links[LINK] = Payload(file=nzb())
    assert await gate.add(nzb()) == REFUSED
    assert await gate.ask("addurl", name=LINK) == REFUSED
    assert await gate.history() == []


async def test_what_cannot_be_taken_now_is_never_answered(gate: Gate) -> None:
    gate.desk.refuses = NotNow()
    gate.desk.links[LINK] = Payload(file=nzb())
    with pytest.raises(ClientError):
        await gate.add(nzb())
    with pytest.raises(ClientError):
        await gate.ask("addurl", name=LINK)
    gate.desk.refuses = None
    assert await gate.ordered()


async def test_nothing_handed_over_is_an_error(gate: Gate) -> None:
    expected = {"status": False, "error": "expects one parameter"}
    assert await gate.ask("addfile") == expected
    assert await gate.ask("addurl") == expected
    for kind in ("multipart/form-data", "multipart/form-data; boundary=b", "text/html"):
        answer = await gate.client.post(
            PATH,
            params={"mode": "addfile", "apikey": KEY},
            data=b"--c\r\nwhat is this",
            headers={"Content-Type": kind},
        )
        assert await answer.json() == expected


async def test_a_file_of_this_machine_is_nothing_to_hand_over(gate: Gate) -> None:
    answered = await gate.ask("addlocalfile", name="/etc/passwd")
    assert answered == {"status": False, "error": "not implemented"}


async def test_of_several_files_the_first_counts(gate: Gate) -> None:
    first, second = nzb("One.2026"), nzb("Two.2026")
    parts = [
        "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n",
        *(
            f'Content-Disposition: form-data; name="f"; filename="f"\r\n\r\n{file.decode()}'
            for file in (first, second)
        ),
    ]
    answer = await gate.client.post(
        PATH,
        params={"mode": "addfile", "apikey": KEY},
        data="".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert len((await answer.json())["nzo_ids"]) == 1
    [handed] = gate.desk.handed
    assert handed.payload.file == first


async def test_the_nzb_file_of_a_large_release_is_taken(gate: Gate) -> None:
    file = nzb().replace(b"</nzb>", b"<!--" + b" " * 20 * 2**20 + b"--></nzb>")
    answered = await gate.add(file)
    assert len(answered["nzo_ids"]) == 1
    [handed] = gate.desk.handed
    assert handed.payload.file == file


@pytest.mark.parametrize("packed", [True, False])
async def test_a_file_too_large_to_be_meant_is_refused(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, *, packed: bool
) -> None:
    file = nzb() + b" " * 70 * 2**20
    if packed:
        file = gzip.compress(file, 1)
    else:
        monkeypatch.setattr(asked_module, "MAX_NZB_BYTES", 2**20)
        file = file[: 2 * 2**20]
    assert await gate.add(file) == REFUSED


async def test_strangers_cannot_have_much_kept(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_module, "LITTLE", 1000)
    # The key is behind what is too large to be looked at for it.
    noise = random.Random(1).randbytes(200_000)
    answer = await gate.post(noise, body={"mode": "addfile"}, path=PATH)
    assert (answer.status, await answer.text()) == (403, "API Key Required")
    fields = {f"field{number}": "x" for number in range(200)}
    answer = await gate.post(body=fields, mode="queue")
    assert (answer.status, await answer.text()) == (403, "API Key Required")
    body = "mode=queue&padding=" + "x" * 17 * 2**20
    answer = await gate.client.post(
        PATH, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert (answer.status, await answer.text()) == (403, "API Key Required")


async def test_an_address_is_fetched_at_once(gate: Gate) -> None:
    file = nzb("Another.Name")
    gate.desk.links[LINK] = Payload(file=file)
    answered = await gate.ask("addurl", name=LINK, cat="films", priority="1")
    [standing] = await gate.desk.look()
    assert answered == {"status": True, "nzo_ids": [standing.order.id]}
    [handed] = gate.desk.handed
    assert handed.payload.file == file
    assert handed.name == "A.Film.2026.1080p.WEB-DL.x264-GRP"
    assert handed.options == DownloadOptions(category="films", priority=Priority.HIGH)


@pytest.mark.parametrize(
    ("name", "nzbname", "shown"),
    [
        (LINK, "Its Name", "Its Name"),
        (LINK, "", "A.Film.2026.1080p.WEB-DL.x264-GRP"),
        ("https://indexer.test/getnzb/81f3?key=secret", "", "indexer.test"),
    ],
)
async def test_an_address_that_leads_nowhere_has_failed(
    gate: Gate, name: str, nzbname: str, shown: str
) -> None:
    answered = await gate.ask("addurl", name=name, nzbname=nzbname, cat="films")
    [job] = answered["nzo_ids"]
    [row] = await gate.history(category="films")
    assert (row["nzo_id"], row["status"], row["name"]) == (job, "Failed", shown)
    assert row["fail_message"] == "URL Fetching failed; nothing is there"
    assert "secret" not in str(row)
    assert await gate.ask("history", name="delete", value=job) == {"status": True}
    assert await gate.history() == []


async def test_an_address_that_leads_to_something_else_has_failed(gate: Gate) -> None:
    gate.desk.links[LINK] = Payload(file=b"d4:infoe")
    gate.desk.links[f"{LINK}2"] = Payload(magnet="magnet:?xt=urn:btih:" + "a" * 40)
    await gate.ask("addurl", name=LINK)
    await gate.ask("addurl", name=f"{LINK}2")
    said = {row["fail_message"] for row in await gate.history()}
    assert said == {"URL Fetching failed; it is no NZB file"}


@pytest.mark.parametrize(
    "name", ["not a url", "file:///etc/passwd", "http://", "magnet:?xt=x", "http://["]
)
async def test_what_is_no_address_is_an_error(gate: Gate, name: str) -> None:
    assert await gate.ask("addurl", name=name) == {"status": False, "nzo_ids": []}


def test_only_the_last_failed_fetches_are_remembered() -> None:
    failed = FailedFetches()
    ids = [failed.add("one", str(n), "", "gone").id for n in range(MOST + 5)]
    failed.add("two", "another", "", "gone")
    assert [one.order.id for one in failed.of("one")] == ids[5:]
    failed.remove("one", ids[5:10])
    assert [one.order.id for one in failed.of("one")] == ids[10:]
    assert [one.order.name for one in failed.of("two")] == ["another"]
    assert len(set(ids)) == len(ids)
