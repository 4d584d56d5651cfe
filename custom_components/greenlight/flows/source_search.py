"""The forms of a saved search: what to look for and where, and what is to happen with what it finds."""

import asyncio
from collections.abc import Mapping, Sequence
import hashlib
import json
from types import MappingProxyType
from typing import Any, Final, override

from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult
from homeassistant.const import CONF_NAME
import voluptuous as vol

from ..const import (
    CONF_CATEGORIES,
    CONF_EPISODE,
    CONF_INTERVAL,
    CONF_ITEM,
    CONF_LIBRARY,
    CONF_QUERY,
    CONF_SEASON,
    CONF_SOURCES,
    CONF_TYPE,
    RULE,
    SOURCE,
)
from ..engine.library.item import Item, Kind
from ..engine.reading import plain_name
from ..engine.release import Release
from ..gate.ports import UnknownItem
from ..parts import rule_settings, source_settings as settings
from ..parts.kinds import SEARCH, source_type
from ..parts.saved import searching
from ..parts.setting import ENABLED, text
from ..presentation.texts import Texts
from ..sources.base import SourceError
from .fields import choice, fields
from .names import Names
from .part import Refused, Values, read_all, tidy
from .rule_read import read_rule
from .source_indexers import KEYED, read_categories
from .source_steps import MAX_NAME_CHARS, Form, SourceSteps, source_of

_MOST_CHARS: Final = 200
# So many works are offered for what was typed.
_MOST_WORKS: Final = 10
# Seconds for which a form waits for indexers; what they find later is found by the first look.
_PATIENCE: Final = 30.0
_WORK: Final = "work"
# Chosen in the place of a work.
_WORDS: Final = "words"
_KEPT: Final = (CONF_LIBRARY, CONF_ITEM, CONF_SEASON, CONF_EPISODE)


def _read_query(values: Values) -> Values:
    query = " ".join(values.get(CONF_QUERY, "").split())
    if not query:
        raise Refused(CONF_QUERY, "query_missing")
    if len(query) > _MOST_CHARS:
        raise Refused(CONF_QUERY, "query_too_long")
    return {CONF_QUERY: query}


def _numbers(values: Values) -> Values:
    season, episode = values.get(CONF_SEASON), values.get(CONF_EPISODE)
    if season is None and episode is not None:
        raise Refused(CONF_SEASON, "season_missing")
    return {CONF_SEASON: season, CONF_EPISODE: episode}


class AsksForSearch(SourceSteps):
    """A flow that can ask for a saved search."""

    _works: Mapping[str, Item] = MappingProxyType({})
    _search: Mapping[str, Any] = MappingProxyType({})
    _typed_name: str = ""
    # Whether a rule of its own asks about what it finds.
    _follows = False

    async def async_step_search(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what to look for, and where."""
        form = Form(
            step=SEARCH, schema=self._search_schema, take=self._async_take_search
        )
        return await self._async_ask(form, user_input)

    async def async_step_search_work(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which work is meant, where a library has some of that name."""
        form = Form(
            step="search_work",
            schema=self._work_schema,
            take=self._async_take_work,
            shown={_WORK: self._likely()},
            told={CONF_QUERY: self._search[CONF_QUERY]},
        )
        return await self._async_ask(form, user_input)

    def _likely(self) -> str:
        """Return what is probably meant: what was chosen before, else a work that is called just so."""
        query, stored = self._search[CONF_QUERY], self._key(self._stored)
        if stored in self._works:
            return stored
        if query == self._stored.get(CONF_QUERY):
            # Somebody has chosen the words.
            return _WORDS
        wanted = plain_name(query)
        for key, item in self._works.items():
            names = [item.title, *item.names]
            dated = [f"{name} {item.year}" for name in names if item.year]
            if wanted in map(plain_name, (*names, *dated)):
                return key
        return _WORDS

    def _search_schema(self) -> vol.Schema:
        chosen = self._stored.get(CONF_SOURCES, ())
        listed = choice(
            self._searchable(), chosen=chosen, multiple=True, gone=self._gone
        )
        return vol.Schema(
            {
                **fields([text(CONF_NAME), settings.QUERY]),
                vol.Optional(CONF_SOURCES): listed,
                **fields([settings.CATEGORIES, settings.SEARCH_INTERVAL]),
            }
        )

    def _work_schema(self) -> vol.Schema:
        texts = self._texts
        named = {key: self._called(item) for key, item in self._works.items()} | {
            _WORDS: texts.text("search_words")
        }
        series = any(item.kind is Kind.SERIES for item in self._works.values())
        numbers = [settings.SEASON, settings.EPISODE] if series else []
        return vol.Schema(
            {vol.Optional(_WORK): choice(named, listed=True), **fields(numbers)}
        )

    def _searchable(self) -> dict[str, str]:
        """Return the sources that can be searched, as they are called."""
        return {
            one.subentry_id: one.title
            for one in self._get_entry().get_subentries_of_type(SOURCE)
            if source_type(one.data) in KEYED
        }

    @property
    def _texts(self) -> Texts:
        texts: Texts = self._get_entry().runtime_data.texts
        return texts

    def _called(self, item: Item) -> str:
        year = f" ({item.year})" if item.year else ""
        return f"{item.title}{year}, {self._gate.libraries.name(item.library)}"

    @staticmethod
    def _key(data: Values) -> str:
        return json.dumps([data.get(CONF_LIBRARY), data.get(CONF_ITEM)])

    async def _async_take_search(self, values: Values) -> SubentryFlowResult:
        self._search = tidy(
            {
                CONF_TYPE: SEARCH,
                ENABLED.key: self._stored.get(ENABLED.key),
                CONF_SOURCES: [*values.get(CONF_SOURCES, ())],
                CONF_INTERVAL: values[CONF_INTERVAL],
                **read_all(
                    lambda: _read_query(values), lambda: read_categories(values)
                ),
            }
        )
        self._typed_name = values.get(CONF_NAME, "")
        query = self._search[CONF_QUERY]
        self._read_name(values, query[:MAX_NAME_CHARS])
        found = [works[0] for works in self._gate.library.search(query, _MOST_WORKS)]
        found += [one for one in self._meant(query) if one not in found]
        self._works = {json.dumps([item.library, item.id]): item for item in found}
        if self._works:
            return await self.async_step_search_work()
        return await self._async_try_search(self._search, query)

    def _meant(self, query: str) -> list[Item]:
        """Return the work that is looked for already, as long as that is not another."""
        library, item = self._stored.get(CONF_LIBRARY), self._stored.get(CONF_ITEM)
        if not (library and item) or query != self._stored.get(CONF_QUERY):
            return []
        try:
            return [self._gate.library.item(library, item)]
        except UnknownItem:
            return []

    async def _async_take_work(self, values: Values) -> SubentryFlowResult:
        item = self._works.get(values.get(_WORK, _WORDS))
        if item is None:
            query = self._search[CONF_QUERY]
            return await self._async_try_search(self._search, query)
        numbers = _numbers(values) if item.kind is Kind.SERIES else {}
        data = {
            **self._search,
            CONF_QUERY: item.title,
            **tidy({CONF_LIBRARY: item.library, CONF_ITEM: item.id, **numbers}),
        }
        return await self._async_try_search(data, self._numbered(item.title, data))

    def _numbered(self, title: str, data: Values) -> str:
        season, episode = data.get(CONF_SEASON), data.get(CONF_EPISODE)
        if season is None:
            return title
        last = "" if episode is None else f"E{episode:02}"
        return f"{title} S{season:02}{last}"

    async def _async_try_search(self, data: Values, usual: str) -> SubentryFlowResult:
        told = [data.get(key) for key in (CONF_QUERY, *_KEPT)]
        told += [data.get(CONF_SOURCES), data.get(CONF_CATEGORIES)]
        unique_id = hashlib.sha256(json.dumps(told).encode()).hexdigest()
        self._refuse_double(CONF_QUERY, unique_id)
        typed = {CONF_NAME: self._typed_name}
        name = self._read_name(typed, usual[:MAX_NAME_CHARS].strip())
        offered = await self._async_search(data)
        if self._changed:
            return await self._async_go_on(name, data, unique_id, offered)
        self._name, self._data, self._unique_id = name, dict(data), unique_id
        self._offered = offered
        return await self.async_step_follow()

    async def _async_search(self, data: Values) -> Sequence[Release]:
        """Return what is found now. Raises ``Refused``, once where that may well be as it is."""
        wanted = searching(self._gate, data)
        try:
            async with (
                asyncio.timeout(_PATIENCE),
                source_of(self.hass, data, wanted) as source,
            ):
                fetched = await source.fetch()
        except TimeoutError:
            return ()
        except SourceError as err:
            self.doubts.raise_once(
                CONF_SOURCES, err.key, data[CONF_QUERY], detail=err.detail
            )
            return ()
        return fetched.releases or ()

    # ------------------------------------------------------- what is to happen

    async def async_step_follow(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask whether to be told of what it finds, unless rules ask about that anyway."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        self._follows = False
        rules = list(self._gate.attached.rules.values())
        preview = await self._gate.preview(rules, self._offered)
        if preview.would_ask:
            return await self.async_step_first_look()
        self._follows = True
        return self._ask_about("follow", self._offered, also=["rules_decide"])

    async def async_step_rules_decide(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Leave what it finds to the rules that are there."""
        self._follows = False
        if not self._get_entry().get_subentries_of_type(RULE):
            self._what_next = "add_rule"
        return await self._async_finally()

    @override
    async def _async_finally(self) -> SubentryFlowResult:
        if not self._follows:
            return await super()._async_finally()
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        if any(one.unique_id == self._unique_id for one in self._others()):
            return self.async_abort(reason="already_configured")
        self._add_phone()
        saved = ConfigSubentry(
            data=MappingProxyType({**self._data, **self._known}),
            subentry_type=SOURCE,
            title=self._name,
            unique_id=self._unique_id,
        )
        # Of all that it finds, also under other names than what was typed, and of nothing else.
        wanted = {CONF_SOURCES: [saved.subentry_id]}
        names = Names(self._get_entry(), RULE, "")
        title = names.free(self._texts.text("rule_of_search", name=self._name))
        self._add_first(RULE, title, read_rule(rule_settings.USUAL | wanted, {}))
        self.hass.config_entries.async_add_subentry(self._get_entry(), saved)
        # It could not be told to the rule if it were added by the end of this flow.
        return self.async_abort(reason="followed")
