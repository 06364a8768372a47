"""What is known of mails beyond the first tables: evidence, aliases, delivery."""
