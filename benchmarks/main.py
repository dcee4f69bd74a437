"""``piecewise bench``: every figure, in one run."""

from __future__ import annotations

import importlib.util
import os
import platform

from benchmarks.anatomy import anatomy_figures
from benchmarks.changes import change_figures
from benchmarks.engine import print_engine
from benchmarks.fitting import print_fitting
from benchmarks.formulas import formula_figures
from benchmarks.hosting import hosting_figures
from benchmarks.lab import lab_figures
from benchmarks.neighbors import neighbor_figures
from benchmarks.race import race_figures
from benchmarks.serving import serving_figures
from benchmarks.storage import kill_figures, opening_figures
from benchmarks.table import print_figures


def run() -> None:
    """Print the tables: the engine against its peers, the server, and the page where Playwright is installed."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, one BLAS thread")
    print_engine()
    print_fitting(seeds=1)
    print_figures("Anatomy", anatomy_figures())
    print_figures("Formulas", formula_figures())
    print_figures("Lab", lab_figures())
    print_figures("Live changes", change_figures())
    print_figures("Serving", serving_figures())
    print_figures("Race", race_figures())
    print_figures("Saved runs, killed", kill_figures())
    print_figures("Saved runs, opened", opening_figures())
    print_figures("Hosting", hosting_figures())
    print_figures("Neighbors", neighbor_figures())
    if importlib.util.find_spec("playwright") is None:
        print("\nPage: not measured, Playwright is not installed")
        return
    from benchmarks.page import page_figures

    print_figures("Page", page_figures())


if __name__ == "__main__":
    run()
