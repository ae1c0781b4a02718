"""The formats of tables by their names, for whoever needs no more than those."""

# What separates the cells of a format; NDJSON has an object a line.
SEPARATORS = {"csv": ",", "tsv": "\t"}
NDJSON = "ndjson"
FORMATS = (*SEPARATORS, NDJSON)

# It is no text, and a library reads it.
PARQUET = "parquet"
