"""Who may do what with a request. What a user sees at all is `visible_to` of the queryset."""

from datetime import date

from django.db.models import QuerySet

from grids.models import Area
from members.models import Liaison, Posting, User
from projects.models import Request
from projects.requests.holders import grid_posts, of_post, of_unit
from projects.taxonomy import taxonomy

SIMILAR = 5


def may_manage(user: User, request: Request) -> bool:
    """Staff of the place: they accept, decline, dispatch and pass on."""
    return user.may_change(request.area_id)


def holds(user: User, request: Request) -> bool:
    """The current holder: the grid worker, or the unit's liaison officer."""
    return Request.objects.held_by(user).contains(request)


def acts_for(user: User, request: Request) -> bool:
    """Staff move it on behalf of volunteers, and of who has no account of their own any more."""
    if request.status not in (Request.Status.DISPATCHED, Request.Status.TAKEN):
        return False
    return may_manage(user, request) and not _has_hands(request)


def _has_hands(request: Request) -> bool:
    """Somebody can sign in for the holder."""
    if request.unit_id:
        officers = Liaison.objects.current().filter(unit=request.unit_id)
        return officers.exclude(person__user=None).exists()
    return bool(request.worker and Request.objects.held_by(request.worker).contains(request))


def may_move(user: User, request: Request) -> bool:
    """May take, return, note and report done: the holder, or staff on behalf of one."""
    return holds(user, request) or acts_for(user, request)


def speaks_as(request: Request, by: User | None, today: date) -> str:
    """The function in which somebody acts, as residents read it: 海青社区, 第1网格网格员."""
    place = str(request.community or request.area)
    if by is None:
        return place
    around = [request.area_id, request.community_id, request.street_id, request.district_id]
    staff = [
        post
        for post in by.current_postings
        if post.role in Posting.STAFF and post.area_id in around
    ]
    if staff:
        return str(min(staff, key=lambda post: around.index(post.area_id)).area)
    if request.worker_id == by.pk:
        posts = grid_posts(today).filter(user=by.pk, area__community=request.community_id)
        post = posts.first()
        return of_post(post).public if post else "网格员"
    return of_unit(request.unit).public if request.unit else place


def similar_open(area: Area, category_id: int, user: User) -> QuerySet[Request]:
    """Open requests of the same community and top category that the reader sees, newest first."""
    known = taxonomy()
    keys = known.subtree(known.top_of(category_id))
    rows = Request.objects.visible_to(user).open()
    rows = rows.filter(community=area.community_id or area.pk, category__in=keys)
    return rows.for_list().defer("phone").order_by("-received_at", "-pk")[:SIMILAR]
