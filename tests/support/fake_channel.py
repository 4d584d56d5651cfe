"""A way to ask that keeps in memory what people would see, and fails as it is told to."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, override

from custom_components.greenlight.approvers.base import Channel, Copy, NotDelivered
from custom_components.greenlight.approvers.token import Press, Tokens
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.blocked import blocked_mark, is_blocked
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
)
from custom_components.greenlight.presentation.asking.news import Missing
from custom_components.greenlight.presentation.screens import (
    Button,
    ChatScreen,
    Page,
    PhoneScreen,
)


@dataclass
class Shown:
    """What is seen at a place now, under which request, and how often it was sent or changed."""

    request: str
    text: str
    silent: bool
    tokens: dict[Verb, str] = field(default_factory=dict)


class FakeChannel(Channel[Any]):
    """Messages have numbers in a chat and tags on a phone, as on the real ones."""

    def __init__(self, settings: ApproverSettings, tokens: Tokens) -> None:
        """Begin with empty places."""
        self.settings = settings
        self.tokens = tokens
        # By place and message, in the order in which they came.
        self.seen: dict[tuple[str, str], Shown] = {}
        self.calls: list[tuple[str, str, str]] = []
        self.answers: list[tuple[str, str, bool]] = []
        self.fails: Callable[[str, Copy], NotDelivered | None] = lambda what, copy: None
        self.hangs: dict[str, asyncio.Event] = {}
        # What is sent there is seen at once, and that it is comes back only then.
        self.tells_late: dict[str, asyncio.Event] = {}
        self.details: Callable[[Request], str] = lambda request: ""
        self.trouble_key = ""
        # Whether somebody has deleted every message that is to be changed.
        self.deleted = False
        # Phones that take nothing away by themselves, and after how many seconds a no is to go.
        self.apple: set[str] = set()
        self.goes_after: int | None = None
        self._number = 100

    @property
    def phone(self) -> bool:
        """Tell whether it is one of phones."""
        return self.settings.kind is ApproverKind.COMPANION

    @property
    @override
    def places(self) -> tuple[str, ...]:
        return (
            self.settings.devices
            if self.phone
            else tuple(map(str, self.settings.chats))
        )

    def _screen(self, text: str, buttons: tuple[Button, ...]) -> Any:
        if self.phone:
            return PhoneScreen(title=text, message="", buttons=buttons)
        return ChatScreen(html=text, buttons=(buttons,))

    @override
    def screen(self, request: Request, place: str, page: Page) -> Any:
        said = [request.release.title, request.state.value, page.value]
        if request.state is State.DOWNLOADING:
            said.append(f"{request.progress:.3f}")
        if request.reminded:
            said.append("still open")
        verbs = {
            State.PENDING: (Verb.APPROVE, Verb.DECLINE, Verb.MORE),
            State.APPROVED: (Verb.UNDO,),
        }.get(request.state, ())
        self._mark = seen(request)
        if is_blocked(request):
            verbs = (Verb.IMPORT_ANYWAY, Verb.LEAVE)
            self._mark = blocked_mark(request)
            said.append("blocked")
        screen = self._screen(
            " ".join([*said, self.details(request)]).strip(),
            tuple(Button(label=verb.name, answer=Answer(verb)) for verb in verbs),
        )
        if self.phone and request.state is State.DOWNLOADING:
            screen = replace(screen, progress=request.progress)
        if self.phone and not request.asking:
            screen = replace(screen, goes_after=self.goes_after)
        return screen

    @override
    def digest(self, requests: list[Request], place: str) -> Any:
        return self._screen(f"{len(requests)} wait", ())

    @override
    def test(self, place: str, answered: str = "") -> Any:
        return self._screen(f"test {answered}".strip(), ())

    @override
    def news(self, missing: Missing, place: str) -> Any:
        works = "; ".join(" ".join(one).strip() for one in missing.works)
        return self._screen(f"nothing in {missing.days}: {works}", ())

    @override
    def stays(self, place: str) -> bool:
        return place in self.apple

    @override
    def will_be(self, copy: Copy, screen: Any) -> str:
        if not self.phone:
            return ""
        ends = "-p" if screen.progress is not None else ""
        return f"gl-{copy.request}{ends}"

    @override
    async def show(self, copy: Copy, screen: Any) -> Copy | None:
        await self._called("show" if not copy.message else "change", copy)
        if copy.message and self.deleted:
            return None
        message = copy.message
        if not message:
            self._number += 1
            message = self.will_be(copy, screen) or str(self._number)
        buttons = screen.buttons if self.phone else screen.buttons[0]
        self.seen[copy.place, message] = Shown(
            request=copy.request,
            text=screen.title if self.phone else screen.html,
            silent=screen.silent,
            tokens={
                one.answer.verb: self.token(copy.request, one.answer)
                for one in buttons
                if one.answer
            },
        )
        if event := self.tells_late.get(copy.place):
            await event.wait()
        return replace(copy, message=message)

    @override
    async def clear(self, copy: Copy) -> None:
        await self._called("clear", copy)
        self.seen.pop((copy.place, copy.message), None)

    @override
    async def answered(self, press_id: str, bot: str, text: str, alert: bool) -> None:
        self.answers.append((press_id, text, alert))

    @override
    def trouble(self) -> str:
        return self.trouble_key

    async def _called(self, what: str, copy: Copy) -> None:
        self.calls.append((what, copy.place, copy.request))
        if event := self.hangs.get(copy.place):
            await event.wait()
        if error := self.fails(what, copy):
            raise error

    def token(self, request: str, answer: Answer) -> str:
        """Return what a button of that answer carries."""
        press = Press(
            approver=self.settings.id,
            request=request,
            seen=self._mark,
            answer=answer,
        )
        return self.tokens.write(press)

    _mark = ""

    def at(self, place: str) -> list[str]:
        """Return what is read at a place, from top to bottom."""
        return [one.text for (where, _), one in self.seen.items() if where == place]

    def sent(self, what: str = "show", place: str = "") -> list[str]:
        """Return the requests for which something was sent anew, changed or cleared."""
        return [
            request
            for kind, where, request in self.calls
            if kind == what and (not place or where == place)
        ]
