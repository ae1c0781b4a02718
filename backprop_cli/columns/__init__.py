"""A program over the columns of engines that are made for many rows: Polars, and Spark.

An engine is a number system of its own column expressions (`polars`, `spark`). `lowering` writes what no engine has in
terms of what all of them have, and `layers` replays a recorded program over any of them, each shared value once.
"""
