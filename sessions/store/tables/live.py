"""Claims, evidence, recordings and bookmarks."""
