"""When the drill of a package says that its kernel hashed wrong."""

from __future__ import annotations

from bluezone import kernel
from drills import phone_keys
from drills.phone_arm import hashes


def test_both_ways_with_pythons_hash_are_right() -> None:
    assert [] == hashes([["armv8 x2", "right"], ["portable", "right"]], "right")


def test_another_hash_is_named_by_its_way() -> None:
    assert ["armv8 x2: another hash than Python's"] == hashes([["armv8 x2", "wrong"], ["portable", "right"]], "right")


def test_a_package_without_the_path_for_arm_is_told_though_its_hash_is_right() -> None:
    told = hashes([["portable", "right"], ["portable", "right"]], "right")

    assert ["it hashed by portable and portable, not by armv8 x2 and portable"] == told


def test_a_processor_that_tells_of_no_sha_instructions_and_goes_by_them_is_told() -> None:
    assert hashes([["armv8 x2", "right"], ["armv8 x2", "right"]], "right")


def test_every_kernel_of_this_machine_comes_to_one_hash_and_another_number_of_keys_to_another() -> None:
    pure = kernel.implementation("pure")

    assert phone_keys.hashed(pure, 30) == phone_keys.hashed(kernel.CHOSEN, 30)
    assert phone_keys.hashed(pure, 30) != phone_keys.hashed(pure, 31)
