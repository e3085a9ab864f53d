"""Pages of a list, for people (numbered) and for programs (cursors)."""

from dataclasses import dataclass

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """`rows` of page `number` out of `count` rows in all."""

    rows: list
    number: int
    count: int
    size: int = PAGE_SIZE

    @property
    def pages(self):
        return max(1, -(-self.count // self.size))

    @property
    def first(self):
        return (self.number - 1) * self.size + 1 if self.count else 0

    @property
    def last(self):
        return min(self.number * self.size, self.count)

    @property
    def previous(self):
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self):
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True)
class Slice:
    """One page of a list that is not counted: what is shown, and whether there is more before and after."""

    rows: list
    number: int
    has_more: bool

    @property
    def previous(self):
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self):
        return self.number + 1 if self.has_more else None


def page_of(queryset, number, size=PAGE_SIZE, count=None):
    """Page `number` (text from an address; anything unreadable means the first, too far means the last) of an ordered queryset.

    `count`, for who knows it already, spares a query.
    """
    count = queryset.count() if count is None else count
    pages = max(1, -(-count // size))
    wanted = int(number) if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) < 9 else 1
    number = min(max(wanted, 1), pages)
    return Page(list(queryset[(number - 1) * size : number * size]), number, count, size)
