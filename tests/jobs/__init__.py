"""What is run by hand or by name, `python -m tests.jobs.NAME`: too long for every test run, or writing something."""
