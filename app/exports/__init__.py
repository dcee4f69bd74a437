"""A trained network as a file to take away."""
