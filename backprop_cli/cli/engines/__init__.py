"""What computes the rows of a table: Python, a row at a time; Polars, on all processors; Spark, on a cluster.

Each is a module whose `run` does a job and returns the exit code.
"""
