"""`build`, `publish`, `rollback` and `status`: a class on its way to devices."""

import json
from typing import Annotated, Any, Literal

import typer

from eightcount import console
from eightcount.failures import StoppedError
from eightcount.options import DEFAULT_URL, ClassArgument, JsonOption, KeyOption, UrlOption

ChannelOption = Annotated[Literal["staging", "production"], typer.Option(help="What a set of devices sees.")]
NoteOption = Annotated[str, typer.Option(help="Why, for whoever asks later.")]


def build(
    name: ClassArgument,
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="STEP.KEY=VALUE", help="A step's parameter, as pose_extract.model=full."),
    ] = None,
    url: UrlOption = DEFAULT_URL,
    key: KeyOption = "",
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Watch until it has ended.")] = False,
    abort: Annotated[bool, typer.Option("--abort", help="Stop the one that runs instead.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Build a class as its draft stands. What was done before comes from the cache.

    A build that runs already is joined. Interrupting --follow leaves the build running. With --json
    and --follow, one line for each state.
    """
    from eightcount import build_bars, builds
    from eightcount.client import Client

    with Client(url, key) as client:
        if abort:
            _tell_build(builds.abort(client, name), as_json=as_json)
            return
        started = builds.start(client, name, _params(param or []))
        if not follow:
            _tell_build(started, as_json=as_json)
            return
        try:
            if as_json:
                ended = started
                for ended in builds.watch(client, started.id):
                    console.answer_json(ended.document)
            else:
                ended = build_bars.follow(builds.watch(client, started.id))
                _tell_build(ended, as_json=False)
        except KeyboardInterrupt:
            raise StoppedError("The build goes on without you; the same command watches it again.") from None
    builds.must_be_done(ended)


def publish(
    name: ClassArgument,
    channel: ChannelOption,
    note: NoteOption = "",
    url: UrlOption = DEFAULT_URL,
    key: KeyOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Make the newest pack of a class visible on a channel, and wait until devices see it.

    What to know of it is told before, on stderr, and with --json in the answer, too; nothing waits for a yes.
    """
    from eightcount import builds
    from eightcount.client import Client

    with Client(url, key) as client:
        diff = client.get(f"/classes/{name}/diff", channel=channel).document
        if diff["against"] == diff["pack"]:
            shown = client.get(f"/classes/{name}").document
            live = next(each for each in shown["live"] if each["channel"] == channel)
            _tell_release(live, "was live already", as_json=as_json)
            return
        if not as_json:
            console.note(f"[dim]{' '.join(diff['sentences'])}[/]")
        for warning in diff["warnings"]:
            console.note(f"[yellow]{warning['sentence']}[/]")
        release = builds.publish(client, name, channel, note)
        _tell_release({**release, "warnings": diff["warnings"]}, "is live", as_json=as_json)


def rollback(
    name: ClassArgument,
    channel: ChannelOption,
    note: NoteOption = "",
    url: UrlOption = DEFAULT_URL,
    key: KeyOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Make the pack that was live before visible again, and wait until devices see it."""
    from eightcount import builds
    from eightcount.client import Client

    with Client(url, key) as client:
        release = builds.roll_back(client, name, channel, note)
    _tell_release(release, "is live again", as_json=as_json)


def status(
    name: Annotated[str | None, typer.Argument(metavar="[CLASS]", help="One class; all without it.")] = None,
    url: UrlOption = DEFAULT_URL,
    key: KeyOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Where classes stand on their way to devices, and the one thing to do next."""
    from eightcount.client import Client

    with Client(url, key) as client:
        if name is not None:
            shown = client.get(f"/classes/{name}").document
            if as_json:
                console.answer_json(shown)
            else:
                _tell_class(shown)
            return
        every = list(client.every("/classes"))
    if as_json:
        console.answer_json(every)
        return
    rows = [(row["slug"], row["state"], " ".join(row["live_on"]), _why(row)) for row in every]
    console.results.print(console.table(("class", "state", "live on", ""), rows))


def _why(row: Any) -> str:
    """Why a class stands where it stands, and the command that helps where one does."""
    if row["state"] == "failed" and row["next"] == "check_alignment":
        return f"{row['sentence']} By hand: `eightcount class align {row['slug']} --offset-s SECONDS`."
    return str(row["sentence"])


def _params(given: list[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for word in given:
        name, equals, value = word.partition("=")
        step, dot, key = name.partition(".")
        if not (equals and dot and step and key):
            raise typer.BadParameter(f"'{word}' is not STEP.KEY=VALUE.", param_hint="--param")
        try:
            found.setdefault(step, {})[key] = json.loads(value)
        except ValueError:
            found.setdefault(step, {})[key] = value
    return found


def _tell_build(build: Any, *, as_json: bool) -> None:
    if as_json:
        console.answer_json(build.document)
        return
    pack = f", pack {build.pack_sha256[:12]}" if build.pack_sha256 else ""
    console.results.print(
        f"build {build.id} of {build.class_slug}, revision {build.revision}: {build.state}{pack}"
    )
    if build.state == "needs_beats":
        console.note("All that can be done without beats is done. Mark the beats, then build again.")
    if build.state in ("needs_beats", "done"):
        for step in build.steps:
            if step.state == "failed":
                console.note(f"{step.name}: {step.sentence} The pack does without it.")


def _tell_release(release: Any, words: str, *, as_json: bool) -> None:
    if as_json:
        console.answer_json(release)
    else:
        console.results.print(
            f"{release['class_slug']} revision {release['revision']} {words} on {release['channel']}, "
            f"version {release['channel_version']}"
        )


def _tell_class(shown: Any) -> None:
    console.results.print(f"{shown['slug']}: {shown['state']}. {_why(shown)}", style="bold")
    console.results.print(
        f"  song {shown['song_title']}, dancer {shown['dancer_name']}, next: {shown['next']}"
    )
    if (heard := shown["alignment"]) is not None:
        # There is no verdict where a person gave the offset.
        judged = ", ".join(word for word in (heard["verdict"], heard["decided"]) if word)
        console.results.print(f"  song at {heard['offset_s']:+z.4f} s, rate {heard['rate']:.6f}, {judged}")
    for release in shown["live"]:
        console.results.print(
            f"  live on {release['channel']}: revision {release['revision']} "
            f"since {console.readable_time(release['live_at'])}"
        )
    if (last := shown["build"]) is not None:
        console.results.print(f"  newest build {last['id']}: {last['state']}")
        steps = [
            (step["name"], "from the cache" if step["cached"] else step["state"], step["sentence"])
            for step in last["steps"]
        ]
        console.results.print(console.table(("  step", "", ""), [(f"  {a}", b, c) for a, b, c in steps]))
