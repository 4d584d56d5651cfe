"""Arrived: what is told of what has come: where it goes, what speaks against that, and what it turned out to be."""

from collections.abc import Callable

from ...engine.answer import Verb
from ...engine.blocked import is_blocked
from ...engine.broken import is_broken
from ...engine.reading import read
from ...engine.request import JournalEntry, Request
from ..saying import Say, Size, When, say
from ..screens import Button
from .became import Became, Puts, joined
from .measured import after_broken, measured_of
from .sentences import Sentences
from .taken_in import against_import, takes_in, told_of
from .telling import Knowing


class Arrived(Puts):
    """Tells of what is complete, and of what is where it is watched."""

    def __init__(
        self,
        sentences: Sentences,
        knowing: Knowing,
        undo: Callable[[Request], tuple[Button, ...]],
    ) -> None:
        """Know where the facts come from; ``undo`` is what takes an answer back, as long as it can be."""
        super().__init__(sentences)
        self._undo = undo
        self._knowing = knowing
        self._name_of = knowing.name_of
        self._imports = knowing.questions.decides_on

    def _blocked(self, request: Request) -> Became:
        """Return what speaks against an import, and what can be said to that."""
        home = request.home
        library = takes_in(request, self._name_of, self._imports)
        why = self._speak.each(against_import(request, library))
        anyway = self._button("import_anyway", Verb.IMPORT_ANYWAY, yes=True)
        leave = self._button("leave", Verb.LEAVE)
        return Became(
            sign="⚠️",
            line=joined(self._speak(Say("became_not_imported")), *why),
            title=self._titled("title_not_imported", request),
            message=f"{joined(*why)}.",
            buttons=(leave,) if home is not None and home.barred else (anyway, leave),
            silent=False,
        )

    def completed(self, request: Request, _entry: JournalEntry) -> Became:
        """Return what is told of what is complete."""
        if is_blocked(request):
            return self._blocked(request)
        told, more = told_of(request, self._name_of, self._imports, self._speak.now())
        said = [] if told is None else [self._speak(told).rstrip(".")]
        measured, broken = measured_of(request)
        if measured is not None:
            said.append(self._speak(measured))
        size = self._speak.each([Size(request.bytes)])
        end = "⚠️" if broken else "★"
        after = self._after_broken(request)
        return Became(
            sign="📥" if more else end,
            line=joined(self._speak(say("became_complete")), *(said or size)),
            more="\n".join(after),
            title=self._title("title_complete", request),
            # That it is complete, the title says.
            message="\n".join(f"{one}." for one in (joined(*said, *size), *after)),
            buttons=self._undo(request),
            silent=more,
        )

    def imported(self, request: Request, entry: JournalEntry) -> Became:
        """Return what is told of what was imported."""
        time = When(entry.at)
        measured, broken = measured_of(request)
        said = self._speak(say("became_imported", time=time))
        if measured is not None:
            at = say("became_imported_at", time=time)
            said = joined(*self._speak.each([at, measured]))
        after = self._after_broken(request)
        return Became(
            sign="⚠️" if broken else "★",
            line=said,
            more="\n".join(after),
            title=self._title("title_here", request),
            message="\n".join(f"{one}." for one in (said, *after)),
            silent=False,
        )

    def _title(self, key: str, request: Request) -> str:
        key = "title_not_as_promised" if is_broken(request) else key
        return self._titled(key, request)

    def _after_broken(self, request: Request) -> list[str]:
        """Return what there is to say of a promise that was broken, nothing of any other."""
        knowing, home = self._knowing, request.home
        group = read(request.release.title).group
        record = knowing.record(group) if group else None
        habits = knowing.habits(home.library) if home else None
        library = takes_in(request, self._name_of, self._imports)
        return self._speak.each(after_broken(request, record, habits, library))
