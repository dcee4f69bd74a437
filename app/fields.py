"""Helpers of the schema: how a field is shown, names out of a registry, and models made from its entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, TypeVar, Union

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, create_model
from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Touches = Literal["live", "optimizer", "data", "model", "anew"]
"""What a change of a field touches, weakest first: only how training goes on, the optimizer's state, the data, the
network's functions and shape (weights stay where shapes allow), or everything (the run starts anew)."""


def ui(control: str, link: str | None, touches: Touches, group: str, **more: Any) -> dict[str, Any]:
    """Return the ``json_schema_extra`` of a field: how the page shows it and what changing it touches."""
    return {"ui": {"control": control, "link": link, "touches": touches, "group": group, **more}}


@dataclass(frozen=True, eq=False)
class OneOf:
    """Annotation: a string that must be one of a registry's names (an ``enum`` in the JSON Schema)."""

    registry: Mapping[str, object]

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.registry))


class Strict(BaseModel):
    """Base of all parts of a config: immutable, no unknown fields, no silent conversions, no NaN or infinity."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Variant(Strict):
    """Base of the models made from a registry: a name, and numbers that are the entry's own."""

    name: str

    def values(self) -> dict[str, float]:
        """Return every number by its name."""
        return {name: value for name, value in self if name != "name"}


class _Entry(Protocol):
    @property
    def formula(self) -> str: ...


EntryT = TypeVar("EntryT", bound=_Entry)
VariantT = TypeVar("VariantT", bound=Variant)


def variants(
    base: type[VariantT], registry: Mapping[str, EntryT], fields: Callable[[EntryT], dict[str, Any]]
) -> dict[str, type[VariantT]]:
    """Return a model for each entry of a registry, by name: the base with the fields that are the entry's own."""
    return {
        name: create_model(
            f"{name.title()}{base.__name__}",
            __base__=base,
            __doc__=entry.formula,
            **{"name": (Literal[name], name), **fields(entry)},
        )
        for name, entry in registry.items()
    }


def any_of(models: Mapping[str, type[Variant]]) -> Any:
    """Return the type of a field that holds one of the models, told apart by ``name``."""
    return Annotated[Union[tuple(models.values())], Field(discriminator="name")]  # noqa: UP007
