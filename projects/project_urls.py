"""The addresses of projects, brands, pairings and deliberations."""

from django.urls import URLPattern

PROJECT_URLS: list[URLPattern] = []
