"""Which dollars enclose a formula, and which are money."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar

# No space inside the dollars, no letter or digit behind the second: "from $5 to $10" and "$5, $6" are prices.
_FORMULA = re.compile(r"\$(?![\s$])((?:\\.|[^\\$\n])+?)(?<!\s)\$(?![A-Za-z0-9$])")
_BLOCK = math_block_dollar(allow_labels=False, allow_blank_lines=False)
_IN_WORDS = re.compile(r"\\(?:text|textrm|mathrm|mbox)\s*\{[^{}]*\}")
_CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")  # with its punctuation: a sentence that names two prices


def formulas_plugin(parser: MarkdownIt) -> None:
    """`$…$` in a line and `$$` … `$$` in lines of its own.

    The plugin's own rule for a line takes US$ for the beginning of a formula, and at the start of a paragraph looks at its last letter.
    """
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False)
    parser.inline.ruler.at("math_inline", _in_a_line)
    parser.block.ruler.at("math_block", _in_lines, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _in_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The plugin's rule, which knows no silence: it leaves its formula also where it is only asked whether one begins."""
    before, line = len(state.tokens), state.line
    found = _BLOCK(state, start, end, silent)
    if found and silent:
        del state.tokens[before:]
        state.line = line
    return found


def _in_a_line(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$" or _belongs_to_a_word(state.src[: state.pos][-1:]):
        return False
    found = _FORMULA.match(state.src, state.pos, state.posMax)
    if found is None or _CHINESE.search(_IN_WORDS.sub("", found[1])):
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = found[1], "$"
    state.pos = found.end()
    return True


def _belongs_to_a_word(before: str) -> bool:
    return before == "$" or (before.isascii() and before.isalnum())
