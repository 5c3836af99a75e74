"""`score`: a learner's video against a class, without a phone. Only what may be said to it, and in which
order things are done; what is left and told lies in `scoring/leaving` and `scoring/telling`.
"""

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
    from eightcount.scoring.served import Choice
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
    channel: Annotated[
        str | None,
        typer.Option(
            help="Whose pack: where a folder holds the class from several channels, or of those that are "
            "live on the server; production's without it, else staging's, else the newest."
        ),
    ] = None,
    revision: Annotated[
        int | None,
        typer.Option(min=1, help="Of the server's packs the newest of this revision, live or not."),
    ] = None,
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
    language: Annotated[Literal["ko", "en"], typer.Option(help="Of the result and the page.")] = "en",
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
        str,
        typer.Option(
            metavar="CLASS",
            help="Store it with this class of the server: the poses, and the video where there is one.",
        ),
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
    from eightcount.scoring.leaving import must_be_writable, write
    from eightcount.scoring.record import Said, is_pose_file, read_recorded, record_of
    from eightcount.scoring.scored import Wanted, must_have, score_again
    from eightcount.scoring.scored import score as score_video
    from eightcount.scoring.served import choice_of
    from eightcount.scoring.taught import taught_folder
    from eightcount.scoring.telling import tell

    settings = Settings()
    if offset is not None and not abs(offset) <= _MOST_OFFSET_S:
        raise typer.BadParameter("that is no second of a class.", param_hint="--offset")
    said = Said(offset, rate, mirror, _numbers(parts), speed)
    wanted = Wanted(mirror or "auto", said.parts, offset, speed or 1.0, model or settings.pose_model)
    again = is_pose_file(video)
    _must_suit(again, sheet, rate)
    must_be_writable(video, out, poses, poses and record_of(poses), page)
    coach = results.coach_in(settings)
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eightcount-score-") as place, Client(url, key) as client:
        folder = Path(place) / "desk"
        folder.mkdir()
        desk = lay_desk(folder, video, settings, bars.work_bar)
        taught = taught_folder(pack, name, channel, revision)
        taught = taught or _on_server(client, pack, choice_of(channel, revision), Path(place))
        must_have(taught, wanted.parts)
        if keep:
            keeping.must_know_pack(client, keep, taught.manifest)
        if again:
            scored = score_again(taught, read_recorded(video, sheet, said, taught.manifest))
        else:
            scored = score_video(taught, desk, wanted)
        result = results.worded(taught, scored, video, language, coach, limits_of(settings))
        wrote = write(result, out, poses, page)
        kept = _keep(client, keep, folder, result, learner, None if again else video.suffix) if keep else None
    took_s = time.monotonic() - began_s
    if as_json:
        document = {**results.document(result), "wrote": wrote, "kept": kept, "took_s": round(took_s, 3)}
        console.answer_json(document)
    else:
        tell(result, [*wrote.values()], kept, took_s)


def _numbers(parts: str) -> list[int] | None:
    try:
        return sorted({int(part) for part in parts.split(",")}) if parts else None
    except ValueError as error:
        raise typer.BadParameter(
            f"'{parts}' is not numbers of parts, as 1,2.", param_hint="--parts"
        ) from error


def _must_suit(again: bool, sheet: Path | None, rate: float | None) -> None:  # noqa: FBT001
    if not again and (sheet is not None or rate is not None):
        raise RefusedError("--sheet and --rate are for poses, as --poses wrote them.", code="usage")


def _on_server(client: "Client", name: str, choice: "Choice", into: Path) -> "Taught":
    from eightcount.scoring.taught import taught_on

    try:
        return taught_on(client, name, choice, into)
    except CommandError as error:
        here = f"There is no folder {name} with a pack here"
        error.sentence = f"{here}, so it was asked for at the server. {error.sentence}"
        raise


def _keep(client: "Client", name: str, desk: Path, result: "Result", learner: str, ending: str | None) -> Any:
    from eightcount.scoring.keeping import keep

    recording, placement = result.scored.recording, result.scored.placement

    @contextmanager
    def bar(role: str, total: int) -> Iterator[Callable[[int], None]]:
        with bars.bytes_bar(role, total) as move:
            yield move

    sheet = result.sheet_file
    return keep(client, name, desk, recording, placement, sheet, bar, learner=learner, ending=ending)
