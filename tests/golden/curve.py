"""Makes ``curve.zip``: what the curve's frames, layouts, answers, links, exported files and saved states are.

    python -m tests.golden.curve

Renew it where they are meant to change; ``tests/app/test_curve_recorded.py`` says where they differ.
"""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
from plotly.offline import get_plotlyjs

from app.engine.activations import ACTIVATIONS
from app.exports import EXPORTS, ExportError, export
from app.exports.translations import Translations
from app.sessions.run import Run
from app.sessions.state_codec import encode_state
from app.validation import parse_config
from tests.app.talk import Talk
from tests.exports.making import train
from tests.js.test_links import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).with_suffix(".zip")

SECTIONS = ("parameters", "prediction", "neurons", "contributions", "knots", "pieces", "race", "dropped", "watch")
LATER = 1000.0
"""Seconds after which the pieces of another curve may be found."""

TABLE: dict[str, Any] = {
    "kind": "points",
    "x": [-1.5, -1.0, 0.0, -0.5, 0.5, 1.0, 1.5, 1.25],
    "y": [0.5, 1.0, -1.0, 0.25, 0.0, 0.5, 2.0, 1.5],
    "units": {"x_kind": "days", "x_since": "2020-01-31", "x_offset": 30.0, "x_scale": 12.5, "y_name": "ppm",
              "y_offset": 1.4e4, "y_scale": 2300.0},
}  # fmt: skip
FORMULA: dict[str, Any] = {
    "kind": "expression",
    "expression": "1500 + 300 sin(x/4)",
    "units": {"x_offset": 8.0, "x_scale": 4.0, "y_offset": 1500.0, "y_scale": 200.0},
}
CONFIGS: dict[str, dict[str, Any]] = {
    "default": {},
    "deep": {
        "data": {"source": {"kind": "target", "name": "sawtooth"}, "noise": 0.05, "shuffle": 3, "shown": [-4, 5]},
        "network": {"hidden": [5, 4], "activation": ["leaky_relu", "relu"], "initializer": "he_normal"},
        "training": {"loss": "huber", "optimizer": {"name": "sgd", "learning_rate": 0.02}, "l2_penalty": 0.01,
                     "batch_size": 16, "dropout": 0.1, "schedule": {"name": "cosine"}},
        "seed": 11,
    },
    "points": {
        "data": {"source": TABLE, "domain": [-1.5, 1.5], "validation_fraction": 0.25},
        "network": {"hidden": [4], "activation": "tanh", "initializer": "xavier_uniform", "bias_initializer": "zeros"},
        "training": {"loss": "mean_absolute_error", "early_stopping": {"patience": 5}, "l1_penalty": 0.001},
    },
    "formula": {
        "data": {"source": FORMULA, "domain": [-2, 2], "samples": 40, "validation_fraction": 0},
        "network": {"hidden": []},
        "training": {"optimizer": {"name": "momentum", "learning_rate": 0.05}},
    },
    "smooth": {
        "data": {"source": {"kind": "expression", "expression": "|x| - x^2/4"}},
        "network": {"hidden": [3, 3], "activation": "gelu"},
        "training": {"optimizer": {"name": "adamw"}, "dropout": 0.2},
    },
}  # fmt: skip
SAID: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "default": (
        ("inspect", {"x": 0.5}),
        ("expression", {}),
        ("edit", {"op": "add_neuron", "layer": 0}),
        ("patch", {"changes": {"training.optimizer.learning_rate": 0.03, "training.loss": "huber"}}),
        ("patch", {"changes": {"data.noise": 0.2, "data.domain": [-2, 3]}}),
        ("race", {"runs": [{}, {"changes": {"network.activation": "tanh"}, "label": "smooth"}]}),
        ("end_race", {"take": 1}),
        ("undo", {}),
        ("reset", {}),
    ),
    "deep": (("inspect", {"x": -2.25, "batch": True}), ("edit", {"op": "remove_layer", "layer": 1})),
    "points": (("inspect", {"x": 0.75}), ("patch", {"changes": {"data.source": FORMULA}})),
    "formula": (("expression", {"short": True}), ("inspect", {"x": 0.0})),
    "smooth": (("expression", {}), ("patch", {"changes": {"network.activation": "relu"}})),
}
EXPORTED = ("default", "points", "formula")
TELLING = frozenset(("layout", "status", "ack", "error"))


def record() -> dict[str, bytes]:
    """Return everything that is recorded by the name of its file."""
    files: dict[str, bytes] = {"machine.txt": machine().encode()}
    for name, config in CONFIGS.items():
        files |= {f"{name}/{path}": content for path, content in _session(config, SAID[name])}
        if name in EXPORTED:
            files |= {f"{name}/export.{path}": content for path, content in _exports(config)}
        run = Run(parse_config(config))
        run.advance(40)
        files[f"{name}/saved.state"] = encode_state(run.snapshot())
    files["links.json"] = _links()
    return files


def machine() -> str:
    """Return a digest of how this machine rounds: where it is the same, so is every bit of a training."""
    rng = np.random.default_rng(0)
    digest = sha256(np.__version__.encode())
    for dtype in (np.float32, np.float64):
        a, b = rng.standard_normal((2, 7, 40)).astype(dtype)
        digest.update((a @ b.T).tobytes() + (a[:, :5].T @ b).tobytes() + np.linalg.svd(a)[1].tobytes())
        for activation in ACTIVATIONS.values():
            found = np.empty_like(a)
            activation.apply(a, found)
            digest.update(found.tobytes())
    return digest.hexdigest()


def _session(config: dict[str, Any], said: tuple[tuple[str, dict[str, Any]], ...]) -> Iterator[tuple[str, bytes]]:
    """Yield what a session tells, and its frames, while it trains and is spoken to."""
    talk = Talk()
    talk.configure(**config)
    talk.say("subscribe", sections=SECTIONS, fps=30)
    talk.serve(LATER)
    for kind, fields in said:
        talk.train(20)
        talk.serve(LATER)
        talk.say(kind, **fields)
        talk.serve(LATER)
    told = [message for message in talk.messages if message["type"] in TELLING]
    yield "told.jsonl", "".join(json.dumps(message, ensure_ascii=False) + "\n" for message in told).encode()
    for number, frame in enumerate(talk.frames):
        yield f"frame-{number:02}.bin", frame["bytes"]


def _exports(config: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield a result in every format, or why it is refused; of a report without Plotly, its style and its words."""
    result = train(config, 30)
    with patch.multiple(Translations, __call__=_key_and_values, name=_group_and_key):
        for name, entry in EXPORTS.items():
            try:
                content = export(result, name).content
            except ExportError as error:
                content = str(error).encode()
            if name == "report":
                content = content.replace(get_plotlyjs().encode(), b"")
                before, _, rest = content.partition(b"<style>")
                content = before + rest.partition(b"</style>")[2]
            yield f"{name}.{entry.extension}", content


def _key_and_values(_words: Translations, key: str, **values: object) -> str:
    return f"{key}{values or ''}"


def _group_and_key(_words: Translations, group: str, key: str) -> str:
    return f"{group}.{key}"


def _links() -> bytes:
    """Return the link to each experiment, alone and with weights, and what it opens as."""
    configs = [parse_config(config) for config in CONFIGS.values()]
    weights = [np.linspace(-2, 2, config.parameter_count(), dtype=np.float32).tolist() for config in configs]
    seen = opened(configs=[json.loads(config.model_dump_json()) for config in configs], weights=weights)
    return json.dumps({part: seen[part] for part in ("results", "plain")}, indent=1, ensure_ascii=False).encode()


def read() -> dict[str, bytes]:
    """Return what was recorded."""
    with zipfile.ZipFile(FILE) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main() -> None:
    """Write the file beside this one."""
    with zipfile.ZipFile(FILE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in record().items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
