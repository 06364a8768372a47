"""The doors of HTTP: addresses, who may pass, what is refused. The API and the pages are its two wings."""
