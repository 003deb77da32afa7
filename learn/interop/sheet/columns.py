"""The columns of the table and the words in its cells, in Chinese and English."""

from dataclasses import dataclass

from learn.kit.text import LANGUAGES, fold

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
USUAL_PARTS = 8  # columns for so many choices stand in every table
ARROW = "→"  # between the two sides of a pair
AND = "&&"  # between the parts of a short answer
LONGEST_CELL = 32_767  # Excel's own limit


@dataclass(frozen=True)
class Column:
    """One column: the key of what it holds, and what it is called."""

    key: str
    zh: str
    en: str
    width: int = 12

    @property
    def heading(self) -> str:
        """Both names, one above the other."""
        return f"{self.zh}\n{self.en}"

    @property
    def names(self) -> set[str]:
        """What somebody may call it."""
        return {
            fold(self.heading),
            fold(self.zh),
            fold(self.en),
            fold(f"{self.zh} / {self.en}"),
            fold(self.zh + self.en),
        }


def _pair(key: str, zh: str, en: str, width: int = 24) -> list[Column]:
    """Two columns for a text in both languages."""
    return [
        Column(f"{key}.zh", f"{zh}（中文）", f"{en} (Chinese)", width),
        Column(f"{key}.en", f"{zh}（英文）", f"{en} (English)", width),
    ]


def columns(parts: int = USUAL_PARTS) -> list[Column]:
    """All columns, with room for so many choices, pairs or items."""
    options = [one for letter in LETTERS[:parts] for one in _pair(letter, f"选项 {letter}", f"Option {letter}", 20)]
    return [
        Column("code", "编号", "Code"),
        Column("kind", "题型", "Kind", 18),
        Column("difficulty", "难度", "Difficulty"),
        *_pair("text", "题干", "Question", 40),
        *options,
        Column("answer", "答案", "Answer", 18),
        Column("tolerance", "容差", "Tolerance"),
        *_pair("measure", "计量单位", "Unit of measure", 14),
        Column("case", "区分大小写", "Letter case counts"),
        Column("least_words", "最少字数", "Least words"),
        Column("most_words", "最多字数", "Most words"),
        *_pair("model", "参考答案", "Model answer"),
        *_pair("reason", "解析", "Reason", 32),
        *_pair("right", "答对时", "If right"),
        *_pair("partly", "部分答对时", "If partly right"),
        *_pair("wrong", "答错时", "If wrong"),
        *_pair("hints", "提示", "Hints"),
        Column("points", "分值", "Points"),
        Column("shuffle", "选项乱序", "Shuffle options"),
        Column("format", "文本格式", "Text format"),
        Column("name", "名称", "Name", 18),
        Column("tags", "标签", "Tags", 18),
        Column("topic", "单元", "Unit", 16),
        Column("objective", "学习目标", "Objective", 16),
        Column("source", "来源", "Source", 16),
        *_pair("source_title", "来源标题", "Title of source"),
        *_pair("clause", "条款", "Clause"),
        Column("check", "核对方式", "Check"),
    ]


ALL = columns(len(LETTERS))
KEY_OF = {name: column.key for column in ALL for name in column.names}

KINDS = {
    "single": "单选 single", "multiple": "多选 multiple", "truefalse": "判断 true/false", "matching": "配对 matching",
    "ordering": "排序 ordering", "numeric": "数值 numeric", "short": "填空 short", "essay": "论述 essay",
}  # fmt: skip
DIFFICULTIES = {"easy": "易 easy", "medium": "中 medium", "hard": "难 hard"}
TRUTHS = {True: "对 true", False: "错 false"}
ANSWERS = {True: "是 yes", False: "否 no"}
FORMATS = {"plain": "纯文本 plain", "markdown": "Markdown", "html": "HTML"}
_ALSO = {
    "truefalse": ("判断题", "true or false", "tf"), "single": ("单选题", "单项选择", "single choice"),
    "multiple": ("多选题", "多项选择", "multiple choice"), "matching": ("配对题", "连线", "连线题"),
    "ordering": ("排序题",), "numeric": ("数值题", "计算题", "number"), "short": ("填空题", "简答", "简答题", "short answer"),
    "essay": ("论述题", "问答题"),
}  # fmt: skip
YES = {fold(one) for one in ("对", "正确", "是", "true", "t", "yes", "y", "√", "✓", "1", "对 true", "是 yes")}
NO = {fold(one) for one in ("错", "错误", "否", "false", "f", "no", "n", "×", "✗", "x", "0", "错 false", "否 no")}


def said(words: dict[str, str], cell: str) -> str | None:
    """Which of several words a cell says, in either language or both; None: none of them."""
    found = fold(cell)
    for key, shown in words.items():
        if found in {key, fold(shown), *map(fold, shown.split(" ", 1)), *map(fold, _ALSO.get(key, ()))}:
            return key
    return None


def letter(number: int) -> str:
    """The letter of a column as Excel shows it, from 0."""
    return (letter(number // 26 - 1) if number >= 26 else "") + LETTERS[number % 26]


__all__ = ["ALL", "ANSWERS", "DIFFICULTIES", "FORMATS", "KEY_OF", "KINDS", "LANGUAGES", "NO", "TRUTHS", "YES", "Column"]
