"""Mail out and in: kinds, words, calendar parts, MIME, SMTP and IMAP. Knows no HTTP and no page."""
