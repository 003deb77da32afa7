"""What the buttons above a text put into it, in the language of the text. ⟦…⟧ is selected afterwards, to be typed over."""

from learn.kit.text import Words

BLOCKS = {
    "warning": Words("::: warning\n⟦不得……⟧\n:::", "::: warning\n⟦Do not …⟧\n:::"),
    "note": Words("::: note\n⟦旁注⟧\n:::", "::: note\n⟦A remark beside the text⟧\n:::"),
    "ask": Words(
        "::: ask\n⟦您会怎么做？⟧\n\n想好之后再看：……\n:::",
        "::: ask\n⟦What would you do?⟧\n\nOnce you have decided: …\n:::",
    ),
    "case": Words(
        "::: case ⟦案例的标题⟧\n发生了什么。\n\n- [ ] 不妥的做法\n\n  为什么不妥。\n- [x] 正确的做法\n\n  为什么正确。\n:::",
        "::: case ⟦Title of the case⟧\nWhat happened.\n\n- [ ] What one should not do\n\n  Why not.\n"
        "- [x] What is right\n\n  Why it is right.\n:::",
    ),
    "table": Words(
        "Table: ⟦表的标题⟧\n\n| 项目 | 要求 |\n|---|---|\n| 第一项 | …… |\n| 第二项 | …… |",
        "Table: ⟦Caption of the table⟧\n\n| Item | Requirement |\n|---|---|\n| First | … |\n| Second | … |",
    ),
    "formula": Words("$$\n⟦N = N_0 e^{-kt}⟧\n$$", "$$\n⟦N = N_0 e^{-kt}⟧\n$$"),
    "heading": Words("## ⟦小节标题⟧ {#id}", "## ⟦Section heading⟧ {#id}"),
}
WORDS = {  # what stands where no words are selected
    "bold": Words("重点", "words"),
    "italic": Words("书名", "words"),
    "link": Words("链接文字", "words"),
    "fact": Words("这条要点的原话", "The fact in your own words"),
}
