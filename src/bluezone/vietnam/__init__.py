"""What the country knows: its words, names, letters, numbers, telephone numbers, short messages and days.

One question has one answer, and it stands here. Pure: no clock, no file, no framework, and nothing of ours; so every
room above may ask. Where one caller forgives more than another (a list that an office sent, and a form that asks
again), there are two layers, and the upper asks the lower what a number or a name is.
"""

from bluezone.vietnam.days import clock_time, day_and_month, day_name, full_date
from bluezone.vietnam.errors import NoPhoneError, VietnamError
from bluezone.vietnam.folding import fold, fold_words, without_marks
from bluezone.vietnam.names import given_name_first, hides_signs, normalised_name, sort_key
from bluezone.vietnam.numbers import count_typed, decimal_said, decimal_typed, grouped, whole_number, whole_of
from bluezone.vietnam.sms import Alphabet, Message, measure
from bluezone.vietnam.telephone import (
    is_phone,
    is_phone_of_any_country,
    national_form,
    normalised_phone,
    spaced_phone,
)
from bluezone.vietnam.words import Language, Words

__all__ = [
    "Alphabet",
    "Language",
    "Message",
    "NoPhoneError",
    "VietnamError",
    "Words",
    "clock_time",
    "count_typed",
    "day_and_month",
    "day_name",
    "decimal_said",
    "decimal_typed",
    "fold",
    "fold_words",
    "full_date",
    "given_name_first",
    "grouped",
    "hides_signs",
    "is_phone",
    "is_phone_of_any_country",
    "measure",
    "national_form",
    "normalised_name",
    "normalised_phone",
    "sort_key",
    "spaced_phone",
    "whole_number",
    "whole_of",
    "without_marks",
]
