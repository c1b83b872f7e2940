"""The script that pgbench runs is made of what was seen."""

from sanguanjia.bench.frame.capture import Statement, literal, script


def _taken(*rows):
    return [[Statement("SELECT %s, %s, %s", row)] for row in rows]


def test_what_moves_with_the_person_is_reckoned_and_what_is_new_gets_a_variable():
    base = 900_000_000_000_000_000
    made = script(
        _taken((7, 100, base + 1), (7, 100, base + 2), (7, 110, base + 3), (7, 130, base + 4)), people=50
    ).text
    assert "\\set l0 100 + 10 * :i" in made
    assert made.endswith("SELECT 7, :l0, :f0;\n")


def test_one_new_value_used_twice_is_one_variable():
    big = [900_000_000_000_000_000 + n for n in range(4)]
    made = script(_taken(*((value, 1, value) for value in big)), people=5).text
    assert made.endswith("SELECT :f0, 1, :f0;\n")


def test_a_path_moves_with_its_number():
    made = script(_taken(*((1, 1, f"1/5/{100 + n}/") for n in (0, 0, 1, 3))), people=5).text
    assert "(E'' || :l0" not in made
    assert "E'/' || :l0 || E'/'" in made


def test_a_digest_of_the_person_is_held_and_said():
    made = script(_taken((1, 1, "abc"), (1, 1, "abc"), (1, 1, "xyz"), (1, 1, "uvw")), people=5)
    assert made.held == ("str: abc",)


def test_no_literal_holds_what_pgbench_reads_as_a_variable():
    assert ":" not in literal("12:30:abc")
    assert literal("it's \\ new\nline") == "E'it''s \\\\ new\\nline'"
    assert literal([1, 2]) == "ARRAY[1, 2]::bigint[]"


def test_a_row_that_travels_as_json_is_taken_apart():
    base = 900_000_000_000_000_000

    def row(number, new):
        day = f"2026-01-0{1 + new % 7}T00:00:00Z"
        return f'{{"id":{new},"estate_id":{100 + number},"at":"{day}","words":"it\'s: so"}}'

    taken = [[Statement("SELECT %s", (row(n, base + i),))] for i, n in enumerate((0, 0, 1, 3))]
    made = script(taken, people=9).text.splitlines()[-1]
    assert made.startswith('SELECT (E\'{"id"\\x3a\' || :f0 || E\',"estate_id"\\x3a\' || :l0 || E\',"at"')
    assert "it''s" in made
