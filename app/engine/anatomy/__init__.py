"""Analysis of a network: what each neuron adds, the pieces, the formula, every number of a pass, what is wrong.

It reads a network and never touches training. Everything is computed anew in float64, whatever the network's dtype,
and is detached: training may go on meanwhile.

- ``float64_forward``: a network's numbers in float64, and its forward pass with every z and a kept
- ``contributions``: the curve as a sum of one curve for each neuron
- ``breakpoints``, ``pieces``: where a piecewise linear network bends, and its straight pieces
- ``styles``, ``formulas``, ``expression``: the network written out; ``collapse``: linear layers multiplied out
- ``units``: a network trained on scaled points, in the units they had
- ``gradients``, ``next_update``, ``moved_knots``: the backward pass, the optimizer's update with every factor, and
  where it moves the knots
- ``findings``, ``neurons``, ``network_health``, ``rates``, ``diagnosis``: what is wrong with a training, if anything
"""
