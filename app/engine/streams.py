"""Independent random streams: changing one part of an experiment leaves the randomness of the others as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

GeneratorState = Mapping[str, Any]
"""What ``bit_generator.state`` gives and takes: plain numbers, detached from the generator."""


@dataclass(frozen=True)
class Streams:
    """One generator for each use of randomness, all from one seed.

    Attributes:
        data: the noise and the validation split.
        initialization: the first weights.
        batches: the order of the samples in each epoch.
        dropout: which activations are dropped.
        surgery: where added neurons look for a place.
    """

    data: np.random.Generator
    initialization: np.random.Generator
    batches: np.random.Generator
    dropout: np.random.Generator
    surgery: np.random.Generator

    @classmethod
    def from_seed(cls, seed: int) -> Streams:
        """Return the streams of a seed ≥ 0; new streams are appended to the list, which leaves the present ones."""
        children = np.random.SeedSequence(seed).spawn(len(fields(cls)))
        return cls(*(np.random.default_rng(child) for child in children))

    @classmethod
    def data_of(cls, seed: int, shuffle: int) -> np.random.Generator:
        """Return the data stream of a seed, shuffled so many times: 0 is the one of ``from_seed``."""
        key = (0, shuffle) if shuffle else (0,)
        return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))

    def state(self) -> dict[str, GeneratorState]:
        """Return every generator's exact state by name."""
        return {field.name: getattr(self, field.name).bit_generator.state for field in fields(self)}

    def restore(self, state: dict[str, GeneratorState]) -> None:
        """Continue exactly where ``state`` was taken."""
        for name, value in state.items():
            getattr(self, name).bit_generator.state = value
