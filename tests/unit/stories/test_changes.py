"""What holds after stories were merged, split, muted, and changes taken back."""

from datetime import UTC, datetime

from newsdesk.stories.changes import Change, Kind, Standing, split_id

AT = datetime(2026, 1, 1, tzinfo=UTC)


def change(number: int, kind: Kind, story: str, **what) -> Change:
    return Change(number, AT, "someone", kind, story, **what)


def test_a_merge_is_followed_to_its_end_and_ids_stay() -> None:
    now = Standing([change(1, Kind.MERGE, "b", into="a"), change(2, Kind.CONTINUE, "c", into="b")])
    assert [now.root(one) for one in "abcd"] == ["a", "a", "a", "d"]
    assert now.members("a") == {"a", "b", "c"}
    assert now.members("d") == {"d"}


def test_what_is_merged_both_ways_round_makes_no_circle() -> None:
    now = Standing([change(1, Kind.MERGE, "b", into="a"), change(2, Kind.MERGE, "a", into="b")])
    assert now.root("a") == now.root("b") == "a"


def test_a_split_moves_its_articles_alone_and_may_be_merged_again() -> None:
    split = change(1, Kind.SPLIT, "a", into="s", articles=("x",))
    assert Standing([split]).story_of("x", "a") == "s"
    assert Standing([split]).story_of("y", "a") == "a"
    assert Standing([split, change(2, Kind.MERGE, "s", into="b")]).story_of("x", "a") == "b"


def test_a_muted_story_silences_what_it_is_told_with() -> None:
    now = Standing([change(1, Kind.MUTE, "b"), change(2, Kind.MERGE, "b", into="a")])
    assert now.muted("a")
    assert not now.muted("c")


def test_what_is_undone_does_not_hold_and_the_rest_does() -> None:
    rows = [
        change(1, Kind.MERGE, "b", into="a"),
        change(2, Kind.MUTE, "a"),
        change(3, Kind.UNDO, "b", undoes=1),
    ]
    now = Standing(rows)
    assert now.root("b") == "b"
    assert now.muted("a")
    assert not now.muted("b")


def test_the_order_of_reading_does_not_matter() -> None:
    rows = [
        change(1, Kind.SPLIT, "a", into="s", articles=("x",)),
        change(2, Kind.SPLIT, "s", into="t", articles=("x",)),
    ]
    assert Standing(rows).chapter("x", "a") == Standing(reversed(rows)).chapter("x", "a") == "t"


def test_a_split_has_one_id_for_the_same_articles() -> None:
    assert split_id("a", ["x", "y"]) == split_id("a", ["y", "x"]) != split_id("b", ["x", "y"])


def test_what_somebody_took_apart_is_kept_apart() -> None:
    rows = [
        change(1, Kind.CONTINUE, "b", into="a"),
        change(2, Kind.UNDO, "b", undoes=1),
        change(3, Kind.SPLIT, "c", into="s", articles=("x",)),
        change(4, Kind.SPLIT, "d", into="t", articles=("y",)),
        change(5, Kind.UNDO, "d", undoes=4),
        change(6, Kind.MERGE, "e", into="b"),
    ]
    now = Standing(rows)
    assert now.kept_apart("a", "b")
    assert now.kept_apart("b", "a")
    assert now.kept_apart("c", "s")
    assert not now.kept_apart("d", "t")
    assert now.kept_apart("e", "a"), "what is told with a story is kept apart with it"
    assert not now.kept_apart("b", "e")
