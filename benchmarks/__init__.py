"""The performance figures, each as a ratio to a peer measured in the same run."""
