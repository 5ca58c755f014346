import unittest

from stack import Stack


class StackTest(unittest.TestCase):
    def test_pops_what_was_pushed_last(self):
        stack = Stack()
        stack.push("a")
        stack.push("b")
        self.assertEqual(stack.pop(), "b")
        self.assertEqual(stack.pop(), "a")

    def test_knows_its_length(self):
        stack = Stack()
        stack.push("a")
        self.assertEqual(len(stack), 1)

    def test_refuses_to_pop_when_empty(self):
        with self.assertRaises(IndexError):
            Stack().pop()
