"""Text from elsewhere, out of Word, WPS, Pages, Google Docs, Excel or a web page, as Markdown of ours. Knows nothing of the database."""

from learn.catalogue.pasting.clipboard import MOST_PASTED, markdown_from
from learn.catalogue.pasting.ids import section_id, with_ids
from learn.catalogue.pasting.pasted import Pasted
from learn.catalogue.pasting.word_file import markdown_from_docx

__all__ = ["MOST_PASTED", "Pasted", "markdown_from", "markdown_from_docx", "section_id", "with_ids"]
