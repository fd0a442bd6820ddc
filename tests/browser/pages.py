"""Every page that test_pages.py opens in the browser. A new page adds a line.

(path, user, needs): `path` is a string, or a function of `get`, which brings a fixture of the cast:
lambda get: f"/w/units/{get('unit').uuid}/". `user` names the fixture that is signed in, or None.
`needs` names fixtures to load first, so that the page has something to show.
"""

PAGES = [
    ("/report/", None, []),
]
