"""What the minutes say: their frame, their parts and their words, in a language, for page and PDF alike."""
