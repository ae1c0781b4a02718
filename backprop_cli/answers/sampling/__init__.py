"""A program over a range of one variable, or of two: its values, its derivatives, and where it breaks."""
