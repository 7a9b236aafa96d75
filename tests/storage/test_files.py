"""Contents under their hash: whole or not at all, once, and never a changed one."""

import datetime
import hashlib
import os
import resource
import stat
from pathlib import Path

import pytest

from dd_toolkit.errors import FileDamaged, FilesFull, SettingRefused
from dd_toolkit.settings import settings_from
from dd_toolkit.storage.files import Files

CONTENT = b"a contract"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FUTURE = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
PAST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture(params=["a folder", "file://", "memory://"])
def files(request, folder):
    """Contents at each kind of address that needs no network."""
    return Files(
        {
            "a folder": str(folder),
            "file://": f"file://{folder}",
            "memory://": f"memory://{request.node.name}",
        }[request.param]
    )


@pytest.fixture
def local(folder):
    return Files(str(folder))


@pytest.fixture
def small_disk():
    """A process whose files cannot grow beyond 1,000 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def stored(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_a_content_comes_back_as_it_was(files):
    assert files.content(files.keep(CONTENT)) == CONTENT


def test_the_name_of_a_content_is_its_hash(files):
    assert files.keep(CONTENT) == SHA256


def test_a_content_lies_two_folders_deep_under_its_hash(local, folder):
    local.keep(CONTENT)

    assert stored(folder) == [folder / SHA256[:2] / SHA256[2:4] / SHA256]


def test_the_same_content_twice_is_stored_once(local, folder):
    local.keep(CONTENT)
    local.keep(CONTENT)

    assert len(stored(folder)) == 1


def test_nobody_else_on_the_machine_may_look_into_the_folder(local, folder):
    local.keep(CONTENT)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", b"a contracT", CONTENT + b"x"])
def test_a_content_changed_on_disk_is_not_given_out(local, folder, damage):
    local.keep(CONTENT)
    stored(folder)[0].write_bytes(damage)

    with pytest.raises(FileDamaged, match="is not what was received"):
        local.content(SHA256)


def test_a_content_that_is_gone_is_told(files):
    with pytest.raises(FileDamaged, match=f"{SHA256} cannot be read"):
        files.content(SHA256)


def test_sending_a_damaged_content_again_mends_it(local, folder):
    local.keep(CONTENT)
    stored(folder)[0].write_bytes(b"")

    local.keep(CONTENT)

    assert local.content(SHA256) == CONTENT


def test_on_a_full_disk_nothing_of_the_content_stays(local, folder, small_disk):
    with pytest.raises(FilesFull, match="cannot be written"):
        local.keep(bytes(2_000))

    assert stored(folder) == []


def test_a_crash_while_writing_leaves_no_content(local, folder, monkeypatch):
    def power_cut(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(KeyboardInterrupt):
        local.keep(CONTENT)

    assert [path.parent.name for path in stored(folder)] == ["passing"]


def test_what_a_crash_left_is_removed_when_it_is_old(files):
    files._make_folder(f"{files._root}/passing/x")
    files._write(f"{files._root}/passing/x", CONTENT)
    files.remove_passing(written_before=PAST)
    young = files._paths()

    files.remove_passing(written_before=FUTURE)

    assert (len(young), files._paths()) == (1, [])


def test_only_old_contents_are_listed(files):
    files.keep(CONTENT)

    assert (list(files.older_than(PAST)), list(files.older_than(FUTURE))) == (
        [],
        [SHA256],
    )


def test_a_content_written_again_meanwhile_is_not_removed(files):
    files.keep(CONTENT)

    assert not files.remove(SHA256, written_before=PAST)
    assert files.content(SHA256) == CONTENT


def test_an_old_content_can_be_removed(files):
    files.keep(CONTENT)

    assert files.remove(SHA256, written_before=FUTURE)
    assert not files.remove(SHA256, written_before=FUTURE)


@pytest.mark.parametrize("address", ["", "nonsense://x"])
def test_an_address_that_cannot_be_used_is_named(address):
    with pytest.raises(SettingRefused, match="DD_FILES"):
        Files(address)


ENVIRONMENT = {"DD_SECRET_KEY": "s" * 40}


def test_files_stand_beside_the_database_by_default(tmp_path):
    settings = settings_from(
        ENVIRONMENT | {"DD_DATABASE": f"sqlite:///{tmp_path}/d.db"}
    )

    assert settings.files_address == str(tmp_path / "files")


def test_beside_a_server_they_stand_in_the_working_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    settings = settings_from(ENVIRONMENT | {"DD_DATABASE": "postgresql://localhost/dd"})

    assert settings.files_address == str(tmp_path / "files")


def test_the_place_of_files_can_be_named():
    settings = settings_from(
        ENVIRONMENT
        | {"DD_DATABASE": "postgresql://localhost/dd", "DD_FILES": "s3://bucket/dd"}
    )

    assert settings.files_address == "s3://bucket/dd"
