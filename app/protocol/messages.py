"""Messages of the live protocol, one declaration each: the fields, and the policy that goes with the type.

A new message is a class here and a handler in ``app/sessions`` (``commands.py``, or for a question ``questions.py`` or
``lab_questions.py``). ``docs/protocol.md`` describes messages for readers of other programs; a test holds that page to
this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias

import msgspec

from app.protocol.sections import SUBSCRIBABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MESSAGE_BYTES = 64 * 1024
MAX_CONFIG_MESSAGE_BYTES = 768 * 1024
MAX_STEP_COUNT = 100_000
MAX_FPS = 60
MAX_RACE = 10
MAX_X = 1e9
MAX_VALUES = 64
"""Weights and biases that one edit may set."""
MAX_NAMES = 64
"""Paths that one message may change, and names at the top of a config: all settings together are fewer."""
MAX_PATH = 200
MAX_LAYERS = 64
MAX_MESSAGE_VALUES = 60_000
"""Values in one message: the largest network and the most samples a config may have come to 45,000."""
MAX_IN_FLIGHT = 4
"""Frames sent and not yet answered by ``seen``: more would only add delay."""

RequestId: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Changes: TypeAlias = Annotated[
    dict[Annotated[str, msgspec.Meta(max_length=MAX_PATH)], Any], msgspec.Meta(max_length=MAX_NAMES)
]
X: TypeAlias = Annotated[float, msgspec.Meta(ge=-MAX_X, le=MAX_X)]
Rate: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=1e4)]
Index: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**16)]
FrameNumber: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]
if TYPE_CHECKING:
    Section: TypeAlias = str
else:  # msgspec reads the names at run time; a type checker cannot
    Section = Literal[SUBSCRIBABLE]


class Message(msgspec.Struct, tag_field="type", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Base of every message from the page.

    Attributes:
        max_bytes: how long it may be.
        counts_as_activity: whether a person is behind it; the page sends the others by itself as long as it is open.
    """

    max_bytes: ClassVar[int] = MAX_MESSAGE_BYTES
    counts_as_activity: ClassVar[bool] = True


class Notice(Message, frozen=True, kw_only=True):
    """A message that is not answered."""

    id: RequestId | None = None


class Command(Message, frozen=True, kw_only=True):
    """A message that is answered by an ``ack`` or an ``error`` with its id.

    Attributes:
        needs_run: whether it is refused before there is a run.
        in_race: whether it may come during a race.
        read_only: whether it changes nothing, so that it may be done again when its answer was not kept.
    """

    needs_run: ClassVar[bool] = True
    in_race: ClassVar[bool] = True
    read_only: ClassVar[bool] = False

    id: RequestId


class Configure(Command, tag="configure", frozen=True):
    """Start anew from a config, and from given weights where ``layers`` is there."""

    max_bytes: ClassVar[int] = MAX_CONFIG_MESSAGE_BYTES
    needs_run: ClassVar[bool] = False

    config: Annotated[dict[str, Any], msgspec.Meta(max_length=MAX_NAMES)] = {}
    layers: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MAX_LAYERS)] | None = None


class Resume(Command, tag="resume", frozen=True):
    """Come back to a session within its grace time."""

    session: str
    last_frame: FrameNumber | None = None


class Patch(Command, tag="patch", frozen=True):
    """Change some fields of the config, all or none."""

    max_bytes: ClassVar[int] = MAX_CONFIG_MESSAGE_BYTES
    in_race: ClassVar[bool] = False

    changes: Changes


class Play(Command, tag="play", frozen=True):
    """Train on; ``steps_per_second`` null means as fast as the server grants, absent means as before."""

    steps_per_second: (
        Annotated[float, msgspec.Meta(gt=0, le=1e6)] | msgspec.UnsetType | None
    ) = msgspec.UNSET  # fmt: skip


class Pause(Command, tag="pause", frozen=True):
    """Stop training where it is."""


class Step(Command, tag="step", frozen=True):
    """Train a number of steps, then pause."""

    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_STEP_COUNT)] = 1


class Reset(Command, tag="reset", frozen=True):
    """Back to step 0 of the present shape, as its seed gives it."""


class Undo(Command, tag="undo", frozen=True):
    """Take the last edit, patch or reset back, with the full state."""

    in_race: ClassVar[bool] = False


class Redo(Command, tag="redo", frozen=True):
    """Do again what was undone."""

    in_race: ClassVar[bool] = False


class HistoryQuery(Command, tag="history", frozen=True):
    """The losses so far, decimated to about this many points; ``run`` counts in a race."""

    counts_as_activity: ClassVar[bool] = False
    read_only: ClassVar[bool] = True

    points: Annotated[int, msgspec.Meta(ge=2, le=10_000)] = 1000
    run: Index = 0


class WeightPlace(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One weight, or, without ``from``, the bias of neuron ``to``."""

    layer: Index
    to: Index
    from_: Index | None = msgspec.field(default=None, name="from")


class WeightValue(WeightPlace, frozen=True, kw_only=True):
    """A weight or bias and what it is to be."""

    value: float


class Edit(Command, tag="edit", frozen=True):
    """Surgery on the network; which of the other fields are needed depends on ``op``."""

    in_race: ClassVar[bool] = False

    op: Literal[
        "add_neuron", "remove_neuron", "wake_neuron", "add_layer", "remove_layer", "set_weight", "set_bias",
        "set_values", "scale_weights", "go_to", "spread_bends",
    ]  # fmt: skip
    layout: Index | None = None
    layer: Index | None = None
    neuron: Index | None = None
    position: Index | None = None
    to: Index | None = None
    from_: Index | None = msgspec.field(default=None, name="from")
    value: float | None = None
    a: X | None = None
    b: X | None = None
    values: Annotated[list[WeightValue], msgspec.Meta(min_length=1, max_length=MAX_VALUES)] | None = None


class RaceEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One run of a race: how it differs from the present config, and what it is called."""

    changes: Changes = {}
    label: Annotated[str, msgspec.Meta(max_length=80)] = ""


class RaceStart(Command, tag="race", frozen=True):
    """Put several runs side by side, each at its own step 0; they train in lock step until ``end_race``."""

    max_bytes: ClassVar[int] = MAX_CONFIG_MESSAGE_BYTES
    in_race: ClassVar[bool] = False

    runs: Annotated[list[RaceEntry], msgspec.Meta(min_length=2, max_length=MAX_RACE)]


class ShowRun(Command, tag="show_run", frozen=True):
    """Describe this run of the race in layouts and frames from now on."""

    run: Index


class EndRace(Command, tag="end_race", frozen=True):
    """End the race: go on with one of its runs, or, without ``take``, with the run before it."""

    take: Index | None = None


class Question(Command, frozen=True, kw_only=True):
    """Base of the messages that only ask: answered from the network as it is, and training goes on meanwhile."""

    counts_as_activity: ClassVar[bool] = False
    read_only: ClassVar[bool] = True


class ExpressionQuery(Question, tag="expression", frozen=True):
    """The network written out: exactly, as in the export format ``pieces``, or ``short``, term by term, to be shown."""

    form: Literal["neurons", "hinges"] | None = None
    short: bool = False


class InspectQuery(Question, tag="inspect", frozen=True):
    """Every number of the forward and backward pass at one x, and the update that would follow.

    ``batch``: gradients and update over the whole training set instead of this one sample. ``weight``: whose update
    to give with every number.
    """

    x: X
    batch: bool = False
    weight: WeightPlace | None = None


class DiagnoseQuery(Question, tag="diagnose", frozen=True):
    """What is wrong with the training, if anything."""


class FormulaQuery(Question, tag="formula", frozen=True):
    """What a typed formula means on a domain, by default the experiment's: its curve, or what is wrong with it."""

    expression: str
    domain: tuple[X, X] | None = None


class LandscapeQuery(Question, tag="landscape", frozen=True):
    """The loss on a slice around the present weights: through two chosen ones, or along two random directions."""

    first: WeightPlace | None = None
    second: WeightPlace | None = None
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)] = 0
    span: Annotated[float, msgspec.Meta(gt=0, le=100)] = 1.0
    points: Annotated[int, msgspec.Meta(ge=5, le=61)] = 41


class RangeTestQuery(Question, tag="range_test", frozen=True):
    """The loss of a copy while its learning rate rises from ``low`` to ``high``."""

    low: Rate = 1e-5
    high: Rate = 10.0
    steps: Annotated[int, msgspec.Meta(ge=10, le=200)] = 100


class Start(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A way to start: an initializer, its weights multiplied by ``scale``."""

    initializer: str
    scale: Annotated[float, msgspec.Meta(gt=0, le=1000)] = 1.0


class SpreadQuery(Question, tag="spread", frozen=True):
    """How activations, gradients and weights spread over the layers: now, and at other starts of the same shape."""

    starts: Annotated[list[Start], msgspec.Meta(max_length=8)] = []
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)] | None = None


class Pin(Command, tag="pin", frozen=True):
    """Record the path of the weights from now on, for landscapes to show."""


class Save(Command, tag="save", frozen=True):
    """Keep the run with its full state, under a title."""

    in_race: ClassVar[bool] = False

    title: str = ""


class Open(Command, tag="open", frozen=True):
    """Go on from a saved run, in the place of the present one."""

    needs_run: ClassVar[bool] = False

    run: str


class Subscribe(Command, tag="subscribe", frozen=True):
    """Which sections frames carry, and how often at most."""

    needs_run: ClassVar[bool] = False
    counts_as_activity: ClassVar[bool] = False

    sections: Annotated[list[Section], msgspec.Meta(max_length=MAX_NAMES)] | None = None
    fps: Annotated[float, msgspec.Meta(gt=0, le=MAX_FPS)] | None = None


class Seen(Notice, tag="seen", frozen=True):
    """The newest frame the page has drawn."""

    frame: FrameNumber


class Present(Notice, tag="present", frozen=True):
    """Somebody is there: a hand moved or a key was pressed."""


def _declared(base: type[Message]) -> Iterator[type[Message]]:
    """Yield the messages below a base in the order they are declared: those with a tag of their own."""
    for message in base.__subclasses__():
        if message.__subclasses__():
            yield from _declared(message)
        else:
            yield message


MESSAGE_TYPES: tuple[type[Message], ...] = tuple(_declared(Message))
