"""Pages of the panel: what it does once a session has closed."""
