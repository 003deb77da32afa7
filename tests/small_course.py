"""A small course pack, written as a folder: two lessons and a final quiz that draws four of eight questions of all seven kinds."""

from pathlib import Path

LESSON = {
    "zh": """细胞离开人体之后，每一步都要有人负责，也要留下记录。

## 谁来负责 {#who}

::: keyfact F{n:02d}
培训计划由生产负责人或者质量负责人审核或批准。
:::

见[第二十六条](source:CG)。

::: note
这是一条旁注。
:::

## 怎样记录 {#how}

::: warning
不得用铅笔填写。
:::

Table: 两种写法

| 写法 | 结果 |
|---|---|
| 当时填写 | 可以 |
| 事后补写 | 不可以 |

![从采集到放行的两步](media/chain.svg "两步")

::: case 气闸前的访客
一位没有受过培训的工程师要进入洁净区。

- [ ] 让她进去，修理只要十分钟

  不够。她没有受过培训。
- [x] 讲清卫生与更衣，陪同并记录

  对。无法避免时，事先指导。
:::
""",
    "en": """Once cells have left the body, somebody answers for every step, and every step leaves a record.

## Who answers {#who}

::: keyfact F{n:02d}
The training plan is reviewed or approved by the production head or the quality head.
:::

See [Art. 26](source:CG).

::: note
This is a note in the margin.
:::

## How to record {#how}

::: warning
Do not write in pencil.
:::

Table: Two ways to write

| Way | Result |
|---|---|
| At the time | Right |
| Afterwards | Wrong |

![Two steps from collection to release](media/chain.svg "Two steps")

::: case A visitor at the airlock
An engineer without training must enter the clean area.

- [ ] Let her in, the repair takes ten minutes

  Not enough. She has no training.
- [x] Brief her on hygiene and gowning, escort her, record it

  Right. Where entry cannot be avoided, instruct first.
:::
""",
}

CHAIN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 120">
  <rect class="soft" x="8" y="20" width="200" height="60" rx="6"/>
  <text class="b" x="108" y="56" text-anchor="middle" lang="zh">采集</text>
  <text class="b" x="108" y="56" text-anchor="middle" lang="en">Collection</text>
  <path class="ink" d="M208 50H292"/><path class="arrow" d="M300 50l-8 -4.5v9z"/>
  <rect class="teal" x="300" y="20" width="200" height="60" rx="6"/>
  <text class="on" x="400" y="56" text-anchor="middle" lang="zh">放行</text>
  <text class="on" x="400" y="56" text-anchor="middle" lang="en">Release</text>
</svg>
"""

COURSE = """code: {code}
catalogue: gmp
version: "{version}"
title: {{zh: 细胞治疗 GMP 基础, en: GMP foundations}}
summary: {{zh: 谁负责，怎样记录。, en: Who answers and how to record.}}
audience: {{zh: 生产人员, en: Operators}}
objectives:
  - {{id: people, zh: 说出关键人员, en: Identify key personnel}}
hours: 0.5
valid_months: 12
prerequisites: [{prerequisites}]
sources:
  CG:
    title: {{zh: 药品生产质量管理规范（2010 年修订）, en: China GMP 2010}}
    status: in_force
    from: 2011-03-01
facts:
{facts}units:
{units}  - slug: final-quiz
    kind: quiz
    title: {{zh: 结课测验, en: Final quiz}}
    quiz:
      draw: [{draw}]
      pass_mark: 75
      minutes: 20
      attempts: 3
      cool_off_minutes: [0, 30]
"""
FACT = """  F{n:02d}:
    source: CG
    clause: {{zh: 第二十六条, en: Art. 26}}
    check: read
"""
UNIT = """  - slug: lesson-{n}
    kind: lesson
    title: {{zh: 第 {n} 课, en: Lesson {n}}}
    minutes: 10
"""
QUESTION = """- id: Q{n:02d}
  unit: lesson-{lesson}
  objective: people
  difficulty: easy
  kind: {kind}
  text: {{zh: "{zh}", en: "{en}"}}
{body}
  reason: {{zh: 见第二十六条。, en: See Art. 26.}}
  source: CG
  clause: {{zh: 第二十六条, en: Art. 26}}
  check: read
"""
KINDS = [
    (
        "single",
        "谁批准培训计划？",
        "Who approves training plans?",
        "  choices:\n    - {id: a, zh: 人事部门, en: HR}\n    - {id: b, zh: 生产或质量负责人, en: The production or quality head, correct: true}\n"
        "    - {id: c, zh: 供应商, en: The supplier}",
    ),
    (
        "multiple",
        "哪些人是关键人员？",
        "Who are key personnel?",
        "  choices:\n    - {id: a, zh: 企业负责人, en: Head of the enterprise, correct: true}\n    - {id: b, zh: 质量受权人, en: Qualified person, correct: true}\n"
        "    - {id: c, zh: 访客, en: A visitor}\n    - {id: d, zh: 司机, en: The driver}",
    ),
    ("truefalse", "培训记录应当保存。", "Training records are kept.", "  answer: true"),
    (
        "matching",
        "谁做什么？",
        "Who does what?",
        "  pairs:\n    - {id: a, left: {zh: 质量受权人, en: Qualified person}, right: {zh: 放行, en: Releases}}\n"
        "    - {id: b, left: {zh: 操作人员, en: Operator}, right: {zh: 操作, en: Operates}}\n  extra:\n    - {id: x, zh: 采购, en: Buys}",
    ),
    (
        "ordering",
        "先后顺序是什么？",
        "In which order?",
        "  items:\n    - {id: a, zh: 采集, en: Collect}\n    - {id: b, zh: 制备, en: Process}\n    - {id: c, zh: 放行, en: Release}",
    ),
    ("numeric", "有几位关键人员？", "How many key people are there?", "  answer: 4\n  tolerance: 0"),
    (
        "short",
        "更正时要写什么？",
        "What is added to a correction?",
        "  accept: [[name, date], [姓名, 日期], signature and date]",
    ),
    ("truefalse", "可以用铅笔填写。", "Writing in pencil is allowed.", "  answer: false"),
]


def small_pack(
    folder: Path, code: str = "GMP-101", version: str = "1.0", lessons: int = 2, prerequisites: str = ""
) -> Path:
    """Write a faultless pack as a folder named by its code, and say where it lies.

    The quiz draws two questions a lesson (four of eight with two lessons) and asks for 75 per cent.
    """
    pack = folder / code
    (pack / "units").mkdir(parents=True)
    (pack / "media").mkdir()
    numbers = range(1, lessons + 1)
    course = COURSE.format(
        code=code,
        version=version,
        prerequisites=prerequisites,
        facts="".join(FACT.format(n=n) for n in numbers),
        units="".join(UNIT.format(n=n) for n in numbers),
        draw=", ".join(f"{{unit: lesson-{n}, count: 2}}" for n in numbers),
    )
    (pack / "course.yaml").write_text(course, encoding="utf-8")
    for n in numbers:
        for language, text in LESSON.items():
            (pack / "units" / f"{n:02d}-lesson-{n}.{language}.md").write_text(
                text.replace("{n:02d}", f"{n:02d}"), encoding="utf-8"
            )
    questions = [
        QUESTION.format(n=n + 1, lesson=n // 4 % lessons + 1, kind=kind, zh=zh, en=en, body=body)
        for n, (kind, zh, en, body) in enumerate((KINDS * lessons)[: max(8, 4 * lessons)])
    ]
    (pack / "questions.yaml").write_text("".join(questions), encoding="utf-8")
    (pack / "media" / "chain.svg").write_text(CHAIN, encoding="utf-8")
    return pack
