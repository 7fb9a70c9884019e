from newsdesk.stories.names import NameTable, word_weight, words_in

TABLE = NameTable({"阿克米": {"阿克米", "Acme"}, "贝塔": {"贝塔", "Beta Labs"}})


def test_one_name_in_both_languages() -> None:
    assert TABLE.read("阿克米发布新模型").names == TABLE.read("acme releases a model").names == {"阿克米"}
    assert TABLE.read("beta labs and acme").names == {"阿克米", "贝塔"}


def test_a_latin_name_is_a_whole_word_but_a_version_may_follow() -> None:
    assert TABLE.read("acmes are common").names == frozenset()
    assert TABLE.read("placme").names == frozenset()
    assert TABLE.read("acme5 is out").names == {"阿克米"}


def test_the_title_without_its_names() -> None:
    assert TABLE.read("acme buys beta labs today").bare == "buys today"
    assert TABLE.read("acme").bare == ""


def test_words_are_names_rather_than_grammar() -> None:
    assert words_in("the orcas are released in 5.1") == {"orca", "releas", "5.1"}
    assert word_weight("orca") > word_weight("api")
