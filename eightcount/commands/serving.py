"""`serve`, `worker` and `up`: the processes of an installation."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eightcount import console
from eightcount.failures import RefusedError
from eightcount.options import JsonOption

if TYPE_CHECKING:
    from cms.settings import Settings

HostOption = Annotated[str, typer.Option(help="Address to listen on.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]
#: After SIGTERM, open connections are given so long: event streams would never end by themselves.
_GRACE_S = 2
#: A silent connection stays open for so long: longer than proxies keep theirs (nginx, and balancers of AWS,
#: 60 s), so that it is not the server who closes one just as the next request comes in.
_SILENT_S = 75


def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8080,
    fd: Annotated[int | None, typer.Option(hidden=True, help="A listening socket, inherited.")] = None,
) -> None:
    """Serve the HTTP API. Brings the database to its newest schema first."""
    import uvicorn

    from eightcount.failures import RefusedError

    if "*" in os.environ.get("FORWARDED_ALLOW_IPS", "").split(","):
        raise RefusedError(
            "FORWARDED_ALLOW_IPS=* would let everybody say where they come from, and guess passwords from "
            "anywhere. Name the address or network of your proxy instead, such as 10.0.0.0/8.",
            code="forwarded-by-anybody",
        )

    config = uvicorn.Config(
        "cms.api.app:app",
        factory=True,
        host=host,
        port=port,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=_SILENT_S,
        log_config=None,  # the application's own, which says the request's route, caller and time too
        access_log=False,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[socket.socket(fileno=fd)] if fd is not None else None)
    if not server.started:
        raise typer.Exit(1)


def worker(
    queue: Annotated[list[str] | None, typer.Option(help="A queue to work on; may be repeated.")] = None,
    concurrency: Annotated[int, typer.Option("--concurrency", "-c", min=1, help="Steps at once.")] = 2,
    ready_file: Annotated[
        Path | None, typer.Option(hidden=True, help="Made when the worker is ready.")
    ] = None,
) -> None:
    """Work on the steps of builds: queues `media` and `pose`, several workers if you like."""
    from celery.signals import worker_ready

    from workers.tasks import celery

    if ready_file is not None:
        ready_file.unlink(missing_ok=True)

    def tell(**_: Any) -> None:
        if ready_file is not None:
            ready_file.touch()

    worker_ready.connect(tell, weak=False)
    queues = ",".join(queue or ["media", "pose"])
    options = [
        "--without-mingle",
        "--without-gossip",
        "--without-heartbeat",
        "--loglevel",
        "INFO",
        "-n",
        f"{queues}-{os.getpid()}@%h",
    ]
    celery.worker_main(["worker", "--pool", "threads", "-c", str(concurrency), "-Q", queues, *options])


def up(host: HostOption = "127.0.0.1", port: PortOption = 8080, *, as_json: JsonOption = False) -> None:
    """Serve everything from one data folder: broker, API and workers. Ctrl-C ends it all.

    Data lies in EIGHTCOUNT_DATA (.data). A broker or database named in the settings is used instead of
    the embedded one.
    """
    from cms.settings import Settings
    from eightcount.embedded import Serving, keep_up

    settings = Settings()

    def ready(serving: Serving) -> None:
        roots = _roots(settings)
        if as_json:
            data = str(settings.data.resolve())
            console.answer_json({"url": serving.url, "pid": serving.pid, "data": data, "roots": roots})
            return
        console.note(f"\n[bold]Eightcount serves at {serving.url}[/]  (Ctrl-C ends it)")
        console.note(f"  practising, for everybody  {serving.url}/practice/")
        console.note(f"  the admin                  {serving.url}/admin/")
        console.note(
            f"  an account for it          {console.own_command()} account create you --name You --role admin"
        )
        console.note(f"  API, readable and to try   {serving.url}/docs")
        console.note(f"  devices believe this key   {' or '.join(roots) or 'none yet'}")
        console.note(f"  data and logs              {settings.data.resolve()}")
        console.note(f"  a key for it               {console.own_command()} key create --name me --scope all")

    keep_up(settings, host, port, told=lambda line: console.note(f"[dim]{line}[/]"), ready=ready)


def _roots(settings: "Settings") -> tuple[str, ...]:
    """Whom devices believe; none, and why, where named keys are missing: all but publishing works without."""
    from eightcount.local_trust import trust_of

    try:
        return trust_of(settings).roots
    except RefusedError as error:
        console.notes.print(f"Mind: {error.sentence}", markup=False, soft_wrap=True)
        return ()
