"""What a radio at a post counted, brought as its file."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from bluezone.portal.directives.views.uploads import required
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.posts.selectors import post_with
from bluezone.portal.posts.services.hearing import take_heard
from bluezone.portal.posts.views.posts import show_post
from bluezone.rollout.tally.heard import MOST_BYTES


@require_POST
@permission_required("posts.key", answer=show_post)
def post_heard(request: StaffRequest, key: int) -> HttpResponse:
    """Keeps the counts of a radio's file, and shows the post with what became of them."""
    found = visible_or_404(request, post_with(key))
    data = required(request, "heard", MOST_BYTES).content
    brought = take_heard(actor=request.staff, post=found, data=data, now=request.now)
    return show_post(request, key, brought)
