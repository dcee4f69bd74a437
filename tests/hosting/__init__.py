"""The server as strangers find it: limits, the line, idle sessions, metrics, the proxy in front."""
