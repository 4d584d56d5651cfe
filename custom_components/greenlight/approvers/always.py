"""Always like this: the rule that somebody can have made from the question they say yes to."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_ALWAYS, RULE
from ..engine.hindsight import Hindsight, look_back
from ..engine.reading import read
from ..engine.request import Actor, Request, State
from ..engine.summary import in_words
from ..engine.undo import TAKEN_BACK
from ..parts.always import always
from ..parts.naming import free_name
from ..parts.rule import build_rule
from ..parts.rule_settings import MAX_SIZE
from ..parts.setting import GB
from ..presentation.render import iso
from ..presentation.saying import Say, Size, Speaker, say
from ..presentation.texts import Texts

# Letters of a rule's name.
_MAX_NAME: Final = 80


class Always:
    """Says which rule that would be, and makes it."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], texts: Texts
    ) -> None:
        """Know where rules are kept."""
        self._hass = hass
        self._entry = entry
        self._texts = texts

    @callback
    def sentence(self, request: Request) -> str:
        """Return what the rule would approve from now on, empty where none can be made."""
        told = self.told(request)
        # No time is told in it.
        return "" if told is None else Speaker(self._texts, lambda: 0.0)(told)

    @callback
    def told(self, request: Request) -> Say | None:
        """Return the same before it is put into words, None where none can be made."""
        data = self._data(request)
        if data is None:
            return None
        title = read(request.release.title)
        what = self._texts.named(in_words(title.quality))
        if request.weighed and request.weighed.work and data.get("titles"):
            what = f"{request.weighed.work.title}, {what}"
        return say(
            "always",
            rule=request.rule_name,
            what=what,
            group=title.group or "",
            size=Size(int(MAX_SIZE.of(data) * GB)),
        )

    @callback
    def looked_back(
        self, request: Request, every: Iterable[Request]
    ) -> Hindsight | None:
        """Return how many of the last questions of the rule that asked it would have approved.

        None where no rule can be made, or where that cannot be told.
        """
        data = self._data(request)
        if data is None:
            return None
        try:
            rule = build_rule("", "", data)
        except TypeError, ValueError, AttributeError, ArithmeticError:
            # What is stored of the rule that asked makes no sense any more.
            return None
        return look_back(every, request.rule, rule, request.id)

    @callback
    def possible(self, request: Request) -> bool:
        """Tell whether a rule can be made."""
        return self._data(request) is not None

    @callback
    def make(self, request: Request, who: Actor, at: float) -> str:
        """Make the rule, in the name of somebody, and return what it is called.

        Empty where none can be made. ``at`` is in epoch seconds.
        """
        data = self._data(request)
        if data is None:
            return ""
        taken = {one.title.casefold() for one in self._entry.subentries.values()}
        wanted = self._texts.text(
            "always_name",
            rule=request.rule_name,
            group=read(request.release.title).group or "",
        )
        name = free_name(taken, wanted[:_MAX_NAME])
        born = {"request": request.id, "by": who.name, "at": iso(at)}
        subentry = ConfigSubentry(
            data=MappingProxyType(data | {CONF_ALWAYS: born}),
            subentry_type=RULE,
            title=name,
            unique_id=None,
        )
        self._hass.config_entries.async_add_subentry(self._entry, subentry)
        return name

    @callback
    def follow(self, request: Request, every: Iterable[Request]) -> None:
        """Remove the rule that came with a yes which was taken back, if it has found nothing yet."""
        last = request.last_move()
        if (
            request.state is not State.PENDING
            or not last
            or last.why.code != TAKEN_BACK
        ):
            return
        found = {one.rule for one in every}
        for key, one in list(self._entry.subentries.items()):
            born = one.data.get(CONF_ALWAYS) or {}
            if born.get("request") == request.id and key not in found:
                self._hass.config_entries.async_remove_subentry(self._entry, key)

    def _data(self, request: Request) -> dict[str, Any] | None:
        rule = self._entry.subentries.get(request.rule)
        if rule is None or rule.subentry_type != RULE:
            # What a program orders may be under its own settings.
            return None
        return always(request, rule.data)
