"""An exchange's folder and store, looked at without bringing anything up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bluezone.exchange.errors import ExchangeError
from bluezone.exchange.operations.health import Health, health_of
from bluezone.exchange.publishing.files import noted_bucket
from bluezone.exchange.settings import ExchangeSettings
from bluezone.joining.clocks import VIETNAM
from bluezone.joining.doctor.check import Check, doubtful, well, wrong
from bluezone.joining.doctor.copies import COPIED_ELSEWHERE, last_tried, last_written
from bluezone.joining.exchange.noted_clock import is_drill, noted_clock
from bluezone.joining.exchange.noted_store import chosen_store
from bluezone.vietnam.words import Words

LATE_S = 2 * 3_600
"""A window of an hour is out some minutes after its end; one that is missing for an hour is late."""
INDEX_LATE_S = 3_600
"""Phones take the time from the index, which is signed anew every quarter of an hour."""
KEYS_SOON_S = 60 * 86_400
"""A change of keys takes the root's holders days to come together."""
BACKUP_OLD_S = 3 * 3_600
"""The timer writes one every hour, and what was accepted since the last one goes with the disk."""
BACKUP_LOST_S = 2 * 86_400
UNTRIED_S = 14 * 86_400
"""The timer restores a copy each Sunday."""
_IN_A_DRILL = Words("Trạm trao đổi diễn tập không cần sao lưu.", "An exchange of a drill needs no backup.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, and when."""

    health: Health
    now_s: int
    is_drill: bool


def is_exchange(data: Path) -> bool:
    """Whether an exchange lives in this folder."""
    return (data / "keys" / "key-list").exists()


def look_at_exchange(data: Path, store: str | None) -> tuple[Check, ...]:
    """Looks at its keys and its store; where one cannot be opened, it says so and looks no further."""
    try:
        settings = ExchangeSettings(data=data, store_url=chosen_store(data, store), bucket=noted_bucket(data))
        if _never_served(settings):
            return (_NEVER_SERVED,)
        health = health_of(settings)
    except ExchangeError as error:
        return (_not_opened(error),)
    looked = Looked(health, noted_clock(data)() // 1000, is_drill(data))
    return tuple(rule(looked) for rule in EXCHANGE_RULES)


_NEVER_SERVED = wrong(
    "exchange",
    Words(
        "Trạm trao đổi có khóa nhưng chưa từng chạy: chưa có cơ sở dữ liệu.",
        "The exchange has its keys, and was never started: it has no store yet.",
    ),
    Words("Khởi động: systemctl start bluezone-exchange.", "Start it: systemctl start bluezone-exchange."),
)


def _never_served(settings: ExchangeSettings) -> bool:
    """Whether it has keys, and neither a store nor anything published: one that lost its store has published."""
    is_here = settings.store_url is None and settings.bucket is None
    return is_here and not (settings.data / "exchange.db").exists() and not settings.public_files.exists()


def _not_opened(error: ExchangeError) -> Check:
    return wrong(
        "exchange",
        Words(f"Không mở được trạm trao đổi: {error}.", f"The exchange cannot be opened: {error}."),
        Words(
            "Tệp của tài khoản khác: trả lại cho tài khoản của dịch vụ. "
            "Tệp hỏng hoặc mất: docs/operating/khoi-phuc.md.",
            "A file of another account: give it back to the service's. "
            "One that is spoilt or gone: docs/operating/restore.md.",
        ),
    )


def store_is_of_this_version(looked: Looked) -> Check:
    """No command works with an earlier version's store, the service neither."""
    if looked.health.changes_to_come:
        return wrong(
            "exchange-store",
            Words(
                f"Cơ sở dữ liệu thuộc phiên bản cũ: thiếu {looked.health.changes_to_come} thay đổi.",
                f"The store is an earlier version's: {looked.health.changes_to_come} changes are missing.",
            ),
            Words(
                "Dừng dịch vụ, rồi chạy: bluezone upgrade --data THƯ_MỤC",
                "Stop the service, then run: bluezone upgrade --data DIRECTORY",
            ),
        )
    return well("exchange-store", "Cơ sở dữ liệu đúng phiên bản này.", "The store is this version's.")


def configuration_is_taken(looked: Looked) -> Check:
    """What takes two signatures grows with versions: a service does not start with what one person signed before."""
    why = looked.health.configuration_refused
    if looked.health.changes_to_come:
        return well(
            "configuration",
            "Cấu hình đang có hiệu lực chưa được xem: bluezone upgrade --check-only cho biết có dùng được không.",
            "The configuration in force was not looked at: bluezone upgrade --check-only says whether it is taken.",
        )
    if why is None:
        return well("configuration", "Cấu hình đang có hiệu lực dùng được.", "The configuration in force is taken.")
    return wrong(
        "configuration",
        Words(
            f"Phiên bản này không nhận cấu hình đang có hiệu lực: {why}.",
            f"This version does not take the configuration in force: {why}.",
        ),
        Words(
            "Chạy phiên bản trước, công bố lại cấu hình với hai chữ ký (docs/operating/nang-cap.md), rồi nâng cấp.",
            "Start the earlier version, publish it once more under two signatures (docs/operating/upgrade.md), "
            "then upgrade.",
        ),
    )


def hours_go_out(looked: Looked) -> Check:
    """Every hour is published, with warnings in it or without."""
    closed_s = looked.health.closed_until_s
    do = Words(
        "Khởi động lại trạm trao đổi và xem nhật ký: điện thoại chờ tin mới mỗi giờ.",
        "Start the exchange and look at its log: phones wait for news of every hour.",
    )
    if closed_s is None:
        wait = Words(
            "Trạm trao đổi mới chạy: chờ tới đầu giờ sau.",
            "An exchange that has just begun: wait for the next full hour.",
        )
        return doubtful("hours", Words("Chưa công bố giờ nào.", "No hour was published yet."), wait)
    late_s = looked.now_s - closed_s
    if late_s > LATE_S:
        return wrong(
            "hours",
            Words(
                f"Đã {late_s // 3600} giờ chưa công bố gì.",
                f"Nothing was published for {late_s // 3600} hours.",
            ),
            do,
        )
    return well("hours", "Mỗi giờ đều được công bố.", "Every hour is published.")


def one_process_publishes(looked: Looked) -> Check:
    """One of several processes on one PostgreSQL publishes, and another takes its place within seconds."""
    leader = looked.health.leader
    if leader is None:
        return well(
            "publisher", "Trạm trao đổi có một tiến trình công bố.", "The exchange has one process that publishes."
        )
    since = dt.datetime.fromtimestamp(leader.since_ms // 1000, VIETNAM).strftime("%H:%M %d/%m/%Y")
    if not leader.is_silent:
        return well(
            "publisher",
            f"Tiến trình {leader.name} công bố, từ {since}.",
            f"Process {leader.name} publishes, since {since}.",
        )
    return wrong(
        "publisher",
        Words(
            f"Không có tiến trình nào công bố; gần nhất là {leader.name}, từ {since}.",
            f"No process publishes; the last one was {leader.name}, since {since}.",
        ),
        Words(
            "Khởi động một tiến trình trạm trao đổi và xem nhật ký: docs/operating/processes.md.",
            "Start a process of the exchange and look at its log: docs/operating/processes.md.",
        ),
    )


def index_is_signed_anew(looked: Looked) -> Check:
    """Whatever is published reaches phones by the index alone, and that waits for the witnesses that are required."""
    issued_s = looked.health.index_issued_s
    if issued_s is not None and looked.now_s - issued_s <= INDEX_LATE_S:
        return well("index", "Mục lục luôn được ký lại.", "The index is signed anew.")
    if looked.health.required_witnesses:
        do = Words(
            "Nhờ bên làm chứng ký phần đầu nhật ký đang chờ: docs/operating/van-hanh-tram.md, bên làm chứng.",
            "Have the witnesses co-sign the head that waits: docs/operating/exchange.md, witnesses.",
        )
    else:
        do = Words("Khởi động lại trạm trao đổi và xem nhật ký.", "Start the exchange and look at its log.")
    if issued_s is None:
        return doubtful("index", Words("Không có mục lục đọc được.", "There is no index that can be read."), do)
    minutes = (looked.now_s - issued_s) // 60
    said = Words(
        f"Đã {minutes} phút mục lục không được ký lại: điện thoại không nhận được gì mới.",
        f"The index was not signed anew for {minutes} minutes: nothing new reaches phones.",
    )
    return wrong("index", said, do)


def keys_go_on(looked: Looked) -> Check:
    """Whatever is signed is signed by a key that ends one day."""
    left_s = looked.health.keys_end_s - looked.now_s
    if left_s > KEYS_SOON_S:
        return well("keys", "Các khóa ký còn dùng lâu.", "The signing keys are good for long.")
    days = max(0, left_s // 86_400)
    said = Words(f"Khóa ký còn {days} ngày.", f"A signing key is good for {days} days more.")
    do = Words("Thay khóa: bluezone exchange keys request.", "Change the keys: bluezone exchange keys request.")
    return wrong("keys", said, do) if left_s <= 0 else doubtful("keys", said, do)


def keys_sign_for_one(looked: Looked) -> Check:
    """Lists of earlier versions left a replaced key beside the next one for two days, to which all can be dated."""
    if not looked.health.signs_for_two:
        return well("own-keys", "Máy này chỉ ký thay cho một bên.", "This machine signs for nobody but itself.")
    return wrong(
        "own-keys",
        Words(
            "Hai khóa cấu hình của máy này từng có hiệu lực cùng lúc: điện thoại coi là chữ ký của hai người.",
            "Two of this machine's keys for configurations were good at one moment: phones take them for two persons'.",
        ),
        Words(
            "Yêu cầu danh sách mới: bluezone exchange keys request --keep-keys, rồi ký và cài.",
            "Ask for a new list: bluezone exchange keys request --keep-keys, then sign and install it.",
        ),
    )


def root_is_elsewhere(looked: Looked) -> Check:
    """Whoever takes the machine must not take the root along."""
    if not looked.health.root_lies_here:
        return well("root", "Khóa gốc không nằm ở máy này.", "The root key does not lie on this machine.")
    return doubtful(
        "root",
        Words("Khóa gốc nằm ngay ở máy này.", "The root key lies on this very machine."),
        Words(
            "Chép root.key ra hai nơi cất ngoại tuyến, rồi xóa ở đây.",
            "Copy root.key to two places offline, then delete it here.",
        ),
    )


def clock_is_real(looked: Looked) -> Check:
    """An exchange of a drill lives by a clock in a file."""
    if not looked.is_drill:
        return well("exchange-clock", "Trạm trao đổi theo đồng hồ thật.", "The exchange lives by the real clock.")
    return doubtful(
        "exchange-clock",
        Words("Trạm trao đổi theo đồng hồ diễn tập.", "The exchange lives by a drill's clock."),
        Words("Khởi động lại không có --clock.", "Start it without --clock."),
    )


def backup_is_fresh(looked: Looked) -> Check:
    """A copy that this program wrote."""
    copies = looked.health.copies
    if copies is None or looked.is_drill:
        return _needs_none("exchange-backup", looked)
    do = Words(
        "Chạy: systemctl start bluezone-exchange-backup.service, và bật bộ hẹn giờ của nó; rồi chép sang máy khác.",
        "Run: systemctl start bluezone-exchange-backup.service, and enable its timer; copy it to another machine.",
    )
    written, age_s = None, 0
    if copies.backup_s is not None:
        moment = f"{_here(copies.backup_s):%H:%M %d/%m/%Y}"
        written = Words(f"Bản sao lưu gần nhất: {moment}.", f"The last backup was written at {moment}.")
        age_s = looked.now_s - copies.backup_s
    return last_written("exchange-backup", written, do, is_old=age_s > BACKUP_OLD_S, is_lost=age_s > BACKUP_LOST_S)


def backup_was_tried(looked: Looked) -> Check:
    """A backup that nobody ever restored is a hope."""
    copies = looked.health.copies
    if copies is None or looked.is_drill:
        return _needs_none("exchange-restored", looked)
    if (restored_s := copies.restored_s) is None:
        return last_tried("exchange-restored", "exchange", None, is_long_ago=True)
    is_long_ago = looked.now_s - restored_s > UNTRIED_S
    return last_tried("exchange-restored", "exchange", f"{_here(restored_s):%d/%m/%Y}", is_long_ago=is_long_ago)


def _needs_none(name: str, looked: Looked) -> Check:
    said = COPIED_ELSEWHERE if looked.health.copies is None else _IN_A_DRILL
    return well(name, said.vi, said.en)


def _here(time_s: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(time_s, VIETNAM)


EXCHANGE_RULES: tuple[Callable[[Looked], Check], ...] = (
    store_is_of_this_version,
    configuration_is_taken,
    hours_go_out,
    one_process_publishes,
    index_is_signed_anew,
    keys_go_on,
    keys_sign_for_one,
    root_is_elsewhere,
    clock_is_real,
    backup_is_fresh,
    backup_was_tried,
)
