"""Addresses of door posts: the office's pages, and what devices at doors ask.

What devices ask stands under /door/, because that is all that their page's service worker may look after; the office's
pages stand outside of it, so that no worker of a public page comes between them and the portal.
"""

from django.urls import path

from bluezone.portal.posts.views import devices, page, posts, radios, releases, sheets

urlpatterns = [
    path("posts", posts.posts, name="posts"),
    path("posts/at/<number:key>", posts.post_new, name="post_new"),
    path("posts/<number:key>", posts.post, name="post"),
    path("posts/<number:key>/code", posts.post_code, name="post_code"),
    path("posts/<number:key>/badges", posts.post_badges, name="post_badges"),
    path("posts/<number:key>/hours", posts.post_hours, name="post_hours"),
    path("posts/<number:key>/keepers", posts.post_keeper, name="post_keeper"),
    path("posts/<number:key>/sheets", sheets.sheets_print, name="sheets_print"),
    path("posts/<number:key>/heard", radios.post_heard, name="post_heard"),
    path("posts/sheets", sheets.sheet_find, name="sheet_find"),
    path("posts/sheets/<str:number>", sheets.sheet, name="sheet"),
    path("posts/sheets/<str:number>/rows", sheets.sheet_rows, name="sheet_rows"),
    path("posts/<number:key>/close", posts.post_close, name="post_close"),
    path("posts/devices/<number:key>/revoke", posts.device_revoke, name="post_device_revoke"),
    path("posts/keepers/<number:key>/end", posts.keeper_end, name="post_keeper_end"),
    path("posts/figures", posts.post_figures, name="post_figures"),
    path("posts/ask/<number:landmark>", releases.row_ask, name="row_ask"),
    path("posts/releases", releases.row_releases, name="row_releases"),
    path("posts/releases/<number:key>/agree", releases.row_agree, name="row_agree"),
    path("posts/releases/<number:key>/aside", releases.row_aside, name="row_aside"),
    path("posts/rows/<number:key>", releases.door_row, name="door_row"),
    path("posts/rows/<number:key>/photo", releases.door_photo, name="door_photo"),
    path("door/", page.door_page, name="door_page"),
    path("door/en", page.door_page_en, name="door_page_en"),
    path("door/worker.js", page.door_worker, name="door_worker"),
    path("door/reader.js", page.door_reader, name="door_reader"),
    path("door/enrol", devices.door_enrol, name="door_enrol"),
    path("door/sync", devices.door_sync, name="door_sync"),
]
