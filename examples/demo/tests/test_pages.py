import unittest

from pages import page, page_count


class PagesTest(unittest.TestCase):
    def test_a_page_holds_its_share(self):
        self.assertEqual(page("abcdefg", 2, 3), "def")

    def test_the_last_page_holds_the_rest(self):
        self.assertEqual(page("abcdefg", 3, 3), "g")

    def test_a_started_page_counts(self):
        self.assertEqual(page_count(7, 3), 3)

    def test_full_pages_need_no_further_page(self):
        self.assertEqual(page_count(6, 3), 2)
