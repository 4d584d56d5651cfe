"""News: that nothing came for something in many days, in words for every channel."""

from dataclasses import dataclass
from typing import Final

from ..cut import clean
from ..saying import Speaker, say
from ..screens import ChatScreen, PhoneScreen, PlainScreen
from .markup import MOST_TEXT, Line, Message, bold, line
from .phone import fitted

# Works that are named; the others are counted.
MOST: Final = 20
# Characters of the episodes of one work.
_MOST_EPISODES: Final = 120
_HEAD: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """For what nothing came in so many days: how many works, and those that are named, with their episodes."""

    days: int
    count: int
    works: tuple[tuple[str, str], ...]

    def stored(self) -> tuple[str, ...]:
        """Return it as texts, which are kept until it was told."""
        flat = (text for work in self.works for text in work)
        return str(self.days), str(self.count), *flat

    @classmethod
    def from_stored(cls, texts: tuple[str, ...]) -> Missing | None:
        """Return what was kept, None where it makes no sense."""
        numbers, rest = texts[:_HEAD], texts[_HEAD:]
        if len(numbers) < _HEAD or not all(one.isdecimal() for one in numbers):
            return None
        works = tuple(zip(rest[::2], rest[1::2], strict=False))
        days, count = map(int, numbers)
        return cls(days=days, count=count, works=works) if works else None


@dataclass(frozen=True, slots=True)
class NewsWords:
    """Puts it into words."""

    speak: Speaker

    def phone(self, missing: Missing, path: str) -> PhoneScreen:
        """Return it for a phone; a tap opens a page."""
        message = fitted(self._lines(missing), [])
        return PhoneScreen(title=self._title(missing), message=message, opens=path)

    def chat(self, missing: Missing) -> ChatScreen:
        """Return it for a chat."""
        lines: list[Line] = [line(bold(self._title(missing)))]
        lines += [line(one) for one in self._lines(missing)]
        return ChatScreen(html=Message(tuple(lines)).html(MOST_TEXT))

    def plain(self, missing: Missing) -> PlainScreen:
        """Return it as plain text."""
        message = "\n".join(self._lines(missing))
        return PlainScreen(title=self._title(missing), message=message)

    def _title(self, missing: Missing) -> str:
        if missing.count == 1:
            return self.speak(
                say("nothing_came_title", work=clean(missing.works[0][0]))
            )
        return self.speak(say("nothing_came_several", count=missing.count))

    def _lines(self, missing: Missing) -> list[str]:
        days = missing.days
        if missing.count == 1:
            work, episodes = missing.works[0]
            key = "nothing_came_episodes" if episodes else "nothing_came"
            shown = clean(episodes, _MOST_EPISODES)
            return [self.speak(say(key, work=clean(work), episodes=shown, days=days))]
        lines = [self.speak(say("nothing_came_days", days=days))]
        lines += [_named(*one) for one in missing.works]
        if (more := missing.count - len(missing.works)) > 0:
            lines.append(self.speak(say("and_more", count=more)))
        return lines


def _named(work: str, episodes: str) -> str:
    shown = clean(episodes, _MOST_EPISODES)
    return f"{clean(work)}: {shown}" if shown else clean(work)
