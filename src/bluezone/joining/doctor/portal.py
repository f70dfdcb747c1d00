"""A portal's folder and store, looked at without bringing anything up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.joining.clocks import system_clock
from bluezone.joining.doctor.check import Check, doubtful, well, wrong
from bluezone.joining.doctor.copies import COPIED_ELSEWHERE, last_tried, last_written
from bluezone.joining.portal.opening import Place, look_into_portal
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.words import Words

if TYPE_CHECKING:
    from bluezone.portal.operations.health import Health

FEWEST_ADMINISTRATORS = 2
FEWEST_RECOVERIES = 3
"""Of which two bring the report key back (docs/operating/portal.md)."""
_MAKE = Words(
    "Chạy: bluezone portal migrate --data THƯ_MỤC",
    "Run: bluezone portal migrate --data DIRECTORY",
)
_SET_UP = Words(
    "Người chưa có thì đăng nhập và thêm bước thứ hai: trước đó không trang nào mở ra cho người ấy.",
    "Whoever has none yet signs in and sets it up: no page opens to them before.",
)
_ANOTHER = Words(
    "Thêm một quản trị viên nữa: một người không tự mở lại được tài khoản của mình.",
    "Make another one: nobody alone gets back into an account of their own.",
)
_FIRST = Words(
    "Thêm người đầu tiên: bluezone portal staff --data THƯ_MỤC --username TÊN_ĐĂNG_NHẬP --name HỌ_TÊN",
    "Make the first: bluezone portal staff --data DIRECTORY --username SIGN_IN_NAME --name FULL_NAME",
)
_UPGRADE = Words(
    "Dừng dịch vụ, rồi chạy: bluezone upgrade --data THƯ_MỤC",
    "Stop the service, then run: bluezone upgrade --data DIRECTORY",
)
_LATER = wrong(
    "store",
    Words("Cơ sở dữ liệu do phiên bản mới hơn ghi.", "The store was written by a later version."),
    Words("Chạy phiên bản mới hơn đó.", "Run that later version."),
)


_TRAINING = well(
    "training",
    "Đây là bản TẬP HUẤN: không gửi, ký, công bố hay sao lưu gì.",
    "This is a training: it sends, signs and publishes nothing, and there is nothing to back up.",
)
_NO_STORE = wrong(
    "store",
    Words("Không có tệp cơ sở dữ liệu.", "The store's file is missing."),
    Words(
        "Khôi phục từ bản sao lưu; nếu dữ liệu ở PostgreSQL, thêm --database.",
        "Bring it back from a backup; name a store on PostgreSQL by --database.",
    ),
)


def is_portal(data: Path) -> bool:
    """Whether a portal lives, or lived, in this folder."""
    from bluezone.portal.operations.preparing import SECRET_FILE, STORE_FILE

    return (data / SECRET_FILE).exists() or (data / STORE_FILE).exists()


def look_at_portal(data: Path, database: str | None) -> tuple[Check, ...]:
    """Looks at its secrets, then at its store; where one cannot be opened, it says so and looks no further."""
    from bluezone.portal.operations.preparing import STORE_FILE

    secrets = secrets_are_private(data)
    if secrets.do is not None:
        return (secrets,)
    if database is None and not (data / STORE_FILE).exists():
        return secrets, _NO_STORE
    look_into_portal(Place(data, database))
    store = store_is_of_this_version()
    if store.do is not None:
        return secrets, store

    from django.conf import settings

    from bluezone.portal.operations.health import health_of

    is_one = settings.TRAINING
    said = (_TRAINING,) if is_one else ()
    health = health_of(dt.datetime.fromtimestamp(system_clock() / 1000, dt.UTC))
    return secrets, store, *(rule(health) for rule in HEALTH_RULES if not (is_one and rule in OF_WHAT_IS_KEPT)), *said


def secrets_are_private(data: Path) -> Check:
    """All secrets are there, and nobody else reads them."""
    from bluezone.portal.operations.preparing import SECRETS

    missing = [name for name in SECRETS if not (data / name).exists()]
    if missing:
        names = ", ".join(missing)
        return wrong(
            "secrets",
            Words(f"Thiếu tệp khóa: {names}.", f"Key files are missing: {names}."),
            Words(
                "Nếu mất: khôi phục từ bản sao lưu. Nếu vừa lên phiên bản mới: bluezone portal migrate sẽ tạo.",
                "If lost, bring them back from a backup. After an upgrade, bluezone portal migrate makes them.",
            ),
        )
    readable = [name for name in SECRETS if (data / name).stat().st_mode & 0o077]
    if readable:
        names = ", ".join(readable)
        return wrong(
            "secrets",
            Words(f"Người khác đọc được tệp khóa: {names}.", f"Others may read key files: {names}."),
            Words("Đặt lại quyền: chmod 600 TỆP.", "Close them: chmod 600 FILE."),
        )
    return well("secrets", "Các khóa bí mật còn đủ và kín.", "The secrets are there, and closed to others.")


def store_is_of_this_version() -> Check:
    """Asks the store which changes it has; makes none."""
    from django.db import DatabaseError

    from bluezone.portal.errors import LaterStoreError
    from bluezone.portal.operations.tables import changes_to_come

    try:
        missing = changes_to_come()
    except LaterStoreError:
        return _LATER
    except DatabaseError as error:
        return wrong(
            "store",
            Words(
                f"Không mở được cơ sở dữ liệu ({type(error).__name__}).",
                f"The store cannot be opened ({type(error).__name__}).",
            ),
            Words("Xem máy chủ cơ sở dữ liệu và quyền của tệp.", "Look at the database server and the file's mode."),
        )
    if missing is None:
        return wrong("store", Words("Cơ sở dữ liệu còn trống.", "The store is empty."), _MAKE)
    if missing:
        said = Words(
            f"Cơ sở dữ liệu thuộc phiên bản cũ: thiếu {missing} thay đổi.",
            f"The store is an earlier version's: {missing} changes are missing.",
        )
        return wrong("store", said, _UPGRADE)
    return well("store", "Cơ sở dữ liệu đúng phiên bản này.", "The store is this version's.")


def administrators_can_help_each_other(health: Health) -> Check:
    """Whoever loses everything is let in again by two administrators."""
    vi = f"{health.administrators} quản trị viên đã có xác thực hai bước"
    en = f"{health.administrators} administrators have a second factor"
    if health.administrators >= FEWEST_ADMINISTRATORS:
        return well("administrators", f"{vi}.", f"{en}.")
    if bare := health.bare_administrators:
        vi, en = f"{vi}; {bare} chưa có", f"{en}, {bare} none yet"
    return doubtful("administrators", Words(f"{vi}.", f"{en}."), _what_administrators_need(health))


def _what_administrators_need(health: Health) -> Words:
    if health.administrators + health.bare_administrators >= FEWEST_ADMINISTRATORS:
        return _SET_UP
    if health.bare_administrators:
        return Words(f"{_SET_UP.vi} {_ANOTHER.vi}", f"{_SET_UP.en} {_ANOTHER.en}")
    return _ANOTHER if health.administrators else _FIRST


def works_are_done(health: Health) -> Check:
    """What the portal does by itself: reminders, erasing, messages."""
    do = Words(
        "Xem trang “Việc tự chạy” và nhật ký của dịch vụ; dịch vụ phải đang chạy.",
        "Look at the page of what runs by itself and at the service's log; the service must be running.",
    )
    if not health.has_worked:
        said = Words("Chưa có việc nào tự chạy: dịch vụ chưa từng chạy.", "Nothing ran yet: the service never ran.")
        return doubtful("works", said, do)
    if health.failing:
        names = ", ".join(health.failing)
        return wrong("works", Words(f"Không chạy được: {names}.", f"Failed when last run: {names}."), do)
    if health.late:
        names = ", ".join(health.late)
        return doubtful("works", Words(f"Đến hạn mà chưa chạy: {names}.", f"Due and not run: {names}."), do)
    return well("works", "Các việc tự chạy đều đúng hạn.", "What runs by itself was run in time.")


def backup_is_fresh(health: Health) -> Check:
    """A backup that this program wrote; a store on PostgreSQL is backed up by tools of its own."""
    backup = health.backup
    if not backup.is_known:
        return well("backup", COPIED_ELSEWHERE.vi, COPIED_ELSEWHERE.en)
    do = Words(
        "Gõ: systemctl start bluezone-portal-backup.service; timer của nó làm mỗi đêm, "
        "chép sang máy khác là việc của bạn. "
        "Không cài unit thì: bluezone portal backup --data THƯ_MỤC --out TỆP --key KHÓA.",
        "Type: systemctl start bluezone-portal-backup.service; its timer does so each night, "
        "copying it elsewhere is yours. "
        "Without units: bluezone portal backup --data DIRECTORY --out FILE --key KEY.",
    )
    written = None
    if backup.at is not None:
        day = f"{backup.at:%d/%m/%Y}"
        written = Words(f"Bản sao lưu gần nhất: {day}.", f"The last backup was written on {day}.")
    return last_written("backup", written, do, is_old=backup.is_old)


def backup_was_tried(health: Health) -> Check:
    """A backup that nobody ever restored is a hope."""
    backup = health.backup
    if not backup.is_known:
        return well(
            "restored",
            "Việc khôi phục thử do công cụ của PostgreSQL làm; ở đây không biết.",
            "Trials are made by PostgreSQL's own tools; nothing is known of them here.",
        )
    day = None if backup.restored_at is None else f"{backup.restored_at:%d/%m/%Y}"
    return last_tried("restored", "portal", day, is_long_ago=backup.is_untried)


def what_is_over_is_erased(health: Health) -> Check:
    """Names and reports go after their terms only if a timer or the portal's clock has them go."""
    erasing = health.erasing
    if not erasing.is_known:
        return well("erasing", "Chưa có gì đến hạn xóa.", "Nothing waits to be erased yet.")
    do = Words(
        "Chạy: systemctl enable --now bluezone-portal-retention.timer, hoặc khởi động cổng với --erase.",
        "Run: systemctl enable --now bluezone-portal-retention.timer, or start the portal with --erase.",
    )
    if erasing.at is None:
        said = Words("Chưa lần nào xóa những gì hết hạn giữ.", "What is over was never erased.")
    else:
        day = f"{erasing.at.astimezone(VIET_NAM):%d/%m/%Y}"
        said = Words(f"Lần xóa gần nhất: {day}.", f"What is over was last erased on {day}.")
    if erasing.is_long:
        return wrong("erasing", said, do)
    return doubtful("erasing", said, do) if erasing.is_late else well("erasing", said.vi, said.en)


def audit_ends_as_noted(health: Health) -> Check:
    """The quick look; `verify-audit` walks all of it."""
    if health.is_audit_whole:
        return well("audit", "Nhật ký kết thúc đúng chỗ đã ghi.", "The audit ends where it was noted to end.")
    return wrong(
        "audit",
        Words("Nhật ký không kết thúc ở chỗ đã ghi.", "The audit does not end where it was noted to end."),
        Words(
            "Chạy bluezone portal verify-audit, giữ nguyên máy, báo hai quản trị viên.",
            "Run bluezone portal verify-audit, leave the machine as it is, tell two administrators.",
        ),
    )


def report_key_can_be_brought_back(health: Health) -> Check:
    """Reports from phones open with a key that a lost machine takes along."""
    if not health.has_report_key:
        return doubtful(
            "report-key",
            Words("Chưa có khóa mở báo cáo từ điện thoại.", "There is no key yet that opens phones' reports."),
            Words(
                "Ba cán bộ tạo chuỗi khôi phục (“Tài khoản của tôi”), "
                "rồi quản trị viên tạo khóa ở trang “Khóa báo cáo”.",
                "Three officers make a phrase each (“My account”), then an administrator makes one on “Report key”.",
            ),
        )
    said = Words(
        f"{health.recoveries} cán bộ giữ chuỗi khôi phục khóa báo cáo.",
        f"{health.recoveries} officers hold a phrase that brings the report key back.",
    )
    if health.recoveries < FEWEST_RECOVERIES:
        do = Words(
            "Để ba cán bộ tạo cụm từ; mất máy thì hai người trong số đó mở lại.",
            "Have three officers make one; after a lost machine two of them bring the key back.",
        )
        return doubtful("report-key", said, do)
    return well("report-key", said.vi, said.en)


def identity_numbers_are_readable(health: Health) -> Check:
    """Numbers of cards, which a key beside the store opens."""
    if health.opens_numbers:
        return well("identity-numbers", "Đọc được số căn cước đã lưu.", "Kept numbers of cards can be read.")
    if health.is_key_given_up:
        return doubtful(
            "identity-numbers",
            Words(
                "Có số căn cước không còn đọc được: khóa cũ đã được báo là mất hẳn.",
                "Some numbers of cards are read no more: their key was said to be lost for good.",
            ),
            Words("Gặp người nào thì nhập lại số của người đó.", "Type each again when its person comes up."),
        )
    return wrong(
        "identity-numbers",
        Words(
            "Có số căn cước được lưu bằng khóa khác với khóa đang dùng.",
            "Numbers of cards are kept under another key than the one that lies here.",
        ),
        Words("Khôi phục identity-numbers.key từ bản sao lưu.", "Bring identity-numbers.key back from a backup."),
    )


def certificates_go_on(health: Health) -> Check:
    """Certificates that sign papers."""
    if not health.ending:
        return well("certificates", "Không chứng thư số nào sắp hết hạn.", "No certificate ends within a month.")
    return doubtful(
        "certificates",
        Words(
            f"{health.ending} chứng thư số đã hoặc sắp hết hạn trong 30 ngày.",
            f"{health.ending} certificates have ended, or end within 30 days.",
        ),
        Words(
            "Xin chứng thư mới; văn thư đưa vào, người khác xác nhận.",
            "Ask for new ones; a clerk brings each, another person confirms it.",
        ),
    )


def messages_leave(health: Health) -> Check:
    """Messages that wait, and those that never left; when one last did."""
    do = Words("Xem trang “Tin nhắn” và dòng outlets.", "Look at the page of messages, and at the line outlets.")
    if stuck := health.stuck_messages:
        said = Words(f"{stuck} tin chờ gửi đã quá nửa ngày.", f"{stuck} messages should have left half a day ago.")
        return wrong("messages", said, do)
    if lost := health.lost_messages:
        said = Words(f"Từ hôm qua {lost} tin không gửi được.", f"{lost} messages did not leave since yesterday.")
        return doubtful("messages", said, do)
    if health.last_message is None:
        return well("messages", "Chưa có tin nào được gửi.", "No message was ever sent.")
    moment = f"{health.last_message.astimezone(VIET_NAM):%d/%m/%Y %H:%M}"
    return well("messages", f"Tin gần nhất gửi đi: {moment}.", f"The last message left on {moment}.")


OF_WHAT_IS_KEPT = (backup_is_fresh, backup_was_tried, what_is_over_is_erased)
"""What a training has none of: nothing in it is anybody's."""
HEALTH_RULES: tuple[Callable[[Health], Check], ...] = (
    administrators_can_help_each_other,
    works_are_done,
    backup_is_fresh,
    backup_was_tried,
    what_is_over_is_erased,
    audit_ends_as_noted,
    report_key_can_be_brought_back,
    identity_numbers_are_readable,
    certificates_go_on,
    messages_leave,
)
