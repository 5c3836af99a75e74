"""Passwords that everybody thinks of: words that stand in every list, those of this house, runs over the
keyboard, and one of these written twice or with a year behind it.

No list of leaked passwords is shipped: it would be megabytes, and old the day after.
"""

import re
from functools import lru_cache

#: Of this house: what it is called, who works in it, what they work on.
OF_THE_HOUSE = (
    "eightcount dance dancer dancing dances studio class classes song songs beat beats music video take pack "
    "channel staging production author reviewer publisher admin administrator choreo choreography routine "
    "practice kpop idol"
)
_EVERYWHERE = (
    "password passwort passw pass word welcome letmein login logon secret default changeme change guest "
    "user root test testing temp temporary system server master super superman batman spiderman dragon "
    "monkey tiger lion eagle football baseball basketball soccer hockey princess sunshine shadow michael "
    "jordan charlie thomas daniel george jessica ashley hunter killer flower summer winter spring autumn "
    "love iloveyou loveyou lovely hello world computer internet google apple samsung android korea seoul "
    "freedom whatever trustno starwars pokemon naruto ninja matrix phoenix diamond golden silver purple "
    "orange banana cookie chocolate cheese pepper ginger please company january february march april june "
    "july august september october november december monday friday sunday my me i you the is and for not "
    "new our one abc abcd asdf asdfgh qwe qwer qwert qwerty qwertz azerty zxc zxcv zxcvbn qaz wsx edc"
)
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()_+",
)
#: A year in front, figures and signs behind.
_AROUND = re.compile(r"^[^a-z]+(?=[a-z])|(?<=[a-z])[^a-z]+$")
_AS_LETTERS = str.maketrans("013457@$!|", "oieastasil")


def is_easy(password: str) -> bool:
    """Whether it is one of those; capital letters, figures for letters and what stands around make no
    difference.
    """
    plain = password.strip().lower()
    core = _AROUND.sub("", plain)
    words = (core, core.translate(_AS_LETTERS))
    return _is_run(plain) or _is_run(core) or _is_twice(plain) or any(map(_is_of_words, words))


def _is_run(plain: str) -> bool:
    return len(plain) > 5 and any(plain in run * 2 or plain in run[::-1] * 2 for run in _RUNS)


def _is_twice(plain: str) -> bool:
    """One short piece written again and again, such as "abc123abc123"."""
    return any(plain[length:] == plain[:-length] for length in range(1, len(plain) // 2 + 1))


def _is_of_words(plain: str) -> bool:
    return plain.isascii() and bool(_words().fullmatch(re.sub(r"[^a-z]", "", plain)))


@lru_cache
def _words() -> re.Pattern[str]:
    known = sorted({*OF_THE_HOUSE.split(), *_EVERYWHERE.split()}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(known)})+")
