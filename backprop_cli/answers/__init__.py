"""What can be asked of a graph: reports, derivatives, explanations, gradient checks, marks."""
