"""Usenet: what has no hash is known by our mark, by the client's id, and else by its title."""

import pytest

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.errors import CannotConnect, ClientTimeout
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.gate.content import LARGE
from custom_components.greenlight.gate.grab import RETRY_DELAYS
from custom_components.greenlight.gate.ports import AlreadyRequested, UnusableLink
from custom_components.greenlight.sources.base import Payload
from tests.support.fake_usenet import FakeUsenet

from .fakes import ANNA, World
from .scene import approve, by_file, file_of, nzb_of
from .test_choose import last_why
from .test_grab import approved, failed_because

TITLE = "Some.Film.2024.1080p.WEB-DL.H.264-GRP"
OTHER_SPELLING = "Some Film 2024 1080p WEB-DL H 264-GRP"
LINK = f"https://site.test/{TITLE}.torrent"


def film(**changes: object) -> Release:
    """Return a release that an indexer offers."""
    return by_file(TITLE, **{"protocol": Protocol.USENET} | changes)


@pytest.fixture
def sab(world: World) -> FakeUsenet:
    """Attach a usenet client beside the torrent client."""
    world.source.files[LINK] = nzb_of(TITLE, 5000)
    return world.add_client(FakeUsenet(world))


class TestTakes:
    async def test_an_nzb_by_a_usenet_client(
        self, world: World, sab: FakeUsenet
    ) -> None:
        request_id = await approved(world, film())
        request = world.gate.requests.find(request_id)
        assert (request.client, request.download) == ("sab", "sab-1")
        assert (request.size, request.hashes) == (5000, frozenset())
        assert world.whys(request_id)[-1] == "client_took_it"
        assert not world.client.taken

    async def test_whatever_the_source_said_it_is(
        self, world: World, sab: FakeUsenet
    ) -> None:
        release = film(protocol=Protocol.TORRENT)
        request_id = await approved(world, release)
        assert world.gate.requests.find(request_id).client == "sab"
        assert world.gate.requests.find(request_id).release.protocol is Protocol.USENET

    async def test_a_large_one_beside_everything_else(
        self, world: World, sab: FakeUsenet
    ) -> None:
        file = nzb_of(TITLE).file or b""
        world.source.files[LINK] = Payload(file=file + b" " * LARGE)
        request_id = await approved(world, film())
        for _ in range(1000):
            if world.state(request_id) != "approved":
                break
            await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_not_what_cannot_be_read(self, world: World, sab: FakeUsenet) -> None:
        world.source.files[LINK] = Payload(file=b"<nzb></nzb>")
        request_id = await approved(world, film())
        assert failed_because(world, request_id).code == "bad_torrent"

    async def test_two_of_them_as_two(self, world: World, sab: FakeUsenet) -> None:
        """Neither has a hash, which does not make them the same."""
        other = TITLE.replace("2024", "2025")
        world.source.files[f"https://site.test/{other}.torrent"] = nzb_of(other)
        first = await approved(world, film())
        second = await approved(world, by_file(other))
        assert world.state(first) == world.state(second) == "downloading"
        assert len(sab.taken) == 2


class TestFinds:
    @pytest.mark.parametrize("name", [TITLE, OTHER_SPELLING])
    async def test_by_title_what_somebody_added(
        self, world: World, sab: FakeUsenet, name: str
    ) -> None:
        job = sab.job(name)
        sab.downloads[job.id] = job
        request_id = await approved(world, film())
        assert last_why(world, request_id) == (
            "already_there_by_title",
            {"client": "Sab"},
        )
        assert world.gate.requests.find(request_id).download == job.id
        assert not sab.taken

    async def test_by_mark_what_was_handed_over(
        self, world: World, sab: FakeUsenet
    ) -> None:
        sab.silent = True
        request_id = await approved(world, film())
        assert world.whys(request_id)[-1] == "client_took_it"
        assert world.gate.requests.find(request_id).download == sab.taken[0]

    async def test_by_title_what_was_handed_over_to_one_without_marks(
        self, world: World, sab: FakeUsenet
    ) -> None:
        sab.keeps_marks = False
        sab.dies = True
        request_id = await approved(world, film())
        assert world.whys(request_id)[-1] == "may_have_it"
        sab.failure = None
        sab.end_job(sab.taken[0], DownloadState.COMPLETED)
        await world.restart()
        assert world.whys(request_id)[-1] == "client_took_it"
        assert len(sab.taken) == 1

    async def test_not_what_was_finished_before(
        self, world: World, sab: FakeUsenet
    ) -> None:
        job = sab.job(TITLE)
        sab.downloads[job.id] = job
        sab.end_job(job.id, DownloadState.COMPLETED)
        await world.advance(60)
        request_id = await approved(world, film())
        assert len(sab.taken) == 1
        assert world.gate.requests.find(request_id).download == sab.taken[0]

    async def test_nor_what_has_failed_although_it_is_still_shown(
        self, world: World, sab: FakeUsenet
    ) -> None:
        job = sab.job(TITLE, state=DownloadState.FAILED)
        sab.downloads[job.id] = job
        await approved(world, film())
        assert len(sab.taken) == 1

    async def test_in_another_client_by_title_only_what_is_on_its_way(
        self, world: World, sab: FakeUsenet
    ) -> None:
        """When it was handed to one client says nothing of the history of another."""
        get = world.add_client(FakeUsenet(world, "get"), priority=2)
        sab.add_failure = ClientTimeout()
        request_id = await approved(world, film())
        job = get.job(TITLE)
        get.downloads[job.id] = job
        get.end_job(job.id, DownloadState.COMPLETED)
        await world.advance(RETRY_DELAYS[0])
        assert get.taken == [world.gate.requests.find(request_id).download]
        assert get.taken != [job.id]


class TestTheSame:
    async def test_link_is_taken_once(self, world: World, sab: FakeUsenet) -> None:
        first = await approved(world, film())
        await world.gate.offer([film(guid="other", title="Another name")])
        (second,) = set(world.ledger.open) - {first}
        await world.gate.decide.approve(second, ANNA)
        assert world.state(first) == "downloading"
        assert world.state(second) == "superseded"
        assert len(sab.taken) == 1

    @pytest.mark.parametrize("name", [TITLE, OTHER_SPELLING])
    async def test_from_two_indexers_is_taken_once(
        self, world: World, sab: FakeUsenet, name: str
    ) -> None:
        """Neither is there yet when the other one looks."""
        world.source.files["https://other.test/1.nzb"] = nzb_of(TITLE, 5001)
        other = film(title=name, guid="other", link="https://other.test/1.nzb")
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([film(), other])
        await world.settle()
        states = sorted(world.state(one) for one in world.ledger.requests)
        assert states == ["downloading", "superseded"]
        assert len(sab.taken) == 1

    async def test_job_belongs_to_one_request(
        self, world: World, sab: FakeUsenet
    ) -> None:
        world.source.files["https://site.test/again"] = nzb_of(TITLE)
        first = await approved(world, film())
        copy = film(guid="other", link="https://site.test/again")
        second = await approved(world, copy)
        assert world.state(first) == "downloading"
        assert last_why(world, second) == ("same_as", {"title": TITLE})
        assert len(sab.taken) == 1
        # Nothing of it is taken back: it is the other's.
        world.gate.source_back()
        await world.settle()
        assert sab.downloads


class TestRetried:
    @pytest.mark.parametrize("how", ["retry", "approve"])
    @pytest.mark.parametrize("keeps_marks", [True, False])
    async def test_a_failed_job_is_not_taken_for_the_new_one(
        self, world: World, sab: FakeUsenet, how: str, *, keeps_marks: bool
    ) -> None:
        sab.keeps_marks = keeps_marks
        request_id = await approved(world, film())
        sab.end_job(sab.taken[0], DownloadState.FAILED)
        await world.poll("sab")
        await world.settle()
        assert world.state(request_id) == "failed"
        await world.advance(3600)
        await getattr(world.gate.decide, how)(request_id, ANNA)
        await world.settle()
        request = world.gate.requests.find(request_id)
        assert world.state(request_id) == "downloading"
        assert len(sab.taken) == 2
        assert request.download == sab.taken[1]
        assert request.progress == 0
        assert request.mark != request_id
        await world.poll("sab")
        assert world.state(request_id) == "downloading"

    async def test_a_failed_job_is_not_found_when_the_answer_is_lost(
        self, world: World, sab: FakeUsenet
    ) -> None:
        request_id = await approved(world, film())
        sab.end_job(sab.taken[0], DownloadState.FAILED)
        await world.poll("sab")
        sab.dies = True
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        assert world.whys(request_id)[-1] == "may_have_it"
        sab.failure = None
        await world.advance(RETRY_DELAYS[0])
        assert world.gate.requests.find(request_id).download == sab.taken[1]
        assert len(sab.taken) == 2

    async def test_not_while_another_request_has_it(
        self, world: World, sab: FakeUsenet
    ) -> None:
        sab.add_failure = CannotConnect()
        first = await approved(world, film())
        await world.gate.decide.cancel(first, ANNA)
        sab.add_failure = None
        world.source.files["https://site.test/again"] = nzb_of(TITLE)
        again = film(guid="other", link="https://site.test/again")
        await approved(world, again)
        with pytest.raises(AlreadyRequested):
            await world.gate.decide.retry(first, ANNA)


class TestCancelled:
    async def test_it_is_taken_back_by_mark(
        self, world: World, sab: FakeUsenet
    ) -> None:
        sab.dies = True
        request_id = await approved(world, film())
        await world.gate.decide.cancel(request_id, ANNA)
        sab.failure = None
        await world.restart()
        assert not sab.downloads

    async def test_but_not_what_somebody_had_added_before(
        self, world: World, sab: FakeUsenet
    ) -> None:
        job = sab.job(TITLE)
        sab.downloads[job.id] = job
        world.hold("find")
        request_id = await approved(world, film())
        await world.gate.decide.cancel(request_id, ANNA)
        world.let_go("find")
        await world.settle()
        assert list(sab.downloads) == [job.id]


class TestHandedIn:
    async def test_an_nzb_becomes_a_usenet_release(
        self, world: World, sab: FakeUsenet
    ) -> None:
        request = await world.gate.hand_in(LINK, who=ANNA, approve=True)
        assert request.release.title == TITLE
        assert request.release.protocol is Protocol.USENET
        assert (request.release.size, request.release.hashes) == (5000, frozenset())
        await world.settle()
        assert world.gate.requests.find(request.id).client == "sab"

    @pytest.mark.parametrize(
        ("link", "title"),
        [
            ("https://site.test/get/Some%20Film.nzb?apikey=secret", "Some Film"),
            ("https://site.test/?apikey=secret", ""),
        ],
    )
    async def test_without_a_name_it_is_called_by_its_file_and_never_by_its_link(
        self, world: World, sab: FakeUsenet, link: str, title: str
    ) -> None:
        world.source.files[link] = nzb_of("")
        request = await world.gate.hand_in(link, who=ANNA)
        assert request.release.title == (title or request.release.guid[:8])
        assert "secret" not in request.release.title

    async def test_a_broken_one_is_refused_with_the_reason(
        self, world: World, sab: FakeUsenet
    ) -> None:
        world.source.files[LINK] = Payload(file=b"<nzb><file></file></nzb>")
        with pytest.raises(UnusableLink, match="no articles"):
            await world.gate.hand_in(LINK, who=ANNA)


async def test_torrents_and_usenet_keep_apart(world: World, sab: FakeUsenet) -> None:
    world.source.files["https://site.test/Film.torrent"] = file_of("Film")
    world.gate.attached.rules["auto"] = approve()
    await world.gate.offer([film(), by_file("Film")])
    await world.settle()
    assert len(world.client.taken) == len(sab.taken) == 1
