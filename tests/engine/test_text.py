"""What strangers write, in sentences of ours."""

import pytest

from custom_components.greenlight.engine.text import with_sentence


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("no answer from that address", "No answer from that address."),
        ("HTTP 401", "HTTP 401."),
        ("It is over!", "It is over!"),
        ("cut off …", "Cut off …"),
        ("", ""),
    ],
)
def test_a_detail_is_a_sentence_of_its_own(detail: str, said: str) -> None:
    told = {"name": "Box", "detail": detail}
    assert with_sentence(told) == {**told, "said": said}


def test_nothing_is_said_of_no_detail() -> None:
    assert with_sentence({"name": "Box"}) == {"name": "Box"}
