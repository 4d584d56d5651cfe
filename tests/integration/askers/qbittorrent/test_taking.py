"""What is handed over, in whatever way, and what is answered."""

import gzip
from typing import Any

import aiohttp
from aiohttp import FormData
import pytest

from custom_components.greenlight.askers.base import NotNow, NotTaken
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.sources.base import Payload
from tests.support.fake_desk import PASSWORD, FakeDesk
from tests.support.torrents import make_torrent

from .calling import Answer, Program

TITLE = "Die.Ärzte.im.Hafen.S01E02.German.1080p.WEB.x264-GRP"
ONE = make_torrent(TITLE, {"a.mkv": b"a" * 9000})
TWO = make_torrent("other", {"b.mkv": b"b" * 9000})
V1 = ONE.v1 or ""
SONARR = "Sonarr/4.0.17.2952 (ubuntu 22.04)"


async def add(program: Program, form: Any) -> Answer:
    """Hand something over."""
    return await program.call("/api/v2/torrents/add", form)


def files(*parts: tuple[str, str, bytes], **fields: str) -> FormData:
    """Return a form with files by field and name, and fields."""
    form = FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value)
    for field, name, content in parts:
        form.add_field(field, content, filename=name)
    return form


def taken(answer: Answer) -> bool:
    """Tell whether it was taken, as every program tells it."""
    assert answer.kind == "text/plain; charset=UTF-8"
    assert (answer.status, answer.text) in {(200, "Ok."), (200, "Fails.")}
    return answer.text == "Ok."


async def test_everything_that_is_wished_is_handed_on(
    program: Program, desk: FakeDesk
) -> None:
    form = files(
        ("torrents", f"{TITLE}.torrent", ONE.content),
        category="tv-sonarr",
        tags="hd, new ,,hd",
        savepath=" /data/tv ",
        paused="True",
        ratioLimit="1.5",
        seedingTimeLimit="90",
        inactiveSeedingTimeLimit="-1",
        upLimit="1024",
        dlLimit="2048",
        contentLayout="Subfolder",
        sequentialDownload="TRUE",
        firstLastPiecePrio="true",
        skip_checking="true",
        addToTopOfQueue="true",
        autoTMM="false",
        foo="bar",
    )
    assert taken(await add(program, form))
    (handed,) = desk.handed
    assert handed.payload == Payload(file=ONE.content)
    assert handed.name == TITLE
    assert handed.agent == program.agent
    assert handed.options == DownloadOptions(
        category="tv-sonarr",
        tags=("hd", "new"),
        save_path="/data/tv",
        stopped=True,
        ratio_limit=1.5,
        seeding_time=90,
        inactive_seeding_time=-1,
        upload_limit=1024,
        download_limit=2048,
        content_layout="Subfolder",
        sequential=True,
        first_last=True,
        skip_check=True,
        priority=Priority.HIGH,
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"paused": "False", "stopped": "false", "sequentialDownload": "no"},
        {"ratioLimit": "-2", "seedingTimeLimit": "-2", "upLimit": "-1", "dlLimit": "0"},
        {"ratioLimit": "nan", "seedingTimeLimit": "1.5", "upLimit": "9" * 30},
        {"ratioLimit": "inf", "seedingTimeLimit": "-9", "contentLayout": "Odd"},
        {"ratioLimit": "", "seedingTimeLimit": "", "tags": ",", "savepath": " "},
    ],
)
async def test_what_says_nothing_leaves_it_to_the_client(
    program: Program, desk: FakeDesk, fields: dict[str, str]
) -> None:
    assert taken(await add(program, {"urls": ONE.magnet()} | fields))
    assert desk.handed[0].options == DownloadOptions()


@pytest.mark.parametrize("name", ["paused", "stopped"])
async def test_it_may_begin_stopped_by_the_old_name_and_the_new(
    program: Program, desk: FakeDesk, name: str
) -> None:
    assert taken(await add(program, {"urls": ONE.magnet(), name: "true"}))
    assert desk.handed[0].options.stopped is True


async def test_any_file_counts_and_several_do(program: Program, desk: FakeDesk) -> None:
    form = files(("torrent__0", "a", ONE.content), ("anything", "b", TWO.content))
    assert taken(await add(program, form))
    assert set(desk.standings) == {ONE.v1, TWO.v1}
    # A part whose file has no name is one by its type.
    head = b"Content-Disposition: form-data; name=a\r\nContent-Type: application/x-bittorrent"
    answer = await program.call(
        "/api/v2/torrents/add",
        b"--x\r\n%s\r\n\r\n%s\r\n--x--\r\n" % (head, ONE.content),
        headers={
            "Authorization": f"Bearer {PASSWORD}",
            "Content-Type": "multipart/form-data; boundary=x",
        },
    )
    assert taken(answer)
    assert len(desk.handed) == 3


@pytest.mark.parametrize(
    ("name", "agent", "title"),
    [
        (f"{TITLE}.torrent", "autobrr", TITLE),
        ("tmpx8k2.torrent", "autobrr", ""),
        ("torrent__0", "python-requests/2", ""),
        ("Stalker.torrent", SONARR, "Stalker"),
        ("Stalker.torrent", "autobrr", ""),
    ],
)
async def test_a_file_is_its_title_where_it_reads_as_one(
    program: Program, desk: FakeDesk, name: str, agent: str, title: str
) -> None:
    program.agent = agent
    assert taken(await add(program, files(("torrents", name, ONE.content))))
    assert desk.handed[0].name == title


async def test_links_are_taken_line_by_line(program: Program, desk: FakeDesk) -> None:
    desk.links["http://a.invalid/1"] = Payload(file=TWO.content)
    links = f" {ONE.magnet()} \n\nhttp://a.invalid/1\r\n{'c' * 40}\n"
    assert taken(await add(program, {"urls": links}))
    assert set(desk.standings) == {ONE.v1, TWO.v1, "c" * 40}
    assert [one.name for one in desk.handed] == ["", "", ""]
    assert desk.handed[2].payload.magnet == f"magnet:?xt=urn:btih:{'c' * 40}"


async def test_a_long_magnet_comes_in_parts(program: Program, desk: FakeDesk) -> None:
    trackers = [f"http://tracker{at}.invalid/announce" for at in range(60)]
    magnet = ONE.magnet(trackers=trackers)
    assert len(magnet) > 2048
    assert taken(await add(program, files(urls=magnet, category="tv")))
    assert desk.handed[0].payload.magnet is not None
    assert desk.handed[0].payload.magnet.count("&tr=") == 60


async def test_what_some_sites_do_to_files_is_mended(
    program: Program, desk: FakeDesk
) -> None:
    packed = gzip.compress(ONE.content)
    assert taken(await add(program, files(("torrents", "a.torrent", packed))))
    magnet = ONE.magnet().encode()
    assert taken(await add(program, files(("torrents", "a.torrent", magnet))))
    assert [one.payload.file for one in desk.handed] == [ONE.content, None]
    assert list(desk.standings) == [V1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><title>Log in</title></html>",
        b'<?xml version="1.0"?><nzb xmlns="http://www.newzbin.com/DTD/2003/nzb"></nzb>',
        b"d3:foo3:bare",
        b"\x00\x01",
    ],
)
async def test_what_is_no_torrent_is_told_so(
    program: Program, desk: FakeDesk, content: bytes
) -> None:
    answer = await add(program, files(("torrents", "a.torrent", content)))
    assert (answer.status, answer.kind) == (415, "text/plain; charset=UTF-8")
    assert answer.text.startswith("Error: ")
    assert desk.handed == []
    # Something else that comes with it is taken all the same.
    form = files(("a", "a.torrent", content), ("b", "b.torrent", ONE.content))
    assert taken(await add(program, form))


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://a.invalid/gone",
        "magnet:?dn=nothing",
        "ftp://a.invalid/a.torrent",
        "file:///etc/passwd",
        "bc://bt/abc",
        "nonsense",
    ],
)
async def test_what_leads_nowhere_fails(
    program: Program, desk: FakeDesk, link: str
) -> None:
    assert not taken(await add(program, {"urls": link}))
    assert desk.handed == []
    assert [call for call in desk.calls if call[0] == "fetch"] == (
        [("fetch", link)] if link.startswith("http") else []
    )


async def test_a_page_behind_a_link_fails_and_is_no_bad_file(
    program: Program, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(_link: str) -> Payload:
        raise NotTaken("a page for people", unreadable=True)

    monkeypatch.setattr(desk, "fetch", fetch)
    assert not taken(await add(program, {"urls": "https://a.invalid/1"}))


async def test_nothing_at_all_fails(program: Program, desk: FakeDesk) -> None:
    assert not taken(await add(program, {"category": "tv"}))
    assert not taken(await program.call("/api/v2/torrents/add"))


async def test_no_more_links_are_followed_than_anybody_hands_over(
    program: Program, desk: FakeDesk
) -> None:
    links = "\n".join(f"http://a.invalid/{at}" for at in range(150))
    assert not taken(await add(program, {"urls": links}))
    assert len(desk.calls) == 100


async def test_what_was_declined_fails(program: Program, desk: FakeDesk) -> None:
    desk.refuses = NotTaken("declined by Kim")
    assert not taken(await add(program, {"urls": ONE.magnet()}))
    assert not taken(await add(program, files(("torrents", "a", ONE.content))))


async def test_what_cannot_be_taken_now_is_kept_by_the_program(
    program: Program, desk: FakeDesk
) -> None:
    # What is answered at all they take for an answer: whatever it says, it is lost then.
    desk.refuses = NotNow()
    with pytest.raises(aiohttp.ClientError):
        await add(program, files(("torrents", "a.torrent", ONE.content)))
    with pytest.raises(aiohttp.ClientError):
        await add(program, {"urls": ONE.magnet()})


async def test_the_same_again_is_fine(program: Program, desk: FakeDesk) -> None:
    for _ in range(2):
        assert taken(await add(program, {"urls": ONE.magnet()}))
    assert list(desk.standings) == [V1]
