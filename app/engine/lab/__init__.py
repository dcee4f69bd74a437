"""Experiments on copies of a network: what its loss is around it, which learning rate suits it, how it might start.

They read a network and its data and never touch training.

- ``landscape``: the loss on a slice through parameter space
- ``range_test``: the loss while the learning rate rises
- ``spread``: how activations and gradients spread over the layers at a start
"""
