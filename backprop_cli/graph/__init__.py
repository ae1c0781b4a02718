"""The computational graph: `Value`, the passes over it, the program that it is made from, and the notes on it."""
