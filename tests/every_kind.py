"""A course pack whose quiz asks one question of each of the twelve kinds, with everything that a kind may have.

A lesson per kind with two questions of that kind: whatever is drawn, every kind stands on the paper once.
"""

from collections.abc import Mapping
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

from learn.catalogue import CourseVersion
from learn.catalogue.pack import read


def both(zh: str, en: str) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": zh, "en": en}


def part(id: str, zh: str, en: str, **other: Any) -> dict[str, Any]:
    """A part of a question."""
    return {"id": id, "zh": zh, "en": en, **other}


ROOM = {
    "alt": both(
        "洁净区平面图：左侧 1 号门通向更衣室，中间 2 号为传递窗，右侧 3 号为生物安全柜，下方 4 号为逃生门。",
        "Plan of a clean area: door 1 on the left leads to gowning, 2 in the middle is a pass-through hatch, 3 on the right a safety "
        "cabinet, 4 below an emergency exit.",
    ),
    "width": 800,
    "height": 450,
    "areas": [
        part("door", "通向更衣室的门", "The door to gowning", shape="rect", coords="20,150,110,310"),
        part(
            "hatch", "传递窗", "The pass-through hatch", shape="rect", coords="330,30,470,110", correct=True,
            feedback=both("对：物料经传递窗进入。", "Right: materials come in through the hatch."),
        ),
        part("cabinet", "生物安全柜", "The biosafety cabinet", shape="circle", coords="650,200,70"),
        part("exit", "逃生门", "The emergency exit", shape="poly", coords="340,400,460,400,480,440,320,440"),
    ],
}  # fmt: skip
CHOICES = [
    part("a", "由生产操作人员自行决定是否放行", "The operators decide about release themselves"),
    part(
        "b",
        "由质量受权人在审核批记录、检验结果、偏差与变更之后决定是否放行；任何人不得代替其签字",
        "The qualified person decides after reviewing the batch record, test results, deviations and changes; nobody signs in their place",
        correct=True,
        feedback=both("对，责任不能转让。", "Right, this responsibility cannot be handed on."),
    ),
    part("c", "由供应商决定", "The supplier decides", feedback=both("供应商只对物料负责。", "A supplier answers for materials only.")),
]  # fmt: skip
MEMBERS = [
    part("a", "企业负责人", "Head of the enterprise", weight="50", correct=True),
    part("b", "质量受权人", "Qualified person", weight="50", correct=True),
    part("c", "访客", "A visitor", weight="-50"),
    part("d", "司机", "The driver", weight="-50"),
]
VIABILITY = {
    "answer": 92.5,
    "tolerance": 0.05,
    "measure": both("%", "%"),
    "figures": 3,
}
RUBRIC = [
    part("facts", "写明何时、何地、何人发现何事", "Says who found what, when and where", points=2),
    part("risk", "判断对产品与患者的影响", "Judges the effect on product and patient", points=3),
    part("acts", "提出纠正与预防措施，并写明责任人和期限", "Proposes corrective and preventive actions with owner and date", points=2.5),
]  # fmt: skip

QUESTIONS: dict[str, dict[str, Any]] = {
    "single": {"text": both("谁决定一批产品能否放行？", "Who decides whether a batch is released?"), "choices": CHOICES},
    "multiple": {"text": both("哪些人是关键人员？", "Who are key personnel?"), "points": 2, "choices": MEMBERS},
    "truefalse": {
        "text": both("记录可以用铅笔填写。", "Records may be written in pencil."),
        "answer": False,
        "choice_feedback": {"true": both("铅笔字可以擦掉。", "Pencil can be rubbed out.")},
    },
    "matching": {
        "text": both("谁做什么？每个职责配一个人。", "Who does what? Give each duty its person."),
        "points": 3,
        "pairs": [
            {"id": "a", "left": both("放行每一批产品", "Releases each batch"), "right": both("质量受权人", "Qualified person")},
            {"id": "b", "left": both("批准工艺规程并确保按规程生产", "Approves process instructions and sees that they are followed"), "right": both("生产管理负责人", "Head of production")},
            {"id": "c", "left": both("批准检验方法", "Approves test methods"), "right": both("质量管理负责人", "Head of quality")},
        ],
        "extra": [part("x", "设备供应商", "Supplier of equipment"), part("y", "物业经理", "Facility manager")],
    },
    "ordering": {
        "text": both("从采集到回输，先后顺序是什么？", "From collection to infusion, in which order?"),
        "points": 2,
        "items": [
            part("a", "单采外周血单个核细胞", "Collect mononuclear cells by apheresis"),
            part("b", "用慢病毒载体转导 T 细胞", "Transduce the T cells with a lentiviral vector"),
            part("c", "扩增、洗涤、分装并冻存", "Expand, wash, fill and freeze"),
            part("d", "检验合格后由受权人放行", "Release by the qualified person after testing"),
            part("e", "床旁复苏并回输", "Thaw at the bedside and infuse"),
        ],
    },
    "numeric": {
        "format": "html",
        "text": both(
            "<p>台盼蓝计数：活细胞 <b>3.70 × 10<sup>5</sup></b>，死细胞 <b>3.00 × 10<sup>4</sup></b>。</p><p>活率 = N<sub>活</sub> ÷ (N<sub>活</sub> + N<sub>死</sub>) × 100 %，是多少？</p>",
            "<p>Trypan blue count: <b>3.70 × 10<sup>5</sup></b> live and <b>3.00 × 10<sup>4</sup></b> dead cells.</p><p>Viability = N<sub>live</sub> ÷ (N<sub>live</sub> + N<sub>dead</sub>) × 100 %. What is it?</p>",
        ),
        **VIABILITY,
    },
    "short": {
        "text": both("更正一条记录时，除了原因还要写上什么？", "What is added to a correction besides the reason?"),
        "accept": [["name", "date"], ["姓名", "日期"], {"say": "sign*", "wildcard": True, "weight": "50", "feedback": both("还要写日期。", "The date, too.")}],
    },
    "cloze": {
        "format": "markdown",
        "text": both(
            "细胞产品在 **[[temp]]** 以下的气相液氮中保存。运输箱的温度每 [[minutes]] 记录一次；一旦超出范围，由 [[who]] 判断能否使用，并写入[[doc]]。",
            "Cell products are kept in vapour-phase nitrogen below **[[temp]]**. The shipper logs its temperature every [[minutes]]; once it leaves the range, the [[who]] judges whether the product may be used, in a [[doc]].",
        ),
        "gaps": [
            {"id": "temp", "kind": "single", "choices": [part("a", "−20 ℃", "−20 °C"), part("b", "−130 ℃", "−130 °C", correct=True), part("c", "+4 ℃", "+4 °C")]},
            {"id": "minutes", "kind": "numeric", "answer": 5, "measure": both("分钟", "minutes")},
            {"id": "who", "kind": "short", "accept": ["质量受权人", "qualified person", "QP"], "points": 2},
            {"id": "doc", "kind": "single", "choices": [part("a", "偏差报告", "deviation report", correct=True), part("b", "采购单", "purchase order")]},
        ],
    },
    "hotspot": {"text": both("物料从哪里进入洁净区？", "Where do materials enter the clean area?"), "image": "room.png", "most": 1, **ROOM},
    "scenario": {
        "format": "markdown",
        "text": both(
            "02:10，3 号液氮罐报警。夜班人员 **02:25** 到场，液位为零；罐内有两位患者的产品。备用罐在隔壁房间。\n\n请看下面的记录与照片，然后回答四个问题。",
            "At 02:10 tank 3 raises an alarm. The night shift arrives at **02:25** and finds it empty; it holds the products of two patients. The reserve tank stands next door.\n\nLook at the log and the photograph, then answer four questions.",
        ),
        "exhibits": [
            {"id": "log", "title": both("温度记录", "Temperature log"), "text": both(
                "| 时刻 | 温度（℃） | 处理 |\n|---|---|---|\n| 01:50 | −182 | – |\n| 02:10 | −151 | 报警 |\n| 02:25 | −128 | 到场 |\n| 02:40 | −96 | 移入备用罐 |",
                "| Time | Temperature (°C) | Act |\n|---|---|---|\n| 01:50 | −182 | – |\n| 02:10 | −151 | Alarm |\n| 02:25 | −128 | Arrival |\n| 02:40 | −96 | Moved to the reserve tank |")},
            {"id": "photo", "title": both("罐体照片", "Photograph of the tank"), "image": "tank.png", "alt": both("液氮罐的液位计指针在零位，盖子结霜。", "The level gauge of the tank points to zero; the lid is frosted.")},
        ],
        "questions": [
            {"id": "p1", "kind": "single", "text": both("第一件事做什么？", "What comes first?"), "choices": [part("a", "把产品移入备用罐", "Move the products to the reserve tank", correct=True), part("b", "先写偏差报告", "Write the deviation report")]},
            {"id": "p2", "kind": "numeric", "text": both("从报警到移罐用了多少分钟？", "How many minutes passed from the alarm to the move?"), "answer": 30, "measure": both("分钟", "minutes"), "unit_required": True},
            {"id": "p3", "kind": "ordering", "text": both("之后按什么顺序？", "In which order after that?"), "points": 2, "items": [part("a", "隔离产品", "Quarantine the products"), part("b", "通知质量部门", "Tell the quality unit"), part("c", "评估能否使用", "Judge whether they may be used")]},
            {"id": "p4", "kind": "essay", "text": both("向质量部门写一段话，说明发生了什么。", "Write a paragraph to the quality unit: what happened?"), "points": 4, "rubric": RUBRIC[:2], "least_words": 10, "most_words": 120},
        ],
    },
    "essay": {
        "text": both("描述一次您会上报的偏差。", "Describe a deviation that you would report."),
        "points": 5,
        "rubric": RUBRIC,
        "least_words": 20,
        "most_words": 200,
        "model": both("写明事实、影响与措施。", "Facts, effect and actions."),
    },
    "upload": {
        "text": both("上传一页填好的更衣记录：照片或 PDF。请遮住他人的姓名。", "Send one page of a filled-in gowning record, as a photograph or PDF. Cover the names of others."),
        "points": 2,
        "types": ["pdf", "jpg", "png"],
        "most_files": 2,
        "most_mb": 5,
        "rubric": [part("legible", "清晰完整", "Legible and complete", points=1), part("signed", "有签名与日期", "Signed and dated", points=1)],
    },
}  # fmt: skip
OTHER = {"hotspot": {"image": "plan.svg"}}  # how the second question of a kind differs
REASON = both(
    "见第二十六条：责任、记录与放行不得由他人代替。",
    "See Art. 26: nobody answers, records or releases in another's place.",
)
LESSON = {
    "zh": "一段话就够：这一课只为测验而存在。\n\n## 要点 {#point}\n\n见[第二十六条](source:CG)。\n",
    "en": "One paragraph will do: this lesson is there for its quiz.\n\n## The point {#point}\n\nSee [Art. 26](source:CG).\n",
}


def room() -> bytes:
    """A plan of a clean area, as a PNG."""
    image = Image.new("RGB", (800, 450), "#f4f1e8")
    pen = ImageDraw.Draw(image)
    pen.rectangle((110, 70, 780, 400), outline="#16243a", width=5)
    pen.rectangle((20, 150, 110, 310), outline="#16243a", width=3, fill="#dfe7ea")
    pen.rectangle((330, 30, 470, 110), outline="#16243a", width=3, fill="#e6d8b5")
    pen.ellipse((580, 130, 720, 270), outline="#16243a", width=3, fill="#cfe3df")
    pen.polygon((340, 400, 460, 400, 480, 440, 320, 440), outline="#16243a", fill="#f0d1ca")
    return _written(image, "PNG")


PLAN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 450">
  <rect class="ink" x="110" y="70" width="670" height="330"/>
  <rect class="soft" x="20" y="150" width="90" height="160"/><rect class="gold" x="330" y="30" width="140" height="80"/>
  <circle class="teal" cx="650" cy="200" r="70"/><path class="late" d="M340 400H460L480 440H320Z"/>
  <text class="t" x="440" y="260" lang="zh">洁净区</text><text class="t" x="440" y="260" lang="en">Clean area</text>
</svg>
"""


def tank() -> bytes:
    """A tank with its gauge at zero."""
    image = Image.new("RGB", (640, 400), "#dfe5ea")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((220, 60, 420, 370), 40, fill="#9fb0bd", outline="#45526a", width=4)
    pen.ellipse((270, 140, 370, 240), fill="white", outline="#16243a", width=4)
    pen.line((320, 190, 280, 215), fill="#a1271b", width=5)
    return _written(image, "PNG")


def _written(image: Image.Image, kind: str) -> bytes:
    stream = BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def every_kind_pack(folder: Path, code: str = "KIN-101") -> Path:
    """Write the pack as a folder named by its code, and say where it lies."""
    pack = folder / code
    (pack / "units").mkdir(parents=True)
    (pack / "media").mkdir()
    (pack / "media" / "room.png").write_bytes(room())
    (pack / "media" / "plan.svg").write_text(PLAN, encoding="utf-8")
    (pack / "media" / "tank.png").write_bytes(tank())
    for n, kind in enumerate(QUESTIONS, start=1):
        for language, text in LESSON.items():
            (pack / "units" / f"{n:02d}-about-{kind}.{language}.md").write_text(text, encoding="utf-8")
    _yaml(pack / "course.yaml", _course(code))
    _yaml(pack / "questions.yaml", [one for kind in QUESTIONS for one in _two(kind)])
    return pack


def load_every_kind(folder: Path, code: str = "KIN-101", **rules: Any) -> CourseVersion:
    """Load the pack and put it into force; further rules of its quiz, as learn.assessment.rules reads them."""
    pack = read(every_kind_pack(folder, code))
    pack.course["units"][-1]["quiz"] |= rules
    version = CourseVersion.load(pack, by=None)
    version.publish(by=None)
    return version


def _course(code: str) -> Mapping[str, Any]:
    lessons = [
        {"slug": f"about-{kind}", "kind": "lesson", "title": both(f"关于 {kind}", f"About {kind}"), "minutes": 5}
        for kind in QUESTIONS
    ]
    quiz = {
        "draw": [{"unit": f"about-{kind}", "count": 1} for kind in QUESTIONS],
        "pass_mark": 80,
        "minutes": 45,
        "attempts": 3,
        "cool_off_minutes": [0, 30],
    }
    return {
        "code": code,
        "catalogue": "gmp",
        "version": "1.0",
        "title": both("各种题型", "Every kind of question"),
        "summary": both("十二种题型各一道。", "One question of each of twelve kinds."),
        "audience": both("试用者", "Whoever tries them"),
        "objectives": [part("all", "会答各种题型", "Answer every kind")],
        "hours": 1,
        "prerequisites": [],
        "sources": {"CG": {"title": both("药品生产质量管理规范（2010 年修订）", "China GMP 2010"), "status": "in_force", "from": "2011-03-01"}},
        "facts": {},
        "units": [*lessons, {"slug": "final-quiz", "kind": "quiz", "title": both("结课测验", "Final quiz"), "quiz": quiz}],
    }  # fmt: skip


def _two(kind: str) -> list[dict[str, Any]]:
    """Two questions of a kind, for a bank holds twice what its quiz shows."""
    shared = {
        "unit": f"about-{kind}",
        "objective": "all",
        "difficulty": "medium",
        "kind": kind,
        **deepcopy(QUESTIONS[kind]),
        "reason": REASON,
        "source": "CG",
        "clause": both("第二十六条", "Art. 26"),
        "check": "read",
    }
    first = 2 * list(QUESTIONS).index(kind) + 1
    return [{"id": f"Q{first:02d}", **shared}, {"id": f"Q{first + 1:02d}", **shared, **OTHER.get(kind, {})}]


def _yaml(path: Path, value: Any) -> None:
    class Plain(yaml.SafeDumper):
        """The packs know no anchors."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    path.write_text(yaml.dump(value, Dumper=Plain, allow_unicode=True, sort_keys=False), encoding="utf-8")
