"""What runs beside the requests: live events, alarms, planning. Announces; decides nothing."""
