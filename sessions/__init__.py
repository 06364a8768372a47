"""What a panel session is and what may be done to it: no HTTP, no HTML, no SMTP, no scheduler, no wall clock."""
