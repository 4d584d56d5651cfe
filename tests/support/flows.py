"""Set Greenlight up over Home Assistant's own flow API, as its interface does."""

from typing import Any

from .homeassistant import HomeAssistantProcess

ENTRIES = "/api/config/config_entries/flow"
SUBENTRIES = "/api/config/config_entries/subentries/flow"


class FlowRefused(Exception):
    """A form came back with errors, or a flow ended without creating anything."""


class Flow:
    """One flow on its way; `at` is Home Assistant's latest answer."""

    def __init__(
        self, hass: HomeAssistantProcess, path: str, at: dict[str, Any]
    ) -> None:
        """Go on from the first answer."""
        self._hass = hass
        self._path = path
        self.at = at

    @property
    def step(self) -> str:
        """Return the id of the form or menu shown now."""
        return str(self.at.get("step_id", self.at["type"]))

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """Return the fields of the form shown now."""
        return {field["name"]: field for field in self.at.get("data_schema") or ()}

    async def choose(self, option: str) -> dict[str, Any]:
        """Choose in a menu."""
        return await self.submit(next_step_id=option)

    async def submit(self, **data: Any) -> dict[str, Any]:
        """Fill the form in and return what comes next."""
        self.at = await self._hass.post(f"{self._path}/{self.at['flow_id']}", data)
        return self.at

    def created(self) -> dict[str, Any]:
        """Return the last answer, which has to be that something was created."""
        if self.at["type"] != "create_entry":
            raise FlowRefused(str(self.at))
        return self.at


async def start_flow(hass: HomeAssistantProcess, domain: str) -> Flow:
    """Begin to add an integration."""
    return Flow(hass, ENTRIES, await hass.post(ENTRIES, {"handler": domain}))


async def start_subentry_flow(
    hass: HomeAssistantProcess, entry_id: str, kind: str
) -> Flow:
    """Begin to add a subentry."""
    return Flow(
        hass, SUBENTRIES, await hass.post(SUBENTRIES, {"handler": [entry_id, kind]})
    )


async def resume_subentry_flow(hass: HomeAssistantProcess, flow_id: str) -> Flow:
    """Take up a flow that another one led on to."""
    return Flow(hass, SUBENTRIES, await hass.get(f"{SUBENTRIES}/{flow_id}"))


async def start_reconfigure(
    hass: HomeAssistantProcess, entry_id: str, kind: str, subentry_id: str
) -> Flow:
    """Begin to change a subentry."""
    handler = {"handler": [entry_id, kind], "subentry_id": subentry_id}
    return Flow(hass, SUBENTRIES, await hass.post(SUBENTRIES, handler))
