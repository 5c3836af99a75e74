"""`score`: a learner's video against a class, without a phone."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from eightcount import bars, console
from eightcount.failures import CommandError, RefusedError
from eightcount.options import DEFAULT_URL, JsonOption, KeyOption, UrlOption

if TYPE_CHECKING:
    from eightcount.client import Client
    from eightcount.scoring.result import Result
    from eightcount.scoring.taught import Taught

_MOST_OFFSET_S = 36_000.0


def score(
    pack: Annotated[
        str,
        typer.Argument(
            metavar="PACK",
            help="A device's folder, one in which `eightcount step package` left a pack, or else a class of "
            "the server: its slug or its id.",
        ),
    ],
    video: Annotated[
        Path,
        typer.Argument(
            metavar="VIDEO", help="The learner, filmed while dancing it; or poses, as --poses wrote them."
        ),
    ],
    name: Annotated[str | None, typer.Option("--class", help="The class, in a device's folder.")] = None,
    channel: Annotated[str | None, typer.Option(help="Where the folder holds it from several.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the sheet, as JSON.")] = None,
    poses: Annotated[
        Path | None,
        typer.Option(help="Write the poses and, beside them, how they were scored: to be scored again."),
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write a page to look at, HTML in one file.")] = None,
    mirror: Annotated[
        Literal["auto", "on", "off"] | None,
        typer.Option(help="Was it danced as before a mirror? Found out without it."),
    ] = None,
    parts: Annotated[str, typer.Option(metavar="1,2", help="Only these parts; all without it.")] = "",
    language: Annotated[Literal["ko", "en"], typer.Option(help="Of the words and the page.")] = "en",
    offset: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", help="Where the video begins on the class's clock; found without it."
        ),
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(
            min=0.1, max=4, help="At which the class was played, where no sound tells it; 0.5: half."
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(min=0.1, max=4, help="Of poses, with --offset: class seconds to one of theirs."),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(help="Of poses that a server keeps: the sheet they were given."),
    ] = None,
    model: Annotated[
        Literal["heavy", "full", "lite"] | None,
        typer.Option(help="Which net looks for poses, best first; as the server's steps without it."),
    ] = None,
    keep: Annotated[
        str, typer.Option(metavar="CLASS", help="Store it with this class of the server, video and all.")
    ] = "",
    learner: Annotated[str, typer.Option("--name", help="What it is stored as; may name nobody.")] = "",
    url: UrlOption = DEFAULT_URL,
    key: KeyOption = "",
    *,
    as_json: JsonOption = False,
) -> None:
    """Score a learner's video against a class: total, parts, steps, and what to work on.

    The poses are extracted as a class's own are. Where the video lies in the class is found by its sound,
    else by its movements, or said by --offset; how it was is told with the result.
    """
    from cms.settings import Settings
    from eightcount.client import Client
    from eightcount.scoring import keeping
    from eightcount.scoring import result as results
    from eightcount.scoring.extraction import lay_desk, limits_of
    from eightcount.scoring.record import Said, is_pose_file, read_recorded, record_of
    from eightcount.scoring.scored import Wanted, must_have, score_again
    from eightcount.scoring.scored import score as score_video

    settings = Settings()
    if offset is not None and not abs(offset) <= _MOST_OFFSET_S:
        raise typer.BadParameter("that is no second of a class.", param_hint="--offset")
    said = Said(offset, rate, mirror, _numbers(parts), speed)
    wanted = Wanted(mirror or "auto", said.parts, offset, speed or 1.0, model or settings.pose_model)
    again = is_pose_file(video)
    _must_suit(again, sheet, rate, keep)
    _must_be_writable(video, out, poses, poses and record_of(poses), page)
    coach = results.coach_in(settings)
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eightcount-score-") as place, Client(url, key) as client:
        folder = Path(place) / "desk"
        folder.mkdir()
        desk = lay_desk(folder, video, settings, bars.work_bar)
        taught = _taught(pack, name, channel, client, Path(place))
        must_have(taught, wanted.parts)
        if keep:
            keeping.must_know_pack(client, keep, taught.manifest)
        if again:
            scored = score_again(taught, read_recorded(video, sheet, said, taught.manifest))
        else:
            scored = score_video(taught, desk, wanted)
        result = results.worded(taught, scored, video, language, coach, limits_of(settings))
        wrote = _write(result, out, poses, page)
        kept = _keep(client, keep, folder, result, learner, video.suffix) if keep else None
    took_s = time.monotonic() - began_s
    if as_json:
        document = {**results.document(result), "wrote": wrote, "kept": kept, "took_s": round(took_s, 3)}
        console.answer_json(document)
    else:
        _tell(result, [*wrote.values()], kept, took_s)


def _numbers(parts: str) -> list[int] | None:
    try:
        return sorted({int(part) for part in parts.split(",")}) if parts else None
    except ValueError as error:
        raise typer.BadParameter(
            f"'{parts}' is not numbers of parts, as 1,2.", param_hint="--parts"
        ) from error


def _must_suit(again: bool, sheet: Path | None, rate: float | None, keep: str) -> None:  # noqa: FBT001
    if again and keep:
        raise RefusedError("Poses are kept together with their video: --keep wants the video.", code="usage")
    if not again and (sheet is not None or rate is not None):
        raise RefusedError("--sheet and --rate are for poses, as --poses wrote them.", code="usage")


def _must_be_writable(video: Path, *files: Path | None) -> None:
    """Before minutes of work: what cannot be written, or would be written over, is known now."""
    taken = {video.resolve()}
    for file in files:
        if file is None:
            continue
        if not file.parent.is_dir():
            raise RefusedError(f"There is no folder {file.parent} to write {file.name} to.", code="not-found")
        if file.is_dir() or file.resolve() in taken:
            raise RefusedError(f"{file} is taken. Name another file to write to.", code="usage")
        taken.add(file.resolve())


def _taught(pack: str, name: str | None, channel: str | None, client: "Client", into: Path) -> "Taught":
    """A folder where there is one of that name, else a class of the server."""
    from eightcount.scoring.taught import holds_packs, is_class_name, taught_in, taught_on

    if holds_packs(Path(pack)) or not is_class_name(pack) or name or channel:
        return taught_in(Path(pack), name, channel)
    here = f"There is no folder {pack} with a pack here"
    try:
        return taught_on(client, pack, into)
    except CommandError as error:
        error.sentence = f"{here}, so it was asked for at the server. {error.sentence}"
        raise


def _write(result: "Result", out: Path | None, poses: Path | None, page: Path | None) -> dict[str, str]:
    """What was asked for; where it lies."""
    from eightcount.scoring import result as results
    from eightcount.scoring.record import pose_file, record_file, record_of

    wrote = {}
    if out is not None:
        out.write_bytes(result.sheet_file)
        wrote["sheet"] = str(out.resolve())
    if poses is not None:
        scored, record = result.scored, record_of(poses)
        poses.write_bytes(pose_file(scored.recording))
        record.write_bytes(record_file(scored.recording, scored.placement, scored.sheet))
        wrote |= {"poses": str(poses.resolve()), "record": str(record.resolve())}
    if page is not None:
        page.write_text(results.page(result), encoding="utf-8")
        wrote["page"] = str(page.resolve())
    return wrote


def _keep(client: "Client", name: str, desk: Path, result: "Result", learner: str, ending: str) -> Any:
    from eightcount.scoring.keeping import keep

    recording, placement = result.scored.recording, result.scored.placement

    @contextmanager
    def bar(role: str, total: int) -> Iterator[Callable[[int], None]]:
        with bars.bytes_bar(role, total) as move:
            yield move

    sheet = result.sheet_file
    return keep(client, name, desk, recording, placement, sheet, bar, learner=learner, ending=ending)


def _tell(result: "Result", wrote: list[str], kept: Any, took_s: float) -> None:
    """For people."""
    from eightcount.scoring.page_words import Say

    say, sheet, placement = Say(result.language), result.scored.sheet, result.scored.placement
    total = sheet.total
    medal = f", {say.plain(total.medal)}" if total.medal else ""
    console.results.print(f"{_points(total.score)}{medal}", style="bold")
    rows = [
        (
            str(part.part),
            part.name or "",
            _points(part.score),
            _percent(part.shape),
            _percent(part.timing),
            say.late(part.late_ms),
        )
        for part in sheet.parts
    ]
    columns = ("part", "name", "score", "shape", "timing", "")
    console.results.print(console.table(columns, rows, right=("part", "score", "shape", "timing")))
    for told in result.doubts():
        console.results.print(f"! {told['sentence']}")
    for advice in result.advice:
        console.results.print(f"- {advice.text}")
    if result.by_model:
        console.results.print(say.plain("by_model"))
    console.results.print(
        f"{say.plain(placement.how)} class_s = {placement.offset_s:+z.6f} + {placement.rate:.9f} * video_s"
    )
    for path in wrote:
        console.results.print(path)
    if kept is not None:
        console.results.print(f"kept as {kept['id']}")
    console.note(f"score: {took_s:.1f} s")


def _points(score: float | None) -> str:
    return "not judged" if score is None else f"{score:.0f} of 100"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"
