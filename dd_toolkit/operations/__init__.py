"""Acts of people: each one function, rules and storage in one transaction."""
