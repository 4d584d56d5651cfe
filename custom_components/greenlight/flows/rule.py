"""How a person adds and changes a rule."""

from collections.abc import Iterable, Sequence
import secrets
from types import MappingProxyType
from typing import Any, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import SelectSelector, TextSelector
import voluptuous as vol

from .. import const
from ..engine.rules import RuleKind
from ..hub import GreenlightConfigEntry
from ..parts import (
    rule_library_settings as library,
    rule_series_settings as series,
    rule_settings as settings,
)
from ..parts.kinds import ARR
from ..parts.rule import asking_of, build_rule
from .fields import choice, fields, folded
from .first_phone import OffersPhone
from .part import Values, asked, flat, read_all, tidy
from .paths import writable
from .reach import people
from .rule_asking import read_asking, shown_weights
from .rule_home import check_home, folded_home, named, told_home
from .rule_read import read_rule

_DOWNLOAD: Final = "download"
_LIMITS: Final = "limits"
_READING: Final = "reading"
_PICTURE: Final = "picture"
_BETTER: Final = "better"
_WORTH: Final = "worth"
_ITEM: Final = "item"
_RESTRAINT: Final = "restraint"
_ASKING: Final = "asking"
_SERIES: Final = "series"
_HOME: Final = "home"
_SONARR: Final = "sonarr"
# What the form says of each kind of rule.
_ABOUT: Final = {
    RuleKind.UPGRADES: "about_upgrades",
    RuleKind.WANTED: "about_wanted",
    RuleKind.SERIES: "about_series",
    RuleKind.ANY: "about_any",
}


def _section(name: str) -> vol.Optional:
    """Return the key of a section that may be left out altogether.

    It has no default of its own: the frontend would show that in place of all that is in it, and a
    rule would lose what was set there as soon as somebody changed anything else.
    """
    return vol.Optional(name)


class RuleFlow(OffersPhone):
    """Adds and changes a rule; before that it shows what the rule would find.

    First is said what it is for, which decides what the form asks.
    """

    together = (
        (const.CONF_MIN_SIZE, const.CONF_MAX_SIZE),
        (const.CONF_MIN_YEAR, const.CONF_MAX_YEAR),
        (const.CONF_SEASONS, const.CONF_EPISODES),
        (const.CONF_REFUSE_LOSSES, const.CONF_ALLOW_LOSSES),
        (library.LADDER.key, const.CONF_ORDER),
        (const.CONF_DECIDERS, const.CONF_NEED, const.CONF_AGAINST, const.CONF_WEIGHTS),
        (const.CONF_INCLUDE, const.CONF_EXCLUDE, const.CONF_ACTION),
        (const.CONF_HOME_WHERE, const.CONF_HOME_FOLDER, const.CONF_HOME_TEMPLATE),
        (const.CONF_HOME_WHERE, const.CONF_SAVE_PATH),
        (
            const.CONF_NUMBERING,
            *(const.CONF_SEASON_OFFSET, const.CONF_EPISODE_OFFSET),
        ),
    )

    _name: str
    _data: dict[str, Any]
    _kind: RuleKind | None = None
    _mark: str | None = None
    # What the people who can log in are called, by the ids of their users.
    _house: Values = MappingProxyType({})
    # Into which something may be put.
    _folders: Sequence[str] = ()
    # What was filled in for another kind, in case somebody goes back to it.
    _kept: Values = MappingProxyType({})

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask first what it is for."""
        return await self.async_step_kind()

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a rule."""
        try:
            self._kind = RuleKind(library.KIND.of(self._stored))
        except TypeError, ValueError:
            # It is from another version.
            return await self.async_step_kind()
        return await self.async_step_rule(user_input)

    async def async_step_kind(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what the rule is for."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(
            step_id="kind", menu_options=["upgrades", "wanted", "series", "any"]
        )

    async def async_step_upgrades(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask about what is better than what is there."""
        return await self._async_chosen(RuleKind.UPGRADES)

    async def async_step_wanted(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask about what a library wants and does not have."""
        return await self._async_chosen(RuleKind.WANTED)

    async def async_step_series(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask about the episodes of series, each until it is there."""
        return await self._async_chosen(RuleKind.SERIES)

    async def async_step_any(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask about whatever matches."""
        return await self._async_chosen(RuleKind.ANY)

    async def _async_chosen(self, kind: RuleKind) -> SubentryFlowResult:
        """Show the form of a kind with all that was filled in for any."""
        if self._kind is not None and self.filling.values is not None:
            names = asked(self._schema())
            others = {key: one for key, one in self._kept.items() if key not in names}
            self._kept = others | dict(self.filling.values)
            self.filling.begin()
        self._kind = kind
        return await self.async_step_rule()

    async def async_step_rule(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the form and take it."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        self._house = await people(self.hass)
        self._folders = await self.hass.async_add_executor_job(writable, self.hass)
        texts = self._get_entry().runtime_data.texts
        about = texts.text(_ABOUT[self._kind or RuleKind.ANY])
        if self._changed:
            about += "\n\n" + texts.text("form_asked_stay")
        shown = {**self._suggested(), **flat(user_input or {})}
        return await self._async_form(user_input, "rule", about=about, **named(shown))

    @override
    def _suggested(self) -> Values:
        suggested = {**super()._suggested(), **self._kept}
        if weights := suggested.get(const.CONF_WEIGHTS):
            suggested[const.CONF_WEIGHTS] = shown_weights(weights, self._house)
        return suggested

    @override
    def _schema(self) -> vol.Schema:
        sources = self._choice(
            const.SOURCE, self._stored.get(const.CONF_SOURCES, ()), multiple=True
        )
        client = self._choice(const.CLIENT, [self._stored.get(const.CONF_CLIENT)])
        stored = self._stored.get(const.CONF_DECIDERS, ())
        deciders = choice(self._house, chosen=stored, multiple=True, gone=self._gone)
        choose_client = {vol.Optional(const.CONF_CLIENT): client}
        looks: dict[Any, Any] = {}
        if self._kind is not RuleKind.ANY:
            stored = self._stored.get(const.CONF_LIBRARIES, ())
            libraries = self._choice(const.LIBRARY, stored, multiple=True)
            looks = {vol.Optional(const.CONF_LIBRARIES): libraries}
        terms = (settings.INCLUDE, settings.EXCLUDE)
        limits = (settings.MIN_SIZE, settings.MAX_SIZE, settings.MIN_SEEDERS)
        return vol.Schema(
            {
                vol.Optional(CONF_NAME): TextSelector(),
                vol.Optional(const.CONF_SOURCES): sources,
                **fields((*terms, *limits)),
                **self._overruling(),
                **looks,
                vol.Required(_READING): folded(settings.READING),
                **self._counting(),
                _section(_PICTURE): folded(settings.PICTURE),
                **self._quality(),
                _section(_ITEM): folded(library.ITEM),
                **fields((settings.ACTION, settings.LIFETIME)),
                **self._quiet(),
                _section(_ASKING): folded(
                    settings.ASKING, {vol.Optional(const.CONF_DECIDERS): deciders}
                ),
                _section(_RESTRAINT): folded(library.RESTRAINT),
                vol.Required(_DOWNLOAD): folded(settings.DOWNLOAD, choose_client),
                vol.Required(_LIMITS): folded(settings.LIMITS),
                _section(_HOME): folded_home(
                    self._folders, self._stored.get(const.CONF_HOME_FOLDER)
                ),
            }
        )

    def _overruling(self) -> dict[Any, Any]:
        """Return what is asked where a Radarr or Sonarr decides, or once did."""
        sources = self._get_entry().get_subentries_of_type(const.SOURCE)
        decides = any(one.data.get(const.CONF_TYPE) == ARR for one in sources)
        known = decides or self._stored.get(const.CONF_OVERRULED)
        return fields([settings.OVERRULED]) if known else {}

    def _quiet(self) -> dict[Any, Any]:
        """Return what a rule asks that knows what is missing."""
        knows = self._kind in (RuleKind.WANTED, RuleKind.SERIES)
        return fields([series.QUIET_DAYS]) if knows else {}

    def _counting(self) -> dict[Any, Any]:
        """Return what a rule for series asks about how their episodes are counted."""
        if self._kind is RuleKind.SERIES:
            return {_section(_SERIES): folded(series.SERIES)}
        return {}

    def _quality(self) -> dict[Any, Any]:
        """Return what a kind of rule asks about what is better than what."""
        if self._kind is RuleKind.UPGRADES:
            return {
                _section(_BETTER): folded(library.BETTER),
                _section(_WORTH): folded(library.WORTH),
            }
        if self._kind is RuleKind.SERIES:
            better = [one for one in library.BETTER if one is not library.NEW_TITLES]
            return {
                _section(_BETTER): folded(better),
                _section(_WORTH): folded(library.WORTH),
            }
        if self._kind is RuleKind.WANTED:
            return {_section(_BETTER): folded((library.REFUSED,))}
        return {}

    def _choice(
        self, kind: str, chosen: Iterable[str | None], *, multiple: bool = False
    ) -> SelectSelector:
        """Return a choice among subentries; one that was chosen and is gone stays to be seen.

        Dropping it would widen a rule from nothing to everything without anybody noticing.
        """
        parts = self._get_entry().get_subentries_of_type(kind)
        names = {one.subentry_id: one.title for one in parts}
        return choice(names, chosen=chosen, multiple=multiple, gone=self._gone)

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        # Expressions are tried out and a folder is looked for, which may take a while.
        read = await self.hass.async_add_executor_job(self._read, values)
        self._name = read.pop(CONF_NAME)
        self._data = read
        self._doubt_everything()
        self._doubt_nothing()
        self._doubt_votes()
        return await self.async_step_preview()

    def _read(self, values: Values) -> dict[str, Any]:
        """Return the data of the rule, and its name. Raises ``Refused`` with all that is wrong."""
        values = {**values, const.CONF_KIND: self._kind}
        return read_all(
            lambda: {CONF_NAME: self._read_name(values)},
            lambda: read_rule({**values, const.CONF_WEIGHTS: []}, self._stored),
            lambda: tidy(read_asking(values, self._house)),
            lambda: check_home(self.hass, values),
        )

    def _doubt_everything(self) -> None:
        """Doubt a rule that asks about whatever comes. Raises ``Refused``."""
        criteria = (*settings.CRITERIA, *library.ITEM)
        if self._kind is RuleKind.ANY and not any(
            self._data.get(one.key) for one in criteria
        ):
            self.doubts.raise_once(const.CONF_INCLUDE, "asks_about_everything")

    def _doubt_nothing(self) -> None:
        """Doubt a rule for series that follows none. Raises ``Refused``."""
        listed = self._data.get(const.CONF_TITLES)
        libraries = self._get_entry().get_subentries_of_type(const.LIBRARY)
        # No other says which episodes are wanted.
        says = any(one.data.get(const.CONF_TYPE) == _SONARR for one in libraries)
        if self._kind is RuleKind.SERIES and not (listed or says):
            self.doubts.raise_once(const.CONF_TITLES, "follows_nothing")

    def _doubt_votes(self) -> None:
        """Doubt a rule that wants more votes than the people here have. Raises ``Refused``."""
        asking = asking_of(self._data)
        if asking.deciders:
            return
        # One is always had by whoever answers, in Telegram too.
        together = max(sum(asking.weights.get(one, 1) for one in self._house), 1)
        wanted = {const.CONF_NEED: asking.need, const.CONF_AGAINST: asking.against}
        for field, votes in wanted.items():
            if votes > together:
                self.doubts.raise_once(
                    field, "votes_of_the_house", votes, votes=str(together)
                )

    async def async_step_preview(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what is known and would match, and ask whether that counts too."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        entry: GreenlightConfigEntry = self._get_entry()
        # A rule that is switched off is shown what it would find if it were on.
        rule = await self.hass.async_add_executor_job(
            build_rule, "", self._name, self._data | {const.CONF_ENABLED: True}
        )
        preview = await entry.runtime_data.gate.preview([rule])
        texts = entry.runtime_data.texts
        home = told_home(texts, self._data)
        libraries = entry.get_subentries_of_type(const.LIBRARY)
        if library.needs_library(self._data) and not libraries:
            home = f"{texts.text('rule_needs_library')}\n\n{home}"
        return self._ask_about("preview", preview, rule, also=["kind"], home=home)

    @override
    async def async_step_back(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        return await self.async_step_rule()

    @override
    async def _async_save(self, *, include_known: bool) -> SubentryFlowResult:
        self._mark = secrets.token_hex(4) if include_known else None
        return await self.async_step_first_phone()

    @override
    async def _async_finally(self) -> SubentryFlowResult:
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        # Before the rule, so that its first question finds the way there.
        self._add_phone()
        data = self._data | tidy({const.CONF_LOOK_BACK: self._mark})
        return await self._async_finish(self._name, data, None)
