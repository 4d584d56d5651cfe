"""Who may answer in Telegram: whose id there is which person of the house, told one by one."""

from collections.abc import Mapping
import re
from typing import Any, Final

from homeassistant.helpers.selector import BooleanSelector, TextSelector
import voluptuous as vol

from ..parts.approver_settings import NAME, PERSON
from .fields import choice
from .part import Refused, Values

KEEP: Final = "keep"
ID: Final = "telegram_id"
WHO: Final = "person"
CALLED: Final = "telegram_name"
ANOTHER: Final = "another"
# What is told of one person.
NEW: Final = (ID, WHO, CALLED)
# Somebody who has no account here.
ONLY_THERE: Final = "only_telegram"
_ID: Final = re.compile(r"[1-9][0-9]{0,15}")
_MAX_NAME_CHARS: Final = 60


class MayAnswer:
    """Those who may answer, while a person is telling who they are.

    ``known`` is as it is stored: person of the house (empty if none) and name, by their id in Telegram.
    """

    def __init__(
        self,
        known: Mapping[str, Mapping[str, str]],
        private: Mapping[str, str],
        house: Mapping[str, str],
    ) -> None:
        """Begin with those who are stored; ``private`` are chats with one person, by that one's id."""
        self.known: dict[str, dict[str, str]] = {
            one: dict(who) for one, who in known.items()
        }
        self._private = private
        self._house = house

    def _open(self) -> dict[str, str]:
        """Return those private chats nobody has been named for."""
        return {
            one: name for one, name in self._private.items() if one not in self.known
        }

    def _label(self, one: str) -> str:
        who = self.known[one]
        name = who[NAME] or self._house.get(who[PERSON]) or who[PERSON] or one
        return f"{name}: {one}"

    def form(self) -> dict[Any, Any]:
        """Return the form for one more, and for taking some away."""
        kept = {one: self._label(one) for one in self.known}
        ids = {one: f"{name}: {one}" for one, name in self._open().items()}
        house = {**self._house, ONLY_THERE: ONLY_THERE}
        first: dict[Any, Any] = {}
        if kept:
            first[vol.Optional(KEEP)] = choice(kept, multiple=True, listed=True)
        return {
            **first,
            vol.Optional(ID): choice(ids, custom=True),
            vol.Optional(WHO): choice(house, translation="telegram_person"),
            vol.Optional(CALLED): TextSelector(),
            vol.Required(ANOTHER, default=False): BooleanSelector(),
        }

    def suggested(self) -> dict[str, Any]:
        """Return the next private chat with whom it probably is, and whether more are open."""
        shown: dict[str, Any] = {KEEP: list(self.known)}
        waiting = self._open()
        for one, name in list(waiting.items())[:1]:
            shown[ID] = one
            shown[CALLED] = name
            same = [
                user
                for user, called in self._house.items()
                if called.casefold().split()[:1] == name.casefold().split()[:1]
            ]
            if len(same) == 1:
                shown[WHO] = same[0]
        shown[ANOTHER] = len(waiting) > 1
        return shown

    def take(self, values: Values) -> bool:
        """Take one more, and tell whether the next one follows. Raises ``Refused``."""
        kept = values.get(KEEP, [] if self.known else ())
        left = {one: who for one, who in self.known.items() if one in kept}
        told = str(values.get(ID) or "").strip()
        if told:
            left[told] = self._read(told, values)
        elif not left:
            raise Refused(ID, "nobody_may_answer")
        self.known = left
        return bool(values[ANOTHER])

    def _read(self, told: str, values: Values) -> dict[str, str]:
        if not _ID.fullmatch(told):
            raise Refused(ID, "invalid_telegram_id")
        person = values.get(WHO) or ""
        name = " ".join(str(values.get(CALLED) or "").split())[:_MAX_NAME_CHARS]
        if not person:
            raise Refused(WHO, "person_missing")
        if person == ONLY_THERE:
            if not name:
                raise Refused(CALLED, "telegram_name_missing")
            return {PERSON: "", NAME: name}
        return {PERSON: person, NAME: name}
