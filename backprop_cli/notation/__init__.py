"""A graph as text and as LaTeX: the inverse of the language."""
