"""Live sessions: training in slices, commands between steps, frames out. Knows no socket."""
