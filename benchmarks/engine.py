"""The engine's time for one training step, against a textbook NumPy implementation and PyTorch where it is installed.

    python -m benchmarks.engine

All run in turns, round by round, in a process of their own with one BLAS thread: threads that wait for one another on a
busy machine would measure the machine. The engine works in float32 as on the live page, the textbook in float64 as
NumPy's default gives, PyTorch in float32; all train the same shape on the same points with Adam.
"""

from __future__ import annotations

import importlib.util
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from app.engine.data import make_dataset
from app.engine.network import Network
from app.engine.streams import Streams
from app.engine.training import Trainer, TrainingSettings
from benchmarks.table import print_table
from benchmarks.textbook import TextbookNetwork

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 60
ROUND_SECONDS = 0.005
"""About how long each peer trains in one round: short, so that on a busy machine some rounds are undisturbed."""
HAS_PYTORCH = importlib.util.find_spec("torch") is not None


@dataclass(frozen=True)
class Case:
    """One network and its data, and how many times faster than the textbook the engine must be."""

    name: str
    sizes: tuple[int, ...]
    samples: int
    batch_size: int | None
    required: float


CASES = (
    Case("A  1-8-1, N = 100", (1, 8, 1), 100, None, 7.0),
    Case("B  1-16-16-1, N = 256", (1, 16, 16, 1), 256, None, 6.0),
    Case("C  1-32×3-1, N = 256", (1, 32, 32, 32, 1), 256, None, 4.5),
    Case("D  2-8×3-1, batch 10", (2, 8, 8, 8, 1), 200, 10, 7.0),
    Case("E  1-64×6-1, N = 512", (1, *[64] * 6, 1), 512, None, 2.8),
)


@dataclass(frozen=True)
class Row:
    """Microseconds for one step, of each round.

    Attributes:
        case: what was trained.
        engine: the engine's rounds.
        textbook: the textbook's.
        pytorch: PyTorch's; none where it is not installed.
    """

    case: Case
    engine: list[float]
    textbook: list[float]
    pytorch: list[float]

    @property
    def ratio(self) -> float:
        """How many times as long the textbook takes, each at its least disturbed."""
        return min(self.textbook) / min(self.engine)

    @property
    def pytorch_ratio(self) -> float | None:
        """How many times as long PyTorch takes, None where it is not installed."""
        return min(self.pytorch) / min(self.engine) if self.pytorch else None

    @property
    def reached(self) -> bool:
        """Whether the engine is as much faster than the textbook as it must be."""
        return self.ratio >= self.case.required

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        times = [f"{min(rounds):,.1f} / {median(rounds):,.1f}" for rounds in (self.engine, self.textbook)]
        pytorch = "–" if self.pytorch_ratio is None else f"{self.pytorch_ratio:.1f}×"
        verdict = "yes" if self.reached else "NO"
        return self.case.name, *times, f"{self.ratio:.1f}×", f"≥ {self.case.required:g}×", verdict, pytorch


def engine_rows() -> list[Row]:
    """Measure every case in a process with one BLAS thread."""
    variables = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(dict.fromkeys(variables, "1"))  # read when a process first imports NumPy
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return list(pool.map(measure, CASES))
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def measure(case: Case) -> Row:
    """Let all peers train a case in turns."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-3, 3, (case.sizes[0], case.samples))
    y = np.sin(x.sum(axis=0, keepdims=True))
    peers: list[Callable[[int], object]] = [engine_peer(case, x, y), textbook_peer(case, x, y)]
    if HAS_PYTORCH:
        from benchmarks.pytorch_peer import PyTorchNetwork

        peers.append(PyTorchNetwork(case.sizes, x.T, y.T, case.batch_size).train)
    counts = [steps_in_a_round(peer) for peer in peers]
    rounds = [[microseconds(peer, count) for peer, count in zip(peers, counts, strict=True)] for _ in range(ROUNDS)]
    engine, textbook, *others = (list(column) for column in zip(*rounds, strict=True))
    return Row(case, engine, textbook, others[0] if others else [])


def engine_peer(case: Case, x: np.ndarray, y: np.ndarray) -> Callable[[int], object]:
    """Return a function that trains the engine's network so many steps."""
    streams = Streams.from_seed(0)
    dataset = make_dataset(x, y, noise=0, validation_fraction=0, rng=streams.data, dtype=np.float32)
    network = Network.initialized(
        case.sizes, ["tanh"] * (len(case.sizes) - 2), "xavier_uniform", "zeros",
        domain=[(-3, 3)] * case.sizes[0], rng=streams.initialization, dtype=np.float32,
    )  # fmt: skip
    return Trainer(network, dataset, TrainingSettings(batch_size=case.batch_size), streams).advance


def textbook_peer(case: Case, x: np.ndarray, y: np.ndarray) -> Callable[[int], object]:
    """Return a function that trains the textbook's network so many steps."""
    network, rows, targets = TextbookNetwork(case.sizes), x.T.copy(), y.T.copy()
    return lambda steps: network.train(rows, targets, steps, case.batch_size)


def steps_in_a_round(peer: Callable[[int], object]) -> int:
    """Return a number of steps that takes about ``ROUND_SECONDS``, after warming up."""
    peer(20)
    return max(1, round(ROUND_SECONDS * 1e6 / microseconds(peer, 20)))


def microseconds(peer: Callable[[int], object], steps: int) -> float:
    """Return the time for one step."""
    start = time.perf_counter()
    peer(steps)
    return (time.perf_counter() - start) / steps * 1e6


def print_engine() -> None:
    """Measure and print the table: fastest and median rounds, the ratio of the fastest."""
    header = ("", "engine µs", "textbook µs", "faster", "must reach", "reached", "than PyTorch")
    print_table("Training step, fastest / median round", header, [row.cells() for row in engine_rows()])


if __name__ == "__main__":
    print_engine()
