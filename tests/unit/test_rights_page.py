"""The page of rights says what the tests of rights check."""

from scripts.rights_table import PAGE, page


def test_the_page_of_rights_is_made_of_the_cases_that_are_tested():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "renew it: .venv/bin/python -m scripts.rights_table > docs/reference/rights.md"
    )
