"""Marks: what `check` says of claims, and the reports of `grade`."""
