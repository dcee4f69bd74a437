"""Validates configs from outside: clear errors, changes by dotted path, and what a change affects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from app.engine.optimizers import OPTIMIZERS
from app.engine.schedules import SCHEDULES
from app.fields import Touches
from app.schema import MAX_SAMPLES
from app.tasks import EXPERIMENT, PLANNED, TASKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.schema import ExperimentConfig

ModelT = TypeVar("ModelT", bound=BaseModel)

MAX_PARAMETERS_TIMES_BATCH = 3 * 10**7
MAX_ERRORS = 50
"""Bad fields that are named; of the rest only the number is told."""
MAX_NAMES = 64
"""Names in one object of a config or a result: several times what any of them knows."""
MAX_PATH = 200
"""Characters of a path that an error repeats."""

UNION_BRANCHES = {
    "optimizer": tuple(OPTIMIZERS),
    "schedule": tuple(SCHEDULES),
    "source": ("target", "expression", "points"),
}
"""Fields with several shapes, and the names that validation puts into an error's path for the shape it tried."""

STRENGTH: dict[Touches, int] = {name: rank for rank, name in enumerate(get_args(Touches))}


@dataclass(frozen=True)
class FieldError:
    """One bad field: its dotted path, what is wrong in words, and whether it is merely not built yet."""

    field: str
    message: str
    unsupported: bool = False


class ConfigError(ValueError):
    """A config that was refused; ``errors`` names every bad field."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        if len(errors) > MAX_ERRORS:
            errors = [*errors[:MAX_ERRORS], FieldError("", f"and {len(errors) - MAX_ERRORS} more")]
        super().__init__("; ".join(f"{e.field}: {e.message}" if e.field else e.message for e in errors))
        self.errors = list(errors)


def check_values(data: bytes, most: int) -> None:
    """Refuse JSON text that holds too many values, before it is parsed.

    There is a comma between any two values of an array or object, so commas and opening brackets, which are counted
    far faster than values are made, bound their number from above.

    Raises:
        ConfigError: if there may be more than ``most``.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > most:
        raise ConfigError([FieldError("", f"this holds more than {most} values: send fewer")])


def check_names(data: object) -> None:
    """Refuse objects with more names than any known one has, before an error is made for each.

    Raises:
        ConfigError: naming the object.
    """
    places = [("", data)]
    while places:
        path, place = places.pop()
        if not isinstance(place, dict):
            continue
        if len(place) > MAX_NAMES:
            raise ConfigError([FieldError(path[:MAX_PATH], f"has {len(place)} names: at most {MAX_NAMES} are allowed")])
        places += [(f"{path}.{name}"[:MAX_PATH].lstrip("."), value) for name, value in place.items()]


def parse_config(data: object) -> ExperimentConfig:
    """Return the validated config.

    Args:
        data: JSON text (``str`` or ``bytes``) or what was decoded from it.

    Raises:
        ConfigError: naming every field that is unknown, missing, out of range or not supported yet.
    """
    check_names(data)
    try:
        config = EXPERIMENT.validate_json(data) if isinstance(data, str | bytes) else EXPERIMENT.validate_python(data)
    except ValidationError as error:
        by_path = {e.field: e for e in map(_field_error, reversed(error.errors(include_url=False)))}
        raise ConfigError(list(reversed(by_path.values()))) from None
    _check_cost(config)
    _check_task(config)
    return config


def apply_changes(config: ExperimentConfig, changes: Mapping[str, object]) -> ExperimentConfig:
    """Return the config with the values at some dotted paths replaced, all or none.

    Args:
        config: the present config.
        changes: whole new values by path, e.g. ``{"training.optimizer.learning_rate": 0.03}``.

    Raises:
        ConfigError: for a path that does not exist or a result that is not a valid config.
    """
    if not changes:
        raise ConfigError([FieldError("changes", "name at least one field to change")])
    data = config.model_dump()
    own: dict[int, dict[str, Any]] = {}  # each is copied once: what was given stays as it is
    for path, value in changes.items():
        *parents, name = path.split(".")
        place: Any = data
        for parent in parents:
            inner = place.get(parent)
            if not isinstance(inner, dict):
                raise ConfigError([FieldError(path, "unknown field")])
            if id(inner) not in own:
                inner = dict(inner)
                own[id(inner)] = inner
                place[parent] = inner
            place = inner
        if not name:
            raise ConfigError([FieldError(path, "unknown field")])
        place[name] = value
    return _sharing(parse_config(data), config)


def _sharing(new: ModelT, old: ModelT) -> ModelT:
    """Return the new model with every part that equals the old one's taken from there: histories hold many configs."""
    parts: dict[str, object] = {}
    for name in type(new).model_fields:
        part, old_part = getattr(new, name), getattr(old, name)
        if part == old_part:
            parts[name] = old_part
        elif isinstance(part, BaseModel) and type(part) is type(old_part):
            parts[name] = _sharing(part, old_part)
    return new.model_copy(update=parts)


def touched(old: ExperimentConfig, new: ExperimentConfig) -> Touches | None:
    """Return the strongest thing that the difference of two configs touches, None if they are equal."""
    if type(old) is not type(new):
        return "anew"
    kinds = [kind for path, kind in TOUCHING_FIELDS[new.task] if _at(old, path) != _at(new, path)]
    return max(kinds, key=STRENGTH.__getitem__, default=None)


def _touching_fields(model: type[BaseModel], prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Touches]]:
    """Yield the path of every field with a control and what it touches."""
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict):
            settings: Any = extra["ui"]
            yield (*prefix, name), settings["touches"]
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _touching_fields(field.annotation, (*prefix, name))


TOUCHING_FIELDS = {name: tuple(_touching_fields(model)) for name, model in TASKS.items()}
"""For each task the path of every field with a control and what it touches."""


def _at(config: BaseModel, path: tuple[str, ...]) -> object:
    value: object = config
    for name in path:
        value = getattr(value, name)
    return value


def _field_error(error: Any) -> FieldError:
    """Turn one of pydantic's errors into ours, its path written as the config writes it: without the task before it."""
    path, parent = "", ""
    for step in error["loc"][1:]:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step in UNION_BRANCHES.get(parent, ()):
            parent = ""  # only once: a branch may have a field of its own name
        elif not step.startswith(("literal[", "list[", "constrained")):
            path += f".{step}"
            parent = step
    path = path.lstrip(".")[:MAX_PATH]
    context = error.get("ctx", {})
    if error["type"] == "union_tag_invalid":
        field, given = f"{path}.{_tag(context)}".lstrip("."), str(context["tag"])[:40]
        planned = field == "task" and given in PLANNED
        what = "not supported yet" if planned else "unknown"
        return FieldError(field, f"{given!r} is {what}: choose one of {context['expected_tags']}", unsupported=planned)
    if error["type"] == "union_tag_not_found":
        return FieldError(f"{path}.{_tag(context)}", "is missing")
    return FieldError(path, {"extra_forbidden": "unknown field"}.get(error["type"], error["msg"]))


def _tag(context: Mapping[str, object]) -> str:
    """Return the field that tells a union's shapes apart: 'kind' or, where a function reads it, kind()."""
    return str(context["discriminator"]).strip("'()")


def step_cost(config: ExperimentConfig) -> int:
    """Return what one step costs: parameters × samples in a batch."""
    return config.parameter_count() * min(config.training.batch_size or MAX_SAMPLES, config.training_samples())


def _check_cost(config: ExperimentConfig) -> None:
    cost, parameters = step_cost(config), config.parameter_count()
    if cost > MAX_PARAMETERS_TIMES_BATCH:
        batch = cost // parameters
        most = MAX_PARAMETERS_TIMES_BATCH // parameters
        message = (
            f"{parameters} parameters × a batch of {batch} is too much for one step: use a batch of at most {most}"
        )
        raise ConfigError([FieldError("training.batch_size", message)])


def _check_task(config: ExperimentConfig) -> None:
    """Refuse what the config's task says is wrong with it."""
    errors = [FieldError(field, message) for field, message in config.problems()]
    if errors:
        raise ConfigError(errors)
