"""What a step's process can do when a file has taken it over: nothing but spoil its own output."""

import os
import signal
import socket
from pathlib import Path

import pytest

from cms.failures import CRASHED, OUT_OF_MEMORY, TOO_LONG
from tests.workers.walls.hostile import Hostile
from workers.walls.landlock import version
from workers.walls.namespaces import available

#: Runs each of `tries`, and writes down which were refused.
_TELL = """
import json
def refused(attempt):
    try:
        attempt()
    except OSError:
        return True
    return False
done = [name for name, attempt in tries.items() if not refused(attempt)]
work.path("media.json").write_text(json.dumps(done))
"""


@pytest.fixture(params=["namespaces", "landlock"])
def hostile(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hostile:
    """Behind bubblewrap and the rest, and behind what a container has."""
    namespaces = request.param == "namespaces"
    if namespaces and not available():
        pytest.skip("NOT RUN: this machine does not let bubblewrap make namespaces")
    if not namespaces and version() < 2:
        pytest.skip("NOT RUN: this kernel has no Landlock")
    return Hostile(tmp_path, monkeypatch, namespaces=namespaces)


def _looks(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_ino, found.st_mode, found.st_nlink, found.st_size, found.st_mtime_ns


def test_it_opens_no_file_but_its_own_and_changes_none_of_its_inputs(hostile: Hostile) -> None:
    before = _looks(hostile.folder / "take")
    opened = hostile.tells(
        f"""
        import os
        from pathlib import Path
        foreign, desk = Path({str(hostile.foreign)!r}), Path({str(hostile.folder)!r})
        take, dropped, link = work.path("take"), work.path("program"), work.path("link")
        assert take.read_text() == "as it was"
        dropped.write_bytes(b"#!/bin/sh")
        dropped.chmod(0o700)
        tries = {{
            "read a foreign file": foreign.read_bytes,
            "read another file of its desk": (desk / "other").read_bytes,
            "read users": Path("/etc/passwd").read_bytes,
            "list the root's home": lambda: os.listdir("/root"),
            "list other desks": lambda: os.listdir(desk.parent),
            "write beside": lambda: foreign.with_name("left").write_text("x"),
            "write on the desk": lambda: (desk / "left").write_text("x"),
            "write a foreign file": lambda: foreign.write_text("x"),
            "write its input": lambda: take.write_text("x"),
            "write its input where it lies": lambda: (desk / "take").write_text("x"),
            "remove its input": (desk / "take").unlink,
            "move its input": lambda: (desk / "take").rename(desk / "gone"),
            "follow a link of its own": lambda: os.symlink(foreign, link) or link.read_bytes(),
            "link its input": lambda: os.link(desk / "take", work.path("same")),
            "write to shared memory": lambda: Path("/dev/shm/left").write_text("x"),
            "write to the root": lambda: Path("/left").write_text("x"),
            "write code": lambda: Path(os.__file__).write_text("x"),
            "run what it wrote": lambda: os.posix_spawn(dropped, [str(dropped)], {{}}),
            "run a shell": lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {{}}),
        }}
        {_TELL.replace(chr(10), chr(10) + " " * 8)}
        """
    )
    assert opened == []
    assert hostile.foreign.read_text() == "a secret"
    assert (hostile.folder / "take").read_text() == "as it was"
    assert _looks(hostile.folder / "take") == before
    assert sorted(path.name for path in hostile.folder.iterdir()) == ["media.json", "other", "take"]


def test_it_reaches_no_socket_outside(hostile: Hostile, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(hostile.models / "local"))
        local.listen()
        reached = hostile.tells(
            f"""
            import socket, urllib.request
            address = ("127.0.0.1", {door.getsockname()[1]})
            tries = {{
                "TCP": lambda: socket.create_connection(address, timeout=5),
                "UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", address),
                "IPv6": lambda: socket.socket(socket.AF_INET6),
                "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
                "local": lambda: socket.socket(socket.AF_UNIX).connect({str(hostile.models / "local")!r}),
                "by a URL": lambda: urllib.request.urlopen("http://%s:%d/" % address, timeout=5),
            }}
            {_TELL.replace(chr(10), chr(10) + " " * 12)}
            """
        )
        assert reached == []
        door.settimeout(0)
        local.settimeout(0)
        for listening in (door, local):
            with pytest.raises(BlockingIOError):
                listening.accept()


def test_it_sees_no_other_process_and_no_word_of_its_parents_environment(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EIGHTCOUNT_DATABASE_URL", "postgresql://somebody:canary@nowhere/none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    told = hostile.tells(
        f"""
        import ctypes, json, os, signal
        from pathlib import Path
        parent = {os.getpid()}

        def refused(attempt):
            try:
                attempt()
            except OSError:
                return True
            return False

        seen = []
        try:
            seen = [name for name in os.listdir("/proc") if name.isdigit()]
        except OSError:
            pass
        work.path("media.json").write_text(json.dumps({{
            "environment": dict(os.environ),
            "processes": len(seen),
            "of the parent": [
                name
                for name in ("environ", "cmdline", "mem", "maps", "root/etc/passwd", "cwd/Makefile")
                if not refused(lambda: Path("/proc", str(parent), name).read_bytes())
            ],
            "signalled": not refused(lambda: os.kill(parent, 0)),
            "traced": ctypes.CDLL(None).ptrace(0x4206, parent, 0, 0) == 0,
        }}))
        """
    )
    assert "canary" not in str(told["environment"])
    assert not [name for name in told["environment"] if name.startswith(("AWS", "EIGHTCOUNT"))]
    assert told["processes"] <= 3  # bubblewrap's two and its own
    assert told["of the parent"] == []
    assert told["signalled"] is (version() < 6 and not hostile.namespaces)
    assert told["traced"] is False


def test_all_its_processes_together_take_no_more_memory_than_one_may(hostile: Hostile) -> None:
    ended = hostile.does(
        """
        import os, time
        for _ in range(3):
            if os.fork() == 0:
                held = bytearray(b"x") * (120 * 1024**2)
                time.sleep(60)
        time.sleep(60)
        """,
        limits={"max_memory_bytes": 256 * 1024**2},
    )
    assert (ended.kind, ended.sentence, ended.code) == ("refused", OUT_OF_MEMORY, "out-of-memory")


def test_one_process_is_told_no_by_the_kernel(hostile: Hostile) -> None:
    ended = hostile.does("held = bytearray(b'x') * (1024**3)", limits={"max_memory_bytes": 256 * 1024**2})
    assert (ended.kind, ended.sentence, ended.code) == ("refused", OUT_OF_MEMORY, "out-of-memory")


def test_it_cannot_become_many(hostile: Hostile) -> None:
    ended = hostile.does(
        """
        import threading, time
        threading.stack_size(65536)
        while True:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        """
    )
    assert (ended.kind, ended.code) == ("refused", "unforeseen")
    by_us, by_the_kernel = "too many processes or threads", "can't start new thread"
    assert by_us in ended.detail or by_the_kernel in ended.detail


def test_nothing_of_it_is_left_whatever_it_leaves_behind(hostile: Hostile) -> None:
    ended = hostile.does(
        """
        import os, time
        for _ in range(3):
            if os.fork() == 0:
                if os.fork() == 0:
                    os.execv(os.sys.executable, ["left-behind", "-c", "import time; time.sleep(600)"])
                os._exit(0)
        work.path("media.json").write_text("{}")
        """
    )
    assert ended.kind == "done"
    names = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [name for name in names if name.startswith(b"left-behind")]


def test_what_it_leaves_is_looked_at_again_outside(hostile: Hostile) -> None:
    with pytest.raises(RuntimeError, match=r"something else than a file as media\.json"):
        hostile.does(
            """
            import gc, io, os
            work.path("media.json").mkdir()
            files = [each for each in gc.get_objects() if isinstance(each, io.TextIOWrapper)]
            out = next(each for each in files if each.fileno() > 2 and each.writable())
            os.write(out.fileno(), b'{"done": true}\\n')
            os._exit(0)
            """
        )
    assert sorted(path.name for path in hostile.folder.iterdir()) == ["other", "take"]


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT])
def test_a_crash_is_final_and_said(hostile: Hostile, number: int) -> None:
    ended = hostile.does(f"import os; os.kill(os.getpid(), {int(number)})")
    assert (ended.kind, ended.sentence, ended.code) == ("refused", CRASHED, "crashed")


def test_work_without_end_is_ended_by_the_bound_on_work(hostile: Hostile) -> None:
    ended = hostile.does("while True: pass", limits={"max_wall_s": 1.0, "processes": 0})
    assert (ended.kind, ended.sentence) == ("refused", TOO_LONG)


def test_what_it_says_harms_nobody(hostile: Hostile) -> None:
    ended = hostile.does(
        r"""
        import gc, io, os
        files = [each for each in gc.get_objects() if isinstance(each, io.TextIOWrapper)]
        out = next(each for each in files if each.fileno() > 2 and each.writable())
        for line in (
            "no JSON", "[]", "17", '{"progress": NaN, "words": 7}', '{"progress": "x"}', "[" * 50_000,
            '{"progress": 0.5, "words": "' + "long " * 10_000, "\udc80",
        ):
            os.write(out.fileno(), line.encode(errors="surrogateescape") + b"\n")
        os.write(out.fileno(), b'{"sentence": "a\\u0000b \\ud800", "detail": 5, "code": ["x"]}\n')
        os._exit(1)
        """
    )
    assert (ended.kind, ended.sentence, ended.code) == ("refused", "ab ?", "")
