"""One walk collects the words and puts in others; what the logic reads stays."""

from dataclasses import replace

import pytest

from dd_toolkit.core.assembly import load_library
from dd_toolkit.core.scoring import score
from dd_toolkit.core.translating import in_words, messages
from dd_toolkit.places import QUESTIONNAIRES
from tests.builders import a_folder


def unchanged(_, text):
    return text


def shouted(_, text):
    return f"«{text}»"


@pytest.fixture
def whole(tmp_path):
    return load_library(a_folder(tmp_path)).questionnaire("whole")


@pytest.fixture(scope="module")
def shipped():
    return load_library(QUESTIONNAIRES, country="jordan").questionnaires


def test_in_the_same_words_it_is_the_same_questionnaire(shipped):
    for questionnaire in shipped.values():
        assert in_words(questionnaire, unchanged) == questionnaire


def test_keys_are_full_ids(whole):
    assert messages([whole])["papers.passport.option.employer"] == "We do"


def test_a_scale_is_translated_once_for_all_who_use_it(whole):
    keys = messages([whole])

    assert "scale.yes-no.option.yes" in keys
    assert "papers.slip.option.yes" not in keys


def test_every_text_that_a_person_reads_is_asked_for(whole):
    """Whatever is not an id, a code or a number comes back in other words."""
    said = in_words(whole, shouted)

    for question in said.questions + said.profile:
        texts = [question.ask, *(option.label for option in question.options)]
        texts += [question.help, question.why, *question.evidence]
        if question.action:
            texts += [question.action.do, *question.action.steps]
        assert all(text.startswith("«") for text in texts if text)


def test_ids_values_and_conditions_never_pass_through(whole):
    said = in_words(whole, shouted)

    assert [q.id for q in said.questions] == [q.id for q in whole.questions]
    assert [q.when for q in said.questions] == [q.when for q in whole.questions]
    assert [o for q in said.questions for o in q.option_by_id] == [
        o for q in whole.questions for o in q.option_by_id
    ]


def test_the_fingerprint_is_that_of_the_original(whole):
    assert in_words(whole, shouted).fingerprint == whole.fingerprint


def test_another_questionnaire_has_another_fingerprint(whole):
    assert replace(whole, title="Other").fingerprint != whole.fingerprint


def test_a_result_is_the_same_in_other_words(whole):
    assert (
        score(in_words(whole, shouted), {}).overall.low == score(whole, {}).overall.low
    )


def test_two_texts_never_share_a_key(shipped):
    found = {}

    def remember(key, text):
        assert found.setdefault(key, text) == text, key
        return text

    for questionnaire in shipped.values():
        in_words(questionnaire, remember)
