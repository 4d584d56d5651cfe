import pytest

from custom_components.greenlight.engine.quality.gains import WIDER, Gain
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
        "enhancement_layer_from_p5",
        "enhancement_layer_from_hdr",
        "dolby_vision",
        "dolby_vision_profile",
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
            "allow_losses": ["resolution"],
        }
    ) == Settings(
        wishes={Gain.RESOLUTION: Wish.ASK, Gain.AUDIO: Wish.NEVER},
        duplicates=True,
        new_titles=True,
        refuse_losses=frozenset({Gain.AUDIO, Gain.BITRATE}),
        allow_losses=frozenset({Gain.RESOLUTION}),
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
        ("allow_losses", "resolution"),
        ("allow_losses", ["shoe"]),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, value: object):
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


@pytest.mark.parametrize(("kind", "wider"), WIDER.items())
def test_what_was_said_of_a_kind_holds_for_those_told_apart_later(
    kind: Gain, wider: Gain
):
    settings = Settings(
        wishes={wider: Wish.NEVER},
        refuse_losses=frozenset({wider}),
        allow_losses=frozenset({wider}),
    )
    assert settings.wish(kind) is Wish.NEVER
    assert settings.refuses(kind)
    assert settings.allows(kind)
    own = Settings(wishes={wider: Wish.NEVER, kind: Wish.WITH_OTHER})
    assert own.wish(kind) is Wish.WITH_OTHER
    assert not own.refuses(kind)
