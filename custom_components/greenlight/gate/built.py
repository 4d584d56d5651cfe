"""The gate's parts: how they are put together, when they begin and end, and what follows a move.

Each part is handed what it uses and does not know the gate, so the order here is that of who uses whom.
"""

from collections.abc import Collection, Sequence

from ..clients.base import Download
from ..engine.request import Request, State
from .announcer import Announcer
from .answers import Answers
from .attached import Attached
from .candidates import Candidates
from .choose import Chooser
from .client_desk import ClientDesk
from .control import Control
from .decisions import Decisions
from .elsewhere import Elsewhere
from .expiry import Expiry
from .failures import Failures
from .follow import Follower
from .grab import Grabber
from .hand_over import HandOver
from .handed_in import HandedIn
from .home.around import Around
from .home.beside import Beside
from .home.homecoming import Homecoming
from .indexers import Indexers
from .judge import Judge
from .lacking import Lacking
from .libraries import Libraries
from .library_desk import LibraryDesk
from .next_best import NextBest
from .offers import Offers
from .on_their_way import OnTheirWay
from .ordered import Ordered
from .overtaken import Overtaken
from .ownerless import Ownerless
from .places import Places
from .ports import Environment, Event, Ledger
from .preview import Previews
from .queue import Queue
from .removals import Removals
from .requests import Requests
from .restrain import Restrainer
from .results import Results
from .room import Room
from .search import Search
from .silence import Silence
from .singles import Singles
from .skip_list import SkipList
from .standing import Standing
from .successors import Successors
from .take_back import TakeBack
from .takers import Takers
from .through import Through
from .void_votes import VoidVotes


class Built(Announcer):
    """All parts of the gate, and what they have each other do."""

    def __init__(self, ledger: Ledger, environment: Environment) -> None:
        """Build the parts, bottom up, with nothing attached."""
        super().__init__()
        self._ledger = ledger
        self._environment = environment
        self._downloads = dict[str, Download]()
        self.attached = Attached()
        self.requests = Requests(
            ledger, environment, entering=self._entering, moved=self._moved
        )
        self._skip_list = SkipList(ledger, environment)
        self.libraries = Libraries(environment.now)
        self._build_clients()
        self._build_judges()
        self._build_search()
        self._build_homecoming()
        self._build_offers()
        self._build_library()
        self._build_fetching()
        self._build_people()
        self._expiry = Expiry(self.requests, self._silence, environment)
        self._ownerless = Ownerless(ledger, self.requests, self.attached, environment)

    def _build_clients(self) -> None:
        """Who may take a download, and which of them have room."""
        self._chooser = Chooser(self._environment.now)
        self.takers = Takers(self.attached, self._chooser)
        self.room = Room(
            self.requests,
            self.attached,
            self.takers,
            self._downloads,
            self._environment,
        )

    def _build_judges(self) -> None:
        """What is made of a release, and of what is on its way already."""
        self._on_way = on_way = OnTheirWay(
            *(self._ledger, self.requests, self.attached, self.libraries),
            self._look,
            self._environment,
        )
        self.series, self.nothing_came = on_way.series, on_way.nothing_came
        self._judge = Judge(self._ledger, self.libraries, on_way.way, self._environment)
        self._restrainer = Restrainer(self.requests, self.room, self._environment)
        self._silence = Silence(
            self.requests,
            self.attached,
            self._judge,
            self._restrainer,
            self._environment,
        )
        self._overtaken = Overtaken(
            self.requests,
            self.attached,
            self.libraries,
            self._judge,
            self._environment,
        )

    def _build_search(self) -> None:
        """What people search for, and what is searched for after a failure."""
        self.search = Search(
            self._ledger,
            self.attached,
            self._judge,
            self._skip_list,
            self._environment,
        )
        self.indexers = Indexers(self.search, self._environment)
        self._elsewhere = Elsewhere(self.search, self.attached, self._environment)
        self._next_best = NextBest(
            *(self._ledger, self.requests, self.attached, self._skip_list),
            *(self._judge, self.libraries),
            self._elsewhere,
            self._environment,
        )

    def _build_homecoming(self) -> None:
        """Where files go, and what becomes of those that are there."""
        self._around = Around(
            requests=self.requests,
            attached=self.attached,
            libraries=self.libraries,
            environment=self._environment,
            files=self._environment.files,
        )
        self.home = Homecoming(self._around, self._skip_list)
        self.results = Results(
            self._ledger,
            self.requests,
            self.search,
            self._skip_list,
            self.home.fate,
            self._environment,
        )
        self._void_votes = VoidVotes(self.requests, self._environment, self.home.fate)

    def _build_offers(self) -> None:
        """Which releases become questions, when, and what comes after a no."""
        self._queue = Queue(
            self.requests, self.attached, self._skip_list, self._environment
        )
        self._offers = Offers(
            self._ledger,
            self.requests,
            self.attached,
            self._skip_list,
            self._judge,
            self._restrainer,
            self._silence,
            self._environment,
            self.announce,
        )
        self._successors = Successors(
            self._ledger,
            self.requests,
            self.attached,
            self._offers,
            self._next_best,
            self._environment,
        )
        self._previews = Previews(self._ledger, self._judge, self._skip_list)
        self.lacking = Lacking(self.attached, self.libraries)
        self.standing = Standing(
            self._ledger, self.requests, self.attached, self._judge, self._skip_list
        )

    def _build_library(self) -> None:
        """What libraries tell, and what people say of them."""
        self.library = LibraryDesk(
            self._ledger,
            self.requests,
            self.libraries,
            self._overtaken,
            self._library_changed,
            self._offers,
            self._habits_learned,
        )

    def _build_fetching(self) -> None:
        """How an approved request is handed over and followed."""
        environment = self._environment
        self.control = Control(self.requests, self.attached)
        self._failures = Failures(
            self.requests,
            self.attached,
            self._skip_list,
            self._next_best,
            self._downloads,
            environment,
        )
        self._follower = Follower(
            self.requests,
            self.attached,
            self._failures,
            self._downloads,
            environment,
            self.announce,
        )
        self.through = Through(
            self.requests, self.attached, self.libraries, environment
        )
        self._hand_over = HandOver(
            self.requests,
            self.attached,
            self._chooser,
            self.takers,
            self.room,
            self._follower,
            Places(
                *(self._ledger, self.requests, self.attached),
                self._elsewhere,
                environment,
            ),
            self._skip_list,
            Beside(self._around),
            self.through,
            environment,
        )

    def _build_people(self) -> None:
        """What people answer and take back, what other programs order, and what clients say."""
        environment = self._environment
        answers = Answers(self.requests, environment, self.home.fate)
        candidates = Candidates(
            self.requests,
            self.attached,
            self._skip_list,
            self._judge,
            answers,
            environment,
        )
        singles = Singles(
            *(self._ledger, self.requests, self.attached, self._judge, answers),
            environment,
        )
        take_back = TakeBack(self.requests, self.attached, candidates, environment)
        self._grabber = Grabber(
            *(self.requests, self._hand_over, take_back, self._failures),
            environment,
        )
        self._removals = Removals(self.requests, self.attached, self._grabber)
        self.clients = ClientDesk(
            *(self.attached, self._chooser, self._follower, self._grabber, self.room),
            self.announce,
        )
        self.through.follow.take_poll = self.clients.take_poll
        self.decide = Decisions(
            *(self.requests, self.attached, self._skip_list, self._grabber),
            *(self._removals, answers, candidates, singles),
            self._downloads,
            self.library.choose,
            environment,
        )
        self.orders = Ordered(
            *(self._ledger, self.requests, self.attached, self._skip_list),
            *(self._judge, self._restrainer, self._silence, self._removals),
            environment,
        )
        self.hand_in = HandedIn(
            self._ledger, self.requests, self._skip_list, environment
        ).open

    # ------------------------------------------------------------------ life

    async def start(self) -> None:
        """Take up every open request where it was left."""
        await self._expiry.run()
        await self._on_way.start()
        self._queue.fill()
        self._grabber.start_waiting()
        self.home.start()
        self._offers.catch_up(self.attached.rules.values())
        self._offers.look_again_later()
        self._successors.start()
        self._next_best.start()
        self.through.follow.start()

    def stop(self) -> None:
        """Let go of all timers, for good; whoever spawned running grabs ends them."""
        self._expiry.stop()
        self._queue.stop()
        self._successors.stop()
        self._next_best.stop()
        self.search.stop()
        self.through.follow.stop()
        self._offers.stop()
        self._overtaken.stop()
        self._on_way.stop()
        self._grabber.stop()
        self.home.stop()

    # ---------------------------------------------------- what follows a move

    async def _look(self, request_id: str) -> None:
        """Judge a question anew."""
        await self._overtaken.look(request_id)

    def _entering(self, requests: Sequence[Request]) -> Sequence[Request]:
        """Complete requests that come into a new state.

        A question says if nobody can take it, and waits for its turn where enough are asked. What is
        complete begins its way home.
        """
        told = [self.room.told(one) for one in self._on_way.completed(requests)]
        placed = self._queue.placed([self.home.entering(one) for one in told])
        self._on_way.entering(placed)
        return placed

    def _moved(self, events: Sequence[Event]) -> None:
        """See to what follows from what has just been put on disk.

        What time does next is set anew, whose turn it is now is asked about, everybody is told, what
        is approved is grabbed, and what has ended made room for others.
        """
        moves = [one for one in events if one.kind == one.request.state]
        self._expiry.schedule()
        self._queue.fill()
        self._on_way.moved(events)
        self._offers.declined.moved(one.request for one in moves)
        self.announce(*events)
        for event in moves:
            if event.kind == State.APPROVED:
                self._grabber.start(event.request.id)
            if event.kind == State.COMPLETED:
                self.home.completed(event.request)
            self._successors.ended(event.request)
            if event.kind == State.CANCELLED and event.request.take_out:
                # A better one was approved instead.
                self._grabber.forget(event.request.id)
        if not all(event.request.open for event in moves):
            self._grabber.room_made()
        if any(event.kind != State.PENDING for event in moves):
            self._offers.catch_up(self.attached.rules.values())

    def _library_changed(
        self, library_id: str, item_ids: Collection[str] | None
    ) -> None:
        """See to what follows from what a library has told."""
        self.home.library_changed(library_id, item_ids)
        self.series.read_soon()

    def _habits_learned(self) -> None:
        """See to what follows from what a library does with files now."""
        self._void_votes.look()
        self.announce()
