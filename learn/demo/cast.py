"""Who is in the demonstration: the organisations, the cast that everybody knows, and some fifty further staff."""

import random
from dataclasses import dataclass, field

from sqlalchemy import select

from learn.kit.db import db
from learn.kit.text import Words
from learn.people import JobRole, Organisation, OrganisationKind, Permission, Person

PASSWORD = "learn-demo-2026"

ORGANISATIONS = [
    ("ALLIANCE", "细胞与基因治疗产业联盟", "Cell and Gene Therapy Industry Alliance", OrganisationKind.ALLIANCE),
    ("PUJIANG", "浦江细胞医院", "Pujiang Cell Hospital", OrganisationKind.HOSPITAL),
    ("GANGCHENG", "港城生物制药", "Gangcheng Biopharma", OrganisationKind.DEVELOPER),
    ("LINHAI", "临海智能装备", "Linhai Smart Equipment", OrganisationKind.SUPPLIER),
    ("INSPECTORATE", "药品检查中心（演示）", "Drug Inspectorate (demonstration)", OrganisationKind.AUTHORITY),
]


@dataclass(frozen=True)
class Part:
    """Somebody of the demonstration: who, where, and what they do and may do."""

    email: str
    name: str
    latin: str
    organisation: str
    number: str
    department: str
    role: str = ""
    permissions: list[Permission] = field(default_factory=list)


CAST = [
    Part("bo@pujiang.example", "林博", "Lin Bo", "PUJIANG", "PJ-0107", "质量控制部", "qc-analyst"),
    Part("hana@pujiang.example", "韩娜", "Han Na", "PUJIANG", "PJ-0012", "人力资源部", "", [Permission.HR]),
    Part("eva@pujiang.example", "伊娃", "Yi Wa", "PUJIANG", "PJ-0031", "制备中心", "qa-qp", [Permission.EVALUATOR]),
    Part("ada@alliance.example", "安达", "An Da", "ALLIANCE", "AL-003", "培训部", "", [Permission.INSTRUCTOR]),
    Part("quinn@alliance.example", "秦岚", "Qin Lan", "ALLIANCE", "AL-004", "质量部", "", [Permission.REVIEWER]),
    Part(
        "omar@alliance.example", "欧阳默", "Ouyang Mo", "ALLIANCE", "AL-001", "秘书处", "", [Permission.ADMINISTRATOR]
    ),
    Part("ines@inspectorate.example", "英娜", "Ying Na", "INSPECTORATE", "IN-01", "", "", [Permission.INSPECTOR]),
    Part("zed@gangcheng.example", "郑泽", "Zheng Ze", "GANGCHENG", "GC-0210", "工艺开发部", "process-rd-scientist"),
    Part("hu@gangcheng.example", "胡悦", "Hu Yue", "GANGCHENG", "GC-0009", "人力资源部", "", [Permission.HR]),
]

# Who else works where: organisation, prefix of staff numbers, how many, departments with the job role there.
STAFF = [
    (
        "PUJIANG",
        "PJ",
        26,
        [
            ("制备中心", "cell-processing-operator"),
            ("质量控制部", "qc-analyst"),
            ("质量保证部", "qa-qp"),
            ("临床研究中心", "investigator"),
            ("临床研究中心", "study-nurse-crc"),
            ("细胞库", "cell-bank-materials"),
        ],
    ),
    (
        "GANGCHENG",
        "GC",
        16,
        [
            ("生产部", "cell-processing-operator"),
            ("质量部", "qa-qp"),
            ("注册部", "regulatory-affairs"),
            ("工艺开发部", "process-rd-scientist"),
            ("临床运营部", "cra-cro"),
        ],
    ),
    ("LINHAI", "LH", 6, [("客户工程部", "supplier-engineer")]),
]
SURNAMES = [
    "陈", "董", "杜", "范", "冯", "高", "郭", "何", "黄", "江", "蒋", "李", "刘", "罗",
    "马", "欧阳", "潘", "沈", "孙", "唐", "王", "吴", "谢", "徐", "杨", "张", "周", "朱",
    "司徒", "吕",
]  # fmt: skip
GIVEN = [
    "静怡", "一帆", "若溪", "晓彤", "子昂", "文博", "雨桐", "磊", "嘉欣", "明哲", "思琪", "岚", "卓然", "沐阳",
    "诗涵", "天佑", "依娜", "明慧", "悦", "知行", "亦菲", "若谷", "梓萱", "桐",
]  # fmt: skip


# the people


def present() -> bool:
    """Whether anybody of the cast is in the database: everybody knows their password."""
    return (
        db.session.scalar(select(Person.id).where(Person.email.in_(part.email for part in CAST)).limit(1)) is not None
    )


def open_organisations() -> None:
    """The alliance office, three invented members, and an inspectorate that visits."""
    for code, zh, en, kind in ORGANISATIONS:
        Organisation.add(code=code, name=Words(zh=zh, en=en), kind=kind, by=None)
    db.session.flush()


def gather_cast() -> None:
    """The nine people whom the documentation, the tests and the screenshots know."""
    for part in CAST:
        add(part)


def add(part: Part) -> Person:
    """One person with account, membership, job role and permissions."""
    person = Person.add(email=part.email, name=part.name, latin_name=part.latin, password=PASSWORD, by=None)
    organisation = db.session.scalars(select(Organisation).where(Organisation.code == part.organisation)).one()
    membership = person.join(organisation, staff_number=part.number, department=part.department, by=None)
    if role := db.session.scalar(select(JobRole).where(JobRole.code == part.role)):
        membership.take_role(role, by=None)
    for permission in part.permissions:
        person.grant(permission, organisation, by=None)
    db.session.flush()
    return person


def staff(chance: random.Random) -> list[Part]:
    """About fifty further staff; two of them share a name, as people do."""
    people = []
    for organisation, prefix, count, desks in STAFF:
        for n in range(count):
            department, role = desks[n % len(desks)]
            surname, given = chance.choice(SURNAMES), chance.choice(GIVEN)
            number = f"{prefix}-{300 + n:04}"
            email = f"{number.lower()}@{organisation.lower()}.example"
            people.append(Part(email, surname + given, "", organisation, number, department, role))
    people[1] = Part(**{**vars(people[1]), "name": people[0].name})
    return people
