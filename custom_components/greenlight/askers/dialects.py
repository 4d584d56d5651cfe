"""The dialects: as what programs may take us for. Both answer from the first moment on."""

from homeassistant.core import HomeAssistant, callback

from .qbittorrent.view import async_register as async_speak_qbittorrent
from .sabnzbd.view import async_register as async_speak_sabnzbd


@callback
def async_speak(hass: HomeAssistant) -> None:
    """Answer programs, before there is any asker: who is refused a way keeps what it has."""
    if getattr(hass, "http", None):
        async_speak_qbittorrent(hass)
        async_speak_sabnzbd(hass)
