"""Issues: what repairs and notices say of what only a person can see to."""

from collections.abc import Callable, Sequence
from typing import Final

from ..engine.request import Request
from ..engine.text import escape_markdown
from ..gate.nothing_came import Nothing
from .cut import clean
from .question import title_of
from .texts import Texts

# More episodes than these nobody reads.
_MOST: Final = 12
# And more works than these.
_MOST_WORKS: Final = 20


class IssueWords:
    """The words for them, in the language of the house."""

    def __init__(self, texts: Texts, name_of: Callable[[str], str | None]) -> None:
        """Know the texts, and what parts are called."""
        self._texts = texts
        self.name = name_of

    def blocked(self, request: Request) -> dict[str, str]:
        """Return of what it is, and why it is not imported, in the words of whoever refuses it."""
        home = request.home
        why = self._texts.reason(home.why) if home and home.why else ""
        return {
            # It stands in titles only, which are no Markdown.
            "work": clean(title_of(request)),
            "release": escape_markdown(clean(request.release.title)),
            "why": escape_markdown(clean(why)) or "–",
        }

    def nothing(self, nothing: Nothing) -> tuple[str, str]:
        """Return the title of a notice that nothing came, and what it says."""
        text = self._texts.text
        shown = list(nothing.episodes[:_MOST])
        if (more := len(nothing.episodes) - len(shown)) > 0:
            shown.append(text("and_more", count=more))
        work, days = escape_markdown(clean(nothing.work)), nothing.days
        # A title is no Markdown.
        title = text("nothing_came_title", work=clean(nothing.work))
        if not shown:
            return title, text("nothing_came", work=work, days=days)
        episodes = ", ".join(shown)
        said = text("nothing_came_episodes", work=work, episodes=episodes, days=days)
        return title, said

    def several(self, every: Sequence[Nothing]) -> tuple[str, str]:
        """Return the title of a notice that nothing came for several works, and what it says."""
        text = self._texts.text
        lines = [text("nothing_came_days", days=every[0].days)]
        for one in every[:_MOST_WORKS]:
            episodes = ", ".join(one.episodes[:_MOST])
            named = f"{clean(one.work)}: {episodes}" if episodes else clean(one.work)
            lines.append(escape_markdown(named))
        if (more := len(every) - _MOST_WORKS) > 0:
            lines.append(text("and_more", count=more))
        title = text("nothing_came_several", count=len(every))
        return title, "\n\n".join(lines)
