"""Pages of calibrations: prepared and compared, scored by each alone."""
