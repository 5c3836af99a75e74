"""A process that has shut itself in reaches nothing, and dies with its parent. In processes of their own."""

import subprocess
import sys
import textwrap

import pytest

from tests.workers.pose_extract.conftest import REPOSITORY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: seccomp is Linux's")


def said_by(code):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_no_internet_socket_can_be_made_by_any_thread_or_child_but_a_local_one_can():
    status, said = said_by(
        """
        import socket, subprocess, sys, threading
        from workers.pose_extract.lockdown import refuse_internet

        def tries():
            for family in (socket.AF_INET, socket.AF_INET6):
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
        assert refuse_internet()
        go.set(); thread.join()
        tries()
        socket.socket(socket.AF_UNIX).close()
        code = "import socket\\ntry: socket.socket(socket.AF_INET)\\nexcept PermissionError: print('refused')"
        subprocess.run([sys.executable, "-c", code])
        """
    )
    assert status == 0, said
    assert said.split() == ["refused"] * 9


def test_a_watched_process_that_tries_is_killed_and_one_that_does_not_is_not():
    watched = (
        "from workers.pose_extract.lockdown import KILL, refuse_internet; assert refuse_internet(KILL); "
    )
    assert said_by(watched + "import socket; socket.socket(socket.AF_INET)")[0] == -31  # SIGSYS
    assert said_by(watched + "print('quiet')") == (0, "quiet\n")


def test_memory_is_bounded():
    status, said = said_by(
        """
        from workers.pose_extract.lockdown import bound
        bound(1024**3)
        held = bytearray(100 * 1024**2)
        try:
            bytearray(1024**3)
        except MemoryError:
            print("bounded")
        """
    )
    assert (status, said) == (0, "bounded\n")
