"""How people and time reach the sessions: commands, HTTP, pages, mail, alarms."""
