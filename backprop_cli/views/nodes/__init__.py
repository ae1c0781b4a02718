"""The nodes of a graph with their data and grad: what `eval` shows."""
