"""The address of the trace."""

from django.urls import path

from projects.views import trace

TRACE_URLS = [path("w/trace/<slug:start>/<uuid:uuid>/", trace.trace_page, name="trace")]
