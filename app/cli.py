"""The ``piecewise`` command: serve, fit, export, bench."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.engine.training import Trainer
    from app.exports import ExportFile
    from app.results import Result
    from app.validation import ConfigError

BAD_INPUT = 2
INTERRUPTED = 130
CHUNK_STEPS = 50
"""Steps between two states that Ctrl-C may leave, and on a terminal between two progress lines."""


class UsageError(Exception):
    """Input that cannot be used; the message names the file or the field."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 2 for input that cannot be used, or 130 after Ctrl-C."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except UsageError as error:
        print(f"piecewise: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # the reader closed the pipe: flush nothing at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    from app.exports import EXPORTS, LANGUAGES

    parser = argparse.ArgumentParser(prog="piecewise", description="See a neural network learn a curve.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    look = argparse.ArgumentParser(add_help=False)
    look.add_argument("--lang", choices=LANGUAGES, default="en", help="the language of a report (default en)")
    look.add_argument("--theme", choices=("light", "dark"), default="light", help="its colors (default light)")
    serve = commands.add_parser("serve", help="serve the page; settings come from PIECEWISE_… variables")
    serve.set_defaults(run=_serve)
    fit = commands.add_parser("fit", parents=[look], help="train without a server, in float64")
    fit.add_argument("config", type=Path, metavar="CONFIG.json", help="an ExperimentConfig; {} is the default")
    fit.add_argument("--steps", type=_count, default=1000, metavar="N", help="updates to make (default 1000)")
    fit.add_argument("--weights", type=Path, metavar="START.json", help='weights to start from: {"layers": […]}')
    fit.add_argument("--output", type=Path, metavar="RESULT.json", help="where to write the result")
    fit.add_argument("--report", type=Path, metavar="REPORT.html", help="where to write a report")
    fit.set_defaults(run=_fit)
    export = commands.add_parser("export", parents=[look], help="a result as code, a model, a table or a report")
    export.add_argument("result", type=Path, metavar="RESULT.json", help="what fit wrote, or the page's JSON export")
    export.add_argument("--format", required=True, choices=list(EXPORTS), dest="format_name", help="what it becomes")
    export.add_argument("--output", type=Path, metavar="FILE", help="where to write it (default: standard output)")
    export.set_defaults(run=_export)
    bench = commands.add_parser("bench", help="the performance figures, against the peers that are installed")
    bench.set_defaults(run=_bench)
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value


def _serve(_options: argparse.Namespace) -> None:
    from app.logs import configure_logging
    from app.main import create_app
    from app.settings import ServerSettings
    from app.web.server import make_server

    try:
        settings = ServerSettings()
        configure_logging(settings.log_level, settings.log_format)
        app = create_app(settings)
    except ValueError as error:
        raise UsageError(str(error)) from None
    make_server(app, lambda port: print(f"Piecewise on {_url(settings.host, port)}", flush=True)).run()


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _fit(options: argparse.Namespace) -> None:
    import numpy as np

    from app.experiment import build_trainer
    from app.results import Losses, result_of
    from app.validation import ConfigError, parse_config

    try:
        config = parse_config(_read(options.config))
    except ConfigError as error:
        raise _refusal(options.config, error) from None
    try:
        layers = _layers(options.weights) if options.weights else None
        trainer = build_trainer(config, np.float64, layers)
    except ValueError as error:
        raise UsageError(f"{options.weights}: {error}") from None
    wishes: dict[str, Path | None] = {"json": options.output, "report": options.report}
    targets = {name: path for name, path in wishes.items() if path}
    for path in targets.values():
        _check_writable(path)
    training: list[float] = []
    validation: list[float] = []
    finished = _train(trainer, options.steps, training, validation)
    result = result_of(config, trainer, Losses(train=training, validation=validation))
    for name, path in targets.items():
        _write(path, _make(result, name, options.config, options).content)
    if not finished:
        written = "; what there is was written to " + " and ".join(map(str, targets.values())) if targets else ""
        print(f"piecewise: interrupted at step {trainer.step}{written}", file=sys.stderr)
        raise KeyboardInterrupt


def _export(options: argparse.Namespace) -> None:
    from app.exports import EXPORTS
    from app.results import parse_result
    from app.validation import ConfigError

    if options.output is None and not EXPORTS[options.format_name].readable and sys.stdout.isatty():
        raise UsageError(f"{options.format_name} is not for a terminal: name a file with --output")
    try:
        result = parse_result(_read(options.result))
    except ConfigError as error:
        raise _refusal(options.result, error) from None
    file = _make(result, options.format_name, options.result, options)
    if options.output:
        _write(options.output, file.content)
    else:
        sys.stdout.buffer.write(file.content)
        sys.stdout.flush()


def _make(result: Result, format_name: str, source: Path, options: argparse.Namespace) -> ExportFile:
    from app.exports import ExportError, export

    try:
        return export(result, format_name, lang=options.lang, theme=options.theme)
    except ExportError as error:
        raise UsageError(f"{source}: {error}") from None


def _refusal(path: Path, error: ConfigError) -> UsageError:
    lines = (f"{e.field}: {e.message}" if e.field else e.message for e in error.errors)
    return UsageError(f"{path}: " + "; ".join(lines))


def _train(trainer: Trainer, steps: int, training: list[float], validation: list[float]) -> bool:
    """Train, printing a progress line: rewritten in place on a terminal, every tenth part elsewhere.

    Return whether it came to its end. After Ctrl-C the trainer is at the last chunk's end: an update may be half done.
    """
    is_terminal = sys.stdout.isatty()
    part = CHUNK_STEPS if is_terminal else max(1, steps // 10)
    validation_losses = validation if trainer.dataset.x_validation.shape[1] > 0 else None
    done, whole = 0, (0, trainer.state())
    try:
        while done < steps and trainer.stopped is None:
            count = min(CHUNK_STEPS, part - done % part, steps - done)
            done += trainer.advance(count, training, validation_losses)
            whole = done, trainer.state()
            if done % part == 0 or done == steps or trainer.stopped:
                print(_progress(trainer, steps), end="\r" if is_terminal else "\n", flush=True)
    except KeyboardInterrupt:
        done, state = whole
        trainer.restore(state)
        del training[done:], validation[done:]
    if is_terminal or not steps:
        print(_progress(trainer, steps))
    return done == steps or trainer.stopped is not None


def _progress(trainer: Trainer, steps: int) -> str:
    line = f"step {trainer.step}/{steps}  training loss {trainer.training_loss():.6g}"
    validation = trainer.validation_loss()
    if validation == validation:  # noqa: PLR0124 (NaN: no validation data)
        line += f"  validation loss {validation:.6g}"
    return line + (f"  stopped: {trainer.stopped}" if trainer.stopped else "")


def _layers(path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(_read(path))
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}: not JSON: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("layers"), list):
        raise UsageError(f'{path}: layers: expected {{"layers": [{{"weights": [[…]], "biases": […]}}, …]}}')
    return list(data["layers"])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _check_writable(path: Path) -> None:
    """Refuse a file that could not be written in the end, before any time is spent on it; leaves nothing behind."""
    is_new = not path.exists()
    if not (is_new or path.is_file() or path.is_dir()):
        return  # a pipe: its reader would take opening and closing it for the end of the file
    try:
        with path.open("ab"):
            pass
        if is_new:
            path.unlink()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _bench(_options: argparse.Namespace) -> None:
    try:
        from benchmarks.main import run
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("benchmarks"):
            raise
        raise UsageError("the benchmarks come with the source: run this from a checkout") from None
    run()


if __name__ == "__main__":
    sys.exit(main())
