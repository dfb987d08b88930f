import pytest

from colonnade.design.format import formatted


def test_imports_are_sorted_and_the_unused_go() -> None:
    files = formatted({"app/a.py": "import os\nfrom b import c\nimport sys\nx = c( sys )\n"})
    assert files["app/a.py"] == "import sys\n\nfrom b import c\n\nx = c(sys)\n"


def test_other_files_stay_as_they_are() -> None:
    assert formatted({"README.md": "x  =  1\n", "a.py": "x  =  1\n"}) == {
        "README.md": "x  =  1\n",
        "a.py": "x = 1\n",
    }


def test_a_package_keeps_what_it_hands_on() -> None:
    text = 'from app.models.task import Task\n\n__all__ = ["Task"]\n'
    assert formatted({"app/models/__init__.py": text})["app/models/__init__.py"] == text


def test_a_file_that_is_not_python_is_named() -> None:
    with pytest.raises(RuntimeError, match=r"app/broken\.py"):
        formatted({"app/broken.py": "x = (\n", "app/fine.py": "x = 1\n"})
