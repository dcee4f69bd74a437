"""HTTP and WebSocket: the outermost layer."""
