"""The JSON API of the contract, one module a subject; every handler reads, acts once, and answers."""
