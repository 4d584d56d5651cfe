"""What a rule's form says about where its downloads come to, and what that makes of names."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
import voluptuous as vol

from .. import const
from ..engine.home.home import Existing, Where
from ..engine.home.naming import check, preview
from ..engine.home.paths import below, sound
from ..engine.library.item import Kind
from ..engine.rules import RuleKind
from ..parts import rule_home_settings as settings
from ..presentation.texts import Texts
from .fields import choice, fields
from .part import Refused, Values, read_all

# Where a file that is there stays, and the new one has a folder of its own.
_INTO_FOLDER: Final = frozenset({"home_goes_keep_both", "home_goes_choose_folder"})


def folded_home(folders: Sequence[str], chosen: str | None) -> section:
    """Return the folded section of a form; ``folders`` are suggested, and any other can be typed."""
    asked = fields(settings.HOME)
    if folders:
        suggested = {one: one for one in folders}
        key = next(one for one in asked if one == const.CONF_HOME_FOLDER)
        asked[key] = choice(suggested, chosen=[chosen], custom=True)
    return section(vol.Schema(asked), {"collapsed": True})


def read_home(values: Values) -> dict[str, Any]:
    """Return the folder and how files are named there. Raises ``Refused``."""
    return read_all(lambda: _read_folder(values), lambda: _read_template(values))


def home_folder(values: Values) -> str:
    """Return the folder that was filled in, empty where none was."""
    folder = values.get(const.CONF_HOME_FOLDER, "").strip()
    return folder and str(Path(folder))


def _read_folder(values: Values) -> dict[str, str]:
    folder = home_folder(values)
    where = Where(settings.WHERE.of(values))
    if where is Where.FOLDER and not folder:
        raise Refused(const.CONF_HOME_FOLDER, "home_folder_missing")
    if where is Where.BESIDE and values.get(const.CONF_SAVE_PATH, "").strip():
        # The client saves it there, and not where the film is.
        raise Refused(const.CONF_SAVE_PATH, "beside_elsewhere")
    return {const.CONF_HOME_FOLDER: folder}


def _read_template(values: Values) -> dict[str, str]:
    template = values.get(const.CONF_HOME_TEMPLATE, "").strip()
    follows = values.get(const.CONF_KIND) == RuleKind.SERIES
    if template:
        try:
            check(template, Kind.SERIES if follows else None)
        except ValueError as err:
            # What holds braces itself cannot stand in a text.
            key, *what = err.args
            told = {"braces": "{title}", "twice": "{{ }}", "unknown": "".join(what)}
            raise Refused(const.CONF_HOME_TEMPLATE, key, **told) from err
    return {const.CONF_HOME_TEMPLATE: template}


def check_home(hass: HomeAssistant, values: Values) -> Values:
    """Look whether the folder is there and may be written into. Raises ``Refused``."""
    folder = home_folder(values)
    if folder and (wrong := _wrong_folder(hass, folder)):
        raise Refused(const.CONF_HOME_FOLDER, wrong, folder=folder)
    return {}


def _wrong_folder(hass: HomeAssistant, folder: str) -> str | None:
    # Written and where its links lead: both are looked at when something is put there.
    if not (folder.startswith("/") and sound(folder) and Path(folder).is_dir()):
        return "home_folder_gone"
    allowed = hass.config.allowlist_external_dirs
    written = any(below(folder, one) for one in allowed)
    return (
        None if written and hass.config.is_allowed_path(folder) else "home_not_allowed"
    )


def told_home(texts: Texts, values: Values) -> str:
    """Return in a few sentences where it goes, what becomes of the file there, and its name."""
    folder = home_folder(values)
    # It is shown between two of these.
    shown = f"`{folder.replace('`', "'")}`"
    match Where(settings.WHERE.of(values)):
        case Where.BESIDE:
            return texts.text("home_goes_beside")
        case Where.LEAVE:
            return texts.text("home_goes_leave")
        case Where.FOLDER:
            told = [texts.text("home_goes_folder", folder=shown)]
        case _:
            existing = _told_existing(values)
            folder = folder if existing in _INTO_FOLDER else ""
            told = [
                texts.text("home_goes_library"),
                texts.text(existing, folder=shown),
            ]
    if folder:
        follows = values.get(const.CONF_KIND) == RuleKind.SERIES
        name = named(values)["episode" if follows else "film"]
        told.append(texts.text("preview_named", name=name))
    return " ".join(told)


def _told_existing(values: Values) -> str:
    """Return the key of what is said of a file that is there."""
    folder = home_folder(values)
    match Existing(settings.EXISTING.of(values)):
        case Existing.REPLACE:
            return "home_goes_replace"
        case Existing.KEEP_BOTH:
            return "home_goes_keep_both" if folder else "home_goes_keep_both_saved"
    return "home_goes_choose_folder" if folder else "home_goes_choose"


def named(values: Values) -> dict[str, str]:
    """Return what a film and an episode would be called, by the usual template where there is none."""
    template = values.get(const.CONF_HOME_TEMPLATE, "").strip()
    return {
        "film": _named(template, Kind.MOVIE),
        "episode": _named(template, Kind.SERIES),
    }


def _named(template: str, kind: Kind) -> str:
    try:
        if template:
            check(template)
    except ValueError:
        template = ""
    # It is shown between two of these.
    return preview(template, kind).replace("`", "'")
