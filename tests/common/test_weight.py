"""What a visitor on a slow line fetches: the page and everything that it names, gzipped."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

KB = 1024


def fetched(client, url: str) -> int:
    """Bytes of the first visit: page, styles, script, icons; each file once."""
    html = client.get(url).text
    names = set(re.findall(r"/static/([\w./-]+)", html))
    bodies = [html.encode()]
    for name in names:
        found = finders.find(name)
        assert found, name
        bodies.append(Path(found).read_bytes())
    assert {"css/site.css", "js/read.js"} <= names
    return sum(len(gzip.compress(body)) for body in bodies)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/", "/report/", "/ask/", "/track/"])
def test_first_visit_is_light(client, url):
    assert fetched(client, url) <= 30 * KB
