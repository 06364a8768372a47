"""What comes in, validated: models, spreadsheets, spans of time."""
