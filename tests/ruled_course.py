"""The small course with a final quiz that uses every rule there is."""

from pathlib import Path

from tests.small_course import small_pack

QUIZ = """      draw:
        - {unit: lesson-1, difficulty: [easy, hard], count: 1, section: people}
        - {unit: lesson-2, count: 1, section: records}
        - {objective: people, count: 2, section: records}
      fixed: [Q03]
      critical: [Q08]
      sections:
        - {id: people, title: {zh: 人员, en: People}, pass_mark: 50}
        - {id: records, title: {zh: 记录, en: Records}, pass_mark: 60}
      pass_mark: 75
      minutes: 20
      attempts: 3
      cool_off_minutes: [0, 30]
      partial_credit: false
      penalty: 0.25
      shuffle_questions: true
      shuffle_choices: false
      one_way: false
      honesty: {zh: 我独立作答。, en: I answer by myself.}
      shows: {failed: score, last: reasons, passed: key}
"""


def ruled_pack(folder: Path, quiz: str = QUIZ, **how: str) -> Path:
    """Write the small pack with these rules for its final quiz.

    Lesson 1 has Q01 to Q04, lesson 2 has Q05 to Q08; Q04 and Q06 are hard, the others easy.
    """
    pack = small_pack(folder, **how)
    course = pack / "course.yaml"
    text = course.read_text(encoding="utf-8")
    course.write_text(text[: text.index("      draw:")] + quiz, encoding="utf-8")
    questions = pack / "questions.yaml"
    parts = questions.read_text(encoding="utf-8").split("- id: ")
    hard = [one.replace("difficulty: easy", "difficulty: hard") if one[:3] in ("Q04", "Q06") else one for one in parts]
    questions.write_text("- id: ".join(hard), encoding="utf-8")
    return pack
