"""Plain tables of figures, each beside what it must reach."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured number and its bound: ``at_least`` or ``at_most``, or neither where it is only reported."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the bound holds, None without one."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    def cells(self) -> tuple[str, str, str, str]:
        """Return the row as text: name, value, bound and whether it was reached."""
        bound = ""
        if self.at_least is not None:
            bound = f"≥ {self.at_least:g}"
        elif self.at_most is not None:
            bound = f"≤ {self.at_most:g}"
        verdict = {True: "yes", False: "NO", None: ""}[self.reached]
        return self.name, f"{self.value:,.4g} {self.unit}".strip(), bound, verdict


def print_table(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print rows in aligned columns, the first one to the left."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    print(f"\n{title}\n")
    for row in [header, tuple("─" * width for width in widths), *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  " + "   ".join(cells).rstrip())


def print_figures(title: str, figures: list[Figure]) -> None:
    """Print figures with their bounds."""
    print_table(title, ("", "measured", "must reach", "reached"), [figure.cells() for figure in figures])
