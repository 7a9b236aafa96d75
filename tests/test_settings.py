"""What cannot be used is named; what would be unsafe is never a default."""

import pytest

from dd_toolkit.errors import SettingRefused
from dd_toolkit.settings import settings_from

SECRET = {"DD_SECRET_KEY": "s" * 40}


def test_without_a_secret_nothing_starts():
    with pytest.raises(SettingRefused, match="DD_SECRET_KEY"):
        settings_from({})


@pytest.mark.parametrize(
    "url",
    [
        "http://dd.example.org",
        "http://10.0.0.7:8000",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://localhost@example.org",
        "http://[2001:db8::1]",
        "http://:80",
        "http://[",
    ],
)
def test_an_address_without_https_is_refused_for_another_machine(url):
    with pytest.raises(SettingRefused, match="DD_INSECURE"):
        settings_from({**SECRET, "DD_URL": url})


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000",
        "http://127.8.9.1",
        "http://localhost:8000",
        "http://dd.localhost",
        "http://[::1]:8000",
        "https://dd.example.org",
    ],
)
def test_this_machine_needs_no_https(url):
    assert settings_from({**SECRET, "DD_URL": url}).url == url


def test_who_says_so_may_go_without_https():
    given = {**SECRET, "DD_URL": "http://dd.test", "DD_INSECURE": "yes"}

    assert settings_from(given).url == "http://dd.test"


@pytest.mark.parametrize("answer", ["", "no", "1", "true", "YES"])
def test_going_without_https_takes_the_word_yes(answer):
    with pytest.raises(SettingRefused):
        settings_from({**SECRET, "DD_URL": "http://dd.test", "DD_INSECURE": answer})


def test_no_proxy_is_trusted_unless_set():
    assert settings_from(SECRET).trusted_proxies == 0


@pytest.mark.parametrize("number", ["-1", "10", "one", "", "1.0", "\u0661", " 1"])
def test_a_number_of_proxies_that_is_none_is_refused(number):
    with pytest.raises(SettingRefused, match="DD_TRUSTED_PROXIES"):
        settings_from({**SECRET, "DD_TRUSTED_PROXIES": number})


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_nobody_reads_the_metrics(token):
    given = SECRET if token is None else {**SECRET, "DD_METRICS_TOKEN": token}

    assert settings_from(given).metrics_token is None


@pytest.mark.parametrize("token", ["short", "\u0639" * 40])
def test_a_token_that_is_short_or_strange_is_refused(token):
    with pytest.raises(SettingRefused, match="DD_METRICS_TOKEN"):
        settings_from({**SECRET, "DD_METRICS_TOKEN": token})


def test_old_secrets_stand_with_spaces_between():
    given = {**SECRET, "DD_OLD_SECRET_KEYS": f"{'a' * 32} {'b' * 32}"}

    assert settings_from(given).old_secret_keys == ("a" * 32, "b" * 32)


def test_an_old_secret_that_is_short_is_refused():
    with pytest.raises(SettingRefused, match="DD_OLD_SECRET_KEYS"):
        settings_from({**SECRET, "DD_OLD_SECRET_KEYS": "short"})


def test_settings_shown_in_a_log_or_traceback_hold_no_secret():
    settings = settings_from(
        {
            "DD_DATABASE": "postgresql://dd:a-Secret-w0rd@localhost/dd",
            "DD_SECRET_KEY": "s3cret-" * 6,
        }
    )

    assert "a-Secret-w0rd" not in repr(settings)
    assert "s3cret" not in repr(settings)
