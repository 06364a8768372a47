"""Pages of the regencies."""
