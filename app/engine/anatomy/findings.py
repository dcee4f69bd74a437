"""What can be wrong with a training, each kind with its exact definition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.engine.anatomy.float64_forward import Neuron

Kind = Literal[
    "asleep",
    "straight",
    "saturated",
    "twins",
    "equal_weights",
    "vanishing_gradients",
    "linear_network",
    "rate_too_large",
    "rate_too_small",
    "decay_overshoots",
    "l2_too_strong",
    "l1_too_strong",
    "data_scale",
    "start_too_large",
    "bunched_bends",
]

DEFINITIONS: Mapping[Kind, str] = {
    "asleep": "A neuron's z is on a flat segment of its activation at every training point (ReLU: z ≤ 0): nothing "
    "pulls on it.",
    "straight": "A neuron's z is on one segment of its activation at every training point, and not on a flat one "
    "(ReLU: z > 0).",
    "saturated": "A sigmoid or tanh neuron's |R′(z)| is below 5% of R′(0) at every training point.",
    "twins": "The best straight line from one neuron's activations to another's of its layer leaves less than 1% of "
    "the latter's standard deviation over the training points: one could do the work of both. Of several, each with "
    "the first; spoken of from the 100th step on.",
    "equal_weights": "Neurons of a layer have exactly the same incoming weights, bias and outgoing weights, so that "
    "they get the same gradient and stay the same; or all of one neuron's are 0, and so is R(0).",
    "vanishing_gradients": "The root mean square of dL/dz over the first hidden layer's neurons and the training "
    "points is below a thousandth of that of the output layer, yet not 0.",
    "linear_network": "No activation bends, and the best straight line through the training points leaves more than "
    "1% of the variance, in residuals too similar from each point to the next to be noise.",
    "decay_overshoots": "The learning rate times the weight decay (L2 with gradient descent, momentum and Nesterov; "
    "AdamW's own) is above what the rule can take, 2 for gradient descent: every step makes the weights larger.",
    "l2_too_strong": "The L2 penalty's gradient is above 30% of the data's, and the prediction is as good as constant, "
    "or the loss of a copy trained on without the penalty falls by a quarter.",
    "l1_too_strong": "The same of the L1 penalty.",
    "data_scale": "The mean of y or of x is beyond ±10, or its standard deviation above 10 or below 0.03.",
    "start_too_large": "Training diverged at its first step from a loss above 100 times that of predicting the mean.",
    "bunched_bends": "The loss has all but stopped, a stretch between two neighboring bends of the first layer, wider "
    "than twice its share, holds 30% of the squared error, and the loss of a copy whose bends are spread falls by "
    "a quarter more than without.",
    "rate_too_large": "Training diverged at no less than a thousandth of the optimizer's usual rate; or over the last "
    "100 losses the median rose by a fifth from the first half to the second, or the loss fell by less than a tenth "
    "while it turned at every other step on average and moved by 15% of its mean at each.",
    "rate_too_small": "The learning rate is below a third of the optimizer's usual one, and over the last 100 losses "
    "the loss fell at nearly every step, as much in the second half as in the first, by less than 2% in all.",
}
"""When each kind is found. Those of the learning rate only where the loss is above 5% (too small: 10%) of what
predicting the mean gives, and the six before them only above 10% (but for the first), from the 200th step on."""


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes:
        kind: what.
        neurons: the hidden neurons it is about; empty where it is about the whole network or the training.
        numbers: what it was found by, by name.
    """

    kind: Kind
    neurons: tuple[Neuron, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def remark(self) -> bool:
        """Whether it is worth knowing, but no trouble."""
        return self.kind in ("straight", "twins")
