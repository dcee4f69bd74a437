"""Sessions without sockets: what is trained, what viewers are sent, what becomes of requests."""
