"""Every page that test_pages.py opens in the browser. A new page adds a line.

(path, user, needs): `path` may hold one {}, filled with the UUID of the first fixture in `needs`.
`user` names the fixture that is signed in, or None. `needs` names fixtures of the cast that are
loaded first, to give the page something to show.
"""

FULL = ["unit", "unit2", "military_unit", "alliance", "post", "category", "liaison_user"]

PUBLIC = [
    ("/", None, FULL),
    ("/report/", None, []),
    ("/in/", None, []),
    ("/in/unknown/", None, []),
    ("/out/", "street_user", []),
    ("/s/", None, FULL),
    ("/grid/", None, FULL),
    ("/grid/?q=幸福里", None, FULL),
    ("/grid/{}/", None, ["grid", *FULL]),
    ("/grid/{}/", None, ["street", *FULL]),
]
PHONE = [
    ("/l/", "liaison_user", FULL),
    ("/l/", "grid_user", FULL),
    ("/l/notices/", "liaison_user", FULL),
    ("/l/password/", "liaison_user", []),
    ("/l/items/", "liaison_user", FULL),
    ("/l/items/new/service/", "liaison_user", FULL),
    ("/l/items/new/demand/", "liaison_user", FULL),
    ("/l/reports/", "liaison_user", FULL),
]
STAFF = [
    ("/w/", "street_user", FULL),
    ("/w/notices/", "street_user", FULL),
    ("/w/account/", "street_user", []),
    ("/w/password/", "street_user", []),
    ("/w/areas/", "street_user", FULL),
    ("/w/areas/{}/", "street_user", ["grid", *FULL]),
    ("/w/areas/{}/rename/", "district_user", ["street"]),
    ("/w/areas/{}/move/", "district_user", ["grid"]),
    ("/w/areas/{}/add/", "district_user", ["street"]),
    ("/w/areas/{}/posts/add/", "district_user", ["grid"]),
    ("/w/areas/import/", "district_user", []),
    ("/w/posts/", "street_user", FULL),
    ("/w/posts/import/", "street_user", []),
    ("/w/posts/{}/end/", "street_user", ["post"]),
    ("/w/figures/", "street_user", FULL),
    ("/w/figures/import/", "street_user", []),
    ("/w/calendar/", "district_user", []),
    ("/w/calendar/import/", "district_user", []),
    ("/w/units/", "street_user", FULL),
    ("/w/units/add/", "street_user", FULL),
    ("/w/units/import/", "street_user", FULL),
    ("/w/units/{}/", "street_user", FULL),
    ("/w/units/{}/edit/", "street_user", FULL),
    ("/w/units/{}/leave/", "street_user", FULL),
    ("/w/units/{}/liaison/", "street_user", FULL),
    ("/w/units/{}/link/", "street_user", FULL),
    ("/w/units/{}/link/revoke/", "street_user", FULL),
    ("/w/liaisons/", "street_user", FULL),
    ("/w/alliances/", "street_user", FULL),
    ("/w/alliances/found/", "street_user", FULL),
    ("/w/alliances/{}/", "street_user", ["alliance", *FULL]),
    ("/w/accounts/", "district_user", []),
    ("/w/accounts/add/", "district_user", []),
    ("/w/accounts/{}/", "district_user", ["street_user"]),
    ("/w/accounts/{}/password/", "district_user", ["street_user"]),
    ("/w/accounts/{}/postings/add/", "district_user", ["street_user"]),
    ("/w/liaisons/import/", "street_user", FULL),
    ("/w/lists/resource/", "street_user", FULL),
    ("/w/lists/service/", "street_user", FULL),
    ("/w/lists/demand/", "street_user", FULL),
    ("/w/lists/service/new/", "street_user", FULL),
    ("/w/meetings/", "street_user", FULL),
    ("/w/rules/", "street_user", FULL),
    ("/w/reports/", "street_user", FULL),
    ("/w/reports/late/", "street_user", FULL),
]
PAGES = PUBLIC + PHONE + STAFF
