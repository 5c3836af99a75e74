"""Beats as files: beats.json (the format's own), CSV, and Audacity's label track.

Reading is lenient about layout (header or not, comma or semicolon, a byte order mark) and strict about
numbers.
What is read is not checked here: see `beat_checks`.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from eightcount_runtime.classpack.beats import MAX_BEATS, STEPS_PER_PART, Beats
from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.fields import canonical_json, read_object, require_format

FORMAT = 1
MAX_BYTES = 1024 * 1024
_NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d{1,3})?")
_LABEL = re.compile(r"\d+\.1(?: +(.*))?")
_TIME_COLUMNS = ("time_s", "time", "start", "seconds")


def beats_to_json(beats: Beats) -> bytes:
    """beats.json: canonical, so equal beats are equal bytes.

    Raises:
        ValueError: a time is NaN or infinite.
    """
    document: dict[str, object] = {"format": FORMAT, "beats_s": list(beats.times_s)}
    if beats.part_names:
        document["part_names"] = list(beats.part_names)
    return canonical_json(document)


def beats_from_json(data: bytes) -> Beats:
    """Read beats.json.

    Raises:
        MalformedError: it is not one; times may be unsorted, doubled, negative: that is for `check_beats`.
        UnsupportedFormatError: it is of another format.
    """
    fields = read_object(data, "beats file", limit=MAX_BYTES)
    require_format(fields, FORMAT)
    names: list[object] = fields.items("part_names", most=MAX_BEATS) if fields.has("part_names") else []
    if not all(name is None or isinstance(name, str) for name in names):
        fields.refuse("part_names", "a list of texts and nulls")
    return _beats(
        fields.numbers("beats_s", most=MAX_BEATS), [n if isinstance(n, str) else None for n in names]
    )


def beats_to_csv(beats: Beats) -> bytes:
    """Columns beat (from 1), time_s, part, count, name (at count 1, where the part has one); UTF-8, LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("beat", "time_s", "part", "count", "name"))
    for at, time_s in enumerate(beats.times_s):
        part, count = divmod(at, STEPS_PER_PART)
        name = beats.name_of(part) if count == 0 else None
        writer.writerow((at + 1, f"{time_s:.6f}", part + 1, count + 1, name or ""))
    return out.getvalue().encode()


def beats_from_csv(data: bytes) -> Beats:
    """Read a table with a time in each row: the column named time_s (or time, start, seconds), else the
    first.

    A column named `name` gives a part's name at its first beat. Separators comma, semicolon or tab; with the
    latter two a decimal comma is understood.

    Raises:
        MalformedError: a row has no number where its time should be.
    """
    text = _text(data)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((mark for mark in ("\t", ";") if mark in first_line), ",")
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise MalformedError("The beats table cannot be read as CSV.") from error
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    time_column = next((header.index(name) for name in _TIME_COLUMNS if name in header), None)
    named = header.index("name") if time_column is not None and "name" in header else None
    body = rows if time_column is None else rows[1:]
    times = [_time(_cell(row, time_column or 0), at + 1) for at, row in enumerate(body)]
    names = [_cell(row, named) or None for row in body[::STEPS_PER_PART]] if named is not None else []
    return _beats(times, names)


def beats_to_labels(beats: Beats) -> bytes:
    """Audacity's label track: start, end and label by tabs; labels are "part.count" and the part's name, or
    "end".
    """
    lines = []
    for at, time_s in enumerate(beats.times_s):
        part, count = divmod(at, STEPS_PER_PART)
        name = beats.name_of(part) if count == 0 else None
        label = f"{part + 1}.{count + 1} {name}" if name else f"{part + 1}.{count + 1}"
        if at and at == len(beats.times_s) - 1 and count == 0 and not name:
            label = "end"
        lines.append(f"{time_s:.6f}\t{time_s:.6f}\t{label}\n")
    return "".join(lines).encode()


def beats_from_labels(data: bytes) -> Beats:
    """Read Audacity's label track: the start of every label is a beat. Frequency lines are skipped.

    Raises:
        MalformedError: a line does not begin with a number and a tab.
    """
    times: list[float] = []
    names: list[str | None] = []
    for at, line in enumerate(_text(data).splitlines()):
        if not line.strip() or line.startswith("\\"):
            continue
        cells = line.split("\t")
        if len(cells) < 2:
            raise MalformedError(f"Line {at + 1} is not a label: start, end and text are separated by tabs.")
        if len(times) % STEPS_PER_PART == 0:
            label = _LABEL.fullmatch(cells[2].strip()) if len(cells) > 2 else None
            names.append(label[1] if label else None)
        times.append(_time(cells[0], at + 1))
    return _beats(times, names)


def read_beats(data: bytes) -> Beats:
    """Read any of the three, told apart by their text: JSON begins with a brace, a label line with two
    numbers.

    Raises:
        PackError: as the reader of that kind does.
    """
    text = _text(data)
    if text.lstrip().startswith("{"):
        return beats_from_json(text.encode())
    first = next((line for line in text.splitlines() if line.strip()), "").split("\t")
    if len(first) >= 2 and all(_NUMBER.fullmatch(cell.strip()) for cell in first[:2]):
        return beats_from_labels(data)
    return beats_from_csv(data)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise MalformedError(f"The beats file is larger than the {MAX_BYTES} bytes that it may have.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError("The beats file is not text in UTF-8.") from error


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _time(cell: str, line: int) -> float:
    number = cell.strip()
    if not _NUMBER.fullmatch(number):
        raise MalformedError(
            f"Row {line} of the beats has {number[:40]!r} where a time in seconds should be."
        )
    return float(number.replace(",", "."))


def _beats(times_s: Iterable[float], names: Iterable[str | None]) -> Beats:
    try:
        return Beats.of(times_s, names)
    except ValueError as error:
        raise MalformedError(str(error)) from error
