"""Run random expressions that are accepted on titles made for them; print how many there were.

Started by test_pattern.py in a process of its own, because a search cannot be interrupted.
"""

from pathlib import Path
import random
import re
import sys
import warnings

sys.path.insert(0, str(Path.cwd()))

from custom_components.greenlight.engine.pattern import PatternError, read_term

ATOMS = r"a b ab aa aab abab DV x REMUX \w \d . \s [ab] [^a] [a-z] \b ^ $ 1 11 [._-] \W k \1".split()
REPEATS = "* + ? *? +? {2} {1,3} {0,40} {3,} {10,60} *+".split()
CHUNKS = ("a", "b", "ab", "1", " ", ".", "aa")


def expression(rng: random.Random, depth: int) -> str:
    kind = rng.random()
    if depth <= 0 or kind < 0.35:
        return rng.choice(ATOMS)
    if kind < 0.55:
        return expression(rng, depth - 1) + expression(rng, depth - 1)
    if kind < 0.65:
        return f"(?:{expression(rng, depth - 1)}|{expression(rng, depth - 1)})"
    if kind < 0.76:
        return f"{rng.choice(['(', '(?=', '(?!', '(?>'])}{expression(rng, depth - 1)})"
    return f"(?:{expression(rng, depth - 2)}){rng.choice(REPEATS)}"


def titles(rng: random.Random, text: str) -> list[str]:
    words = re.findall(r"[A-Za-z0-9]{1,6}", re.sub(r"\\.", "", text)) or ["a"]
    made = [
        "".join((word * 300)[: 300 // len(words)] for word in words).ljust(300, "!")
    ]
    for _ in range(12):
        piece = "".join(rng.choice([*words, *CHUNKS]) for _ in range(rng.randint(1, 4)))
        title = (piece * 300)[: rng.choice([300, 299])]
        made.append(title[:-1] + rng.choice(["", "!", "é", " ", "\n"]))
    return made


def main(count: int) -> None:
    rng = random.Random(20261003)
    warnings.simplefilter("ignore")
    accepted = refused = 0
    for _ in range(count):
        text = "".join(
            expression(rng, rng.randint(1, 4)) for _ in range(rng.randint(1, 5))
        )
        try:
            term = read_term(f"/{text}/")
        except PatternError as err:
            refused += err.code == "runaway"
            continue
        accepted += 1
        for title in titles(rng, text):
            term.matches(title)
    print(accepted, refused)


if __name__ == "__main__":
    main(int(sys.argv[1]))
