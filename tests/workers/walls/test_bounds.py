"""What a process may take, set by itself. In processes of their own: it is for good."""

import sys
from pathlib import Path

import pytest

from tests.workers.walls.hostile import said_by

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: these bounds are Linux's")
REPOSITORY = Path(__file__).parents[3]


def test_memory_is_bounded():
    status, said = said_by(
        """
        from workers.walls.bounds import bound
        bound(1024**3)
        held = bytearray(100 * 1024**2)
        try:
            bytearray(1024**3)
        except MemoryError:
            print("bounded")
        """
    )
    assert (status, said) == (0, "bounded\n")


def test_a_file_cannot_grow_beyond_the_bound_and_no_bound_can_be_raised_again(tmp_path):
    status, said = said_by(
        """
        import os, resource
        from workers.walls.bounds import Bounds, hold
        if os.getuid() == 0:  # who may raise limits may also give that up
            import ctypes; ctypes.CDLL(None).prctl(24, 24, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_SYS_RESOURCE
            os.setgroups([]); os.chmod(".", 0o777); os.setuid(65534)
        hold(Bounds(memory_bytes=1024**3, cpu_s=60, file_bytes=10**6), own_namespace=False)
        try:
            with open("large", "wb") as file:
                file.write(bytes(2 * 10**6))
        except OSError as error:
            print(error.errno, os.path.getsize("large"))
        for kind in (resource.RLIMIT_DATA, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
            try:
                resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                print("raised")
            except ValueError:
                print("held")
        """,
        tmp_path,
    )
    assert status == 0, said
    assert said.splitlines() == ["27 1000000", *["held"] * 4]  # EFBIG


def test_work_is_bounded_in_seconds_of_the_processor():
    status, said = said_by(
        """
        from workers.walls.bounds import Bounds, hold
        hold(Bounds(memory_bytes=1024**3, cpu_s=1, file_bytes=10**6), own_namespace=False)
        while True:
            pass
        """
    )
    assert status in (-24, -9), said  # SIGXCPU, or SIGKILL where soft and hard bound are met at once
