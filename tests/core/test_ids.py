from core.ids import uuid7


def test_uuid7_made_in_a_row_grows_strictly() -> None:
    made = [uuid7() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}
