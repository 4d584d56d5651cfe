"""Everything a title can say has a value, whatever it says."""

from dataclasses import fields

import pytest

from custom_components.greenlight.engine.title.parse import parse


@pytest.mark.parametrize("text", ["", "-", "Film 2020", "Show S01E02 1080p WEB-GRP"])
def test_no_field_is_left_without_a_value(text: str) -> None:
    # They are filled in one by one, which is faster than to be made whole.
    read = parse(text)
    for whole in (read, read.quality):
        for field in fields(whole):
            getattr(whole, field.name)
