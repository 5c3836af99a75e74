"""docs/security.md answers every requirement of ASVS 5.0 at levels 1 and 2, and what it names is there."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/security.md").read_text()
#: Section -> the level of each of its requirements in turn.
_SECTIONS = """
1.1 22   1.2 1111122223   1.3 112222222223   1.4 222   1.5 123
2.1 122   2.2 112   2.3 12223   2.4 23
3.1 3   3.2 113   3.3 12223   3.4 11222233   3.5 11122333   3.6 3   3.7 22333
4.1 12233   4.2 23333   4.3 22   4.4 1222
5.1 2   5.2 112333   5.3 113   5.4 222
6.1 122   6.2 111111112222   6.3 11223333   6.4 112233   6.5 22222333   6.6 2223   6.7 33   6.8 2222
7.1 222   7.2 1111   7.3 22   7.4 11222   7.5 223   7.6 22
8.1 1233   8.2 1123   8.3 133   8.4 23
9.1 111   9.2 1222
10.1 22   10.2 223   10.3 22223   10.4 1111122222233333   10.5 22222   10.6 22   10.7 222
11.1 2233   11.2 22233   11.3 11233   11.4 1222   11.5 23   11.6 23   11.7 33
12.1 12233   12.2 11   12.3 22223
13.1 2333   13.2 222223   13.3 2233   13.4 1222233
14.1 22   14.2 12223333   14.3 122
15.1 12233   15.2 12233   15.3 1222222   15.4 3333
16.1 2   16.2 22222   16.3 2222   16.4 222   16.5 2223
17.1 23   17.2 22223333   17.3 22
"""
LEVELS = dict(section.split() for section in re.split(r"\s{2,}|\n", _SECTIONS.strip()))
WANTED = {
    f"{section}.{number}"
    for section, levels in LEVELS.items()
    for number, level in enumerate(levels, start=1)
    if level in "12"
}
ROWS = re.findall(r"(?m)^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+) \|$", PAGE)


def test_the_list_is_the_standards():
    """Version 5.0.0 has 70, 183 and 92 requirements at its three levels."""
    assert Counter("".join(LEVELS.values())) == {"1": 70, "2": 183, "3": 92}


def test_every_requirement_is_answered_once():
    answered = Counter(number for number, _, _ in ROWS)
    assert set(answered) == WANTED
    assert max(answered.values()) == 1


def test_an_answer_is_one_of_three_and_what_is_open_says_how_it_closes():
    assert {verdict for _, verdict, _ in ROWS} == {"met", "n/a", "open"}
    told = {number: why for number, _, why in ROWS}
    for number, verdict, why in ROWS:
        assert why.strip(), number
        elsewhere = [told[other] for other in re.findall(r"\d+\.\d+\.\d+", why) if other in told]
        if verdict == "open":
            assert any("Closed" in text for text in (why, *elsewhere)), number


def test_what_is_named_is_there():
    named = {
        name
        for name in re.findall(r"`([\w./-]+/[\w./-]+|[A-Z]\w+|[\w-]+\.yml)`", PAGE)
        if "." in name or "/" in name
    }
    files = {name for name in named if not name.startswith(("/", "data/", "dist/"))}
    assert len(files) > 60
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []
