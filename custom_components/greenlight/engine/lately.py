"""Lately: whether something was only a while ago, by a clock that may have been set since."""


def lately(at: float, seconds: float, *, now: float) -> bool:
    """Tell whether less than so many seconds have passed; all times are epoch seconds.

    Something in the future says that the clock was set back, by days perhaps: nobody waits for it.
    """
    return 0 <= now - at < seconds
