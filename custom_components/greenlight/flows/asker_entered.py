"""What a person enters in another program, so that it takes Greenlight for its download client."""

import re
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.network import NoURLAvailableError, get_url
from yarl import URL

from ..askers.door import ADDRESS
from ..door import Visit
from ..engine.release import Protocol
from ..engine.text import escape_markdown
from ..parts.asker_settings import NAMES, AskerSettings, Program
from .part import NOTHING

# Where Home Assistant is if nobody has told it, and it does not find out either.
_USUAL: Final = "http://homeassistant.local:8123"
# A box that is to be ticked or not, which needs no words.
_TICKED: Final = "☑"
_NOT_TICKED: Final = "☐"
# How a program introduces itself: ``Sonarr/4.0.17.2952 (ubuntu 22.04)``.
_AGENT: Final = re.compile(r"([A-Za-z][\w .+-]{0,39})/(v?\d[\w.+-]{0,29})")

# The step that shows it, which has each program's own words: by the program, and by what it hands over.
_ARR: Final = {
    Protocol.TORRENT: "enter_arr_torrent",
    Protocol.USENET: "enter_arr_usenet",
}
STEPS: Final = {
    Program.SONARR: _ARR,
    Program.RADARR: _ARR,
    Program.LIDARR: _ARR,
    Program.PROWLARR: _ARR,
    Program.AUTOBRR: {
        Protocol.TORRENT: "enter_autobrr_torrent",
        Protocol.USENET: "enter_autobrr_usenet",
    },
    Program.FLEXGET: {
        Protocol.TORRENT: "enter_flexget_torrent",
        Protocol.USENET: "enter_flexget_usenet",
    },
    Program.OTHER: {
        Protocol.TORRENT: "enter_other_torrent",
        Protocol.USENET: "enter_other_usenet",
    },
}


def step_of(settings: AskerSettings) -> str:
    """Return the step that says what is to be entered in a program."""
    return STEPS[settings.program][settings.protocol]


def called(settings: AskerSettings) -> str:
    """Return what a program is called in a text."""
    return NAMES[settings.program] or escape_markdown(settings.name)


def own_address(hass: HomeAssistant, *, outside: bool = False) -> URL:
    """Return where machines of the house, or those outside, reach Home Assistant, as well as it knows."""
    try:
        return URL(get_url(hass, prefer_external=outside, allow_cloud=False))
    except NoURLAvailableError:
        return URL(_USUAL)


def entered(hass: HomeAssistant, settings: AskerSettings) -> dict[str, str]:
    """Return what is to be entered, as the texts of the steps name it."""
    url = own_address(hass)
    base = f"{ADDRESS}/{settings.path}"
    host, port = url.host_subcomponent or "", str(url.port)
    secure = url.scheme == "https"
    field = "label" if settings.protocol is Protocol.TORRENT else "category"
    line = f'\n  {field}: "{settings.category}"' if settings.category else ""
    return {
        "program": called(settings),
        "host": host,
        "port": port,
        "ssl": _TICKED if secure else _NOT_TICKED,
        "use_ssl": "yes" if secure else "no",
        "url_base": base,
        "address": f"{url.origin()}{base}",
        "host_and_path": f"{host}:{port}{base}",
        "username": settings.username,
        "password": settings.password,
        "category": settings.category or NOTHING,
        "category_line": line,
    }


def who(visit: Visit | None, otherwise: str) -> str:
    """Return which program has come, as it introduced itself."""
    found = _AGENT.match(visit.agent) if visit else None
    return escape_markdown(f"{found[1]} {found[2]}") if found else otherwise


def is_another(visit: Visit | None, settings: AskerSettings) -> bool:
    """Tell whether it is one that we know, and not the one that was meant."""
    found = _AGENT.match(visit.agent) if visit else None
    name = found[1].casefold() if found else ""
    known = {one.casefold() for one in NAMES.values() if one}
    return name in known - {NAMES[settings.program].casefold()}
