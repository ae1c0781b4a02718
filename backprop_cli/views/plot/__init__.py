"""Plots, in a terminal and as pictures."""
