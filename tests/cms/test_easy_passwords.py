import pytest

from cms.easy_passwords import is_easy
from cms.passwords import generated


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "Welcome12345",
        "qwertyuiop12",
        "qwertyuiop[]",
        "123456789012",
        "987654321098",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "abcdefghijkl",
        "abc123abc123",
        "iloveyou2026",
        "letmein-letmein",
        "eightcount2026",
        "Dance-Studio-1",
        "MyDanceClass!",
        "adminadmin123",
        "changeme1234",
        "asdfghjkl;'zxc",
        "20262026202620",
    ],
)
def test_what_everybody_guesses_is_easy(password):
    assert is_easy(password)


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet drums",
        "eight louder trumpets",
        "dance like wet paint",
        "correct horse battery staple",
        "\ube68\uac04 \uc6b0\uc0b0 \ub450 \uac1c\uc640 \uace0\uc591\uc774",
        "x7!kq-vv2#pm",
        "a" * 3 + "longer sentence of mine" * 5,
    ],
)
def test_what_a_person_makes_up_is_not(password):
    assert not is_easy(password)


def test_a_generated_password_is_never_easy():
    assert not any(is_easy(generated()) for _ in range(500))


def test_a_long_odd_one_takes_no_time():
    assert not is_easy("mymemy" * 30 + "mymemyx" + "q")  # many words that could begin it
