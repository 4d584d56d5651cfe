"""Modes: one address for everything, and which of it is answered here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from . import about
from .adding import add_file, add_url
from .call import Answer, Call, Handler, done, error
from .commands import change_category, history_command, queue_command, retry
from .lists import history, queue

ADDING: Final = frozenset({"addfile", "addurl"})
# Of the whole client, which belongs to somebody else: taken note of, and nothing is done.
_SETTINGS: Final = frozenset({"speedlimit", "set_pause"})


async def _queue(call: Call) -> Answer:
    return await (queue_command if call.asked.text("name") else queue)(call)


async def _history(call: Call) -> Answer:
    return await (history_command if call.asked.text("name") else history)(call)


async def _ignored(_: Call) -> Answer:
    return done()


async def _set(call: Call) -> Answer:
    return done() if call.asked.text("name") in _SETTINGS else error()


_MODES: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "queue": _queue,
        "history": _history,
        "addfile": add_file,
        "addurl": add_url,
        "change_cat": change_category,
        "retry": retry,
        "pause": _ignored,
        "resume": _ignored,
        "config": _set,
        "get_config": about.config,
        "get_cats": about.categories,
        "get_scripts": about.scripts,
        "fullstatus": about.status,
        "status": about.status,
        "warnings": about.warnings,
        "server_stats": about.server_stats,
    }
)


async def answer(call: Call) -> Answer:
    """Answer a call. Raises ``NotNow``."""
    handler = _MODES.get(call.asked.text("mode"))
    return error() if handler is None else await handler(call)
