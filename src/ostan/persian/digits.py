"""Numbers in and out: Persian, Arabic and Latin digits; numbers apart from codes."""

import re
from decimal import Context, Decimal, localcontext
from typing import Final, Literal

from ostan.persian.unread import Unread

PERSIAN_DIGITS: Final = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS: Final = "٠١٢٣٤٥٦٧٨٩"
LATIN_DIGITS: Final = "0123456789"
DECIMAL: Final = "٫"
"""Persian decimal mark, U+066B."""
THOUSANDS: Final = "٬"
"""Persian thousands mark, U+066C."""
PERCENT: Final = "٪"
MINUS: Final = "\u2212"
PERSIAN_MINUS: Final = "\u200e\u2212"
"""Minus for Persian text: without the left-to-right mark it would be drawn after the number
(Unicode CLDR, locale fa)."""

MAX_LENGTH: Final = 80
"""Longest text taken for a number, in characters: the widest number of a workbook has 310."""
MAX_DIGITS: Final = 40
"""Most digits in a number: national budgets in rials have 17."""

_WIDE: Final = Context(prec=400)
"""Enough digits for the widest float and any scale; the default context rounds at 28."""

_TO_LATIN: Final = str.maketrans(PERSIAN_DIGITS + ARABIC_DIGITS, LATIN_DIGITS * 2)
_TO_PERSIAN: Final = str.maketrans(LATIN_DIGITS + ARABIC_DIGITS, PERSIAN_DIGITS * 2)
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_WHITE: Final = re.compile(r"\s+")
_MINUSES: Final = "-\u2212\u2013\u2010\u2011\u2012\u2014\ufe63\uff0d"
_GROUPS: Final = re.compile(r"([0-9]{1,3})(?:([٬,،'’ ])[0-9]{3})(?:\2[0-9]{3})*")
_PLAIN: Final = re.compile(r"[0-9]+")
_USUAL: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
"""The usual shape in data, read at once."""
_EXPONENT: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}")
_NUMBERISH: Final = re.compile(r"[0-9٬,،'’ .٫/]+")
_SCALES: Final = {
    "هزار": 10**3,
    "میلیون": 10**6,
    "میلیارد": 10**9,
    "هزار میلیارد": 10**12,
    "تریلیون": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
"""Words after a number.  بیلیون is left out: it is read both as 10^9 and as 10^12."""
_SCALE: Final = re.compile(rf" ?({'|'.join(sorted(_SCALES, key=len, reverse=True))})$", re.I)
_PERCENT: Final = re.compile(r"^[%٪﹪] ?|(?: ?[%٪﹪]| ?درصد| ?percent)$", re.I)

_ALLOWED_FA: Final = "نمونهٔ پذیرفته: ۱٬۲۳۴ یا ۱۲٫۵ یا ۱۲٪"
_ALLOWED_EN: Final = "accepted: 1,234 or 12.5 or 12%"


def to_latin(text: str) -> str:
    """Return `text` with Persian and Arabic digits as Latin ones, and nothing else changed."""
    return text.translate(_TO_LATIN)


def to_persian(text: str, *, codes: Literal["keep", "convert"] = "convert") -> str:
    """Return `text` with Persian digits.

    With `codes="convert"` every digit changes shape and nothing else does.  With `codes="keep"`
    only numbers, percentages, dates, times and ranges change, with their marks (`2.5` becomes
    `۲٫۵`), while versions, identifiers, decree numbers (602/12), numbers with a leading zero, and
    what follows words such as شماره and نسخه stay as they came.  Numbers are never regrouped.
    """
    if codes == "convert":
        return text.translate(_TO_PERSIAN)
    return _TOKEN.sub(_number_or_code, text)


_TOKEN: Final = re.compile(
    r"(?P<word>[^\W\d_]+[ \u00a0:]+)?(?P<token>[^\s«»()\[\]{}؛؟!\"]*\d[^\s«»()\[\]{}؛؟!\"]*)"
)
_CODE_WORDS: Final = frozenset(
    [
        "شماره",
        "نسخه",
        "ویرایش",
        "نگارش",
        "کد",
        "شناسه",
        "پلاک",
        "no",
        "number",
        "version",
        "release",
        "v",
        "ver",
        "code",
        "id",
        "iso",
        "art",
    ]
)
_POINTED_WORDS: Final = frozenset("ماده|بند|تبصره|جزء|فصل|بخش|جدول|شکل|نمودار|پیوست".split("|"))
"""Words whose number may have parts: ماده ۱.۲ is not a decimal."""
_SHAPES: Final = (
    re.compile(r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"),
    re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"),
    re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"),
    re.compile(r"[1-9][0-9]*\u2013[1-9][0-9]*"),
)
_AMOUNT: Final = re.compile(
    r"[-\u2212]?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(\.[0-9]+)?%?"
)
_WITH_LETTERS: Final = re.compile(r"[\u0620-\u06ef\u200c]*[1-9][0-9]*[\u0620-\u06ef\u200c]*")
_TAIL: Final = re.compile(r"[.,،:]+$")
_MARKS: Final = str.maketrans({".": DECIMAL, ",": THOUSANDS, "%": PERCENT, "-": PERSIAN_MINUS})


def _number_or_code(match: re.Match[str]) -> str:
    word, token = match["word"] or "", match["token"]
    lead = word.strip(" \u00a0:").casefold()
    tail = _TAIL.search(token)
    body = token[: tail.start()] if tail else token
    return word + _shown(body, lead) + token[len(body) :]


def _shown(body: str, lead: str) -> str:
    if lead in _CODE_WORDS:
        return body
    amount = _AMOUNT.fullmatch(body)
    if amount and not (amount[1] and lead in _POINTED_WORDS):
        return body.translate(_MARKS).translate(_TO_PERSIAN)
    if _WITH_LETTERS.fullmatch(body) or any(shape.fullmatch(body) for shape in _SHAPES):
        return body.translate(_TO_PERSIAN)
    return body


def format_number(
    value: float, *, persian: bool = True, decimals: int | None = None, grouped: bool = True
) -> str:
    """Return `value` in digits, thousands grouped, with the marks of the language.

    `decimals` rounds (half to even, trailing zeros dropped); without it every digit is shown, so
    that `parse_number(format_number(x)) == x`.  `value` is finite.
    """
    number = Decimal(value) if isinstance(value, int) else Decimal(repr(float(value)))
    if decimals is not None:
        with localcontext(_WIDE):
            number = round(number, decimals)
    if number == 0:
        number = abs(number)
    text = f"{number:{',' if grouped else ''}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_MARKS).translate(_TO_PERSIAN) if persian else text.replace("-", MINUS)


def parse_number(text: str) -> int | float | Unread:
    """Return the number that `text` holds, or an `Unread` with the reason; nothing is guessed.

    Digits of the three scripts, also mixed; thousands by ٬ , ، or a space, in groups of three;
    decimals by ٫ or a point; a minus before or after, or brackets as accountants write; a percent
    sign or word (12% is 0.12); a scale word (3.2 میلیارد).  An integer comes back as `int`.
    Codes of `Unread`: `empty`, `not_a_number`, `ambiguous`, `too_long`.
    """
    if len(text) > MAX_LENGTH:
        return _too_long(text)
    if _USUAL.fullmatch(text):
        return float(text) if "." in text else int(text)
    plain = _WHITE.sub(" ", _INVISIBLE.sub("", to_latin(text))).strip()
    if not plain:
        return Unread(
            "empty", text, "عددی نیامده است؛ خانه خالی است", "no number came; the text is empty"
        )
    body, sign = _signed(plain)
    body, percent = _percented(body)
    body, scale = _scaled(body)
    if sign == 1:
        body, sign = _signed(body)
    number = _magnitude(body)
    if isinstance(number, str):
        return _refused(number, text)
    if isinstance(number, float):
        return sign * number * scale / (100 if percent else 1)
    number = _WIDE.multiply(number, Decimal(sign * scale))
    if percent:
        return float(number / 100)
    whole = number == number.to_integral_value() and (scale > 1 or not _has_point(body))
    return int(number) if whole else float(number)


def _signed(text: str) -> tuple[str, int]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), -1
    if text[:1] and text[0] in _MINUSES:
        return text[1:].strip(), -1
    if text[-1:] and text[-1] in _MINUSES:
        return text[:-1].strip(), -1
    return text.removeprefix("+").strip(), 1


def _percented(text: str) -> tuple[str, bool]:
    body = _PERCENT.sub("", text, count=1)
    return body, body != text


def _scaled(text: str) -> tuple[str, int]:
    match = _SCALE.search(text)
    return (text[: match.start()], _SCALES[match[1].lower()]) if match else (text, 1)


def _has_point(text: str) -> bool:
    return "." in text or DECIMAL in text


def _magnitude(text: str) -> Decimal | float | str:
    """Return an unsigned number, or the code of the reason why there is none."""
    if _EXPONENT.fullmatch(text):
        number = float(text)
        return number if number != float("inf") else "too_long"
    if sum(c.isdigit() for c in text) > MAX_DIGITS:
        return "too_long"
    whole, point, fraction = _split(text)
    if point and not _PLAIN.fullmatch(fraction):
        return _why(text)
    if whole == "" and point:
        whole = "0"
    if not (_PLAIN.fullmatch(whole) or _well_grouped(whole)):
        return _why(text)
    return Decimal(_digits(whole) + ("." + fraction if point else ""))


def _split(text: str) -> tuple[str, str, str]:
    return text.partition(DECIMAL if DECIMAL in text else ".")


def _well_grouped(whole: str) -> bool:
    match = _GROUPS.fullmatch(whole)
    return match is not None and not match[1].startswith("0")


def _digits(text: str) -> str:
    return "".join(c for c in text if c in LATIN_DIGITS)


def _why(text: str) -> str:
    digits_at_ends = text[:1] in LATIN_DIGITS and text[-1:] in LATIN_DIGITS
    numberish = text and _NUMBERISH.fullmatch(text) and digits_at_ends
    return "ambiguous" if numberish else "not_a_number"


def _refused(code: str, text: str) -> Unread:
    if code == "too_long":
        return _too_long(text)
    if code == "ambiguous":
        return Unread(
            code,
            text,
            f"«{text}» را به بیش از یک شکل می‌توان خواند (ممیز، جداکننده، کسر یا تاریخ)؛ "
            + _ALLOWED_FA,
            f"'{text}' can be read in more than one way (decimal, thousands, fraction or date); "
            + _ALLOWED_EN,
        )
    return Unread(
        code, text, f"«{text}» عدد نیست؛ {_ALLOWED_FA}", f"'{text}' is not a number; {_ALLOWED_EN}"
    )


def _too_long(text: str) -> Unread:
    short = text[:20] + "…"
    return Unread(
        "too_long",
        text[:MAX_LENGTH],
        f"«{short}» بزرگ‌تر از آن است که عددی درست باشد؛ بیشینه {to_persian(str(MAX_DIGITS))} رقم",
        f"'{short}' is too long to be a sound number; at most {MAX_DIGITS} digits",
    )
