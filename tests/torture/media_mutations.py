"""Ways in which a real recording is broken, each drawn from dice: bits, lengths, order, headers."""

import random
from collections.abc import Callable, Sequence

from tests.torture.media_seeds import Seed

_EXTREME = (0, 1, 7, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, 0x10000)
_HEAD = 4096
#: Boxes of an MP4 that hold boxes, and those whose numbers say how the rest is read.
_NESTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"moof", b"traf", b"udta")
_NUMBERS = (
    *(b"mvhd", b"tkhd", b"mdhd", b"stsd", b"stts", b"ctts", b"stss", b"stsc", b"stsz"),
    *(b"stco", b"co64", b"elst", b"trun", b"tfhd", b"tfdt", b"hdlr", b"dref"),
)

Mutation = Callable[[bytearray, random.Random], bytes]


def flip_bits(data: bytearray, dice: random.Random) -> bytes:
    """Up to 200, anywhere."""
    for _ in range(dice.randint(1, 200)):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def flip_head(data: bytearray, dice: random.Random) -> bytes:
    """Up to 20 in the first bytes after the magic ones, where headers are."""
    for _ in range(dice.randint(1, 20)):
        data[dice.randrange(16, min(len(data), _HEAD))] ^= 1 << dice.randrange(8)
    return bytes(data)


def truncate(data: bytearray, dice: random.Random) -> bytes:
    """The end is missing."""
    return bytes(data[: dice.randrange(1, len(data))])


def cut_out(data: bytearray, dice: random.Random) -> bytes:
    """A piece in the middle is missing."""
    start, end = sorted(dice.randrange(16, len(data)) for _ in range(2))
    return bytes(data[:start] + data[end:])


def overwrite(data: bytearray, dice: random.Random) -> bytes:
    """A piece is zeros, ones, or noise."""
    start = dice.randrange(16, len(data))
    length = min(dice.choice((16, 256, 4096, 65536)), len(data) - start)
    data[start : start + length] = dice.choice((bytes(length), b"\xff" * length, dice.randbytes(length)))
    return bytes(data)


def swap(data: bytearray, dice: random.Random) -> bytes:
    """Two pieces changed places."""
    length = min(dice.choice((188, 1024, 8192)), len(data) // 4)
    one, two = dice.randrange(16, len(data) - length), dice.randrange(16, len(data) - length)
    data[one : one + length], data[two : two + length] = data[two : two + length], data[one : one + length]
    return bytes(data)


def repeat(data: bytearray, dice: random.Random) -> bytes:
    """A piece comes many times."""
    start = dice.randrange(16, len(data))
    piece = data[start : start + dice.choice((4, 188, 4096))]
    return bytes(data[:start] + piece * dice.choice((2, 100, 1000)) + data[start:])


def extreme_numbers(data: bytearray, dice: random.Random) -> bytes:
    """Numbers of four bytes in the head are the smallest or largest there are."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(8, min(len(data), _HEAD) - 4)
        data[at : at + 4] = dice.choice(_EXTREME).to_bytes(4, dice.choice(("big", "little")))
    return bytes(data)


def box_numbers(data: bytearray, dice: random.Random) -> bytes:
    """In an MP4, sizes and numbers of boxes; in others as `extreme_numbers`."""
    boxes = list(_boxes(bytes(data), 0, len(data)))
    if not boxes:
        return extreme_numbers(data, dice)
    for _ in range(dice.randint(1, 3)):
        at, length = dice.choice(boxes)
        place = (
            at if dice.random() < 0.4 or length < 16 else dice.randrange(at + 8, at + min(length, 200) - 3)
        )
        data[place : place + 4] = dice.choice((*_EXTREME, length + 1, length - 1)).to_bytes(4, "big")
    return bytes(data)


def _boxes(data: bytes, start: int, end: int) -> Sequence[tuple[int, int]]:
    found = []
    while start + 8 <= end:
        length, kind = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8]
        if length < 8 or start + length > end:
            break
        if kind in _NUMBERS or kind in _NESTS:
            found.append((start, length))
        if kind in _NESTS:
            found += _boxes(data, start + 8, start + length)
        start += length
    return found


MUTATIONS: tuple[Mutation, ...] = (
    *(flip_bits, flip_head, truncate, cut_out, overwrite, swap, repeat, extreme_numbers),
    *(box_numbers, box_numbers),
)


def mutated(seeds: Sequence[Seed], dice: random.Random) -> Seed:
    """One seed broken once or twice; now and then it carries on as another one does."""
    seed = dice.choice(seeds)
    content, done = bytearray(seed.content), []
    for mutate in dice.sample(MUTATIONS, dice.choice((1, 1, 2))):
        content = bytearray(mutate(content, dice))
        done.append(mutate.__name__)
    if dice.random() < 0.1:
        other = dice.choice(seeds)
        content = (
            content[: dice.choice((64, 512, 4096))] + other.content[dice.randrange(len(other.content)) :]
        )
        done.append(f"spliced with {other.name}")
    return Seed(f"{seed.name}: {', '.join(done)}", seed.part, bytes(content))
