"""What is handed out: minutes, letters, tables, archives, made of records and results; who asks is not known here."""
