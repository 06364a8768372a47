"""The words of every kind of mail, in the reader's language; which kind says what is the table's (kinds.py)."""
