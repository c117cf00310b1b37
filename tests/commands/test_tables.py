from nlptk.commands.tables import aligned


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert aligned([("a", "bb", "c"), ("aaa", "b", "")]) == "a    bb  c\naaa  b"


def test_gap_can_be_chosen() -> None:
    assert aligned([("a", "b")], gap=1) == "a b"
