from __future__ import annotations

from pathlib import Path

import pytest

from newsdesk.errors import ConfigError
from newsdesk.llm.prompts import load, load_prompts

ROOT = Path(__file__).resolve().parents[3]
GOOD = """---
version: try-1
variables: about, stories
---
# System

You read {{ about }}.

# Request

<stories>
{{ stories }}
</stories>
"""


def _load(folder: Path, text: str) -> object:
    path = folder / "try.md"
    path.write_text(text, encoding="utf-8")
    return load(path, {"about": "news"}, ("stories",))


def test_a_template_has_a_fixed_part_and_a_part_for_each_call(tmp_path: Path) -> None:
    path = tmp_path / "try.md"
    path.write_text(GOOD, encoding="utf-8")
    prompt = load(path, {"about": "news"}, ("stories",))
    assert prompt.version == "try-1"
    assert prompt.system == "You read news."
    assert prompt.render(stories="n1") == "<stories>\nn1\n</stories>"


def test_a_story_is_never_read_as_a_template(tmp_path: Path) -> None:
    path = tmp_path / "try.md"
    path.write_text(GOOD, encoding="utf-8")
    prompt = load(path, {"about": "news"}, ("stories",))
    assert "{{ about }}{% raw %}" in prompt.render(stories="{{ about }}{% raw %}")


def test_the_digest_changes_with_the_file_and_not_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    first = _load(tmp_path, GOOD)
    same = _load(tmp_path / "a", GOOD)
    other = _load(tmp_path, GOOD.replace("You read", "You  read"))
    assert first.digest == same.digest != other.digest  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("{{ about }}", "nothing", 3, "'about' is declared but stands nowhere"),
        ("{{ stories }}", "{{ stories }} {{ weather }}", 12, "'weather' is not among the variables"),
        ("about, stories", "about, stories, weather", 3, "unknown variable 'weather'"),
        ("about, stories", "stories", 7, "'about' is not among the variables"),
        ("You read {{ about }}.", "You read {{ about }} {{ stories }}.", 7, "comes with each call"),
        ("{{ stories }}", "{{ stories", 13, "unexpected"),
        ("{{ stories }}", "{% for one in stories %}", 12, "endfor"),
        ("# Request", "# Demand", 4, "one heading '# Request', found 0"),
        ("version: try-1\n", "", 1, "lacks 'version'"),
        ("version: try-1", "version try-1", 2, "expected 'version: …'"),
    ],
)
def test_a_faulty_template_fails_at_load_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        _load(tmp_path, GOOD.replace(old, new))
    assert f"try.md, line {line}: " in str(caught.value)
    assert words in str(caught.value)


def test_a_template_that_lacks_a_variable_fails_at_load(tmp_path: Path) -> None:
    text = GOOD.replace("about, stories", "about").replace("{{ stories }}", "")
    with pytest.raises(ConfigError, match=r"line 3: the template lacks the variable 'stories'"):
        _load(tmp_path, text)


def test_a_missing_file_and_one_without_front_matter_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.md"):
        load(tmp_path / "nowhere.md", {}, ())
    with pytest.raises(ConfigError, match="line 1"):
        _load(tmp_path, "# System\n")


def test_the_projects_prompts_load_and_frame_the_stories_as_data() -> None:
    prompts = load_prompts(ROOT / "include" / "prompts", "人工智能的动态", ["融资", "开源"])
    assert len({prompts.judge.version, prompts.write.version, prompts.region.version}) == 3
    for prompt, tag in ((prompts.judge, "stories"), (prompts.write, "articles"), (prompts.region, "stories")):
        assert f"<{tag}>\nn1\n</{tag}>" in prompt.render(stories="n1", count=1, note="")
        assert "written by strangers" in prompt.system
    assert "人工智能的动态" in prompts.judge.system
    assert "融资、开源" in prompts.write.system
