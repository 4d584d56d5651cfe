"""Phone: a question, its pages and what became of it, as a notification of few lines.

All text is as it was written: the companion app's channel escapes it for the phone's system.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...engine.answer import Verb
from ...engine.request import Request
from ..cut import MOST_OF_SENTENCE, clean
from ..saying import Piece, Say, Size, say
from ..screens import Button, Page, PhoneScreen
from .became import Became
from .buttons import MOST, Buttons
from .sentences import Sentences
from .told import Told

MOST_LINES: Final = 9
MOST_CHARS: Final = 400
# Characters of a title and of what is seen while it is folded.
MOST_TITLE: Final = 250
ANDROID: Final = 3


@dataclass(frozen=True, slots=True)
class Phone:
    """Puts one question on a phone: with ``three`` buttons at most, or with all at once.

    ``rule`` says which rule could be made of it, ``look`` is an address that opens the question;
    both are empty where there is none. ``note`` comes first: what has just happened to it. ``own`` are the
    lines of a text of somebody's own, which then stands in the place of ours. Whose phone it is may
    ``only_look`` where that says who decides, and gets no button that they would be refused.
    """

    told: Told
    request: Request
    sentences: Sentences
    buttons: Buttons
    three: bool
    rule: str = ""
    look: str = ""
    note: str = ""
    own: Sequence[str] = ()
    only_look: str = ""

    def page(self, page: Page) -> PhoneScreen:
        """Return one page of a question."""
        if self.only_look and page is not Page.DETAILS:
            return self._question()
        match page:
            case Page.MORE if self.three:
                return self._page("more", self._more_text(), self._more())
            case Page.OTHERS if self.told.others:
                lines, buttons = self._others_text(), self.buttons.take()
                return self._page("others", lines, buttons)
            case Page.WHEN if not self.told.tell:
                text = self._say(say("when_later", time=self._time()))
                return self._page("when", [text], self.buttons.when())
            case Page.DETAILS:
                return self._page("details", self._details(), self._of_details())
            case Page.REALLY if self.buttons.warns:
                lines = [self.sentences.against(self.told), *self._fate()]
                buttons = [self.buttons.really(), self.buttons.no()]
                return self._page("really", lines, buttons)
            case Page.ALWAYS if self.buttons.always(self.rule):
                rule = clean(self.rule, MOST_OF_SENTENCE)
                return self._page("always", [rule], [self.buttons.make_rule()])
        return self._question()

    # ------------------------------------------------------------- the question

    def _question(self) -> PhoneScreen:
        told = self.told
        title = self.sentences.headline(told)
        if self.request.reminded and told.soon:
            title = self._say(say("still_open", title=title))
        lines = [*self.own] or self._lines()
        return PhoneScreen(
            title=title[:MOST_TITLE],
            message=fitted(
                [*lines, *self._who_decides()], [*self._fate(), *self._who_decides()]
            ),
            subject=self._first()[:MOST_TITLE],
            buttons=tuple(self._answers()),
            poster=True,
            until=told.until,
        )

    def _lines(self) -> list[str]:
        told, sentences = self.told, self.sentences
        lines = [self.note, self._first(), *self._middle()]
        lines += [f"▼ {said}" for said in sentences.speak.each(told.overruled)]
        lines += [f"? {unsure}" for unsure in sentences.speak.each(told.unsure)]
        lines += self._fate()
        room = sentences.room_short(told.disk) if told.disk else ""
        facts = (sentences.few(told), room, sentences.sure(told))
        lines.append(". ".join(filter(None, facts)))
        if told.tell:
            lines.append(self._say(say("only_told_here")))
        lines += [sentences.deadline(told), sentences.after_a_no(told)]
        return [line for line in lines if line]

    def _first(self) -> str:
        """Return what it is about in a sentence, and how large it is."""
        told, sentences = self.told, self.sentences
        if told.warnings:
            sentence = sentences.against(told)
        elif told.votes:
            sentence = sentences.tally(told.votes)
        else:
            sentence = sentences.summary(told)
        size = "" if told.size is None and told.disk else sentences.size(told)
        return " ".join(filter(None, (sentence, size)))

    def _middle(self) -> list[str]:
        told, sentences = self.told, self.sentences
        if told.warnings:
            return [f"• {warning}" for warning in sentences.speak.each(told.warnings)]
        if self.buttons.which:
            meant = enumerate(told.meant[:MOST], 1)
            return [sentences.meant(one, place) for place, one in meant]
        lines = [sentences.voters(told.votes)] if told.votes else []
        lines.append(sentences.lacking(told))
        lines += [f"▲ {sentences.change(row)}" for row in told.better]
        lines += [f"▼ {sentences.change(row)}" for row in told.worse]
        offered = [told.work.words, *map(sentences.offered, told.offered)]
        if told.offered:
            lines.append(", ".join(filter(None, offered)))
        return [line for line in lines if line]

    def _fate(self) -> list[str]:
        return [self.sentences.fate(self.told.file)] if self.told.file else []

    def _who_decides(self) -> list[str]:
        return [self.only_look] if self.only_look else []

    def _answers(self) -> list[Button]:
        """Return the buttons of a question: three of them, or all that there are."""
        buttons = self.buttons
        if self.only_look:
            return [self._turn("details", Verb.DETAILS)]
        if self.told.tell:
            return [buttons.no(), self._turn("details", Verb.DETAILS)]
        more = [self._turn("more", Verb.MORE)]
        if not self.three:
            no = self.buttons.no_further()
            extras = [*self._extras(), *([no] if no else [])]
            more = [*extras, self._turn("details", Verb.DETAILS)]
        if buttons.which:
            choices = buttons.choose()
            if self.three and len(choices) == ANDROID - 1:
                return [*choices, buttons.no()]
            return (
                [buttons.no(), *more] if self.three else [*choices, buttons.no(), *more]
            )
        if buttons.warns:
            # Habit is to hit the no.
            yes = [] if self.three else [buttons.yes()]
            look = [self._look()] if self.three or self.look else []
            return [buttons.no(), *look, *yes, *more]
        return [buttons.singles() or buttons.yes(), buttons.no(), *more]

    # ------------------------------------------------------------- pages

    def _more(self) -> list[Button]:
        """Return what else can be done; what is not possible gives way to the details."""
        first: list[Button] = []
        if self.buttons.which:
            first = self.buttons.choose()
        elif self.buttons.warns:
            first = [self.buttons.yes()]
        found = [*first, *self._extras(), self._turn("details", Verb.DETAILS)]
        if len(found) < ANDROID and (no := self.buttons.no_further()):
            found.insert(-1, no)
        return found[:ANDROID]

    def _extras(self) -> list[Button]:
        buttons = self.buttons
        others, both = buttons.others(), buttons.both()
        pair = (others, both) if self.three else (both, others)
        pack = buttons.yes() if buttons.singles() else None
        found = (
            pack,
            buttons.anyway(),
            *pair,
            buttons.later(),
            buttons.always(self.rule),
        )
        return [button for button in found if button is not None]

    def _more_text(self) -> list[str]:
        told = self.told
        pieces: list[Piece] = []
        if told.others:
            pieces.append(say("more_others", count=len(told.others)))
        if self.buttons.both() and told.file and told.file.together is not None:
            pieces.append(say("more_both", together=Size(told.file.together)))
        return [
            self._first(),
            " ".join(self.sentences.speak.each(pieces)),
            *self._fate(),
        ]

    def _others_text(self) -> list[str]:
        told, sentences = self.told, self.sentences
        lines = [
            sentences.other(other, place)
            for place, other in enumerate(told.others[:MOST], 1)
        ]
        rows = (*told.offered, *told.better, *told.worse)
        words = map(sentences.offered, rows)
        asked = ", ".join([*dict.fromkeys(words), sentences.size(told)])
        return [*lines, self._say(say("asked_about", words=asked)), *self._fate()]

    def _details(self) -> list[str]:
        told, sentences = self.told, self.sentences
        goes = self._say(say("goes_to", client=told.client)) if told.client else ""
        return [
            told.title,
            *self._fate(),
            goes,
            ", ".join(sentences.small(told)),
            sentences.reckoned(told.disk) if told.disk else "",
            *sentences.notes(told),
            sentences.after_a_no(told),
            sentences.left_out(told.work),
        ]

    def _of_details(self) -> list[Button]:
        if self.only_look:
            return [self._turn("back", Verb.BACK)]
        if self.told.tell:
            return [self.buttons.no()]
        buttons = self.buttons
        if buttons.which or buttons.warns:
            return [buttons.no(), self._turn("back", Verb.BACK)]
        third = buttons.others() or buttons.later()
        return [buttons.yes(), buttons.no(), *([third] if third else [])]

    # ------------------------------------------------------------- parts

    def _page(self, page: str, lines: list[str], buttons: list[Button]) -> PhoneScreen:
        question = say(f"page_{page}")
        title = say(
            "headline", work=self.sentences.work(self.told.work), question=question
        )
        if not self.three:
            buttons = [*buttons, self._turn("back", Verb.BACK)]
        return PhoneScreen(
            title=self._say(title)[:MOST_TITLE],
            message=fitted([line for line in lines if line], self._fate()),
            buttons=tuple(dict.fromkeys(buttons)),
            until=self.told.until,
            silent=True,
        )

    def _look(self) -> Button:
        """Return what opens the question, or its details where there is no dashboard to open."""
        if not self.look:
            return self._turn("details", Verb.DETAILS)
        return Button(label=self._say(Say("button_look")), url=self.look)

    def _turn(self, label: str, verb: Verb) -> Button:
        return self.buttons.turn(label, verb)

    def _time(self) -> str:
        return self.sentences.speak.texts.when(
            self.told.until, self.sentences.speak.now()
        )

    def _say(self, piece: Piece) -> str:
        return self.sentences.speak(piece)


def became(outcome: Became, person_id: str, *, answers: bool = True) -> PhoneScreen:
    """Return what became of a question, on a phone of a person, who may answer it or only look."""
    mine = not outcome.others or (outcome.by and outcome.by == person_id)
    return PhoneScreen(
        title=(outcome.title if mine else outcome.others)[:MOST_TITLE],
        message=fitted([line for line in outcome.message.split("\n") if line], []),
        buttons=(outcome.on_phone or outcome.buttons)[:ANDROID] if answers else (),
        silent=outcome.silent,
        goes_after=outcome.goes_after,
        progress=outcome.progress,
        critical=outcome.critical,
    )


def fitted(lines: list[str], always: list[str]) -> str:
    """Return lines that fit, cut from the end; what is ``always`` told, all of it stays."""
    kept = [*lines]
    while len(kept) > MOST_LINES or _length(kept) > MOST_CHARS:
        place = next(
            (at for at in reversed(range(1, len(kept))) if kept[at] not in always), None
        )
        if place is None:
            break
        del kept[place]
    if (over := _length(kept) - MOST_CHARS) > 0 and kept[0] not in always:
        kept[0] = f"{kept[0][: max(0, len(kept[0]) - over - 1)].rstrip()}…"
    return "\n".join(kept)


def _length(lines: list[str]) -> int:
    return sum(map(len, lines)) + len(lines) - 1
