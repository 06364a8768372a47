"""Words for people: languages, formats, the line for each entry, charts."""
