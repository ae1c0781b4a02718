"""The worked solution: `stream` says it once in typed blocks, and each format writes them in its own way.

A format is a file with a table {type of block: how it is written}; JSON alone is none of them, because a program wants
the facts and not what is told of them.
"""
