"""The addresses of residents' requests."""

from django.urls import URLPattern

REQUEST_URLS: list[URLPattern] = []
