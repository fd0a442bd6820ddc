"""The categories as every page needs them: read whole, kept for a minute, asked without a query."""

from collections import defaultdict
from dataclasses import dataclass, field

from projects.memory import Remembered
from projects.models import Category, Synonym
from projects.search import words


@dataclass(frozen=True)
class Taxonomy:
    """All categories: top ones in order, those below each, and whose subtree a word means."""

    tops: list[Category]
    below: dict[int, list[Category]]
    by_code: dict[str, Category]
    by_id: dict[int, Category]
    terms: list[tuple[str, int]] = field(default_factory=list)

    def subtree(self, category: Category) -> list[int]:
        """Keys of the category and everything under it."""
        keys, queue = [], [category]
        while queue:
            node = queue.pop()
            keys.append(node.pk)
            queue.extend(self.below.get(node.pk, ()))
        return keys

    def meant_by(self, word: str) -> set[int]:
        """Categories (whole subtrees) whose name or synonym is `word` or stands in it."""
        found = {key for term, key in self.terms if term in word}
        return {key for pk in found for key in self.subtree(self.by_id[pk])}

    def suggested(self, text: str) -> Category | None:
        """The category that a sentence is most likely about: by its longest known word."""
        said = "".join(words(text))
        found = [(len(term), self.by_id[pk].level, -pk) for term, pk in self.terms if term in said]
        return self.by_id[-max(found)[2]] if found else None

    def top_of(self, pk: int) -> Category:
        node = self.by_id[pk]
        while node.parent_id is not None:
            node = self.by_id[node.parent_id]
        return node

    def named(self, name: str) -> list[Category]:
        """Categories of this name; “上级/名称” says which, where a name occurs twice."""
        path = [part.strip() for part in name.split("/")]
        return [c for c in self.by_id.values() if self.path(c)[-len(path) :] == path]

    def path(self, category: Category) -> list[str]:
        above = self.path(self.by_id[category.parent_id]) if category.parent_id else []
        return [*above, category.name]

    def choices(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """For a select: each top category as a group of itself and those below it."""
        groups = []
        for top in self.tops:
            rest = [(self.by_id[pk].pk, self.by_id[pk].name) for pk in self.subtree(top)[1:]]
            groups.append((top.name, [(top.pk, f"{top.name}（综合）"), *reversed(rest)]))
        return groups


def load() -> Taxonomy:
    """Two queries."""
    below: dict[int | None, list[Category]] = defaultdict(list)
    nodes = list(Category.objects.order_by("sort", "pk"))
    for node in nodes:
        below[node.parent_id].append(node)
    terms = [(word, node.pk) for node in nodes for word in words(node.name)]
    for category_id, text in Synonym.objects.values_list("category_id", "word"):
        terms += [(word, category_id) for word in words(text)]
    return Taxonomy(
        tops=below.pop(None, []),
        below={pk: rows for pk, rows in below.items() if pk is not None},
        by_code={node.code: node for node in nodes},
        by_id={node.pk: node for node in nodes},
        terms=terms,
    )


taxonomy = Remembered(load)
