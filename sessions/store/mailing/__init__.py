"""Mails out and in: the SQL of letters, answers and feeds."""
