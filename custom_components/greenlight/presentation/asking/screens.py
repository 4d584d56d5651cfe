"""Screens: what each channel shows of a request, made anew from what is so now.

Times are told from today (``tomorrow 8:00``), so whoever has shown a screen makes it anew when the day
changes, and when what can be taken back no longer can; one that is the same is not sent again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from homeassistant.util import dt as dt_util

from ...clients.base import Download
from ...engine.answer import Answer, Later, Verb
from ...engine.blocked import is_blocked, may_bring
from ...engine.reason import Reason
from ...engine.request import SYSTEM, Request, State
from ...engine.rights import Person
from ...engine.undo import GIVEN_BACK
from ...engine.weighed import Weighed
from ..cut import clean
from ..saying import Say, Speaker, When, say
from ..screens import Button, ChatScreen, Page, PhoneScreen, PlainScreen
from . import plain
from .buttons import TONIGHT, Buttons
from .chat import DAYS, Chat
from .markup import MOST_TEXT, Line, Message, bold, line
from .news import Missing, NewsWords
from .outcome import Outcomes
from .phone import Phone, became as became_on_phone, fitted
from .replies import may_not
from .sentences import Sentences
from .telling import Knowing, mark_of, tell
from .template import OwnText
from .told import Told

# Questions that one message tells of.
# Stands where something bold will.
_PLACE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the screens look at beside a request.

    ``downloads`` is what clients said last, by request; ``address`` the external https address of the
    house, and ``path`` the page of it that shows questions, both empty where there is none.
    ``always`` says which rule could be made of a question, in words, empty for none. ``person`` is who
    somebody is by their id, None for nobody known, and ``deciders`` are the names of those who may
    answer a question.
    """

    downloads: Callable[[], Mapping[str, Download]]
    waits_for_room: Callable[[Request], Reason | None]
    path: Callable[[], str] = lambda: ""
    address: Callable[[], str] = lambda: ""
    always: Callable[[Request], str] = lambda _: ""
    person: Callable[[str], Person | None] = lambda _: None
    deciders: Callable[[Request], list[str]] = lambda _: []


class Screens:
    """Puts requests on phones, into chats and into plain text."""

    def __init__(
        self, speak: Speaker, knowing: Knowing, around: Around, template: str = ""
    ) -> None:
        """Know the words, and where the facts come from; ``template`` is a text of one's own."""
        self._speak = speak
        self._own = OwnText(template, speak.texts)
        self._sentences = Sentences(speak)
        self._news = NewsWords(speak)
        self._knowing = knowing
        self._around = around
        self._outcomes = Outcomes(
            self._sentences,
            around.downloads,
            around.waits_for_room,
            knowing,
        )

    def with_text(self, template: str) -> Screens:
        """Return screens that put questions in a text of one's own, these where there is none."""
        if not template.strip():
            return self
        return Screens(self._speak, self._knowing, self._around, template)

    # ------------------------------------------------------------- phone

    def phone(
        self,
        request: Request,
        page: Page = Page.QUESTION,
        *,
        three: bool,
        person_id: str = "",
    ) -> PhoneScreen:
        """Return a page of a question, or what became of it; with ``three`` buttons at most."""
        screen = self._on_phone(request, page, three=three, person_id=person_id)
        return replace(screen, opens=_with_id(self._around.path(), request))

    def _on_phone(
        self, request: Request, page: Page, *, three: bool, person_id: str
    ) -> PhoneScreen:
        outcome = self._outcomes.of(request)
        if outcome is None:
            return self._phone(request, three=three, person_id=person_id).page(page)
        answers = not self._only_looks(request, person_id)
        if page is Page.DECLINE_MORE and answers and self._may_decline_more(request):
            return self._decline_more(request, three=three)
        return became_on_phone(outcome, person_id, answers=answers)

    def _only_looks(self, request: Request, person_id: str) -> bool:
        """Tell whether whose phone it is may not answer; of somebody unknown nothing is known."""
        person = self._around.person(person_id)
        if person is None:
            return False
        if is_blocked(request):
            return not may_bring(person, request)
        return not person.may_decide(request.deciders)

    def phone_digest(self, requests: Iterable[Request]) -> PhoneScreen:
        """Return several questions in one."""
        told, count = self._first(requests)
        lines = [plain.digest_line(self._sentences, one) for one in told]
        if count > len(told):
            lines.append(self._speak(say("and_more", count=count - len(told))))
        buttons = []
        if look := self._around.path():
            buttons.append(Button(label=self._speak(Say("button_look")), url=look))
        # Of the list here alone: the questions wait for everybody else.
        later = Answer(Verb.LATER, Later.HOUR)
        buttons.append(Button(label=self._speak(Say("button_later")), answer=later))
        return PhoneScreen(
            title=self._speak(say("digest_title", count=count)),
            message=fitted(lines, []),
            buttons=tuple(buttons),
            opens=look,
        )

    def phone_test(self, answered: str = "") -> PhoneScreen:
        """Return the harmless question, or what is said to whoever ``answered`` it."""
        if answered:
            return PhoneScreen(
                title=self._speak(Say("test_tapped")),
                message=self._speak(say("test_as", who=clean(answered))),
                silent=True,
            )
        return PhoneScreen(
            title=self._speak(Say("test_title")),
            message=self._speak(Say("test_text")),
            buttons=(self._works(),),
        )

    # ------------------------------------------------------------- chat

    def chat(
        self, request: Request, page: Page = Page.QUESTION, *, person_id: str = ""
    ) -> ChatScreen:
        """Return a page of a question, or what became of it."""
        told = tell(request, self._knowing, person_id)
        chat = Chat(
            told,
            request,
            self._sentences,
            self._buttons(told, request, short=False),
            poster=_has_poster(request),
            rule=self._around.always(request),
            link=self._link(request),
            note=self._note(request),
            own=self._own.lines(told, self._sentences, self._link(request)),
        )
        outcome = self._outcomes.of(request)
        if outcome is None:
            return chat.page(page)
        more = page is Page.DECLINE_MORE and self._may_decline_more(request)
        return chat.became(outcome, more=more)

    def chat_digest(self, requests: Iterable[Request]) -> ChatScreen:
        """Return several questions in one; each is shown whole before it is answered."""
        requests = list(requests)
        told, count = self._first(requests)
        waits = self._speak(say("digest_title", count=count))
        ends = [one.expires for one in requests if not is_blocked(one)]
        head = _PLACE
        if ends:
            head = self._speak(say("digest_first", waits=_PLACE, time=When(min(ends))))
        lines: list[Line] = [line(bold(waits), head.partition(_PLACE)[2]), ()]
        for place, one in enumerate(told, 1):
            lines.append(self._digest_line(place, one))
        if count > len(told):
            more = self._speak(say("and_more", count=count - len(told)))
            lines.append(line(more))
        rows = [
            tuple(
                Button(
                    label=self._speak(say("button_show", place=place)),
                    answer=Answer(Verb.SHOW),
                    of=one.id,
                )
                for place, one in enumerate(requests[: plain.MOST], 1)
            )
        ]
        if link := self._link(None):
            label = f"{self._speak(Say('button_open'))} ↗"
            rows.append((Button(label=label, url=link),))
        html = Message(tuple(lines)).html(MOST_TEXT)
        return ChatScreen(html=html, buttons=tuple(rows))

    def chat_test(self, answered: str = "") -> ChatScreen:
        """Return the harmless question, or what is said to whoever ``answered`` it."""
        phone = self.phone_test(answered)
        message = Message((line(bold(phone.title)), line(phone.message)))
        return ChatScreen(
            html=message.html(MOST_TEXT),
            buttons=(phone.buttons,) if phone.buttons else (),
            silent=phone.silent,
        )

    # ------------------------------------------------------------- plain text

    def plain(self, request: Request) -> PlainScreen:
        """Return a question, or what became of it."""
        outcome = self._outcomes.of(request)
        if outcome is not None and is_blocked(request):
            return plain.blocked(outcome, self._link(request), self._speak)
        if outcome is not None:
            return plain.became(outcome)
        phone = self._phone(request, three=True, person_id="")
        return plain.question(phone, self._link(request))

    def plain_digest(self, requests: Iterable[Request]) -> PlainScreen:
        """Return several questions in one."""
        told, count = self._first(requests)
        return plain.digest(self._sentences, told, count, self._link(None))

    def plain_test(self, answered: str = "") -> PlainScreen:
        """Return the harmless question; nobody can answer it there."""
        phone = self.phone_test(answered)
        return PlainScreen(title=phone.title, message=phone.message)

    def notice(self, requests: Iterable[Request]) -> tuple[str, str]:
        """Return title and Markdown of the notice in Home Assistant, for what waits, best first."""
        requests = list(requests)
        told, count = self._first(requests)
        page = self._around.path()
        own = [_with_id(page, one) for one in requests[: len(told)]]
        return plain.notice(self._sentences, told, count, page, own)

    # ------------------------------------------------------------- news

    def phone_news(self, missing: Missing) -> PhoneScreen:
        """Return on a phone that nothing came for something."""
        return self._news.phone(missing, self._around.path())

    def chat_news(self, missing: Missing) -> ChatScreen:
        """Return in a chat that nothing came for something."""
        return self._news.chat(missing)

    def plain_news(self, missing: Missing) -> PlainScreen:
        """Return in plain text that nothing came for something."""
        return self._news.plain(missing)

    # ------------------------------------------------------------- parts

    def told(self, request: Request, person_id: str = "") -> Told:
        """Return the pieces of a question."""
        return tell(request, self._knowing, person_id)

    def mark(self, request: Request) -> str:
        """Return a mark of what is seen of a question, which its buttons bring along."""
        return mark_of(request, self._knowing)

    def _first(self, requests: Iterable[Request]) -> tuple[list[Told], int]:
        """Return the pieces of those that a list shows, and how many there are."""
        every = list(requests)
        return [self.told(one) for one in every[: plain.MOST]], len(every)

    def _phone(self, request: Request, *, three: bool, person_id: str) -> Phone:
        told = self.told(request, person_id)
        only_look = ""
        if self._only_looks(request, person_id):
            only_look = may_not(self._speak.texts, self._around.deciders(request))
        return Phone(
            told,
            request,
            self._sentences,
            self._buttons(told, request, short=True),
            three=three,
            rule=self._around.always(request),
            look=_with_id(self._around.path(), request),
            note=self._note(request),
            own=self._own.lines(told, self._sentences, self._link(request)),
            only_look=only_look,
        )

    def _digest_line(self, place: int, told: Told) -> Line:
        """Return a question in one line, in which the work and what is deleted are bold."""
        sentences = self._sentences
        before, deletes, after = plain.digest_parts(sentences, told)
        warns = "⚠️ " if sentences.is_warning(told) else ""
        work = (bold(told.work.title), f"{sentences.behind(told.work)}: ")
        between = ", " if deletes and before else ""
        return line(
            *(f"{place} {warns}", *work, f"{before}{between}", bold(deletes)),
            f", {after}" if after else "",
        )

    def _buttons(self, told: Told, request: Request, *, short: bool) -> Buttons:
        now = dt_util.as_local(dt_util.utc_from_timestamp(self._speak.now()))
        tonight = now.time() < TONIGHT
        return Buttons(told, request, self._sentences, short=short, tonight=tonight)

    def _may_decline_more(self, request: Request) -> bool:
        """Tell whether more than a release that was declined can be declined along with it."""
        return request.state is State.DECLINED and not request.tell

    def _decline_more(self, request: Request, *, three: bool) -> PhoneScreen:
        told = self.told(request)
        buttons = self._buttons(told, request, short=True)
        found = buttons.decline_more()
        undo = buttons.turn("undo", Verb.UNDO)
        return PhoneScreen(
            title=self._speak(Say("decline_more")),
            message=self._speak(say("decline_more_text", days=DAYS)),
            buttons=(*(found[:2] if three else found), undo),
            silent=True,
        )

    def _note(self, request: Request) -> str:
        """Return what has just happened to a question: that somebody took an answer back."""
        for entry in reversed(request.journal):
            if entry.why.code in GIVEN_BACK:
                who = clean(entry.who.name)
                return self._speak(say("became_taken_back", who=who))
            if entry.moved or entry.who != SYSTEM:
                break
            # What followed from it is noted after it: that the download was removed.
        return ""

    def _works(self) -> Button:
        return Button(
            label=self._speak(Say("button_works")), answer=Answer(Verb.TEST), yes=True
        )

    def _link(self, request: Request | None) -> str:
        """Return where a question is answered from anywhere, empty where that is not possible."""
        address = self._around.address().rstrip("/")
        path = self._around.path()
        if not (path and address.startswith("https://")):
            return ""
        return f"{address}{_with_id(path, request) if request else path}"


def _with_id(path: str, request: Request) -> str:
    return f"{path}{'&' if '?' in path else '?'}greenlight={request.id}" if path else ""


def _has_poster(request: Request) -> bool:
    weighed = request.weighed or Weighed()
    return weighed.work is not None and bool(weighed.work.known_to)
