"""``python -m dd_toolkit`` does what ``dd-toolkit`` does."""

from dd_toolkit.cli import main

if __name__ == "__main__":
    main()
