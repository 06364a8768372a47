"""What comes after: the SQL of releases and objections."""
