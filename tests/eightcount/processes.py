"""Which processes work for a data folder: by their environment, or by the folder that they work in."""

from pathlib import Path


def processes_of(data: Path) -> dict[int, str]:
    """Process -> command line of all that live and have EIGHTCOUNT_DATA=data."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # valkey writes over its environment, but works in its folder
            mine = f"EIGHTCOUNT_DATA={data}".encode() in (entry / "environ").read_bytes()
            mine = mine or (entry / "cwd").resolve().is_relative_to(data)
            command = (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it has just ended
        if mine and command:  # a zombie has none
            found[int(entry.name)] = command
    return found
