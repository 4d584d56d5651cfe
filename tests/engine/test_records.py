"""How often groups kept their word is counted once for each that has come, whatever it is called."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.home.home import Home, Means, Measured, Step
from custom_components.greenlight.engine.records import (
    Origin,
    Record,
    Records,
    promises_layer,
)
from custom_components.greenlight.engine.request import Request, State

from .test_request import request

TITLE = "Film.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC-NORTHWND"


def come(
    number: int,
    kept: bool | None = None,
    *,
    fake: bool = False,
    title: str = TITLE,
    state: State = State.IMPORTED,
    home: bool = True,
) -> Request:
    """Return a request that has come, of which some is known."""
    made = request()
    measured = None if kept is None else Measured(kept=kept, fake_layer=fake)
    way = Home(step=Step.DONE, means=Means.IMPORT, since=1.0, measured=measured)
    return replace(
        made,
        id=f"r{number}",
        state=state,
        release=replace(made.release, title=title),
        home=way if home else None,
    )


def of(*requests: Request, whole: bool = True) -> Records:
    """Return the records of some requests."""
    records = Records()
    for one in requests:
        records.take(one)
    records.whole = whole
    return records


def test_what_was_measured_is_counted_and_nothing_else() -> None:
    records = of(come(1, True), come(2, False, fake=True), come(3), come(4, home=False))
    assert records.of("NORTHWND") == Record("NORTHWND", 1, 2, 1, known=True)


def test_a_group_is_the_same_however_it_is_written() -> None:
    records = of(
        come(1, True), come(2, False, title=TITLE.replace("NORTHWND", "NorthWnd"))
    )
    for name in ("northwnd", "NORTHWND", "NorthWnd"):
        assert records.of(name) == Record("NORTHWND", 1, 2, known=True)


def test_a_closer_look_corrects_it_and_the_same_once_more_changes_nothing() -> None:
    records = of(come(1, True), come(1, False))
    assert records.of("NORTHWND").kept == 0
    assert records.of("NORTHWND").of == 1
    changes = records.changes
    records.take(come(1, False))
    assert records.changes == changes
    records.take(come(1, True))
    assert records.changes > changes


@pytest.mark.parametrize("state", [*State])
def test_only_what_has_come_counts(state: State) -> None:
    came = state in (State.COMPLETED, State.IMPORTED)
    assert of(come(1, True, state=state)).of("NORTHWND").of == came


def test_what_names_no_group_is_nobodys() -> None:
    records = of(come(1, False, title="Film 2019 2160p"))
    assert records.every() == []


def test_a_group_of_which_nothing_came_is_new_only_once_all_is_known() -> None:
    assert of(whole=False).of("NORTHWND").known
    assert not of().of("NORTHWND").known
    assert of(come(1)).of("NORTHWND") == Record("NORTHWND", known=True)


@pytest.mark.parametrize(
    ("kept", "times", "broken"),
    [
        (0, 0, False),
        (0, 1, False),
        (1, 2, False),
        (0, 2, True),
        (1, 3, True),
        (2, 3, False),
    ],
)
def test_fewer_than_half_of_at_least_two_is_a_broken_word(
    kept: int, times: int, *, broken: bool
) -> None:
    assert Record("G", kept, times).broken is broken


def test_the_most_often_measured_come_first() -> None:
    other = TITLE.replace("NORTHWND", "AAA")
    records = of(
        come(1, True, title=other),
        come(2, True),
        come(3, False),
        come(4, title=TITLE.replace("NORTHWND", "NOBODY")),
        come(5, True, title=TITLE.replace("NORTHWND", "bbb")),
    )
    assert [one.group for one in records.every()] == ["NORTHWND", "AAA", "bbb"]


def test_a_promise_of_a_layer_is_read_from_the_title() -> None:
    assert promises_layer(TITLE)
    assert not promises_layer(TITLE.replace("FEL", "MEL"))
    assert not promises_layer("Film.2019.2160p.DV.P8.1-X")


class TestFromWhereItCame:
    """What came from one indexer is counted apart, whichever group had made it."""

    def at(self, made: Request, source: str, indexer: str = "") -> Request:
        return replace(
            made, release=replace(made.release, source=source, indexer=indexer)
        )

    def test_is_counted_by_source_and_indexer(self) -> None:
        records = of(
            self.at(come(1, True), "many", "Oak"),
            self.at(come(2, False, title="Film.2019.1080p"), "many", "Oak"),
            self.at(come(3, True), "many", "Elm"),
            self.at(come(4), "many", "Elm"),
            self.at(come(5, True), "feed"),
        )
        assert records.of_origin(Origin("many", "Oak")) == Record(
            "Oak", 1, 2, known=True
        )
        assert records.of_origin(Origin("many", "Elm")) == Record(
            "Elm", 1, 1, known=True
        )
        assert records.of_origin(Origin("feed")) == Record("", 1, 1, known=True)
        assert records.of_origin(Origin("other")) == Record("")

    def test_moves_along_with_what_came_from_elsewhere_in_the_end(self) -> None:
        records = of(
            self.at(come(1, True), "many", "Oak"),
            self.at(come(1, True), "many", "Elm"),
        )
        assert not records.of_origin(Origin("many", "Oak")).of
        assert records.of_origin(Origin("many", "Elm")).of == 1

    def test_is_told_of_what_was_measured_the_most_first(self) -> None:
        records = of(
            self.at(come(1, True), "many", "Oak"),
            self.at(come(2, True), "many", "Elm"),
            self.at(come(3, False), "many", "Elm"),
            self.at(come(4), "many", "Ash"),
        )
        assert [one.indexer for one, _ in records.every_origin()] == ["Elm", "Oak"]

    def test_is_of_no_source_where_somebody_handed_it_in(self) -> None:
        records = of(self.at(come(1, True), ""))
        assert records.every_origin() == []
        assert records.of("NORTHWND").of == 1
