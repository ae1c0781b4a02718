"""The terminal: colour, wrapping, errors, progress."""
