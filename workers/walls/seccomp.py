"""System calls that a process which reads untrusted files never needs, refused by the kernel for good.

To this process, its threads and whatever it starts; it needs no privilege, unlike a namespace. What cannot
be had on this machine is said by the return value, never passed over. Linux only; elsewhere nothing is shut.
"""

import ctypes
import errno
import platform
import struct
import sys
from dataclasses import dataclass

_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_TSYNC = 1
_ALLOW, _ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000

# Offsets in struct seccomp_data; classic BPF opcodes (linux/filter.h, linux/bpf_common.h).
_NR, _ARCH, _ARG0 = 0, 4, 16
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_X32 = 0x40000000
_AF_UNIX = 1
#: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (linux/sched.h).
_NEW_NAMESPACES = 0x7E020000


@dataclass(frozen=True)
class _Machine:
    """System call numbers of one processor architecture."""

    audit: int
    seccomp: int
    clone: int
    socket: int
    refused: tuple[int, ...]


#: The same on all architectures: clone3 hides its flags (the C library falls back to clone) and io_uring
#: makes sockets unseen; to answer that there is no such call leads programs to their other ways.
_UNKNOWN = (425, 426, 427, 435)
#: open_tree, move_mount, fsopen, fsconfig, fsmount, pidfd_getfd, mount_setattr; the same everywhere too.
_REFUSED = (428, 429, 430, 431, 432, 438, 442)

# ptrace, process_vm_readv, process_vm_writev, kcmp: into other processes. setsid, setpgid: out of our group.
# unshare, setns, mount, umount2, pivot_root, chroot, name_to_handle_at, open_by_handle_at: to other files.
# bpf, perf_event_open, userfaultfd, add_key, request_key, keyctl: large parts of the kernel, often broken.
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        seccomp=317,
        clone=56,
        socket=41,
        refused=(
            *(101, 310, 311, 312, 112, 109),
            *(272, 308, 165, 166, 155, 161, 303, 304),
            *(321, 298, 323, 248, 249, 250),
        ),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        seccomp=277,
        clone=220,
        socket=198,
        refused=(
            *(117, 270, 271, 272, 157, 154),
            *(97, 268, 40, 39, 41, 51, 264, 265),
            *(280, 241, 282, 217, 218, 219),
        ),
    ),
}


def refuse_calls(to_internet: int = _ERRNO | errno.EACCES) -> bool:
    """Refuse this process every socket, and the calls named above, from now on. False where that cannot be.

    A pair of sockets that are joined to each other can still be had.

    Args:
        to_internet: what the kernel does at the making of a socket that is not a local one: by default it
            fails with EACCES, as a local one does; `KILL` ends the process, with which a test shows that
            nothing even tried.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    program = _filter(machine, to_internet)
    held = ctypes.create_string_buffer(program, len(program))
    prog = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    flags = ctypes.c_ulong(_SECCOMP_FILTER_FLAG_TSYNC)
    return bool(libc.syscall(machine.seccomp, _SECCOMP_SET_MODE_FILTER, flags, prog) == 0)


def _filter(machine: _Machine, to_internet: int) -> bytes:
    """Allow all but: foreign call tables, what is unknown, sockets, new namespaces, and what is refused."""
    unknown, refused = _ERRNO | errno.ENOSYS, _ERRNO | errno.EPERM
    answers = dict.fromkeys(_UNKNOWN, unknown)
    answers |= dict.fromkeys((*_REFUSED, *machine.refused), refused)
    rules = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, unknown),
        (_LOAD, 0, 0, _NR),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, unknown),
    ]
    for number, answer in answers.items():
        rules += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, answer)]
    rules += [
        (_EQUAL, 0, 4, machine.socket),
        (_LOAD, 0, 0, _ARG0),
        (_EQUAL, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ERRNO | errno.EACCES),
        (_RETURN, 0, 0, to_internet),
        (_EQUAL, 0, 3, machine.clone),
        (_LOAD, 0, 0, _ARG0),
        (_ANY_BIT, 0, 1, _NEW_NAMESPACES),
        (_RETURN, 0, 0, refused),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *rule) for rule in rules)
