"""A dashboard of Home Assistant's own cards for Greenlight."""

from collections.abc import Mapping
from typing import Any

from .homeassistant import HomeAssistantProcess

PATH = "greenlight-demo"
ADVICE = (
    "Choose a release, then approve or decline it. Nothing is downloaded without a yes; "
    "a declined release never is."
)
LAST_STEP = (
    "**{{ state_attr_translated('EVENT', 'event_type') or 'Nothing yet' }}** "
    "{{ state_attr('EVENT', 'name') or '' }} ({{ state_attr('EVENT', 'who') or '' }})"
)
# What is had and what is offered, where a library was looked into.
COMPARED = """\
{{ state_attr('SELECT', 'summary') }}
{%- set replaced = state_attr('SELECT', 'replaced') %}{{ ' ' ~ replaced ~ '.' if replaced }}

| | have | offered | |
|---|---|---|---|
{% for row in state_attr('SELECT', 'rows') or [] -%}
| {{ row.label }} | {{ row.have }} | {{ row.offered }} | {{ MARKS.get(row.mark, '') }} |
{% endfor %}
""".replace("MARKS", "{'better': '▲', 'worse': '▼', 'better_and_worse': '▲▼'}")
FULL = {"grid_options": {"columns": "full"}}

type Card = dict[str, Any]


async def show(hass: HomeAssistantProcess, entities: Mapping[str, str]) -> None:
    """Make the dashboard the one that Home Assistant opens with.

    `entities` are the hub's entity ids by domain and translation key.
    """
    async with hass.socket() as socket:
        await socket.command(
            "lovelace/dashboards/create",
            url_path=PATH,
            title="Greenlight",
            icon="mdi:traffic-light",
            show_in_sidebar=True,
            require_admin=False,
            mode="storage",
        )
        await socket.command(
            "lovelace/config/save", url_path=PATH, config=_config(entities)
        )
        await socket.command(
            "frontend/set_system_data", key="core", value={"default_panel": PATH}
        )


def _config(entities: Mapping[str, str]) -> Card:
    return {
        "title": "Greenlight",
        "views": [
            {
                "title": "Greenlight",
                "path": "requests",
                "type": "sections",
                "max_columns": 2,
                "sections": [
                    _questions(entities),
                    _download(entities),
                ],
            }
        ],
    }


def _questions(entities: Mapping[str, str]) -> Card:
    return {
        "type": "grid",
        "cards": [
            _heading("Waiting for your answer", "mdi:help-circle-outline"),
            _tile(entities["sensor.pending_requests"], "Pending"),
            _tile(entities["sensor.active_downloads"], "Downloading"),
            {
                **_tile(entities["select.pending_request"], "Request"),
                "hide_state": True,
                "features": [{"type": "select-options"}],
                **FULL,
            },
            # The select cuts a long name off, on a phone most of all.
            {
                "type": "markdown",
                "content": f"{{{{ states('{entities['select.pending_request']}') }}}}",
                **_while_known(entities["select.pending_request"]),
                **FULL,
            },
            *_compared(entities["select.pending_request"], entities["image.poster"]),
            _answer(entities["button.approve"], "Approve", "mdi:check-bold"),
            _answer(entities["button.decline"], "Decline", "mdi:close-thick"),
            {"type": "markdown", "content": ADVICE, **FULL},
            _heading("What happened", "mdi:history"),
            {
                "type": "markdown",
                "content": LAST_STEP.replace("EVENT", entities["event.request"]),
                **FULL,
            },
            {
                "type": "logbook",
                "target": {"entity_id": [entities["event.request"]]},
                "hours_to_show": 2,
                **FULL,
            },
        ],
    }


def _compared(select: str, poster: str) -> list[Card]:
    """Return the poster of the chosen request, and the table of what it would gain and lose."""
    return [
        {
            "type": "picture-entity",
            "entity": poster,
            "show_name": False,
            "show_state": False,
            # It is as high as the table beside it.
            "fit_mode": "contain",
            "grid_options": {"columns": 3},
            **_while_known(poster),
        },
        {
            "type": "markdown",
            "content": COMPARED.replace("SELECT", select),
            "grid_options": {"columns": 9},
            **_while_known(poster),
        },
    ]


def _download(entities: Mapping[str, str]) -> Card:
    progress = entities["sensor.download_progress"]
    nothing = {"condition": "state", "entity": entities["sensor.download_state"]}
    unknown = {"visibility": [{**nothing, "state": ["nothing"]}]}
    known = {"visibility": [{**nothing, "state_not": ["nothing", "unavailable"]}]}
    return {
        "type": "grid",
        "cards": [
            _heading("Latest download", "mdi:download"),
            {
                "type": "markdown",
                "content": "Nothing was approved yet.",
                **unknown,
                **FULL,
            },
            {**_tile(entities["sensor.latest_download"], "Title"), **known, **FULL},
            {
                "type": "gauge",
                "entity": progress,
                "name": "Progress",
                "min": 0,
                "max": 100,
                **known,
            },
            {
                "type": "entities",
                "entities": [
                    {"entity": entities["sensor.download_state"], "name": "State"},
                    {"entity": entities["sensor.download_speed"], "name": "Speed"},
                    {
                        "entity": entities["sensor.download_time_left"],
                        "name": "Time left",
                    },
                ],
                **known,
            },
            {
                "type": "history-graph",
                "entities": [{"entity": progress, "name": "Progress"}],
                "hours_to_show": 0.25,
                **known,
                **FULL,
            },
        ],
    }


def _while_known(entity_id: str) -> Card:
    return {
        "visibility": [
            {
                "condition": "state",
                "entity": entity_id,
                "state_not": ["unknown", "unavailable"],
            }
        ]
    }


def _heading(text: str, icon: str) -> Card:
    return {"type": "heading", "heading": text, "icon": icon}


def _tile(entity_id: str, name: str) -> Card:
    return {"type": "tile", "entity": entity_id, "name": name}


def _answer(entity_id: str, name: str, icon: str) -> Card:
    return {
        "type": "button",
        "entity": entity_id,
        "name": name,
        "icon": icon,
        "show_state": False,
        "tap_action": {
            "action": "perform-action",
            "perform_action": "button.press",
            "target": {"entity_id": entity_id},
        },
        "grid_options": {"columns": 6, "rows": 2},
    }
