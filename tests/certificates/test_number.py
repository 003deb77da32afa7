"""The number of a certificate: random, readable, hard to mistype."""

from hypothesis import given
from hypothesis import strategies as st

from learn.certificates.number import SIGNS, canonical, new_code, new_number, well_typed

years = st.integers(min_value=2000, max_value=9999)


@given(years)
def test_a_new_number_reads_back_as_itself(year: int) -> None:
    number = new_number(year)
    assert number.startswith(f"CGT-{year}-")
    assert canonical(number) == number
    assert well_typed(number)


@given(years, st.integers(0, 9), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_noticed(year: int, place: int, wrong: str) -> None:
    number = new_number(year)
    signs = list(number)
    at = [i for i in range(9, 20) if signs[i] != "-"][place]
    if signs[at] != wrong:
        signs[at] = wrong
        assert not well_typed("".join(signs))


@given(years, st.integers(0, 9), st.integers(0, 9))
def test_two_swapped_signs_are_always_noticed(year: int, one: int, other: int) -> None:
    signs = list(new_number(year))
    places = [i for i in range(9, 20) if signs[i] != "-"]
    a, b = places[one], places[other]
    if signs[a] != signs[b]:
        signs[a], signs[b] = signs[b], signs[a]
        assert not well_typed("".join(signs))


@given(years, st.sampled_from([" ", "", "－", "—", "_"]))
def test_hands_that_type_differently_reach_the_same_number(year: int, hyphen: str) -> None:
    number = new_number(year)
    typed = number.lower().replace("-", hyphen).replace("0", "o").replace("1", "l")
    full_width = "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in number)
    assert canonical(typed) == number
    assert canonical(full_width) == number
    assert canonical(number.removeprefix("CGT-")) == number


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_is_not(text: str) -> None:
    found = canonical(text)
    assert found is None or canonical(found) == found


def test_numbers_and_codes_do_not_repeat_and_cannot_be_counted_through() -> None:
    numbers = {new_number(2026) for _ in range(2_000)}
    assert len(numbers) == 2_000
    assert len({number[9:11] for number in numbers}) > 500
    assert len(new_code()) * 5 >= 80
