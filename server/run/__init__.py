"""The parts put together and kept running: commands, the application, processes, backups. Knows every other room."""
