"""Chat: a question, its pages and what became of it, as a message of Telegram with rows of buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ...engine.answer import Verb
from ...engine.request import Request
from ..cut import MOST_OF_SENTENCE, clean
from ..saying import Piece, Say, Size, say
from ..screens import Button, ChatScreen, Page
from .became import Became
from .buttons import Buttons
from .markup import MOST_CAPTION, MOST_TEXT, Bit, Line, Message, bold, line
from .sentences import Sentences
from .told import Fit, Row, Told

_YES: Final = "✓ "
_NO: Final = "✕ "
_BLANK: Final[Line] = ()
# For how many days more than the one release is declined.
DAYS: Final = 30
# Units that may come and go in a text: votes, room, the end.
_CHANGES: Final = 250


@dataclass(frozen=True, slots=True)
class Chat:
    """Puts one question into a chat. ``rule`` and ``link`` are empty where there is none.

    ``note`` comes first: what has just happened to it. ``own`` are the lines of a text of
    somebody's own, which then stands in the place of ours. Whether a picture stands above it follows from
    the ``poster`` that the question has and from how long its text is, on whatever page: it cannot
    come and go.
    """

    told: Told
    request: Request
    sentences: Sentences
    buttons: Buttons
    poster: bool
    rule: str = ""
    link: str = ""
    note: str = ""
    own: Sequence[str] = ()

    def page(self, page: Page) -> ChatScreen:
        """Return one page of a question: the text stays, what is below it and the buttons change."""
        match page:
            case Page.OTHERS if self.told.others:
                return self._screen([self.buttons.take(), self._back()], self._others())
            case Page.WHEN if not self.told.tell:
                return self._screen([self.buttons.when(), self._back()])
            case Page.REALLY if self.buttons.warns:
                return self._screen([[self.buttons.really(), *self._back()]])
            case Page.ALWAYS if self.buttons.always(self.rule):
                rows = [[self.buttons.make_rule()], self._back()]
                return self._screen(rows, [line(clean(self.rule, MOST_OF_SENTENCE))])
        return self._screen(self._answers())

    def became(self, outcome: Became, *, more: bool = False) -> ChatScreen:
        """Return what became of the question; what was decided on stays in the quote.

        ``more`` is the page on which more than the one release is declined.
        """
        lines = [self._work(), line(f"{outcome.sign} ", outcome.line)]
        lines += [line(more) for more in outcome.more.split("\n") if more]
        rows = [[button] for button in outcome.buttons]
        if len(rows) == 2:
            rows = [[row[0] for row in rows]]
        after: list[Line] = []
        if more:
            after = [line(self._say(say("decline_more_text", days=DAYS)))]
            found = self.buttons.decline_more()
            rows = [found[:2], [*found[2:], *self._back()]]
        return self._put(
            Message(tuple(lines), quote=self._decided_on(), after=tuple(after)), rows
        )

    # ------------------------------------------------------------- the text

    def _screen(
        self, rows: list[list[Button]], after: list[Line] | None = None
    ) -> ChatScreen:
        kept = frozenset({*self._fate()})
        lines, quote = self._head(), self._quote()
        if self.own:
            lines, quote = [lines[0], *map(line, self.own)], ()
            kept |= {line(said) for said in self._deletes()}
        else:
            lines += [_BLANK, *self._blocks(), _BLANK, *self._facts()]
        message = Message(tuple(lines), kept, quote, tuple(after or ()))
        return self._put(message, rows)

    def _put(self, message: Message, rows: list[list[Button]]) -> ChatScreen:
        most = MOST_CAPTION if self._pictured() else MOST_TEXT
        return ChatScreen(
            html=message.html(most),
            buttons=tuple(tuple(row) for row in rows if row),
            poster=self._pictured(),
        )

    def _pictured(self) -> bool:
        """Tell whether the question has a picture: where it has one, and the text surely fits below.

        Only what stays as it is counts, with room for the rest: a message cannot get a picture later.
        """
        if not self.poster:
            return False
        lines = (*self._head(), _BLANK, *self._blocks(), _BLANK, *self._fate())
        length = Message(lines, quote=self._quote()).length
        return length <= MOST_CAPTION - _CHANGES

    def _work(self) -> Line:
        work = self.told.work
        quoted = self._say(say("quoted", words=work.words))
        words = f" {quoted}" if work.words and work.run else ""
        return line(bold(work.title), self.sentences.behind(work), words)

    def _head(self) -> list[Line]:
        told, sentences = self.told, self.sentences
        between = " " if told.tell else ": "
        head = line(*self._work(), f"{between}{sentences.question(told)}")
        if self.buttons.warns:
            head = line("⚠️ ", *head)
        if told.warnings:
            return [head, line(sentences.but(told))]
        said = [sentences.summary(told), sentences.compared(told) if told.asker else ""]
        first = [line(self.note)] if self.note else []
        return [head, *first, line(" ".join(filter(None, said)))]

    def _blocks(self) -> list[Line]:
        told, sentences = self.told, self.sentences
        overruled = [line(f"▼ {said}") for said in sentences.speak.each(told.overruled)]
        if told.warnings:
            warned = sentences.speak.each(told.warnings)
            return [*(line(f"• {said}") for said in warned), *overruled]
        if self.buttons.which:
            meant = enumerate(told.meant, 1)
            return [line(sentences.meant(one, place)) for place, one in meant]
        lacking = sentences.lacking(told)
        lines = [
            *([line("＋ ", bold(lacking))] if lacking else []),
            *self._block("▲", "head_better", told.better),
            *self._block("▼", "head_worse", told.worse),
            *self._block("＋", "head_offered", told.offered),
            *overruled,
        ]
        if told.unsure:
            lines.append(line("? ", bold(self._say(Say("head_not_sure")))))
            lines += [line(f"{said}.") for said in sentences.speak.each(told.unsure)]
        return lines

    def _block(self, sign: str, head: str, rows: tuple[Row, ...]) -> list[Line]:
        if not rows:
            return []
        lines = [line(f"{sign} ", bold(self._say(Say(head))))]
        for row in rows:
            have = f"{self.sentences.have(row)} → " if row.have else ""
            label = self.sentences.label(row)
            lines.append(line(f"{label}: {have}", bold(self.sentences.offered(row))))
        return lines

    def _facts(self) -> list[Line]:
        told, sentences = self.told, self.sentences
        lines = []
        if told.votes:
            tally = bold(sentences.tally_short(told.votes))
            voters = sentences.voters(told.votes)
            lines.append(line("🗳 ", tally, f". {voters}" if voters else ""))
        lines += self._fate()
        lines.append(self._room())
        if few := sentences.few(told):
            lines.append(line(f"⚠️ {few}"))
        if sure := sentences.sure(told):
            lines.append(line(f"🛡 {sure}"))
        if told.tell:
            lines.append(line(self._say(say("only_told_here"))))
        lines.append(line(f"⏳ {sentences.deadline(told)}"))
        return lines

    def _fate(self) -> list[Line]:
        file = self.told.file
        if file is None:
            return []
        said = self.sentences.fate(file)
        return [line("🗑 ", bold(said)) if file.deletes else line(f"📁 {said}")]

    def _deletes(self) -> list[str]:
        file = self.told.file
        return [self.sentences.fate(file)] if file and file.deletes else []

    def _room(self) -> Line:
        disk = self.told.disk
        if disk is None:
            return line(f"💾 {self.sentences.size(self.told)}")
        said = self.sentences.room(disk)
        head, colon, rest = said.partition(":")
        if disk.fit is Fit.NONE and colon:
            return line("💾 ", bold(f"{head}{colon}"), rest)
        return line(f"💾 {said}")

    def _quote(self) -> tuple[Line, ...]:
        told, sentences = self.told, self.sentences
        goes = self._say(say("goes_to", client=told.client)) if told.client else ""
        lines = [
            " · ".join(sentences.small(told, few=False)),
            *sentences.notes(told),
            sentences.after_a_no(told),
            goes,
            sentences.left_out(told.work),
        ]
        code = Bit(told.title, "code")
        return (*(line(one) for one in lines if one), line(code))

    def _decided_on(self) -> tuple[Line, ...]:
        """Return what was decided on, in one line."""
        told, sentences = self.told, self.sentences
        pieces = []
        for head, rows in (("head_better", told.better), ("head_worse", told.worse)):
            if rows:
                changes = ", ".join(map(sentences.change, rows))
                pieces.append(f"{self._say(Say(head))}: {changes}")
        if told.offered:
            pieces.append(", ".join(row.offered for row in told.offered))
        if told.file:
            pieces.append(sentences.fate(told.file))
        rule = self._say(say("by_rule", rule=told.rule)) if told.rule else ""
        size = self._say(Size(told.size))
        pieces.append(", ".join(filter(None, (size, told.group, told.source, rule))))
        return (line(". ".join(pieces)),)

    def _others(self) -> list[Line]:
        lines = [_BLANK, line(bold(self._say(Say("head_others"))))]
        for place, other in enumerate(self.told.others, 1):
            words = self.sentences.of_other(other)
            lines.append(line(bold(str(place)), f" {words}"))
        return lines

    # ------------------------------------------------------------- the buttons

    def _answers(self) -> list[list[Button]]:
        buttons, told = self.buttons, self.told
        yes, no = self._marked(buttons.yes(), _YES), self._marked(buttons.no(), _NO)
        if told.tell:
            return [[no], self._open()]
        rest = [buttons.others(), buttons.both(), buttons.later()]
        if further := buttons.no_further():
            rest.append(further)
        others = [button for button in rest if button is not None]
        if buttons.which:
            choices = [self._marked(one, _YES) for one in buttons.choose()]
            return [choices, [no, *others], self._open()]
        if buttons.warns:
            # Habit is to hit the no.
            return [[no, buttons.yes()], others, self._open()]
        anyway, always = buttons.anyway(), buttons.always(self.rule)
        last = [*([always] if always else []), *self._open()]
        only = buttons.singles()
        first = [self._marked(only, _YES), yes] if only else [yes, no]
        others = [no, *others] if only else others
        return [first, [anyway] if anyway else [], others, last]

    def _back(self) -> list[Button]:
        button = self.buttons.turn("back", Verb.BACK)
        return [replace(button, label=f"‹ {button.label}")]

    def _open(self) -> list[Button]:
        if not self.link:
            return []
        return [Button(label=f"{self._say(Say('button_open'))} ↗", url=self.link)]

    @staticmethod
    def _marked(button: Button, mark: str) -> Button:
        return replace(button, label=f"{mark}{button.label}")

    def _say(self, piece: Piece) -> str:
        return self.sentences.speak(piece)
