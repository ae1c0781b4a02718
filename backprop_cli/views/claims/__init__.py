"""Claims: what `check` says of an answer."""
