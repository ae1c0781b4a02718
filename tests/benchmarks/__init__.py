"""The figures of the project, each as a ratio to a floor or a peer in the same run: `python -m tests.benchmarks`."""
