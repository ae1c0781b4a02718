"""Grades: the reports of `grade`."""
