"""Votes are counted once for each person, and a no that is enough comes first."""

import pytest

from custom_components.greenlight.engine.ballot import Ballot


def cast(ballot: Ballot, *votes: tuple[str, bool]) -> Ballot:
    for who, yes in votes:
        ballot = ballot.voted(who, who.title(), yes=yes, at=1.0)
    return ballot


@pytest.mark.parametrize(
    ("ballot", "votes", "decided"),
    [
        (Ballot(need=2), [("anna", True)], None),
        (Ballot(need=2), [("anna", True), ("anna", True)], None),
        (Ballot(need=2), [("anna", True), ("bert", True)], True),
        (Ballot(need=2), [("anna", True), ("bert", False)], False),
        (Ballot(need=2, against=2), [("anna", True), ("bert", False)], None),
        (Ballot(need=2, against=2), [("anna", False), ("anna", True)], None),
        (Ballot(need=3, weights={"anna": 2}), [("anna", True), ("bert", True)], True),
        (Ballot(need=2, weights={"anna": 0}), [("anna", True), ("bert", True)], True),
        (
            Ballot(need=2, against=3, weights={"anna": 3}),
            [("bert", True), ("anna", False)],
            False,
        ),
    ],
)
def test_votes_decide(
    ballot: Ballot, votes: list[tuple[str, bool]], *, decided: bool | None
) -> None:
    assert cast(ballot, *votes).decided is decided


def test_who_votes_again_has_changed_their_mind() -> None:
    ballot = cast(Ballot(need=2, against=2), ("anna", True), ("anna", False))
    assert (ballot.yes, ballot.no, ballot.of("anna")) == (0, 1, False)


def test_a_vote_that_is_taken_back_counts_no_more() -> None:
    ballot = cast(Ballot(need=2), ("anna", True))
    vote = ballot.vote_of("anna")
    assert vote is not None
    assert ballot.without(vote) == Ballot(need=2) == ballot.emptied()
    assert ballot.without(vote).of("anna") is None


def test_the_tally_says_what_is_needed() -> None:
    tally = dict(cast(Ballot(need=3, against=2), ("anna", True)).tally)
    assert tally == {"yes": 1, "need": 3, "no": 0, "against": 2}
