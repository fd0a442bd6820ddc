"""How many rows one answer holds: 50, or what `?limit=` asks for up to MOST."""

from rest_framework.pagination import LimitOffsetPagination

MOST = 200


class Pages(LimitOffsetPagination):
    max_limit = MOST
