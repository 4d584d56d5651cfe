"""Series that many rules follow, for the benchmark: rules, what was asked for them, and who looks at it."""

from collections.abc import Iterator
from dataclasses import replace
import random
import time

from benchmarks.shelves import episodes, series
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import SYSTEM, Request, State
from custom_components.greenlight.engine.rules import Rule, RuleKind
from custom_components.greenlight.gate.attached import Attached
from custom_components.greenlight.gate.by_work import ByWork
from custom_components.greenlight.gate.judge import Judge
from custom_components.greenlight.gate.libraries import Libraries
from custom_components.greenlight.gate.ports import Environment
from custom_components.greenlight.gate.series import SeriesBoard
from custom_components.greenlight.gate.way import Way
from custom_components.greenlight.libraries.sonarr.library import Sonarr

# So many series each rule names, and so many requests there are for each of these.
NAMED, ASKED = 5, 4
NOW = 1.9e9
TAIL = "1080p.WEB-DL.DDP5.1.H.264-GRP"
_STATES = (State.PENDING, State.APPROVED, State.IMPORTED, State.DECLINED)


class Desk:
    """Requests in memory, as whoever follows series sees them; also their ledger."""

    def __init__(self) -> None:
        self.found: dict[str, Request] = {}
        self.skips: tuple[()] = ()

    def get(self, request_id: str) -> Request | None:
        return self.found.get(request_id)

    def every(self) -> Iterator[Request]:
        yield from self.found.values()

    def lookup(self, release: Release) -> Request | None:
        return None


def _release(title: str) -> Release:
    return Release(guid=title, title=title, link="https://site.test/x", source="feed")


class Follower:
    """A house with so many series in its library, and so many rules; half of their series are there."""

    def __init__(self, shows: int, seasons: int, rules: int) -> None:
        self.desk, self.attached = Desk(), Attached()
        self.libraries = Libraries(lambda: NOW)
        self._fill(shows, seasons)
        chance = random.Random(3)
        names = [item.title for item in self.libraries.index.shelf("sonarr")]
        for number in range(rules):
            there = chance.sample(names, NAMED - NAMED // 2)
            own = [f"Own Thing {number} {one}" for one in range(NAMED // 2)]
            self._rule(number, (*there, *own))
        self.by_work = ByWork(self.desk, self.attached)  # type: ignore[arg-type]
        environment = Environment(
            now=lambda: NOW, new_id=lambda: "", call_later=lambda *_: lambda: None,
            spawn=lambda *_: None, fetch=None, fetch_outward=None, holds=None,  # type: ignore[arg-type]
        )  # fmt: skip
        way = Way(self.desk, self.attached, self.libraries, self.by_work, environment)  # type: ignore[arg-type]
        self.judge = Judge(self.desk, self.libraries, way, environment)  # type: ignore[arg-type]
        self.board = SeriesBoard(
            self.desk, self.attached, self.libraries, self.by_work, way, environment  # type: ignore[arg-type]
        )  # fmt: skip

    def _fill(self, shows: int, seasons: int) -> None:
        shelf = self.libraries.index.shelf("sonarr")
        shelf.replace(series(shows, seasons))
        for item in shelf:
            shelf.episodes.put(item.id, episodes(item))
        library = object.__new__(Sonarr)
        self.libraries.attach("sonarr", library, name="Sonarr")
        self.libraries.back("sonarr")

    def _rule(self, number: int, titles: tuple[str, ...]) -> None:
        rule = Rule(
            id=f"r{number}", name=f"Rule {number}", kind=RuleKind.SERIES, titles=titles
        )
        self.attached.rules[rule.id] = rule
        for title in titles:
            for episode in range(1, ASKED + 1):
                name = f"{title.replace(' ', '.')}.S01E{episode:02}.{TAIL}"
                one = Request(
                    id=f"q{len(self.desk.found)}", release=_release(name),
                    state=_STATES[episode % 4], created=NOW, expires=NOW + 9e9, rule=rule.id,
                )  # fmt: skip
                self.desk.found[one.id] = one

    def measure(self) -> dict[str, list[float]]:
        """Return how long each of everything took, sorted, in seconds of the processor."""
        rules = list(self.attached.rules)
        read = _each(lambda _: self.by_work.take(self.desk.every()), [None])
        built = _each(self.board.of, rules)
        again = _each(self.board.counts, rules)
        changed = _each(self._change, list(self.desk.found)[::7])
        asked = [
            _release(f"{title.replace(' ', '.')}.S0{1 + place % 2}E0{place % 9 + 1}.{TAIL}2")
            for place, title in enumerate(
                title for rule in self.attached.rules.values() for title in rule.titles
            )
        ]  # fmt: skip
        every = list(self.attached.rules.values())
        judged = _each(lambda one: self.judge.at_once(one, every), asked)
        return {
            "requests read, once": read,
            "the series of a rule, first time": built,
            "missing and on the way of a rule, again": again,
            "the same after one request has changed": changed,
            f"one release under {len(rules)} rules": judged,
        }

    def _change(self, request_id: str) -> None:
        one = self.desk.found[request_id]
        changed = one.note(at=NOW, who=SYSTEM, why=Reason("x"))
        self.desk.found[request_id] = replace(changed, progress=0.5)
        self.board.counts(one.rule)


def _each(ask, questions: list) -> list[float]:
    took = []
    for question in questions:
        began = time.thread_time()
        ask(question)
        took.append(time.thread_time() - began)
    return sorted(took)
