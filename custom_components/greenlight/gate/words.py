"""Words: what people say of their libraries, on disk before it counts, and no more than anybody says by hand."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Final

from ..engine.library.files import file_key
from ..engine.library.index import Index, Said
from ..engine.library.item import Version
from ..engine.library.matching import name_key
from ..engine.library.works import Answer, Answers
from ..engine.quality.quality import Quality
from ..engine.reading import read
from ..engine.weighed import work_in
from .ports import Ledger
from .requests import Requests

# So many names, and so many files, are known by people's word; all of it is written with each.
MOST_WORDS: Final = 2000


class Words:
    """Both verbs raise ``LedgerError`` if it was not written; then nothing was said."""

    def __init__(self, ledger: Ledger, requests: Requests, index: Index) -> None:
        """Have an index know what people have said before."""
        self._ledger = ledger
        self._requests = requests
        self._index = index
        # All words are in one file: who says something waits for what is just being written.
        self._saying = asyncio.Lock()
        index.answers, index.said = ledger.answers, ledger.said

    async def mean(self, name: str, answer: Answer | None) -> None:
        """Know which work releases are of that are called so (``matching.name_key``); None takes that back."""
        async with self._saying:
            answers = _without(self._index.answers, name)
            if answer is not None:
                answers[name] = answer
            await self._keep(answers, self._index.said)

    async def say(self, file: str, quality: Quality | None) -> None:
        """Know what a file is (``files.file_key``); None takes that back."""
        async with self._saying:
            said = _without(self._index.said, file)
            if quality is not None:
                said[file] = quality
            await self._keep(self._index.answers, said)

    async def _keep(self, answers: Answers, said: Said) -> None:
        if len(answers) > MOST_WORDS:
            answers = _newest(answers, self._names())
        if len(said) > MOST_WORDS:
            said = _newest(said, self._files())
        await self._ledger.keep_words(answers, said)
        self._index.answers, self._index.said = answers, said

    def _names(self) -> set[str]:
        """Return the names of all that is asked about or on its way."""
        open_ones = self._requests.open.values()
        return {name_key(read(one.release.title)) for one in open_ones}

    def _files(self) -> set[str]:
        """Return the files that are there of all that is asked about or on its way."""
        works = (work_in(one.weighed) for one in self._requests.open.values())
        known = {pair for work in works if work for pair in work.known_to}
        found: list[Version] = []
        for library_id, item_id in known:
            shelf = self._index.shelf(library_id)
            item, series = shelf.items.get(item_id), shelf.episodes.get(item_id)
            found += item.versions if item else ()
            found += series.versions.values() if series else ()
        return {file_key(one) for one in found}


def _without[T](words: Mapping[str, T], key: str) -> dict[str, T]:
    """Return words without one, which is the newest of all if it is said again."""
    return {name: word for name, word in words.items() if name != key}


def _newest[T](words: Mapping[str, T], used: Collection[str]) -> dict[str, T]:
    """Return as many words as are kept: all that are used, and the newest of the others."""
    spare = [name for name in words if name not in used]
    # The very last has just been said.
    gone = {*spare[: len(words) - MOST_WORDS]} - {[*words][-1]}
    return {name: word for name, word in words.items() if name not in gone}
