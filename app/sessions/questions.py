"""Answers questions about a session's network, each from a copy, so that training goes on meanwhile."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from app.engine.anatomy.breakpoints import has_more_pieces
from app.engine.anatomy.collapse import collapse
from app.engine.anatomy.diagnosis import diagnose
from app.engine.anatomy.expression import closed_form
from app.engine.anatomy.float64_forward import AnatomyError
from app.engine.anatomy.gradients import backpropagate
from app.engine.anatomy.next_update import moved_knots, plan_update, read_memory
from app.engine.anatomy.styles import short_styles
from app.engine.anatomy.units import fold
from app.engine.losses import LOSSES
from app.engine.network import layer_views
from app.engine.optimizers import OPTIMIZERS
from app.engine.update_rule import LEARNING_RATE
from app.expressions.errors import ExpressionError
from app.expressions.formula import parse_formula
from app.protocol.errors import ProtocolError
from app.protocol.messages import DiagnoseQuery, ExpressionQuery, FormulaQuery, InspectQuery, Question
from app.sessions.edits import check_place
from app.sessions.lab_questions import WORK as LAB_WORK
from app.tasks.curve import PREDICTION_POINTS, CurveExperiment

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from app.engine.anatomy.expression import Expression
    from app.engine.network import Network
    from app.engine.settings import TrainingSettings
    from app.sessions.run import Run

Answer = dict[str, object]

LARGEST_AT_ONCE = 600
"""Questions about a network of more parameters than this are answered in a thread."""
MOST_PIECES_AT_ONCE = 200
"""The same for curves of more pieces, which a small deep network may have many thousands of."""
MOST_TERMS = 400
"""A formula of more terms than this is too long to read, and is not written out."""
MOST_PIECES_SHOWN = 200


def answer_to(question: Question, run: Run) -> Callable[[], Answer]:
    """Return what computes the answer, detached from the run.

    Calling it raises ProtocolError, if there is no answer; the message says why.
    """
    work = WORK[type(question)](question, run)

    def answer() -> Answer:
        try:
            return work()
        except AnatomyError as error:
            raise ProtocolError("invalid", str(error)) from None

    return answer


def is_heavy(question: Question, run: Run) -> bool:
    """Whether the answer to a question about a run's network would delay every other session."""
    network = run.trainer.network
    if type(question) in LAB_WORK or network.parameter_count > LARGEST_AT_ONCE:
        return True
    finds_pieces, domain = isinstance(question, ExpressionQuery | InspectQuery), run.config.shown_interval()
    return finds_pieces and domain is not None and has_more_pieces(network, domain, MOST_PIECES_AT_ONCE)


def _curve_of(run: Run) -> CurveExperiment:
    """Return a run's config where it finds a curve.

    Raises:
        ProtocolError: if it does not.
    """
    if not isinstance(run.config, CurveExperiment):
        raise ProtocolError("unsupported", f"this is answered for curves only, not for the task {run.config.task!r}")
    return run.config


# ---- expression ------------------------------------------------------------------------------------------------------


def _expression(question: ExpressionQuery, run: Run) -> Callable[[], Answer]:
    view = _view_of_expression if question.short else lambda _network, expression: expression.to_format()
    curve = _curve_of(run)
    domain, units, trained = curve.shown_interval(), curve.scaling(), run.copy_network()

    def answer() -> Answer:
        network = fold(trained, units)
        return view(network, closed_form(network, units.interval(domain), question.form, units.digits))

    return answer


def _view_of_expression(network: Network, expression: Expression) -> Answer:
    """Return the formula term by term, the pieces with who is awake, and the collapse of linear layers."""
    found = expression.pieces
    terms = len(found.knots) if expression.form == "hinges" and found else network.parameter_count
    view: Answer = expression.to_view() if terms <= MOST_TERMS else {"form": expression.form, "lines": None}
    pieces = None
    if found is not None and len(found.pieces) <= MOST_PIECES_SHOWN:
        pieces = [
            {
                "from": piece.start,
                "to": piece.end,
                "slope": piece.slope,
                "intercept": piece.intercept,
                "awake": found.awake(i),
                "parts": [[*neuron, part] for neuron, part in found.slope_parts(i).items()],
            }
            for i, piece in enumerate(found.pieces)
        ]
    return {
        "domain": expression.domain,
        **view,
        "pieces": pieces,
        "piece_count": None if found is None else len(found.pieces),
        "collapse": _collapse(network, expression.digits) if terms <= MOST_TERMS else None,
    }


def _collapse(network: Network, digits: int) -> Answer | None:
    """Return how linear layers multiply out; None where an activation bends, or there is nothing to multiply."""
    if not network.activations or not all(activation.is_identity for activation in network.activations):
        return None
    found = collapse(network)
    style, _latex = short_styles(digits)
    rows = [
        [
            {
                "neuron": row.neuron,
                "substituted": row.substituted,
                "gathered": row.gathered,
                "collected": row.collected,
            }
            for row in found.rows(layer, style)
        ]
        for layer in range(len(network.layers))
    ]
    return {"slope": found.slope, "intercept": found.intercept, "chain": found.chain(style), "rows": rows}


# ---- inspect ---------------------------------------------------------------------------------------------------------


def _inspect(question: InspectQuery, run: Run) -> Callable[[], Answer]:
    """Everything is of one sample but, with ``batch``, the gradients and the update they lead to."""
    if question.weight is not None:
        check_place(run.trainer.network.sizes, question.weight)
    curve = _curve_of(run)
    network, trainer, domain = run.copy_network(), run.trainer, curve.shown_interval()
    settings, dataset = trainer.settings.at_step(trainer.step), trainer.dataset
    memory = read_memory(trainer.state().present.training.optimizer)
    target = float(curve.target_at(np.array([[question.x]]))[0, 0])

    def answer() -> Answer:
        sample = backpropagate(network, question.x, target, settings.loss)
        whole = backpropagate(network, dataset.x_train, dataset.y_train, settings.loss) if question.batch else sample
        update = plan_update(network, whole.flat(), settings, memory)
        view = sample.to_view()
        place = question.weight
        numbers = None if place is None else update.numbers(place.layer, place.to, place.from_)
        return {
            "inspection": {
                "x": question.x,
                "prediction": view["prediction"][0],
                "target": target,
                "loss": sample.loss,
                "loss_steps": LOSSES[settings.loss].arithmetic(view["prediction"][0] - target),
                "layers": view["layers"],
                "batch": question.batch,
                "count": whole.targets.shape[1],
                "gradients": _by_layer(network, update.gradient),
                "moves": _by_layer(network, update.after - update.before),
                "optimizer": _optimizer(settings),
                "knots": [asdict(knot) for knot in moved_knots(network, update.after, domain)],
                "numbers": numbers,
                "steps": None if numbers is None else update.arithmetic(numbers),
            }
        }

    return answer


def _by_layer(network: Network, flat: NDArray[np.float64]) -> list[Answer]:
    """Return numbers in the order of the parameters as weights [fan_out][fan_in] and biases of each layer."""
    views = layer_views(flat, network.sizes)
    return [{"weights": view[:-1].T.tolist(), "biases": view[-1].tolist()} for view in views]


def _optimizer(settings: TrainingSettings) -> Answer:
    entry = OPTIMIZERS[settings.optimizer]
    values = {**entry.defaults(), **settings.hyperparameters}
    symbols = {each.name: each.symbol for each in (LEARNING_RATE, *entry.hyperparameters)}
    return {"name": entry.name, "hyperparameters": values, "symbols": symbols, "formula": entry.formula}


# ---- diagnose --------------------------------------------------------------------------------------------------------


def _diagnose(_question: DiagnoseQuery, run: Run) -> Callable[[], Answer]:
    network, trainer = run.copy_network(), run.trainer
    dataset, settings, losses, step = trainer.dataset, trainer.settings, list(run.recent_losses), trainer.step
    diverged, trials = trainer.stopped == "diverged", run.trials

    def answer() -> Answer:
        found = diagnose(network, dataset, settings, losses=losses, step=step, diverged=diverged, trials=trials)
        return {
            "findings": [
                {"kind": f.kind, "neurons": f.neurons, "numbers": dict(f.numbers), "remark": f.remark} for f in found
            ]
        }

    return answer


# ---- formula ---------------------------------------------------------------------------------------------------------


def _formula(question: FormulaQuery, run: Run) -> Callable[[], Answer]:
    curve = _curve_of(run)
    low, high = question.domain or curve.scaling().interval(curve.shown_interval())

    def answer() -> Answer:
        x = np.linspace(low, high, PREDICTION_POINTS)
        try:
            formula = parse_formula(question.expression)
        except ExpressionError as error:
            return {"formula": {"y": None, "problem": _problem(error), "reading": None, "choices": []}}
        problem, y = None, None
        try:
            y = formula.finite_values(x).tolist()
        except ExpressionError as error:
            problem = _problem(error)
        return {"formula": {"y": y, "problem": problem, "reading": formula.reading, "choices": formula.choices}}

    return answer


def _problem(error: ExpressionError) -> Answer:
    names = ("code", "message", "position", "length", "suggestion", "suggestions", "gap", "params")
    return {name: getattr(error, name) for name in names}


WORK: dict[type[Question], Callable[[Any, Run], Callable[[], Answer]]] = {
    ExpressionQuery: _expression,
    InspectQuery: _inspect,
    DiagnoseQuery: _diagnose,
    FormulaQuery: _formula,
    **LAB_WORK,
}
