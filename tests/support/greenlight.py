"""Set Greenlight up as a person would, and use it over Home Assistant's interfaces."""

from collections.abc import Callable, Mapping
import json
import time
from typing import Any

from .flows import resume_subentry_flow, start_flow, start_subentry_flow
from .homeassistant import HomeAssistantProcess
from .qbittorrent import QBittorrent
from .stage import Stage
from .waiting import until

DOMAIN = "greenlight"
# More requests than any test makes.
MANY = 500
# The closed sections of a torrent client's form; it is looked at as often as may be.
CLIENT_SECTIONS: Mapping[str, Mapping[str, Any]] = {
    "polling": {"idle_interval": 10, "active_interval": 2},
    "choosing": {"priority": 1},
    "disk": {"reserve": 0},
    "failures": {
        "metadata_timeout": 6,
        "stalled_timeout": 24,
        "error_timeout": 30,
        "on_failure": "keep",
        "keep_private": True,
    },
    "inbox": {},
    "seeding": {},
}


class Greenlight:
    """Greenlight as its users see it: entities and actions."""

    def __init__(self, hass: HomeAssistantProcess, entry_id: str) -> None:
        """Look at the entry that was set up."""
        self.hass = hass
        self.entry_id = entry_id

    async def entities(self, part: str | None = None) -> dict[str, str]:
        """Return entity ids by domain and translation key, of the hub or of a subentry."""
        listed = await self.hass.command("config/entity_registry/list")
        return {
            f"{row['entity_id'].split('.')[0]}.{row['translation_key']}": row[
                "entity_id"
            ]
            for row in listed
            if row["platform"] == DOMAIN and row["config_subentry_id"] == part
        }

    async def parts(self, kind: str) -> dict[str, str]:
        """Return the subentries of a kind, their ids by title."""
        listed = await self.hass.command(
            "config_entries/subentries/list", entry_id=self.entry_id
        )
        return {
            row["title"]: row["subentry_id"]
            for row in listed
            if row["subentry_type"] == kind
        }

    async def state(self, name: str, part: str | None = None) -> dict[str, Any]:
        """Return the state of an entity by domain and translation key."""
        return await self.hass.state((await self.entities(part))[name])

    async def press(self, name: str, part: str | None = None) -> None:
        """Press a button by its translation key."""
        entity_id = (await self.entities(part))[f"button.{name}"]
        await self.hass.call("button.press", entity_id=entity_id)

    async def add(self, kind: str, *steps: Mapping[str, Any]) -> str:
        """Add a subentry by filling in its forms, and return its id."""
        flow = await start_subentry_flow(self.hass, self.entry_id, kind)
        known = set((await self.parts(kind)).values())
        for step in steps:
            await flow.submit(**step)
        flow.created()
        (added,) = set((await self.parts(kind)).values()) - known
        return added

    async def add_source(
        self, url: str, *, name: str = "Test site", **values: Any
    ) -> str:
        """Add a feed; what is in it counts, and a first rule is not made with it."""
        flow = await start_subentry_flow(self.hass, self.entry_id, "source")
        known = set((await self.parts("source")).values())
        await flow.choose("feed")
        await flow.submit(name=name, url=url, interval=5, **values)
        if flow.step == "first_rule":
            await flow.choose("own_rule")
        elif flow.step == "first_look":
            await flow.choose("count_known")
        flow.created()
        (added,) = set((await self.parts("source")).values()) - known
        return added

    async def add_library(
        self,
        kind: str,
        name: str,
        url: str,
        key: str,
        *,
        seconds: float = 60,
        **values: Any,
    ) -> str:
        """Add a library, wait until it was read whole and return its id."""
        form = {"name": name, "url": url, "api_key": key, "verify_ssl": True, **values}
        added = await self.add("library", {"next_step_id": kind}, form)

        async def read() -> bool:
            # Its entities come a moment after it.
            entity = (await self.entities(added)).get("sensor.library_read")
            states = await self.hass.states()
            return entity in states and states[entity]["state"].startswith("20")

        await until(read, f"{name} to be read", seconds=seconds)
        return added

    async def connected(
        self, part: str, wanted: str, *, seconds: float = 60
    ) -> dict[str, Any]:
        """Wait until a part is shown as connected ("on") or not ("off")."""

        async def is_so() -> dict[str, Any] | None:
            found = await self.entities(part)
            # A client has the first, a library the other.
            names = ("binary_sensor.connected", "binary_sensor.library_connected")
            (entity_id,) = (found[name] for name in names if name in found)
            shown = await self.hass.state(entity_id)
            return shown if shown["state"] == wanted else None

        found = await until(is_so, f"{part} connected to be {wanted}", seconds=seconds)
        assert found is not None
        return found

    async def add_rule(
        self,
        name: str = "Everything",
        *,
        kind: str = "any",
        known: bool = True,
        download: Mapping[str, Any] | None = None,
        limits: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> str:
        """Add a rule, by default one that asks, also about what is known already."""
        form = {
            "name": name,
            "action": "ask",
            "lifetime": 24,
            "download": {
                "stopped": False,
                "sequential": False,
                "first_last": False,
                **(download or {}),
            },
            "reading": {},
            "limits": {**(limits or {})},
            **values,
        }
        flow = await start_subentry_flow(self.hass, self.entry_id, "rule")
        before = set((await self.parts("rule")).values())
        await flow.choose(kind)
        await flow.submit(**form)
        if flow.at.get("errors"):
            # It has no criteria, and that is meant.
            await flow.submit(**form)
        counts = known and "count_known" in flow.at["menu_options"]
        await flow.choose("count_known" if counts else "only_new")
        if flow.step == "first_phone":
            await flow.choose("ask_nowhere")
        flow.created()
        (added,) = set((await self.parts("rule")).values()) - before
        return added

    async def requests(self, **data: Any) -> list[dict[str, Any]]:
        """Return the requests that the action lists."""
        answer = await self.hass.ask(f"{DOMAIN}.list_requests", data)
        found: list[dict[str, Any]] = answer["requests"]
        return found

    async def request(self, title: str) -> dict[str, Any] | None:
        """Return the request for a release."""
        listed = await self.requests(limit=MANY)
        found = [one for one in listed if one["title"] == title]
        return found[0] if found else None

    async def wait_for(
        self, title: str, *states: str, seconds: float = 60
    ) -> dict[str, Any]:
        """Wait until the request for a release is in one of the states."""

        async def look() -> dict[str, Any] | None:
            found = await self.request(title)
            return found if found and found["state"] in states else None

        found = await until(
            look, f"{title} to be {' or '.join(states)}", seconds=seconds
        )
        assert found is not None
        return found

    async def refresh(self) -> None:
        """Have all feeds looked at now."""
        await self.hass.call(f"{DOMAIN}.refresh")

    async def asked(self, title: str) -> dict[str, Any]:
        """Have the feeds looked at and return the request that comes of a release."""
        await self.refresh()
        return await self.wait_for(title, "pending")

    async def choose(self, title: str) -> None:
        """Choose a pending request in the select."""
        select = await self.state("select.pending_request")
        request = await self.request(title)
        assert request is not None, title
        (option,) = (
            one
            for one in select["attributes"]["options"]
            if one.startswith(request["name"])
        )
        await self.hass.call(
            "select.select_option", entity_id=select["entity_id"], option=option
        )

    async def approve(self, title: str) -> None:
        """Choose a pending request and press the button that approves it."""
        await self.choose(title)
        await self.press("approve")

    async def decline(self, title: str) -> None:
        """Choose a pending request and press the button that declines it."""
        await self.choose(title)
        await self.press("decline")

    def end_in(self, request_id: str, seconds: float) -> float:
        """Have a question end in so many seconds, while Home Assistant is off. Returns when that is.

        The shortest time that can be set is an hour.
        """
        ends = time.time() + seconds
        assert self._rewrite(request_id, lambda one: one.update(expires=ends))
        return ends

    def answered_before(self, request_id: str, seconds: float) -> None:
        """Have an answer be so many seconds older, while Home Assistant is off.

        A no is final only after ten minutes.
        """

        def older(one: dict[str, Any]) -> None:
            for entry in one["journal"]:
                entry["at"] -= seconds

        assert self._rewrite(request_id, older)

    def _rewrite(
        self, request_id: str, change: Callable[[dict[str, Any]], None]
    ) -> int:
        """Change a request on disk wherever it is; return in how many places that was."""
        found = 0
        for path in (self.hass.folder / ".storage").glob(f"{DOMAIN}.*"):
            # A file is one line of JSON here, and a log many: of one request each, or of several.
            if path.suffix not in (".requests", ".history", ".log"):
                continue
            text = path.read_text(encoding="utf-8")
            documents = (
                [json.loads(line) for line in text.splitlines() if line.strip()]
                if path.suffix == ".log"
                else [json.loads(text)]
            )
            for document in documents:
                rows = document if isinstance(document, list) else [document]
                if path.suffix != ".log":
                    rows = document["data"]["requests"]
                for row in rows:
                    if row.get("id") == request_id:
                        change(row)
                        found += 1
            written = [json.dumps(one) + "\n" for one in documents]
            path.write_text("".join(written), encoding="utf-8")
        return found

    async def notification(self) -> str:
        """Return the text of the notification, empty when there is none."""
        shown = await self.hass.command("persistent_notification/get")
        return "\n".join(
            one["message"] for one in shown if one["notification_id"].startswith(DOMAIN)
        )

    async def pending(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many requests are pending and return them."""
        found: list[dict[str, Any]] = []

        async def as_many() -> bool:
            nonlocal found
            found = await self.requests(state=["pending"])
            return len(found) == count

        await until(as_many, f"{count} pending requests")
        return found


def client_form(client: QBittorrent, **values: Any) -> dict[str, Any]:
    """Return what a person fills in for a qBittorrent: its API key where it has one."""
    login = (
        {"api_key": client.api_key}
        if client.api_key
        else {"username": client.username, "password": client.password}
    )
    return {
        "url": client.url,
        **login,
        "verify_ssl": True,
        **CLIENT_SECTIONS,
        **values,
    }


async def begin(
    hass: HomeAssistantProcess, client: QBittorrent, **values: Any
) -> tuple[Greenlight, str]:
    """Add the integration with its first download client; returns also the flow it leads on to."""
    flow = await start_flow(hass, DOMAIN)
    await flow.choose("qbittorrent")
    await flow.submit(**client_form(client, **values))
    created = flow.created()
    return Greenlight(hass, created["result"]["entry_id"]), created["next_flow"][1]


async def set_up(stage: Stage, *, feed: str | None = None, **rule: Any) -> Greenlight:
    """Set everything up: the client, a feed (the stage's site), and a rule that asks."""
    greenlight, next_flow = await begin(stage.hass, stage.client)
    flow = await resume_subentry_flow(stage.hass, next_flow)
    await flow.choose("feed")
    await flow.submit(url=feed or stage.site.rss_url, interval=5)
    # It leads on to a first rule, which is made below.
    await flow.choose("own_rule")
    flow.created()
    # The rule shows what is known, so the first look at the feed has to be over.
    await until(lambda: _fetched(stage), "the first look at the feed")
    added = await greenlight.add_rule(**rule)
    await stage.hass.stored("core.config_entries", added)
    return greenlight


async def _fetched(stage: Stage) -> bool:
    """Tell whether the feed was fetched by the form and again by the source that it made."""
    return stage.site.count("/feed.rss") >= 2
