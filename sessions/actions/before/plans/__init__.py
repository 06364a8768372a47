"""A plan of a whole programme: begun, looked at, edited, mended, accepted."""
