"""The page that steps through both passes: one HTML file with the graph, the words and the program as JavaScript."""
