"""What the table says about itself, in both languages whoever opens it, and one example of every kind."""

from learn.interop.sheet.columns import ANSWERS, DIFFICULTIES, KINDS, TRUTHS
from learn.interop.sheet.row import Cell

GUIDE: list[tuple[str, str]] = [
    ("每行一道题，写在“题目”工作表中。只读取这一张表；“示例”和本页不会读入。",
     "One row is one question, on the sheet “Questions”. Only that sheet is read; “Examples” and this page are not."),
    ("第一行的列名请勿改动；列的顺序可以改变，用不到的列可以删除。“题型”和“题干”必填。",
     "Leave the headings as they are; columns may stand in any order, and those you do not need may go. Kind and Question are needed."),
    ("中文和英文写在各自的列中。可以先只写一种语言；另一种语言补齐之前，题目会被标记，不会被抽到。",
     "Chinese and English have columns of their own. You may write one first; until the other is there, the question is flagged and not drawn."),
    ("单选、多选：选项写在“选项 A、B……”列，答案写字母，如 B 或 A, C。部分得分写成 A:50, C:50, D:-25（百分比）。",
     "Single and multiple: write the options under Option A, B …, and their letters as the answer, such as B or A, C. For part marks write A:50, C:50, D:-25 (per cent)."),
    ("判断：答案写“对”或“错”。", "True or false: the answer is 对 (true) or 错 (false)."),
    ("配对：每个选项格写一对，“左 → 右”；多余的右项写“→ 右”。",
     "Matching: each option cell holds one pair, “left → right”; write an extra right-hand side as “→ right”."),
    ("排序：按正确顺序把各项写在“选项 A、B……”列。", "Ordering: write the items under Option A, B … in their right order."),
    ("数值：答案写数字，需要时填写容差（允许的偏差）和计量单位。",
     "Numeric: the answer is a number; add a tolerance (how far off still counts) and a unit if needed."),
    ("填空：每行写一种可接受的答案（单元格内换行用 Alt+Enter），最好的写在最前。几个部分顺序不限时用 && 隔开。",
     "Short: one accepted answer a line (Alt+Enter within the cell), the best one first. Parts that may come in any order are joined by &&."),
    ("论述：由人评分。可填写参考答案和字数范围。", "Essay: marked by a person. You may add a model answer and limits of length."),
    ("“解析”说明答案为什么正确，交卷后显示。标签之间用逗号隔开；提示每行一条。",
     "Reason says why the answer is right and is shown afterwards. Put commas between tags, and one hint a line."),
    ("图片、单个选项的反馈、完形、热点、情境题和上传题不能写在表中，请在题库里编辑。",
     "Pictures, feedback to single options, texts with gaps, places in pictures, scenarios and uploads cannot stand here; edit them in the bank."),
]  # fmt: skip

EXAMPLES: list[dict[str, Cell]] = [
    {"kind": KINDS["single"], "difficulty": DIFFICULTIES["easy"], "text.zh": "哪种洁净级别用于高风险操作区？",
     "text.en": "Which grade is for high-risk operations?", "A.zh": "D 级", "A.en": "Grade D", "B.zh": "A 级",
     "B.en": "Grade A", "answer": "B", "reason.zh": "见 EU GMP 附录 1。", "reason.en": "See EU GMP Annex 1."},
    {"kind": KINDS["multiple"], "text.zh": "批记录中必须有哪些？", "text.en": "What must a batch record have?", "A.zh": "批号",
     "A.en": "Batch number", "B.zh": "天气", "B.en": "The weather", "C.zh": "签名", "C.en": "Signatures", "answer": "A, C"},
    {"kind": KINDS["truefalse"], "text.zh": "戴手套可以代替洗手。", "text.en": "Gloves replace washing hands.",
     "answer": TRUTHS[False]},
    {"kind": KINDS["matching"], "text.zh": "配对温度。", "text.en": "Match the temperatures.", "A.zh": "培养箱 → 37 °C",
     "A.en": "Incubator → 37 °C", "B.zh": "冰箱 → 5 °C", "B.en": "Refrigerator → 5 °C", "C.zh": "→ 100 °C", "C.en": "→ 100 °C"},
    {"kind": KINDS["ordering"], "text.zh": "更衣顺序？", "text.en": "The order of gowning?", "A.zh": "洗手", "A.en": "Wash hands",
     "B.zh": "戴口罩", "B.en": "Put on the mask", "C.zh": "戴手套", "C.en": "Put on gloves"},
    {"kind": KINDS["numeric"], "text.zh": "液氮的沸点是多少？", "text.en": "At what temperature does liquid nitrogen boil?",
     "answer": -196, "tolerance": 1, "measure.zh": "°C", "measure.en": "°C"},
    {"kind": KINDS["short"], "text.zh": "负责放行的人员叫什么？", "text.en": "Who releases a batch?",
     "answer": "质量受权人\nQualified Person\nQP", "case": ANSWERS[False]},
    {"kind": KINDS["essay"], "text.zh": "发现偏差时怎么做？", "text.en": "What do you do about a deviation?", "least_words": 50,
     "model.zh": "立即报告，隔离物料，记录事实。", "model.en": "Report at once, set material aside, record the facts."},
]  # fmt: skip
