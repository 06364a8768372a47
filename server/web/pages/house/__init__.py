"""Pages of the whole installation, whatever the programme: accounts, mail, clock."""
