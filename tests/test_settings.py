"""Settings come from the environment, and their secrets stay where they are."""

from dd_toolkit.settings import settings_from


def test_settings_shown_in_a_log_or_traceback_hold_no_secret():
    settings = settings_from(
        {
            "DD_DATABASE": "postgresql://dd:a-Secret-w0rd@localhost/dd",
            "DD_SECRET_KEY": "s3cret-" * 6,
        }
    )

    assert "a-Secret-w0rd" not in repr(settings)
    assert "s3cret" not in repr(settings)
