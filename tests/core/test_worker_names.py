"""A note that looks as if it named a worker is told, and so is what was seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dd_toolkit.core.worker_names import names_seen

NAMED = [
    ("Worker Rina Akter said she paid 3000.", "name", "Rina Akter"),
    ("Mr. Karim told us", "name", "Karim"),
    ("Ms Fatima Begum works nights", "name", "Fatima Begum"),
    ("the operator Sunita showed us her contract", "name", "Sunita"),
    ("a woman named Tigist", "name", "Tigist"),
    ("Her name is Almaz.", "name", "Almaz"),
    ("Name: Joseph Kamau", "name", "Joseph Kamau"),
    ("Mohammed Rahman was not paid", "name", "Mohammed Rahman"),
    ("we spoke with Sita Gurung in the canteen", "name", "Sita Gurung"),
    ("passport BX0123456 is in the safe", "number", "BX0123456"),
    ("passport number 554433", "number", "passport number 554433"),
    ("her card 9871234567", "number", "9871234567"),
    ("call 0791234567", "phone", "0791234567"),
    ("+962 79 123 4567", "phone", "+962 79 123 4567"),
    ("00962791234567", "phone", "00962791234567"),
    ("write to rina.akter@example.com", "email", "rina.akter@example.com"),
    ("العاملة رينا قالت إنها دفعت", "name", "رينا"),
    ("السيد خالد العمري", "name", "خالد"),
    ("السيدة سمر حداد", "name", "سمر"),
    ("العامل محمد لم يقبض أجره", "name", "محمد"),
    ("عاملة اسمها سونيتا", "name", "سونيتا"),
    ("تحدثنا مع فاطمة أختر", "name", "فاطمة أختر"),
    ("وللعاملة ماريا غرفة", "name", "ماريا"),
    ("قالت أم محمد إنها", "name", "محمد"),
    ("المدعو براكاش", "name", "براكاش"),
    ("رقم الجواز ٥٥٤٤٣٣٢", "number", "رقم الجواز ٥٥٤٤٣٣٢"),
    ("الرقم الوطني 9871234567", "number", "9871234567"),
    ("هاتف ٠٧٩١٢٣٤٥٦٧", "phone", "٠٧٩١٢٣٤٥٦٧"),
]

HARMLESS = [
    "",
    "Workers said that wages come on the tenth.",
    "12 of 14 workers keep their passports.",
    "Interviews with ten workers in Bengali and Nepali, without management.",
    "Worker Committee minutes were seen.",
    "The Ministry of Labour wrote on 2026-03-14.",
    "Payslips of March 2026 show 48 hours and 260.00 JOD.",
    "C181-7-1 and FR-GP-7 are not met.",
    "Al Hassan Industrial Estate, Irbid",
    "Ahmed Hospital Clinic, Omar Textile Company",
    "Workers Bangladeshi and Nepali are paid the same.",
    "Each worker. Then we saw the dormitory.",
    "Room 12, beds 1 to 24, locker 1045.",
    "Order 2026/114 of 12 March",
    "The worker Representatives are elected.",
    "Wages of 1,234,567.50 in all",
    "They paid 150000 taka to a broker.",
    "قال العمال إن الأجور تدفع في العاشر من كل شهر.",
    "العاملة المنزلية تعمل عشر ساعات",
    "قابلنا ١٢ عاملاً و٨ عاملات دون حضور الإدارة.",
    "العامل الذي يستقيل يحصل على جوازه",
    "السيد المدير شرح النظام",
    "هل هو عامل أم عاملة",
    "وزارة العمل، كتاب بتاريخ 2026-03-14",
    "اسمه غير معروف",
    "اسمها على القائمة",
    "العامل سعيد بعمله",
    "العاملة على علم بحقوقها",
    "جوازات السفر مع أصحابها",
    "مدينة الحسن الصناعية",
    "المادة 181 والتوصية 188",
]


@pytest.mark.parametrize(("note", "kind", "text"), NAMED)
def test_what_identifies_a_person_is_seen_and_told(note, kind, text):
    seen = names_seen(note)

    assert [(one.kind, one.text) for one in seen] == [(kind, text)]
    assert note[seen[0].start :].startswith(text)


@pytest.mark.parametrize("note", HARMLESS)
def test_an_everyday_sentence_gives_no_warning(note):
    assert names_seen(note) == ()


def test_all_that_is_seen_is_told_in_reading_order():
    seen = names_seen("Call Mr Karim on 0791234567, or Sita Gurung.")

    assert [one.text for one in seen] == ["Karim", "0791234567", "Sita Gurung"]


@given(st.text(max_size=200))
def test_any_note_can_be_looked_at(note):
    for one in names_seen(note):
        assert note[one.start : one.start + len(one.text)] == one.text
