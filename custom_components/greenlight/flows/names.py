"""Names: what parts are called, so that no two are told apart by a number alone.

Entities and devices are named after their part, whatever kind that is.
"""

from typing import Final

from ..const import APPROVER, ASKER, CLIENT, LIBRARY, RULE, SOURCE
from ..hub import GreenlightConfigEntry
from ..parts.naming import free_name

# What one is called whose usual name something of another kind has.
_KEYS: Final = {
    CLIENT: "named_client",
    LIBRARY: "named_library",
    SOURCE: "named_source",
    RULE: "named_rule",
    APPROVER: "named_approver",
    ASKER: "named_asker",
}


class Names:
    """The names that are taken when one of a kind is called something."""

    def __init__(self, entry: GreenlightConfigEntry, kind: str, but_for: str) -> None:
        """Read them, ``but_for`` that of one subentry."""
        others = [
            one for one in entry.subentries.values() if one.subentry_id != but_for
        ]
        self._texts = entry.runtime_data.texts
        self._key = _KEYS[kind]
        self._all = {one.title.casefold() for one in others}
        self._alike = {
            one.title.casefold() for one in others if one.subentry_type == kind
        }

    def has(self, name: str) -> bool:
        """Tell whether anything is called so."""
        return name.casefold() in self._all

    def has_alike(self, name: str) -> bool:
        """Tell whether something of the same kind is called so."""
        return name.casefold() in self._alike

    def free(self, name: str) -> str:
        """Return the name, or one like it that nothing has."""
        if self.has(name) and not self.has_alike(name):
            return free_name(self._all, self._texts.text(self._key, name=name))
        return free_name(self._all, name)

    def usual(self, name: str, *others: str) -> str:
        """Return the first of several that nothing has, else one like them."""
        if self.has(name) and not self.has_alike(name):
            return self.free(name)
        return free_name(self._all, name, *others)

    def distinct(self, name: str) -> str:
        """Return what is suggested where something of another kind has the usual name, else nothing."""
        return self.free(name) if self.has(name) and not self.has_alike(name) else ""
