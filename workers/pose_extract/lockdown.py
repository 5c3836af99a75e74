"""A process shuts itself in before it touches an untrusted file: no internet socket, bounded memory, CPU.

The kernel's seccomp filter refuses the making of internet sockets to this process, its threads and whatever
it starts, for good; it needs no privilege, unlike a namespace. What cannot be had on this machine is said by
the return value, never passed over. Linux only; elsewhere nothing is shut.
"""

import ctypes
import errno
import platform
import resource
import struct
import sys

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_TSYNC = 1
_ALLOW, _ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
_AF_UNIX = 1

# Offsets in struct seccomp_data; classic BPF opcodes (linux/filter.h, linux/bpf_common.h).
_NR, _ARCH, _ARG0 = 0, 4, 16
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06


class _Machine:
    """System call numbers of one processor architecture."""

    def __init__(self, audit: int, socket: int, seccomp: int, io_uring_setup: int) -> None:
        self.audit, self.socket, self.seccomp, self.io_uring_setup = audit, socket, seccomp, io_uring_setup


_MACHINES = {
    "x86_64": _Machine(0xC000003E, socket=41, seccomp=317, io_uring_setup=425),
    "aarch64": _Machine(0xC00000B7, socket=198, seccomp=277, io_uring_setup=425),
}
_X32 = 0x40000000


def refuse_internet(answer: int = _ERRNO | errno.EACCES) -> bool:
    """Refuse this process every socket that is not a local one, from now on. False where that cannot be had.

    Args:
        answer: what the kernel does instead: by default the call fails with EACCES; `KILL` ends the process,
            with which a test shows that nothing even tried.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    program = _filter(machine, answer)
    held = ctypes.create_string_buffer(program, len(program))
    prog = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    flags = ctypes.c_ulong(_SECCOMP_FILTER_FLAG_TSYNC)
    return bool(libc.syscall(machine.seccomp, _SECCOMP_SET_MODE_FILTER, flags, prog) == 0)


def bound(memory_bytes: int) -> None:
    """Bound the memory that this process may hold, leave no core file, and end it when its parent ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def _filter(machine: _Machine, answer: int) -> bytes:
    """Allow all but: sockets that are not AF_UNIX, io_uring (it makes them unseen), foreign call tables."""
    rules = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 0, 7, machine.audit),
        (_LOAD, 0, 0, _NR),
        (_AT_LEAST, 5, 0, _X32),
        (_EQUAL, 4, 0, machine.io_uring_setup),
        (_EQUAL, 0, 2, machine.socket),
        (_LOAD, 0, 0, _ARG0),
        (_EQUAL, 0, 2, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        (_RETURN, 0, 0, answer),
    ]
    return b"".join(struct.pack("=HBBI", *rule) for rule in rules)
