"""The `.npy` container, read and written without numpy's own loader: no pickles, no surprise in size.

Written files depend on the array alone, not on the numpy that wrote them. Must not know what arrays mean.
"""

import math
import re
from typing import Any

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.errors import MalformedError

_MAGIC = b"\x93NUMPY"
_HEADER = re.compile(
    r"\{'descr': '(?P<descr>[<>|=]?[a-z]\d+)', 'fortran_order': (?P<fortran>True|False),"
    r" 'shape': \((?P<shape>[0-9, ]*)\),? ?\}[ \n]*"
)
_MAX_DIGITS = 9


def npy_bytes(array: npt.NDArray[Any]) -> bytes:
    """The array as `.npy`, version 1.0, C order, little endian, header padded to 64 bytes."""
    plain = np.ascontiguousarray(array)
    little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
    header = f"{{'descr': '{little.dtype.str}', 'fortran_order': False, 'shape': {little.shape}, }}"
    padding = -(len(_MAGIC) + 4 + len(header) + 1) % 64
    text = f"{header}{' ' * padding}\n".encode("ascii")
    return _MAGIC + b"\x01\x00" + len(text).to_bytes(2, "little") + text + little.tobytes()


def read_npy(data: bytes, what: str, *, dtype: str, shape: tuple[int | None, ...]) -> npt.NDArray[Any]:
    """The array of a `.npy` file that must be of a known type and shape.

    Args:
        data: the whole file.
        what: what to call it in a sentence.
        dtype: as numpy writes it, for example "<i2".
        shape: the lengths it must have; None where any will do.

    Raises:
        MalformedError: it is of another type or shape, cut off, or longer than its header says.
    """
    start, header = _header(data, what)
    if header["descr"] != dtype or header["fortran"] != "False":
        raise MalformedError(f"The {what} must hold {dtype} in C order.")
    lengths = [part.strip() for part in header["shape"].split(",") if part.strip()]
    if len(lengths) != len(shape) or any(not n.isdigit() or len(n) > _MAX_DIGITS for n in lengths):
        raise MalformedError(f"The {what} must have {len(shape)} dimensions.")
    found = tuple(int(length) for length in lengths)
    if any(wanted is not None and wanted != length for wanted, length in zip(shape, found, strict=True)):
        raise MalformedError(f"The {what} has shape {found}, not {shape}.")
    if len(data) - start != math.prod(found) * np.dtype(dtype).itemsize:
        raise MalformedError(f"The {what} is cut off or longer than its header says.")
    return np.frombuffer(data, dtype=dtype, offset=start).reshape(found)


def _header(data: bytes, what: str) -> tuple[int, re.Match[str]]:
    """Where the values begin, and the header's words."""
    if data[:6] != _MAGIC or len(data) < 12 or data[6] not in (1, 2, 3):
        raise MalformedError(f"The {what} is not a .npy file.")
    width = 2 if data[6] == 1 else 4
    start = 8 + width + int.from_bytes(data[8 : 8 + width], "little")
    header = _HEADER.fullmatch(data[8 + width : min(start, 4096)].decode("latin-1"))
    if header is None or start > len(data):
        raise MalformedError(f"The {what} has a header that cannot be read.")
    return start, header
