"""What is kept beside releases: models and certificates."""
