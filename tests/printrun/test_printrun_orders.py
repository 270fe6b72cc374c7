"""Files of orders: what is read, what is refused, and that no message tells of a patient."""

from __future__ import annotations

import csv
import datetime
import io
import json
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from leaflets.dose.person import Person
from leaflets.errors import LeafletsError, Problem
from leaflets.library.libraries import Library
from leaflets.printrun import order_encoding, order_files
from leaflets.printrun.example import example_orders, example_run
from leaflets.printrun.order_files import COLUMNS, escaped_cell
from leaflets.printrun.orders import MAX_PROBLEMS, Order, Pack, problems_on, read_orders

HEAD = "sheet,language,copies"
DAY = datetime.date(2026, 11, 23)
CANARY = "Zanzibaria Quuxley"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[Order]]:
    """Read orders from text or bytes."""

    def orders(
        content: str | bytes, name: str = "orders.csv", encoding: str | None = None
    ) -> list[Order]:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_orders(file, encoding)

    return orders


@pytest.fixture
def faults(read: Callable[..., list[Order]]) -> Callable[..., list[Problem]]:
    """What is wrong with orders."""

    def problems(content: str | bytes, *arguments: str) -> list[Problem]:
        with pytest.raises(LeafletsError) as error:
            read(content, *arguments)
        return list(error.value.problems)

    return problems


def places(problems: list[Problem]) -> list[tuple[int, int, str, str]]:
    return [(found.line, found.column, found.field, found.code) for found in problems]


def cell_code(faults: Callable[..., list[Problem]], column: str, cell: str) -> set[str]:
    """The codes of what is wrong with one cell of an otherwise good order."""
    good = {"sheet": "a", "language": "en", "copies": "1"}
    if column in ("accessible", *order_files.PATIENT):
        good["patient name"] = "X"
    if column in ("lot", "expiry"):
        good["gtin"] = "9521234567899"
    text = io.StringIO()
    csv.writer(text).writerows(zip(*(good | {column: cell}).items(), strict=True))
    return {found.code for found in faults(text.getvalue()) if found.field == column}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_what_excel_writes_is_read(
    read: Callable[..., list[Order]], delimiter: str, encoding: str, line_end: str
) -> None:
    rows = ("Sheet,LANGUAGE,copies,Patient_Name", "warfarin,es,1,Żoé 王", ",,,")
    text = line_end.join(rows).replace(",", delimiter)
    (order,) = read(text.encode(encoding))
    assert (order.sheet, order.language, order.row) == ("warfarin", "es", 2)
    assert order.patient
    assert order.patient.name == "Żoé 王"


def test_the_line_that_excel_obeys_is_no_header(read: Callable[..., list[Order]]) -> None:
    (order,) = read("sep=;\r\nsheet;language;copies;delivery point\r\na;en;3;x, y\r\n")
    assert (order.row, order.copies, order.delivery_point) == (3, 3, "x, y")


def test_rows_count_lines_of_the_file(read: Callable[..., list[Order]]) -> None:
    note = '"one\r\ntwo\r\nthree"'
    orders = read(f"{HEAD},patient name,note\r\na,en,1,X,{note}\r\n\r\n,,,,\r\nb,en,1,,\r\n")
    assert [(order.number, order.row) for order in orders] == [(1, 2), (2, 7)]
    assert orders[0].patient
    assert orders[0].patient.note == "one\ntwo\nthree"


def test_empty_columns_and_empty_rows_are_ignored(read: Callable[..., list[Order]]) -> None:
    (order,) = read(f"{HEAD},size,,\na,en,2,,,\n,,,\n\n,,,,,,,\n")
    assert (order.copies, order.size, order.patient, order.pack) == (2, "standard", None, None)


PATIENTS = "sheet,language,copies,delivery point,patient name,prescriber,note"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a,en,1,Maria Example,Dr Sample,", 7),
        ("a,en,1,Ward 3,Maria Example,Dr Sample", 7),
        ("a,en,1,Ward 3", 5),
        ("a;en;1;Ward 3;Maria Example;Dr Sample;", 2),
        ("a,en,1,Ward 3,,Maria Example,Dr Sample,", 8),
        ("a,en,1,Ward 3,Maria Example,Dr Sample,,", 8),
        ("a,en,1,Ward 3,Example, Maria,Dr Sample,", 8),
    ],
    ids=["left-out", "last", "short", "delimiter", "too-many", "empty", "unquoted"],
)
def test_a_row_has_as_many_cells_as_there_are_columns(
    row: str, column: int, faults: Callable[..., list[Problem]]
) -> None:
    """A cell left out made the prescriber the patient."""
    good = "a,en,1,Ward 3,Maria Example,Dr Sample,"
    (found,) = faults(f"{PATIENTS}\n{good}\n{row}\n{good}\n")
    assert (found.line, found.column, found.code) == (3, column, "order-cells")
    assert "7 columns" in found.message


def test_a_name_left_out_of_the_header_is_told_for_each_row(
    faults: Callable[..., list[Problem]],
) -> None:
    header = PATIENTS.replace("delivery point,", "")
    rows = "a,en,1,Ward 3,Maria Example,Dr Sample,\n" * 2
    assert places(faults(f"{header}\n{rows}")) == [
        (2, 7, "", "order-cells"),
        (3, 7, "", "order-cells"),
    ]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (f"{HEAD},patient name,note", 'a,en,1,X,"take\nb,en,1,Y,take"\n'),
        (f"{HEAD},note,patient name", 'a,en,1,"take,X\nb,en,1,take",Y\n'),
        (f"note,{HEAD},patient name", '"take,a,en,1,X\ntake",b,en,1,Y\n'),
        (f"{HEAD},patient name,note", 'a,en,1,X,"take\nb,en,1,Y,\nc,en,1,"Z, A",take"\n'),
    ],
)
def test_a_quotation_mark_that_takes_in_another_order_is_refused(
    header: str, rows: str, faults: Callable[..., list[Problem]]
) -> None:
    """One order was lost, and its patient's name printed in another's note."""
    problems = faults(f"{header}\n{rows}")
    assert {(found.line, found.code) for found in problems} == {(2, "order-quotation")}


@pytest.mark.parametrize("at", range(4))
def test_a_note_of_several_lines_is_read_wherever_it_stands(
    at: int, read: Callable[..., list[Order]]
) -> None:
    names, cells = [*HEAD.split(","), "patient name"], ["a", "en", "1", "X"]
    note = "Take 1, 2 or 3.\nb, en, 1\n3"
    text = io.StringIO()
    csv.writer(text).writerows(
        [[*names[:at], "note", *names[at:]], [*cells[:at], note, *cells[at:]]]
    )
    (order,) = read(text.getvalue())
    assert order.patient
    assert order.patient.note == note


def test_every_column_is_read(read: Callable[..., list[Order]]) -> None:
    row = {
        "sheet": "a", "language": "ZH-hans", "copies": "1", "size": "Extra Large",
        "paper": "Letter", "summary": "x", "profile": "us-pmi", "beside": "en",
        "patient name": "e\u0301", "date of birth": "1950-02-28", "age": "", "weight": "70 kg",
        "dose plan": "evening=2 tablets, morning=1 tablet", "prescriber": "P", "note": "N",
        "delivery point": "Ward", "accessible": "TRUE", "order number": "7/8",
        "gtin": "9521234567899", "lot": "A-1/b", "expiry": "2027-01-31",
    }  # fmt: skip
    assert tuple(row) == COLUMNS
    for content, name in (
        (f"{','.join(row)}\n" + ",".join(f'"{cell}"' for cell in row.values()), "o.csv"),
        (json.dumps({key.replace(" ", "_"): cell for key, cell in row.items()}), "o.jsonl"),
    ):
        (order,) = read(content, name)
        assert order.patient
        assert order.patient.plan
        assert [dose.time for dose in order.patient.plan.doses] == ["morning", "evening"]
        assert (order.patient.name, order.patient.born) == ("é", datetime.date(1950, 2, 28))
        assert order.patient.person_on(datetime.date(2026, 2, 27)) == Person(75 * 12 + 11, 70)
        assert (order.language, order.size, order.paper) == ("zh-Hans", "extra-large", "letter")
        assert (order.summary, order.profile, order.beside) == (True, "us-pmi", "en")
        assert (order.accessible, order.own, order.delivery_point) == (True, "7/8", "Ward")
        assert order.pack == Pack("09521234567899", "A-1/b", datetime.date(2027, 1, 31))


def test_json_values_may_be_numbers_and_booleans(read: Callable[..., list[Order]]) -> None:
    line = '{"sheet":"a","language":"en","copies":12,"summary":false,"size":null,"gtin":96385074}'
    (order,) = read(f"\n{line}\n", "orders.ndjson")
    assert (order.row, order.copies, order.summary, order.size) == (2, 12, False, "standard")
    assert order.pack == Pack("00000096385074", "", None)
    assert read(line, "orders.txt")[0].copies == 12


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"sheet":"a","language":"en","copies":1,"Sheet":"b"}', "order-column-twice"),
        ('{"sheet":"a","language":"en","copies":NaN}', "order-json-value"),
        ('{"sheet":"a","language":"en","copies":[1]}', "order-json-value"),
        ('{"sheet":{"a":1},"language":"en","copies":1}', "order-json-value"),
        ('{"sheet":true,"language":"en","copies":1}', "order-json-value"),
        ('{"sheet":"a","language":"en"}', "order-column-missing"),
        ('{"sheet":"a","language":"en","copies":1,"sise":"large"}', "order-column-unknown"),
        ('{"sheet":"a\\ud800","language":"en","copies":1}', "order-character"),
        ('{"sheet":"a","language":"en","copies":1}}', "order-json"),
        ("[1]", "order-json"),
        ("[" * 100_000, "order-json"),
        ("9" * 5_000, "order-json"),
    ],
)
def test_json_that_is_no_order_is_refused(
    faults: Callable[..., list[Problem]], line: str, code: str
) -> None:
    assert code in {found.code for found in faults(line, "orders.jsonl")}


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("sheet", "", "empty"),
        ("language", "klingonese", "language"),
        ("beside", "e", "language"),
        ("copies", "0", "copies"),
        ("copies", "10001", "copies"),
        ("copies", "1.0", "copies"),
        ("copies", "１", "copies"),
        ("copies", "-1", "copies"),
        ("size", "huge", "size"),
        ("paper", "a3", "paper"),
        ("profile", "US PMI", "profile"),
        ("summary", "maybe", "yes-no"),
        ("date of birth", "03/04/1950", "date"),
        ("date of birth", "19500304", "date"),
        ("date of birth", "1950-02-30", "date"),
        ("date of birth", "1889-12-31", "birth"),
        ("dose plan", "morning=500 tablets", "dose"),
        ("gtin", "9521234567890", "gtin"),
        ("gtin", "952123456789", "gtin"),
        ("gtin", "00000000", "gtin"),
        ("gtin", "9.52E+12", "gtin"),
        ("lot", "has space", "lot"),
        ("lot", "x" * 21, "lot"),
        ("lot", "a#b", "lot"),
        ("expiry", "2027-01", "date"),
        ("delivery point", "two\nlines", "character"),
        ("delivery point", "a\tb", "character"),
        ("delivery point", "a\x07b", "character"),
        ("delivery point", "a\u202eb", "character"),
        ("delivery point", "x" * 2001, "too-long"),
        ("note", "a\u2066b", "character"),
        ("note", "a\u2028b", "character"),
        ("patient name", "two\nlines", "character"),
    ],
)
def test_a_wrong_cell_is_refused(
    faults: Callable[..., list[Problem]], column: str, cell: str, code: str
) -> None:
    assert cell_code(faults, column, cell) == {f"order-{code}"}


@pytest.mark.parametrize(
    ("column", "cell"),
    [("copies", "10000"), ("lot", "x" * 20), ("gtin", "036000291452"),
     ("delivery point", "x" * 2000), ("date of birth", "1890-01-01"), ("note", "one\ntwo"),
     ("patient name", "می\u200cخواهم")],
)  # fmt: skip
def test_a_cell_at_its_limit_is_read(
    read: Callable[..., list[Order]], column: str, cell: str
) -> None:
    good = {"sheet": "a", "language": "en", "copies": "1"} | {column: cell}
    if column == "lot":
        good["gtin"] = "9521234567899"
    if column in order_files.PATIENT:
        good.setdefault("patient name", "X")
    assert read(json.dumps(good))


@pytest.mark.parametrize(
    ("header", "row", "place"),
    [
        ("note", "N", (2, 4, "note", None)),
        ("prescriber,patient name", "P,", (2, 5, "patient name", "order-patient")),
        ("accessible", "yes", (2, 4, "accessible", "order-patient")),
        ("lot", "A", (2, 4, "lot", "order-pack")),
        ("expiry", "2027-01-01", (2, 4, "expiry", "order-pack")),
    ],
)
def test_what_must_stand_together(
    faults: Callable[..., list[Problem]], header: str, row: str, place: tuple[object, ...]
) -> None:
    problems = faults(f"{HEAD},{header}\na,en,1,{row}\n")
    if place[3] is None:
        assert [found.field for found in problems] == ["patient name"]
    else:
        assert places(problems) == [place]


def test_a_patients_leaflet_is_printed_once(faults: Callable[..., list[Problem]]) -> None:
    problems = faults(f"{HEAD},patient name\na,en,2,X\n")
    assert places(problems) == [(2, 3, "copies", "order-copies")]


def test_an_accessible_no_needs_no_patient(read: Callable[..., list[Order]]) -> None:
    assert not read(f"{HEAD},accessible\na,en,5,no\n")[0].accessible


def test_own_order_numbers_are_unique(faults: Callable[..., list[Problem]]) -> None:
    (found,) = faults(f"{HEAD},order number\na,en,1,7\nb,en,1,\nc,en,1,\nd,en,1,7\n")
    assert (found.line, found.column, found.code) == (5, 4, "order-number")
    assert "line 2" in found.message


def test_all_problems_of_all_rows_are_told_in_order(
    faults: Callable[..., list[Problem]],
) -> None:
    problems = faults("sheet,langage,copies,copies\na,en,0,1\n\nb,en,x,1\n,en,1,1,1\n,en,1,1\n")
    assert places(problems) == [
        (1, 1, "language", "order-column-missing"),
        (1, 2, "", "order-column-unknown"),
        (1, 4, "copies", "order-column-twice"),
        (2, 3, "copies", "order-copies"),
        (4, 3, "copies", "order-copies"),
        (5, 5, "", "order-cells"),
        (6, 1, "sheet", "order-empty"),
    ]
    assert "“language”" in problems[1].message


def test_problems_beyond_a_limit_are_counted(faults: Callable[..., list[Problem]]) -> None:
    problems = faults(HEAD + "\na,en,0" * (MAX_PROBLEMS + 7))
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].message.startswith("and 7 more problems")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "none"),
        (f"{HEAD}\n,,\n", "none"),
        ("warfarin,es,3\n", "header"),
        (f'{HEAD}\na,en,"1\nb,en,1\n', "quotation"),
        (f'{HEAD}\n"a"b,en,1\n', "quotation"),
        (f"{HEAD}\n{'a' * 200_000},en,1\n", "quotation"),
        (b"PK\x03\x04rest", "workbook"),
        (HEAD.encode("utf-16-le"), "encoding"),
    ],
)
def test_a_file_without_orders_is_refused(
    faults: Callable[..., list[Problem]], content: str | bytes, code: str
) -> None:
    assert [found.code for found in faults(content)] == [f"order-{code}"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "absent.csv"):
        with pytest.raises(LeafletsError) as error:
            read_orders(file, None)
        assert error.value.exit_code == 8


def test_too_much_is_refused(
    faults: Callable[..., list[Problem]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_files, "MAX_ORDERS", 2)
    assert places(faults(HEAD + "\na,en,1" * 4)) == [(4, 1, "", "order-too-many")]
    monkeypatch.setattr(order_encoding, "MAX_BYTES", 20)
    assert faults(HEAD)[0].code == "order-too-large"


LEGACY = [
    ("fr", "Zoé Exemple, dès le début", "cp1252", "windows-1252"),
    ("pl", "Łukasz, źle znosi żółć", "cp1250", "windows-1250"),
    ("ru", "Иван, после еды", "cp1251", "windows-1251"),
    ("ru", "Юлия Ёлкина", "koi8_r", "koi8_u"),
    ("tr", "Ayşe, ilacı öğleyin", "cp1254", "windows-1254"),
    ("he", "ישראל דוגמה", "cp1255", "windows-1255"),
    ("ja", "山田 太郎", "shift_jis", "cp932"),
    ("zh-Hans", "王小明，请在早餐后服用", "gb18030", "gb18030"),
    ("ko", "홍길동 아침", "euc_kr", "cp949"),
    ("es", "Kamińska", "cp1250", "windows-1252"),
    ("en", "Muñoz", "cp1252", "windows-1252"),
]


@pytest.mark.parametrize(("tag", "name", "encoding", "shown"), LEGACY)
def test_no_encoding_is_guessed(
    tmp_path: Path, tag: str, name: str, encoding: str, shown: str
) -> None:
    """Kamińska is Kamiñska in the encoding of Spanish."""
    file = tmp_path / "orders.csv"
    text = f"sheet;language;copies;patient name\r\na;en;1;X\r\na;{tag};1;{name}\r\n"
    file.write_bytes(text.encode(encoding))
    with pytest.raises(LeafletsError) as caught:
        read_orders(file, None)
    (found,) = caught.value.problems
    assert (found.code, found.line) == ("order-encoding", 3)
    assert f"--encoding {shown}" in found.message or f" or {shown}" in found.message
    assert "CSV UTF-8" in found.message
    named = read_orders(file, encoding)[1]
    assert named.patient
    assert named.patient.name == name


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "latin-1", "mac_roman"])
@pytest.mark.parametrize("utf8_first", [True, False])
def test_two_encodings_in_a_file_are_refused(
    encoding: str, utf8_first: bool, faults: Callable[..., list[Problem]]
) -> None:
    """One row was printed as JosÃ© NuÃ±ez."""
    parts = ["a,es,1,José Pérez\n".encode(), "a,es,1,Andréa\n".encode(encoding)]
    head = f"{HEAD},patient name\n".encode()
    content = head + b"".join(parts if utf8_first else reversed(parts))
    assert [found.code for found in faults(content)] == ["order-encoding-mixed"]
    named = faults(content, "orders.csv", encoding)
    assert {found.code for found in named} <= {"order-misread", "order-character"}
    beside = head + "a,es,1,José ".encode() + "Réti\n".encode(encoding)
    assert faults(beside)
    if encoding != "latin-1":
        assert faults(beside, "orders.csv", encoding)


@pytest.mark.parametrize(
    "encoding",
    ["cp1250", "cp1251", "cp1252", "cp1254", "cp437", "cp850", "mac_roman", "iso8859_2",
     "gb18030", "cp949"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["José Núñez", "Müller", "Müßig"])
def test_utf8_that_was_read_otherwise_and_saved_again_is_refused(
    name: str, encoding: str, faults: Callable[..., list[Problem]]
) -> None:
    twice = name.encode().decode(encoding, "surrogateescape")
    if not twice.isprintable():
        return
    content = f"{HEAD},patient name\na,en,1,X\na,en,1,{twice}\n"
    assert places(faults(content)) == [(3, 4, "patient name", "order-misread")]
    marked = content.encode("utf-8-sig")
    assert places(faults(marked)) == [(3, 4, "patient name", "order-misread")]


@pytest.mark.parametrize(
    "name",
    ["Jos� Nu�ez", "Jos&eacute;", "Jos&#233;", "M&#xFC;ller", "PEÃ‘A", "å±±ç”°", "Ð¡Ð¾Ð½",
     "РњР°СЂРёСЏ", "ԱͨЦ", "27 Â°C", "Oâ€™Brien", "Ä°brahim"],
)  # fmt: skip
def test_letters_that_were_lost_are_refused(
    name: str, faults: Callable[..., list[Problem]]
) -> None:
    assert {found.field for found in faults(f"{HEAD},patient name\na,en,1,{name}\n")} == {
        "patient name"
    }
    line = json.dumps({"sheet": "a", "language": "en", "copies": 1, "delivery point": name})
    assert {found.field for found in faults(line)} == {"delivery point"}


@pytest.mark.parametrize(
    "name",
    ["José Núñez", "PEÑA", "RÓŻA KOWALSKA", "KSIĘŻA", "Łukasz Żółć", "Ștefan Țîrlea", "BĂŞESCU",
     "SMÅØY", "Zvlášť", "Đặng Nguyễn", "İbrahim Işık", "Αθήνα", "Ні", "Ті", "Володимир Їжак",
     "髙橋 﨑", "高橋さくら", "ヴァイオレット・エヴァー", "王小明", "홍길동", "สมชาย", "ขวัญ",
     "محمد علي", "گرگ", "ישראל", "हिन्दी", "தமிழ்", "Ærø", "Ward 3 – „Süd“", "3ª planta",
     "« café »", "A棟３階", "Zimmer №12", "20 °C", "R&D; B", "O’Brien", "µ-Station", "½"],
)  # fmt: skip
def test_names_are_not_taken_for_damage(name: str, read: Callable[..., list[Order]]) -> None:
    (order,) = read(f"{HEAD},patient name\na,en,1,{name}\n")
    assert order.patient
    assert read(f"{HEAD},patient name\na,en,1,{name.upper()}\n")


def test_a_named_encoding_that_fails_is_told_at_its_line(
    faults: Callable[..., list[Problem]],
) -> None:
    text = f"{HEAD},patient name\na,en,1,X\na,en,1,é\n".encode("latin-1")
    assert places(faults(text, "orders.csv", "utf-8")) == [(3, 8, "", "order-encoding")]
    marked = HEAD.encode("utf-8-sig")
    assert faults(marked, "orders.csv", "windows-1252")[0].code == "order-encoding"
    assert faults(HEAD, "orders.csv", "hex")[0].code == "usage-encoding"
    assert faults(HEAD, "orders.csv", "klingon")[0].code == "usage-encoding"


@pytest.mark.parametrize("column", order_files.PATIENT)
@pytest.mark.parametrize("wrong", ["cell", "header", "json", "quotation", "bytes", "shifted"])
def test_no_message_tells_of_a_patient(tmp_path: Path, column: str, wrong: str) -> None:
    cell = f"morning=1 {CANARY}" if column == "dose plan" else CANARY
    content = {
        "cell": f"{HEAD},{column}\na,en,0,{cell}\u202e\n",
        "header": f"{cell},en,1\n{cell},en,1\n",
        "json": f'{{"{column}": "{cell}", "{cell}": 1, "sheet": ["{cell}"]}}\n{{"{cell}\n',
        "quotation": f'{HEAD},{column}\na,en,0,"{cell}\n',
        "bytes": f"{HEAD},{column}\na,en,0,{cell}\x81",
        "shifted": f"{HEAD},size,paper,gtin,lot,expiry,summary,beside\n" + f"{cell}," * 10,
    }[wrong]
    file = tmp_path / "orders"
    file.write_bytes(content.encode("latin-1" if wrong == "bytes" else "utf-8"))
    with pytest.raises(LeafletsError) as caught:
        read_orders(file, None)
    error: BaseException | None = caught.value
    seen = "".join(traceback.format_exception(caught.value))
    while error:
        seen += repr(error) + repr(error.args) + repr(vars(error))
        error = error.__context__
    assert "Zanzibaria" not in seen


def test_a_patient_stands_in_no_representation(read: Callable[..., list[Order]]) -> None:
    orders = read(
        f"{HEAD},patient name,date of birth,dose plan,prescriber,note\n"
        f"a,en,1,{CANARY},1950-01-31,morning=17 drops,{CANARY},{CANARY}\n"
    )
    assert orders[0].patient
    for word in ("Zanzibaria", "1950", "17"):
        assert word not in repr(orders)


def test_births_to_come_and_expired_packs_are_told(read: Callable[..., list[Order]]) -> None:
    head = f"{HEAD},patient name,date of birth,gtin,expiry\n"
    gtin = "9521234567899"
    good = f"a,en,1,X,2026-11-23,{gtin},2026-11-23\na,en,1,,,{gtin},2076-12-31\n"
    bad = f"a,en,1,X,2026-11-24,{gtin},2026-11-22\na,en,1,,,{gtin},2077-01-01\n"
    found = list(problems_on(read(head + good + bad), DAY, Path("o.csv")))
    assert [(problem.line, problem.field, problem.code) for problem in found] == [
        (4, "date of birth", "order-birth"),
        (4, "expiry", "order-expiry"),
        (5, "expiry", "order-expiry"),
    ]


def test_the_example_reads_back(read: Callable[..., list[Order]], built_in: Library) -> None:
    orders = read(example_orders())
    assert not list(problems_on(orders, DAY, Path("o.csv")))
    assert len(orders) == 6
    patients = [order.patient for order in orders if order.patient]
    assert [patient.name for patient in patients] == ["Example Patient One", "Example Patient Two"]
    assert patients[0].plan
    assert [order.accessible for order in orders].count(True) == 1
    assert [order.pack.gtin[:4] for order in orders if order.pack] == ["0952"]
    for order in orders:
        assert order.language in built_in.languages_of(built_in.find_sheet(order.sheet).sheet)


def test_an_example_run_is_the_same_and_has_every_leaflet(
    read: Callable[..., list[Order]], built_in: Library
) -> None:
    assert example_run(200) == example_run(200)
    orders = read(example_run(108))
    assert len({(order.sheet, order.language, order.size) for order in orders}) == 108
    assert {order.copies for order in orders} == set(range(1, 11))
    assert {order.delivery_point for order in orders} == {f"Ward {at}" for at in range(1, 9)}
    assert len({order.language for order in orders[:12]}) == 12
    assert len({order.size for order in orders[:12]}) == 3
    for sheet, tag in {(order.sheet, order.language) for order in orders}:
        assert tag in built_in.languages_of(built_in.find_sheet(sheet).sheet)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1", "\n=1", "＝1"])
def test_cells_that_begin_a_formula_are_made_harmless(cell: str) -> None:
    assert escaped_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ward 1", "a=b", "  x", "7-8"])
def test_other_cells_stay(cell: str) -> None:
    assert escaped_cell(cell) == cell
