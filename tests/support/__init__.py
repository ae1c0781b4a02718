"""What several tests and jobs need, and which tests nothing itself."""
