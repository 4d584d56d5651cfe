"""Which files are one, and what is known of them together."""

import pytest

from custom_components.greenlight.engine.library.files import (
    file_key,
    one_of_each,
    same_file,
)
from custom_components.greenlight.engine.library.item import Origin
from custom_components.greenlight.engine.quality.quality import Layer, Quality
from tests.support.shelved import version

NAME = "Film.2020.2160p.mkv"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # Another program sees the disk elsewhere, and another system writes the path otherwise.
        ((f"/movies/Film (2020)/{NAME}", 5), (f"D:\\x\\film (2020)\\{NAME}", 5), True),
        ((f"/movies/Film (2020)/{NAME}", 5), (f"/data/Other/{NAME}", 5), True),
        ((f"/movies/Film (2020)/{NAME}", 5), (f"/data/Film (2020)/{NAME}", None), True),
        ((f"/movies/Film (2020)/{NAME}", None), (f"/data/Other/{NAME}", None), False),
        # HD and 4K under the same names.
        ((f"/hd/Film (2020)/{NAME}", 5), (f"/4k/Film (2020)/{NAME}", 6), False),
        (
            (f"/movies/Film (2020)/{NAME}", 5),
            ("/movies/Film (2020)/Other.mkv", 5),
            False,
        ),
        # Without a path only the size can tell.
        (("", 5), (f"/movies/Film (2020)/{NAME}", 5), True),
        (("", 5), (f"/movies/Film (2020)/{NAME}", None), False),
    ],
)
def test_is_one_file(one, other, same: bool) -> None:
    first, second = (version(NAME, size, path=path) for path, size in (one, other))
    assert same_file(first, second) is same
    assert same_file(second, first) is same


def test_a_nameless_file_is_no_other() -> None:
    assert not same_file(version("", 5), version("", 5))


def test_is_there_once_with_all_that_is_known() -> None:
    seen = version(
        NAME,
        5,
        id="r",
        added=20.0,
        quality=Quality(audio="TrueHD"),
        origins={"audio": Origin.MEDIA_INFO},
    )
    streamed = version(
        NAME,
        None,
        id="p",
        path=f"/a/Film/{NAME}",
        added=10.0,
        quality=Quality(profile="7"),
        origins={"profile": Origin.STREAM},
    )
    seen = version(
        NAME,
        5,
        id="r",
        path=f"/b/Film/{NAME}",
        added=20.0,
        quality=Quality(audio="TrueHD"),
        origins={"audio": Origin.MEDIA_INFO},
    )
    other = version("Film.1080p.mkv", 3)
    (one, two) = one_of_each([streamed, other, seen], {})
    assert (one.id, one.size, one.added) == ("p", 5, 10.0)
    assert one.quality == Quality(audio="TrueHD", profile="7")
    assert one.origins == {"profile": Origin.STREAM, "audio": Origin.MEDIA_INFO}
    assert two is other


def test_a_persons_word_is_on_top_of_that_file_only() -> None:
    file, other = version(NAME, 5), version("Film.1080p.mkv", 3)
    word = Quality(layer=Layer.FEL)
    one, two = one_of_each([file, other], {file_key(file): word})
    assert one.quality.layer is Layer.FEL
    assert one.origins["layer"] is Origin.PERSON
    assert one.quality.resolution == 2160
    assert two is other
    # What has replaced it is another.
    replaced = version(NAME, 6)
    assert one_of_each([replaced], {file_key(file): word}) == (replaced,)
