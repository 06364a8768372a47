"""What is handed out: minutes, letters, tables, archives. Made of records and results; HTTP and who asks stay outside."""
