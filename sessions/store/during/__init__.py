"""The hours themselves: the SQL of records, scores, claims and recordings."""
