"""`bluezone bench exchange`: calls a second of one process or several, beside an empty handler of the same run."""

from __future__ import annotations

import pytest

from bluezone.joining.refusal import RefusedError
from bluezone.lab.exchange.load import Load, measure
from bluezone.lab.throwaway_postgresql import postgresql_binaries


def few_calls(store: str, processes: int) -> Load:
    return Load(store, None, 0.5, connections=6, real_share=0.5, expected_calls_per_s=360, processes=processes)


@pytest.mark.in_turn(of=3)
@pytest.mark.slow
def test_two_processes_on_one_postgresql_take_calls_and_what_each_acknowledged_is_in_the_store() -> None:
    if postgresql_binaries() is None:
        pytest.skip("PostgreSQL is not installed on this machine")

    found = measure(few_calls("postgresql", 2))  # refuses where the store does not hold what was acknowledged

    assert (2, 0, "ON") == (found["processes"], found["errors"], found["synchronous"])
    assert found["uploads_in_store"]
    assert 0 < int(str(found["empty_handler_cpu_us_per_call"])) < int(str(found["exchange_cpu_us_per_call"]))
    assert 0 < int(str(found["bare_handler_cpu_us_per_call"])) < int(str(found["exchange_cpu_us_per_call"]))


def test_sqlite_has_one_process() -> None:
    with pytest.raises(RefusedError, match="several processes serve on PostgreSQL alone: --store postgresql"):
        measure(few_calls("sqlite", 2))
