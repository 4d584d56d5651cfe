"""What holds of requests, clients and disks at any time, whatever happens."""

import asyncio
from dataclasses import replace

from hypothesis.stateful import RuleBasedStateMachine, invariant

from custom_components.greenlight.clients.base import Download
from custom_components.greenlight.engine.causes import ASKED_ANEW
from custom_components.greenlight.engine.evidence import POSTED_ANEW, named
from custom_components.greenlight.engine.files.hashes import same_torrent
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import MOVES, OPEN, Request, State
from custom_components.greenlight.gate.rivals import was_outdone
from tests.support.fake_client import FakeClient

from .fakes import Killed, World

WRITTEN_LATE = ("progress", "stuck_in", "stuck_since", "stuck_seen")
# The name of what people add to a client themselves.
SOMEBODYS = "somebody's"
ON_ITS_WAY = {State.APPROVED, State.DOWNLOADING}


class Promises(RuleBasedStateMachine):
    """A world in which they are looked at after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = World()
        # In what state each request has ended.
        self.ended: dict[str, State] = {}
        # Which client may have been handed which torrent, by the start of its hash.
        self.handed: set[tuple[str | None, str]] = set()
        # How often somebody has said to delete the data of what they take back.
        self.said_delete = 0

    def clients(self) -> dict[str, FakeClient]:
        """Return every client by its id."""
        return {"qb": self.world.client, **self.world.clients}

    def requests(self) -> list[Request]:
        return list(self.world.ledger.requests.values())

    @invariant()
    def nothing_escapes_a_task(self) -> None:
        unforeseen = [one for one in self.world.failures if not isinstance(one, Killed)]
        assert not unforeseen, unforeseen

    @invariant()
    def a_torrent_is_on_its_way_once(self) -> None:
        on_its_way = [one for one in self.requests() if one.state in ON_ITS_WAY]
        for index, one in enumerate(on_its_way):
            for other in on_its_way[index + 1 :]:
                both_learned = one.hashes and other.hashes
                same = both_learned and same_torrent(one.hashes, other.hashes)
                assert not same or self.were_halves(one, other)

    @invariant()
    def a_post_is_handed_over_once(self) -> None:
        titles = [
            one.release.title
            for one in self.requests()
            if one.state in ON_ITS_WAY
            and one.handed is not None
            and one.protocol is Protocol.USENET
        ]
        assert len(titles) == len(set(titles))

    @invariant()
    def a_release_is_asked_about_once(self) -> None:
        """Whatever guid, link or source it is offered by, and whatever was answered."""
        asked = [
            one
            for one in self.requests()
            # Who takes another candidate has been asked about that, too.
            if one.rule and one.release.size and not self.is_of_others(one)
        ]
        for index, one in enumerate(asked):
            for other in asked[index + 1 :]:
                same = named(one.release.title) == named(other.release.title)
                # A link that was dead says nothing about where else it is on offer.
                dead = any(
                    why.startswith("link_")
                    for why in self.world.whys(one.id) + self.world.whys(other.id)
                )
                # What is posted again much later is another upload.
                anew = abs(one.created - other.created) > POSTED_ANEW
                # What was outdone by a better one that has come to nothing was never answered.
                outdone = was_outdone(one) or was_outdone(other)
                assert not same or dead or anew or outdone, (one, other)

    def is_of_others(self, request: Request) -> bool:
        """Tell whether somebody has once taken another release of it."""
        return "took_other" in self.world.whys(request.id)

    @invariant()
    def nobody_is_searched_again_and_again(self) -> None:
        """Of its own accord nobody searches more than once for another release of a request."""
        for request in self.requests():
            assert self.world.whys(request.id).count("looks_elsewhere") <= 1

    @invariant()
    def what_waits_has_not_been_decided_by_votes(self) -> None:
        for request in self.requests():
            if request.ballot is not None:
                voters = [vote.who for vote in request.ballot.votes]
                assert len(voters) == len(set(voters))
                open_still = request.state is State.PENDING
                assert not open_still or request.ballot.decided is None

    @invariant()
    def what_waits_has_no_answer(self) -> None:
        for request in self.requests():
            if request.state is State.PENDING:
                assert request.choice is None
                assert request.later is None or request.expires > request.later

    @invariant()
    def a_release_is_on_its_way_once(self) -> None:
        titles = [
            named(one.release.title)
            for one in self.requests()
            if one.state in ON_ITS_WAY and one.release.size
        ]
        assert len(titles) == len(set(titles))

    @staticmethod
    def were_halves(one: Request, other: Request) -> bool:
        """Tell whether two clients had one half each of a hybrid, and a person was told."""
        running = one.state is other.state is State.DOWNLOADING
        told = any(
            entry.why.code == "also_in" for entry in (*one.journal, *other.journal)
        )
        return running and one.client != other.client and told

    @invariant()
    def nobody_is_handed_what_another_may_have(self) -> None:
        for request in self.requests():
            having = [
                client.id
                for client in self.clients().values()
                for download in client.downloads.values()
                if self.is_on_its_way(request, client, download)
            ]
            assert len(having) <= 1, having
            if having and request.unconfirmed:
                assert having == [request.client]

    @staticmethod
    def is_on_its_way(request: Request, client: FakeClient, download: Download) -> bool:
        """Tell whether a client has something because of a request and what it is now."""
        return client.given.get(download.id) == request.mark

    @invariant()
    def what_somebody_added_stays_unless_it_was_handed_over_too(self) -> None:
        self.handed |= {
            (client, value[:40])
            for request in self.requests()
            for client in self.clients()
            if request.began_in(client)
            or (request.unconfirmed and request.client == client)
            for value in request.all_hashes
        }
        for client_id, client in self.clients().items():
            for download in client.lost:
                known = {(client_id, value[:40]) for value in download.hashes}
                assert download.name != SOMEBODYS or known & self.handed
        deleted = [
            download
            for client in self.clients().values()
            for download, with_data in client.removed
            if with_data
        ]
        assert len(deleted) <= self.said_delete

    @invariant()
    def nobody_is_asked_about_what_is_downloaded(self) -> None:
        open_ones = self.world.ledger.open.values()
        running = [one for one in open_ones if one.state is State.DOWNLOADING]
        pending = [one for one in open_ones if one.state is State.PENDING]
        assert not any(
            same_torrent(one.all_hashes, other.all_hashes)
            for one in running
            for other in pending
        )

    @invariant()
    def every_move_is_legal_and_in_the_journal(self) -> None:
        for request in self.requests():
            last: State | None = None
            for entry in request.journal:
                assert entry.before is last
                assert last in (None, entry.after) or entry.after in MOVES[last]
                last = entry.after
            assert request.state is last

    @invariant()
    def what_has_ended_stays_as_it_is(self) -> None:
        for request_id, state in self.ended.items():
            request = self.world.gate.requests.find(request_id)
            assert request.state is state or self._is_asked_anew(request, state)
        self.ended = {
            request.id: request.state
            for request in self.requests()
            if request.state not in OPEN
        }

    def _is_asked_anew(self, request: Request, ended: State) -> bool:
        """Tell whether what nobody answered is asked about once more, with the cause in the journal."""
        if ended is not State.EXPIRED:
            return False
        last = max(
            place
            for place, entry in enumerate(request.journal)
            if entry.after is State.EXPIRED
        )
        then = request.journal[last + 1]
        return then.after is State.PENDING and then.why.code in ASKED_ANEW

    @invariant()
    def memory_and_disk_say_the_same(self) -> None:
        known = self.world.ledger.requests
        on_disk = self.world.ledger.on_disk
        assert on_disk.keys() == known.keys()
        for key, one in on_disk.items():
            running = known[key].state is State.DOWNLOADING
            # What else there is of what goes nowhere is looked for once more after a restart.
            names = (*WRITTEN_LATE, *(("also",) if running else ()))
            late = {name: getattr(known[key], name) for name in names}
            assert replace(one, **late) == known[key]

    @invariant()
    def what_is_approved_or_to_be_taken_back_is_tried_again(self) -> None:
        waiting = self.world.gate._grabber._timers
        unsettled = {
            one.id
            for one in self.requests()
            if one.state is State.APPROVED or one.unconfirmed
        }
        assert unsettled <= set(waiting)

    @invariant()
    def what_is_pending_ends_some_day(self) -> None:
        pending = [one for one in self.requests() if one.state is State.PENDING]
        assert bool(self.world.timers) >= bool(pending)
