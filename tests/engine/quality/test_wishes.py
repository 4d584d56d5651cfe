import pytest

from custom_components.greenlight.engine.quality.gains import Gain
from custom_components.greenlight.engine.quality.wishes import (
    Settings,
    SettingsError,
    Wish,
    read_settings,
)


def test_the_defaults():
    settings = Settings()
    assert [kind.value for kind in Gain if settings.wish(kind) is Wish.ASK] == [
        "enhancement_layer",
        "dolby_vision",
        "dynamic_range",
    ]
    assert settings.wish(Gain.BITRATE) is Wish.NEVER
    assert not settings.duplicates
    assert not settings.new_titles


def test_they_are_read_as_they_are_written():
    assert read_settings(
        {
            "resolution": "ask",
            "audio": "never",
            "duplicates": True,
            "new_titles": True,
            "refuse_losses": ["audio", "bitrate"],
        }
    ) == Settings(
        wishes={Gain.RESOLUTION: Wish.ASK, Gain.AUDIO: Wish.NEVER},
        duplicates=True,
        new_titles=True,
        refuse_losses=frozenset({Gain.AUDIO, Gain.BITRATE}),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("resolution", "maybe"),
        ("resolution", True),
        ("resolution", 1),
        ("shoe", "ask"),
        ("bitrate", "ask"),
        ("duplicates", "ask"),
        ("new_titles", None),
        ("refuse_losses", "audio"),
        ("refuse_losses", ["shoe"]),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, value: object):
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})
