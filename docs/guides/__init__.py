"""Makes the folder a package, so that an installed copy carries it."""
