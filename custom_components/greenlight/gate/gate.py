"""The gate: the one orchestrator between a release and its download.

The way of a request is told here from top to bottom: a source offers releases, rules and libraries
judge them, a request is put to people, somebody decides, a client takes it, is asked how it gets
on, and the request ends. Each part has a file of its own (``docs/architecture.md`` lists them).

The gate knows contracts only, and nothing of Home Assistant; time and tasks are given to it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..clients.base import Download
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Actor, Request, State
from ..engine.rules import Rule
from ..engine.skips import Skip, Skips
from ..engine.weighed import Weighed
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
from .preview import Preview, Previews
from .queue import Queue
from .removals import Removals
from .requests import Requests
from .restrain import Restrainer
from .results import Results
from .room import Room
from .search import Search
from .silence import Silence
from .skip_list import SkipList
from .standing import Standing
from .successors import Successors
from .take_back import TakeBack
from .takers import Takers
from .through import Through
from .void_votes import VoidVotes


class Gate(Announcer):
    """The verbs that people and parts call. Each raises ``LedgerError`` if it was not written."""

    def __init__(self, ledger: Ledger, environment: Environment) -> None:
        """Build the parts, bottom up, with nothing attached."""
        super().__init__()
        self.attached = attached = Attached()
        self.requests = requests = Requests(
            ledger, environment, entering=self._entering, moved=self._moved
        )
        self._ledger = ledger
        self._environment = environment
        self._downloads = downloads = dict[str, Download]()
        self._skip_list = skip_list = SkipList(ledger, environment)
        chooser = Chooser(environment.now)
        self.takers = takers = Takers(attached, chooser)
        self.room = room = Room(requests, attached, takers, downloads, environment)
        self.libraries = libraries = Libraries(environment.now)
        self._on_way = on_way = OnTheirWay(
            *(ledger, requests, attached, libraries),
            self._look,
            environment,
        )
        self.series, self.nothing_came = on_way.series, on_way.nothing_came
        judge = Judge(ledger, libraries, on_way.way, environment)
        restrainer = Restrainer(requests, room, environment)
        silence = Silence(requests, attached, judge, restrainer, environment)
        self._queue = Queue(requests, attached, skip_list, environment)
        self._offers = Offers(
            ledger,
            requests,
            attached,
            skip_list,
            judge,
            restrainer,
            silence,
            environment,
            self.announce,
        )
        self._previews = Previews(ledger, judge, skip_list)
        self.lacking = Lacking(attached, libraries)
        self.standing = Standing(ledger, requests, attached, judge, skip_list)
        self.search = Search(ledger, attached, judge, skip_list, environment)
        self.indexers = Indexers(self.search, environment)
        elsewhere = Elsewhere(self.search, attached, environment)
        self._next_best = next_best = NextBest(
            *(ledger, requests, attached, skip_list, judge, libraries),
            elsewhere,
            environment,
        )
        self._successors = Successors(
            ledger, requests, attached, self._offers, next_best, environment
        )
        self._overtaken = overtaken = Overtaken(
            requests, attached, libraries, judge, environment
        )
        around = Around(
            requests=requests,
            attached=attached,
            libraries=libraries,
            environment=environment,
            files=environment.files,
        )
        self.home = Homecoming(around, skip_list)
        self.results = Results(
            ledger, requests, self.search, skip_list, self.home.fate, environment
        )
        self.library = LibraryDesk(
            ledger,
            requests,
            libraries,
            overtaken,
            self._library_changed,
            self._offers,
            self._habits_learned,
        )
        self._void_votes = VoidVotes(requests, environment, self.home.fate)
        self.control = Control(requests, attached)
        self._failures = failures = Failures(
            requests, attached, skip_list, next_best, downloads, environment
        )
        follower = Follower(
            requests, attached, failures, downloads, environment, self.announce
        )
        places = Places(ledger, requests, attached, elsewhere, environment)
        self.through = through = Through(requests, attached, libraries, environment)
        hand_over = HandOver(
            requests,
            attached,
            chooser,
            takers,
            room,
            follower,
            places,
            skip_list,
            Beside(around),
            through,
            environment,
        )
        answers = Answers(requests, environment, self.home.fate)
        candidates = Candidates(
            requests, attached, skip_list, judge, answers, environment
        )
        take_back = TakeBack(requests, attached, candidates, environment)
        self._grabber = Grabber(requests, hand_over, take_back, failures, environment)
        self._removals = removals = Removals(requests, attached, self._grabber)
        self.clients = ClientDesk(
            attached, chooser, follower, self._grabber, self.room, self.announce
        )
        through.take_poll = self.clients.take_poll
        self.orders = Ordered(
            ledger,
            requests,
            attached,
            skip_list,
            judge,
            restrainer,
            silence,
            removals,
            environment,
        )
        self.decide = Decisions(
            requests,
            attached,
            skip_list,
            self._grabber,
            removals,
            answers,
            candidates,
            downloads,
            self.library.choose,
            environment,
        )
        self._expiry = Expiry(requests, silence, environment)
        self._ownerless = Ownerless(ledger, requests, attached, environment)
        self.hand_in = HandedIn(ledger, requests, skip_list, environment).open

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
        self.through.start()

    def stop(self) -> None:
        """Let go of all timers, for good; whoever spawned running grabs ends them."""
        self._expiry.stop()
        self._queue.stop()
        self._successors.stop()
        self._next_best.stop()
        self.search.stop()
        self.through.stop()
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

    # -------------------------------------------------------------- consider

    async def offer(self, releases: Iterable[Release], *, again: bool = False) -> int:
        """Consider releases that are new, or ``again`` because something about them has changed.

        Returns how many matched a rule for the first time. What there is a request for already is
        another place to get that from; what nobody can be asked about now waits (``left_out``).
        """
        rules = list(self.attached.rules.values())
        matched = await self._offers.ask_about(
            releases, rules, count_known=not again, changed=again
        )
        return matched.total()

    async def look_back(self, rule: Rule, mark: str) -> Mapping[str, int]:
        """Consider what is already known under one rule, once per ``mark``.

        Returns how many matched, by source. A rule that is off looks back once it is on.
        """
        if not (mark and rule.enabled) or self._ledger.looked_back(rule.id) == mark:
            return {}
        matched = await self._offers.ask_about(
            self._ledger.known_releases(), [rule], count_known=False
        )
        self._ledger.set_looked_back(rule.id, mark)
        return matched

    async def replay(
        self, rules: list[Rule], since: float | None = None
    ) -> Mapping[str, int]:
        """Consider what is known once more, or only what was published ``since``; count by source."""
        known = (
            release
            for release in self._ledger.known_releases()
            if since is None or (release.published or since) >= since
        )
        return await self._offers.ask_about(known, rules, count_known=False)

    async def preview(
        self, rules: list[Rule], releases: Iterable[Release] | None = None
    ) -> Preview:
        """Return what rules would make of all that is known, unless ``releases`` are given."""
        known = self._ledger.known_releases() if releases is None else releases
        return await self._previews.of(known, rules)

    # ------------------------------------------------------------------- ask

    def forget_skip(self, ids: Collection[str]) -> None:
        """Take entries off the list of what is skipped. Raises ``UnknownSkip``."""
        self._skip_list.remove(ids)

    # ---------------------------------------------------------------- follow

    def source_back(self) -> None:
        """Try what waits, because a source answers again."""
        self._grabber.start_waiting()

    # ------------------------------------------ what people do to a download

    async def remove_download(
        self,
        request_id: str,
        who: Actor,
        *,
        delete_data: bool,
        why: Reason | None = None,
    ) -> Request:
        """Remove a download from its client; one that still ran is cancelled by that.

        Raises ``IllegalMove`` if there is none, or ``ClientError``.
        """
        why = why or Reason("removed_with_data" if delete_data else "removed_by_person")
        return await self._removals.remove(
            request_id, who, why, delete_data=delete_data
        )

    async def next_best(self, request_id: str, who: Actor) -> Request:
        """Give a download up, so that people are asked about the next best now.

        Raises ``IllegalMove`` if it does not run, or ``NothingElse``.
        """
        return await self._failures.give_up(request_id, who)

    # ------------------------------------------------------ what comes and goes

    def attach_rule(self, rule: Rule) -> None:
        """Take a rule, one that is new or one that was changed."""
        self._on_way.attach_rule(rule)
        self._void_votes.look()

    def detach_rule(self, rule_id: str) -> bool:
        """Let go of a rule; tell whether it was there."""
        self._on_way.forget_rule(rule_id)
        return self.attached.rules.pop(rule_id, None) is not None

    async def cancel_ownerless(
        self, rules: Collection[str], sources: Collection[str]
    ) -> None:
        """End the questions of rules that are gone, and those that only a gone source offered.

        ``rules`` and ``sources`` are the ids of all there are, also of those that are off.
        """
        await self._ownerless.run(rules, sources)

    def limits_changed(self) -> None:
        """Ask about what waits for its turn, because more may wait for an answer now."""
        self._queue.fill()

    # ------------------------------------------------------- what people see

    @property
    def downloads(self) -> Mapping[str, Download]:
        """Return what clients said last of their downloads, by request."""
        return self._downloads

    @property
    def skips(self) -> Skips:
        """Return what no rule is to ask about, because it has failed or is refused."""
        self._ledger.skips.clear_over(self._environment.now())
        return self._ledger.skips

    def skip_of(
        self, release: Release, weighed: Weighed | None, rule: str
    ) -> Skip | None:
        """Return why a rule does not ask about a release, None if nothing keeps it from that."""
        return self._skip_list.find(release, weighed, rule)

    @property
    def queued(self) -> int:
        """Return how many questions wait until fewer wait for an answer."""
        return len(self._queue)

    @property
    def left_out(self) -> int:
        """Return how many releases match a rule and wait until fewer questions do."""
        return self._ledger.left_out
