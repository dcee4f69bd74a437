"""The live protocol, versioned."""
