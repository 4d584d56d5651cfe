"""The buttons below a message, checked as Telegram does."""

import json
from typing import Any

from .refusal import bad_request

# Bytes of what a button brings back.
MOST_DATA = 64
MOST_BUTTONS = 100
_ACTIONS = (
    *("callback_data", "url", "web_app", "login_url", "switch_inline_query"),
    *("switch_inline_query_current_chat", "copy_text", "callback_game", "pay"),
)

type Keyboard = list[list[dict[str, Any]]]


def read_keyboard(given: Any) -> Keyboard | None:
    """Return the rows of buttons, None for none. Raises ``Refusal``."""
    if given in (None, ""):
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError as err:
            raise bad_request("can't parse reply keyboard markup JSON object") from err
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in given:
        return None
    rows = given["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('Field "inline_keyboard" must be of type Array')
    read = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("Inline keyboard row must be an Array")
        read.append([_button(one) for one in row])
    read = [row for row in read if row]
    if sum(map(len, read)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return read or None


def _button(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise bad_request('Can\'t find field "text"')
    if not given["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    actions = [one for one in _ACTIONS if given.get(one) is not None]
    if not actions:
        raise bad_request("Text buttons are not allowed in the inline keyboard")
    data = given.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MOST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    url = given.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad_request("BUTTON_URL_INVALID")
    return {"text": given["text"].strip(), actions[0]: given[actions[0]]}
