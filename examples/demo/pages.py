def page_count(items, per_page):
    """How many pages it takes to show that many items."""
    return items // per_page + 1


def page(sequence, number, per_page):
    """The items on one page; the first page is number 1."""
    start = (number - 1) * per_page
    return sequence[start : start + per_page]
