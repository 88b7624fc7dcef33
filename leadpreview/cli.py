"""The `leadpreview` command: opens the dashboard, serves the API, builds the people database."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from leadpreview import __version__, launch
from leadpreview.errors import (
    BuildInProgressError,
    LeadPreviewError,
    PeopleDatabaseDamagedError,
    PeopleDatabaseMissingError,
)
from leadpreview.people.build import build_people, ensure_people
from leadpreview.people.sample.generate import DEFAULT_SEED
from leadpreview.people.store import Store
from leadpreview.settings import LARGEST_SAMPLE, SMALLEST_SAMPLE, Settings

__all__ = ["main"]

_LARGEST_PORT: Final = 65_535
_LAST_SECONDS: Final = 3

_errors = Console(stderr=True, soft_wrap=True, highlight=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; what goes wrong becomes one sentence and exit code 1."""
    options = _parser().parse_args(arguments)
    plain = RichHandler(console=_errors, show_time=False, show_level=False, show_path=False)
    logging.getLogger("leadpreview").handlers = [plain]
    action: Callable[[argparse.Namespace, Settings], int] = options.action
    try:
        return action(options, Settings.load())
    except LeadPreviewError as error:
        _errors.print(f"leadpreview: {error}", markup=False)
    except KeyboardInterrupt:
        _errors.print("leadpreview: stopped.")
        return 130
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="leadpreview", description="Size a lead audience. Without a command: the dashboard."
    )
    parser.add_argument("--version", action="version", version=f"leadpreview {__version__}")
    parser.set_defaults(action=_dashboard)
    commands = parser.add_subparsers(title="commands", metavar="command")
    serve = commands.add_parser("serve", help="the preview API alone, as a sandbox")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument(
        "--port", type=_port, default=8600, help="its port, 0 for any free one (%(default)s)"
    )
    serve.add_argument(
        "--people", type=_size, metavar="N", help="people to generate when there is no database yet"
    )
    serve.set_defaults(action=_serve)
    people = commands.add_parser("people", help="the embedded people database")
    actions = people.add_subparsers(title="commands", metavar="command", required=True)
    build = actions.add_parser("build", help="generate a synthetic one and swap it in")
    build.add_argument(
        "--size", type=_size, help=f"people, {SMALLEST_SAMPLE:,} to {LARGEST_SAMPLE:,}"
    )
    build.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, other people")
    build.set_defaults(action=_build)
    info = actions.add_parser("info", help="what is there")
    info.set_defaults(action=_info)
    return parser


def _size(text: str) -> int:
    try:
        size = int(text.replace(",", "").replace("_", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of people") from None
    if not SMALLEST_SAMPLE <= size <= LARGEST_SAMPLE:
        raise argparse.ArgumentTypeError(
            f"{size:,} is not between {SMALLEST_SAMPLE:,} and {LARGEST_SAMPLE:,}"
        )
    return size


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if not 0 <= port <= _LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"{port} is not between 0 and {_LARGEST_PORT}")
    return port


def _dashboard(_: argparse.Namespace, settings: Settings) -> int:
    launch.check_address(settings.host, settings.port)
    _ensure(settings, "the page waits for it")
    _errors.print(f"leadpreview is at http://{settings.host}:{settings.port} (Ctrl-C ends it)")
    return launch.run(settings)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    # Here, because the dashboard's start need not wait for them.
    import uvicorn

    from leadpreview.api.app import BASE_PATH, create_server
    from leadpreview.sources.embedded import shared_people

    if options.people is not None:
        settings = settings.model_copy(update={"people": options.people})
    advice = "Choose another one with --port or --host."
    with launch.listen(options.host, options.port, advice=advice) as listening:
        _ensure(settings, "requests wait for it")
        server = create_server(shared_people(settings).source)
        host = f"[{options.host}]" if ":" in options.host else options.host
        address = f"http://{host}:{listening.getsockname()[1]}{BASE_PATH}"
        _errors.print(
            f"The preview API is at {address}, its docs at {address}/docs (Ctrl-C ends it)"
        )
        config = uvicorn.Config(
            server,
            access_log=False,
            log_level="warning",
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listening])
    return 0


def _ensure(settings: Settings, meanwhile: str) -> None:
    """Build the people database when there is none to open."""
    try:
        with _progress() as progress:
            ensure_people(settings.data, settings.people, progress=progress)
    except BuildInProgressError:
        _errors.print(f"Another process is building the people database; {meanwhile}.")


def _build(options: argparse.Namespace, settings: Settings) -> int:
    with _progress() as progress:
        build_people(
            settings.data, options.size or settings.people, seed=options.seed, progress=progress
        )
    return _info(options, settings)


@contextmanager
def _progress() -> Iterator[Callable[[float, str], None]]:
    """A bar that appears when there is something to wait for, and not before."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    bar = Progress(*columns, console=_errors)
    task = bar.add_task("starting", total=1.0)

    def progress(fraction: float, doing: str) -> None:
        bar.start()
        bar.update(task, completed=fraction, description=doing)

    try:
        yield progress
        bar.update(task, completed=1.0, description="done")
    finally:
        if bar.live.is_started:
            bar.stop()


def _info(_: argparse.Namespace, settings: Settings) -> int:
    try:
        info = Store(settings.data).info()
    except (PeopleDatabaseMissingError, PeopleDatabaseDamagedError) as error:
        raise type(error)(f"{error} Run `leadpreview people build`.") from error
    lines = {
        "people": f"{info.size:,}",
        "kind": info.kind,
        "seed": str(info.seed),
        "built": str(info.created_at),
        "folder": str(info.folder),
        "size on disk": f"{info.bytes_on_disk / 2**20:,.0f} MiB",
    }
    for name, value in lines.items():
        sys.stdout.write(f"{name:<13} {value}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
