"""Words: what people have said of what is in their libraries."""

from homeassistant.core import HomeAssistant

from ..engine.library.index import Said, said_from_dict, said_to_dict
from ..engine.library.works import Answers, answers_from_dict, answers_to_dict
from ..engine.stored import Reading
from ..gate.ports import LedgerError
from .store import LedgerStore


class Words:
    """Which works they meant, and what they know of single files. Small, and written at once."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file; ``async_load`` reads it."""
        self._store = LedgerStore(hass, f"{entry_id}.words")
        self.answers: Answers = {}
        self.said: Said = {}

    async def async_load(self) -> None:
        """Read the file; what cannot be read is kept aside and reported."""
        data = await self._store.async_read()
        if data is None:
            return
        reading = Reading()
        self.answers = answers_from_dict(reading.of(data, "answers"), reading)
        self.said = said_from_dict(reading.of(data, "said"), reading)
        await self._store.async_report_mended(reading.mended)

    async def keep(self, answers: Answers, said: Said) -> None:
        """Put on disk what people say now. Raises ``LedgerError``; then nothing was said."""
        data = {"answers": answers_to_dict(answers), "said": said_to_dict(said)}
        if not await self._store.async_write(lambda: data):
            raise LedgerError
        self.answers, self.said = answers, said

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()
