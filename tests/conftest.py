"""For all tests: what hypothesis tries is the same in every run."""

from hypothesis import settings

# A machine under load is no bug, and a failure must come again when it is looked at.
settings.register_profile("suite", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("suite")
