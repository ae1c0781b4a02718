"""The worked solution: what `explain` shows."""
