"""Every question of a QTI file or package, in the order of its tests."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flask_babel import gettext as _

from learn.assessment import Draft
from learn.interop.qti.asked import points_of
from learn.interop.qti.box import Box
from learn.interop.qti.early import items_of, translated
from learn.interop.qti.item import Item, Lost
from learn.interop.qti.question import draft_of
from learn.interop.qti.tree import Node
from learn.interop.qti.values import number_of
from learn.interop.reading import Fault, Reading, Unreadable, check_number, check_size

_STIMULI = ("assessmentStimulus", "stimulus")
_CHOSEN = ("selection", "branchRule", "preCondition", "templateDefault")


def read(content: bytes, *, language: str, key: str) -> Reading:
    """The questions in a file. Raises Unreadable where there are none at all to be found."""
    check_size(content)
    walk = _Walk(Box.of(content), language)
    walk.all()
    if not walk.drafts and not walk.faults:
        raise Unreadable(_("There is no question in this file."), where="ZIP")
    return Reading(key, tuple(walk.drafts), tuple(walk.faults))


@dataclass
class _Walk:
    """A way through all files of a package."""

    box: Box
    language: str
    drafts: list[Draft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def all(self) -> None:
        """Open every file: tests first, for they know the order; then what no test names."""
        self.faults += self.box.faults
        roots = {path: root for path in self.box.xml if (root := self._root(path)) is not None}
        check_number(sum(_number_of_items(root) for root in roots.values()))
        listed = [one for path, root in roots.items() if root.name == "manifest" for one in self._listed(path, root)]
        for path, root in roots.items():
            if root.name in ("assessmentTest", "assessmentSection") and path not in self.seen:
                self._test(path, root)
        for path in [*dict.fromkeys(listed), *roots]:
            if path in roots and path not in self.seen:
                self._file(path, roots[path])

    def _root(self, path: str) -> Node | None:
        try:
            return self.box.open(path)
        except Unreadable as fault:
            if len(self.box.files) == 1:
                raise
            self.faults.append(fault.fault)
            return None

    def _file(self, path: str, root: Node) -> None:
        self.seen.add(path)
        match root.name:
            case "assessmentItem":
                self._item(path, root)
            case "questestinterop":
                self._early(path, root)
            case "manifest" | "assessmentTest" | "assessmentSection":
                pass
            case _ if not path or (len(self.box.files) == 1 and root.name not in _STIMULI):
                what = _("The first element is <%(root)s>: this is no item, test or package of QTI.", root=root.name)
                raise Unreadable(what, where=f"XML <{root.name}>", line=root.line)

    # items

    def _item(self, path: str, root: Node, weight: Fraction | None = None) -> None:
        item = Item(self._with_stimuli(path, root), path, self.box, language=self.language)
        try:
            draft = draft_of(item)
        except Lost as lost:
            self._lost(item, lost)
            return
        except RecursionError:
            self._lost(item, Lost(_("Its rules stand too deep in each other."), root))
            return
        self._keep(item, draft, self.tags.get(path, ()), weight)

    def _keep(self, item: Item, draft: Draft, tags: tuple[str, ...], weight: Fraction | None = None) -> None:
        if weight is not None and weight > 0 and weight != 1:
            points = weight * Fraction(str(draft.body.get("points", 1)))
            draft = replace(draft, body={**draft.body, **points_of(points)})
        self.faults += item.faults
        self.drafts.append(replace(draft, tags=tags))
        check_number(len(self.drafts))

    def _lost(self, item: Item, lost: Lost) -> None:
        self.faults.append(Fault(f"{item.where} <{lost.node.name}>", str(lost), lost.node.line, whole=True))

    def _with_stimuli(self, path: str, root: Node) -> Node:
        """An item with the passages that it shares with others."""
        for ref in root.direct("assessmentStimulusRef", "stimulusRef"):
            found = self.box.find(ref.get("href"), path)
            body = self.box.open(found).first("stimulusBody") if found is not None else None
            if found is None or body is None:
                what = _("The text “%(name)s” that it refers to is not in the file.", name=ref.get("href"))
                self.faults.append(Fault(f"{path} <{ref.name}>", what, ref.line))
                continue
            for picture in body.all("img", "object"):
                for key in {"src", "data"} & set(picture.attributes):
                    away = posixpath.relpath(
                        posixpath.join(posixpath.dirname(found), picture.get(key)), posixpath.dirname(path) or "."
                    )
                    picture.attributes[key] = away
            root.children.append(body)
        return root

    def _early(self, path: str, root: Node) -> None:
        """The items of a file of version 1.2."""
        found = list(items_of(root))
        for node in root.all("selection_number", "selection"):
            what = _("Which questions a test chooses, and when, is not kept: all its questions are read.")
            self.faults.append(Fault(f"{path} <{node.name}>".strip(), what, node.line))
            break
        for node in found:
            try:
                item = Item(translated(node), path, self.box, language=self.language)
                self._keep(item, draft_of(item), ())
            except Lost as lost:
                where = " ".join(filter(None, [path, node.get("title") or node.get("ident")]))
                fault = Fault(f"{where} <{lost.node.name}>", str(lost), lost.node.line or node.line, whole=True)
                self.faults.append(fault)
        if not found:
            what = _("There is no <item> in this file.")
            self.faults.append(Fault(f"{path} <{root.name}>".strip(), what, root.line, whole=True))

    # tests and manifests

    def _test(self, path: str, root: Node) -> None:
        self.seen.add(path)
        for node in root.all(*_CHOSEN):
            what = _("Which questions a test chooses, and when, is not kept: all its questions are read.")
            self.faults.append(Fault(f"{path} <{node.name}>".strip(), what, node.line))
            break
        for node in root.all("rubricBlock", "testFeedback"):
            if node.raw.strip() or node.first("img", "object"):
                what = _("What a test says beside its questions is not kept.")
                self.faults.append(Fault(f"{path} <{node.name}>".strip(), what, node.line))
                break
        refs = list(root.all("assessmentItemRef", "assessmentSectionRef"))
        if not refs:
            what = _("The test names no items.")
            self.faults.append(Fault(f"{path} <{root.name}>".strip(), what, root.line, whole=True))
        for ref in refs:
            found = self.box.find(ref.get("href"), path)
            target = self._root(found) if found is not None and found not in self.seen else None
            if found is None:
                what = _("The file “%(name)s” is not here.", name=ref.get("href"))
                self.faults.append(Fault(f"{path} <{ref.name}>".strip(), what, ref.line, whole=True))
            elif target is not None and target.name in ("assessmentSection", "assessmentTest"):
                self._test(found, target)
            elif target is not None and target.name == "assessmentItem":
                self.seen.add(found)
                self.tags[found] = tuple(dict.fromkeys([*self.tags.get(found, ()), *ref.get("category").split()]))
                self._item(found, target, _weight(ref))

    def _listed(self, path: str, root: Node) -> Iterator[str]:
        """The files that a manifest names, in its order, and what it says of them."""
        self.seen.add(path)
        alone = len(self.box.files) == 1
        named = [one for one in root.all("resource") if one.get("href") or one.direct("file")]
        for resource in named:
            address = resource.get("href") or resource.direct("file")[0].get("href")
            found = self.box.find(address, path)
            if found is not None:
                self.tags.setdefault(found, _keywords(resource))
                yield found
                yield from self._beside(resource, path)
            elif alone or _is_questions(resource):
                what = _("The file “%(name)s” is not here.", name=address)
                self.faults.append(Fault(f"{path} <resource>".strip(), what, resource.line, whole=True))
        if alone and not named:
            raise Unreadable(_("The manifest names no files."), where="XML <manifest>", line=root.line)

    def _beside(self, resource: Node, path: str) -> Iterator[str]:
        for file in resource.direct("file"):
            if (found := self.box.find(file.get("href"), path)) is not None:
                yield found


def _number_of_items(root: Node) -> int:
    return sum(1 for _item in items_of(root)) if root.name == "questestinterop" else root.name == "assessmentItem"


def _is_questions(resource: Node) -> bool:
    kind = resource.get("type").lower()
    return "imsqti" in kind and ("item" in kind or "test" in kind or "xmlv1" in kind)


def _weight(ref: Node) -> Fraction | None:
    for weight in ref.direct("weight"):
        return number_of(weight.get("value"))
    return None


def _keywords(resource: Node) -> tuple[str, ...]:
    found = [word.text for word in resource.all("keyword")]
    return tuple(dict.fromkeys(filter(None, found)))
