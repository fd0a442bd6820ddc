"""The addresses of needs being met: suggestions, claims, engagements."""

from django.urls import URLPattern

ENGAGEMENT_URLS: list[URLPattern] = []
