"""Piecewise: see a neural network learn a curve, neuron by neuron."""

import os

# One BLAS thread, set before NumPy is first imported: these matrices are small, and two threads on a busy core made a
# step of a 6 × 64 network sixty times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

VERSION = "0.1.0"
