"""The numerical engine: small networks, trained step by step. NumPy and the standard library only."""
