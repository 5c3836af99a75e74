"""A process gives up all files but those it names, for good, with Linux's Landlock (5.19 or newer).

It needs no privilege and holds inside containers. The rights of a folder hold for all in it. A process shut
in so can also not look into, nor (6.12) signal, a process outside. Constants are those of linux/landlock.h.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_RULE_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38
#: Before it no file could be moved to another folder, as steps do.
_LEAST_VERSION = 2

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
#: What each version of the kernel's interface knows, as the first bits.
_FILE_RIGHTS = {2: 14, 3: 15, 4: 15, 5: 16}
_NET_RIGHTS = 0b11  # bind and connect TCP; from version 4
_SCOPES = 0b11  # abstract local sockets, signals; from version 6

RUN = _EXECUTE | _READ_FILE | _READ_DIR
READ = _READ_FILE | _READ_DIR
DEVICE = _READ_FILE | _WRITE_FILE
WRITE = READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE

Grants = Sequence[tuple[int, Iterable[Path]]]


def version() -> int:
    """Which version of Landlock the kernel has; 0 where it has none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)))


def keep_only(grants: Grants) -> bool:
    """Give up all files but these, each with its rights. False where the kernel cannot do that.

    This thread, its later threads and processes: call it before there are others. A path that is not there
    is passed over.

    Raises:
        OSError: the kernel can, but refused.
    """
    known = version()
    if known < _LEAST_VERSION:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    handled = (1 << _FILE_RIGHTS.get(known, 16)) - 1
    fields = [handled, _NET_RIGHTS if known >= 4 else 0, _SCOPES if known >= 6 else 0]
    attributes = struct.pack(f"={len(fields)}Q", *fields)[: 8 if known < 4 else 16 if known < 6 else 24]
    rules = _done(libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0))
    try:
        for rights, paths in grants:
            for path in paths:
                _grant(libc, rules, path, rights & handled)
        _done(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _done(libc.syscall(_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)
    return True


def _grant(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    try:
        held = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return  # what this user cannot reach needs no wall
    try:
        allowed = rights if path.is_dir() else rights & _OF_FILES
        rule = struct.pack("=Qi", allowed, held)
        _done(libc.syscall(_ADD_RULE, rules, _RULE_PATH_BENEATH, rule, 0))
    finally:
        os.close(held)


def _done(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
