"""A process that has refused itself what it never needs. In processes of their own: it is for good."""

import sys
from pathlib import Path

import pytest

from tests.workers.walls.hostile import said_by

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: seccomp is Linux's")
REPOSITORY = Path(__file__).parents[3]


def test_no_socket_can_be_made_by_any_thread_or_child_but_a_joined_pair_can():
    status, said = said_by(
        """
        import socket, subprocess, sys, threading
        from workers.walls.seccomp import refuse_calls

        def tries():
            for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    try:
                        socket.socket(family, kind)
                        print("made one")
                    except PermissionError:
                        print("refused")

        ready, go = threading.Event(), threading.Event()
        def older():
            ready.set(); go.wait(); tries()
        thread = threading.Thread(target=older); thread.start(); ready.wait()
        assert refuse_calls()
        go.set(); thread.join()
        tries()
        socket.socketpair()[0].close()
        code = "import socket\\ntry: socket.socket(socket.AF_INET)\\nexcept PermissionError: print('refused')"
        subprocess.run([sys.executable, "-c", code])
        """
    )
    assert status == 0, said
    assert said.split() == ["refused"] * 13


def test_no_way_out_of_the_group_into_another_process_or_a_new_namespace():
    status, said = said_by(
        """
        import ctypes, os, subprocess, sys
        from workers.walls.seccomp import refuse_calls
        assert refuse_calls()
        libc = ctypes.CDLL(None, use_errno=True)
        new_user, new_net, ptrace_seize = 0x10000000, 0x40000000, 0x4206

        def tried(name, result):
            print(name, result, ctypes.get_errno())

        tried("unshare", libc.unshare(new_user))
        tried("unshare", libc.unshare(new_net))
        tried("setns", libc.setns(0, 0))
        tried("ptrace", libc.ptrace(ptrace_seize, os.getppid(), 0, 0))
        tried("mount", libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
        tried("setsid", libc.setsid())
        tried("setpgid", libc.setpgid(0, 0))
        subprocess.run([sys.executable, "-c", "import threading; threading.Thread(target=print).start()"])
        print("quiet")
        """
    )
    assert status == 0, said
    *tried, _, last = said.splitlines()
    assert last == "quiet"
    assert [line.split()[1:] for line in tried] == [["-1", "1"]] * 7


def test_a_watched_process_that_tries_is_killed_and_one_that_does_not_is_not():
    watched = "from workers.walls.seccomp import KILL, refuse_calls; assert refuse_calls(KILL); "
    assert said_by(watched + "import socket; socket.socket(socket.AF_INET)")[0] == -31  # SIGSYS
    assert said_by(watched + "print('quiet')") == (0, "quiet\n")
