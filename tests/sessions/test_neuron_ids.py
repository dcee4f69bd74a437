"""Each hidden neuron keeps its id, and with it its color, whatever happens to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.sessions.neuron_ids import COLORS, NeuronIds

if TYPE_CHECKING:
    from tests.app.talk import Talk


def rows(known: NeuronIds) -> Any:
    return known.rows


def ids(talk: Talk) -> Any:
    return talk.last("layout")["neuron_ids"]


def test_ids_are_in_order_at_first() -> None:
    assert NeuronIds([2, 3]).rows == ((0, 1), (2, 3, 4))
    assert NeuronIds([]).rows == ()


def test_who_comes_has_an_id_of_its_own_and_the_color_least_seen() -> None:
    known = NeuronIds([3])
    known.edit("remove_neuron", {"layer": 0, "neuron": 1}, [2])
    assert rows(known) == ((0, 2),)
    known.edit("add_neuron", {"layer": 0, "neuron": 1}, [3])
    assert rows(known) == ((0, 1 + COLORS, 2),)


def test_layers_come_and_go_at_their_place() -> None:
    known = NeuronIds([1, 2])
    known.edit("add_layer", {"position": 1}, [1, 2, 2])
    assert rows(known) == ((0,), (3, 4), (1, 2))
    known.edit("remove_layer", {"layer": 0}, [2, 2])
    assert rows(known) == ((3, 4), (1, 2))


def test_undo_and_redo_bring_back_the_same_neurons(talk: Talk) -> None:
    talk.configure(network={"hidden": [3]})
    seen = [ids(talk)]
    for op, fields in (
        ("remove_neuron", {"layer": 0, "neuron": 0}),
        ("add_neuron", {"layer": 0}),
        ("add_layer", {"position": 0}),
        ("remove_layer", {"layer": 1}),
    ):
        talk.say("edit", op=op, **fields)
        seen.append(ids(talk))
    assert len({str(each) for each in seen}) == 5
    for before in reversed(seen[:-1]):
        talk.say("undo")
        assert ids(talk) == before
    for after in seen[1:]:
        talk.say("redo")
        assert ids(talk) == after


def test_a_reset_keeps_who_is_who_and_another_network_starts_over(talk: Talk) -> None:
    talk.configure(network={"hidden": [3]})
    talk.say("edit", op="remove_neuron", layer=0, neuron=0)
    changed = ids(talk)
    talk.say("reset")
    assert ids(talk) == changed
    talk.configure(network={"hidden": [2, 2]})
    assert ids(talk) == [[0, 1], [2, 3]]
