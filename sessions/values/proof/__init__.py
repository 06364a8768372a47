"""How a record's bytes are written and read, and how anybody proves what stands in them."""
