"""Who gets which answer. One line says it for one kind of page and one side of it.

`home` is a record of the street whose staff are in the cast, `away` the same of another street of
the district; `any` stands for both. `else` administers another district altogether.

ok: the page, or for a POST also a redirect on; in: to the sign-in page; go: led on elsewhere;
a number: that status.
"""

ROLES = {
    "anon": None,
    "dist": "district_user",
    "stre": "street_user",
    "comm": "community_user",
    "grid": "grid_user",
    "tuto": "tutor_user",
    "audi": "auditor",
    "liai": "liaison_user",
    "lia2": "liaison2_user",
    "othl": "other_liaison_user",
    "oths": "other_street_user",
    "else": "elsewhere_user",
}

TABLE = """
                      anon dist stre comm grid tuto audi liai lia2 othl oths else
EVERYBODY        any  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
LED_ON           any  go   go   go   go   go   go   go   go   go   go   go   go
SIGN_IN          any  ok   go   go   go   go   go   go   go   go   go   go   go
TO_OWN_HOME      any  in   go   go   go   go   go   go   go   go   go   go   go
LINK             home ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
LINK             away 404  404  404  404  404  404  404  404  404  404  404  404

STAFF            any  in   ok   ok   ok   404  404  ok   404  404  404  ok   ok
STAFF_WRITES     any  in   ok   ok   ok   404  404  403  404  404  404  ok   ok
DISTRICT_WRITES  any  in   ok   403  403  404  404  403  404  404  404  403  ok
OWN_UPLOAD       home in   ok   ok   ok   404  404  403  404  404  404  ok   ok
OWN_UPLOAD       away in   404  404  404  404  404  403  404  404  404  404  404
DISTRICT_UPLOAD  home in   ok   403  403  404  404  403  404  404  404  403  ok
DISTRICT_UPLOAD  away in   404  403  403  404  404  403  404  404  404  403  404
OWN_IMPORT       home in   ok   ok   ok   404  404  403  404  404  404  ok   ok
OWN_IMPORT       away in   ok   404  404  404  404  403  404  404  404  404  404
DISTRICT_IMPORT  home in   ok   403  403  404  404  403  404  404  404  403  ok
DISTRICT_IMPORT  away in   ok   403  403  404  404  403  404  404  404  403  404
OWN_NOTICE       home in   ok   ok   ok   404  404  403  404  404  404  ok   ok
OWN_NOTICE       away in   404  404  404  404  404  403  404  404  404  404  404

READ             home in   ok   ok   ok   404  404  ok   404  404  404  404  404
READ             away in   ok   404  404  404  404  ok   404  404  404  ok   404
WRITE            home in   ok   ok   ok   404  404  403  404  404  404  404  404
WRITE            away in   ok   404  404  404  404  403  404  404  404  ok   404
WRITE_PARENT     home in   ok   ok   403  404  404  403  404  404  404  404  404
WRITE_PARENT     away in   ok   404  404  404  404  403  404  404  404  ok   404
READ_STREETS     home in   ok   ok   404  404  404  ok   404  404  404  404  404
READ_STREETS     away in   ok   404  404  404  404  ok   404  404  404  ok   404
WRITE_STREETS    home in   ok   ok   404  404  404  403  404  404  404  404  404
WRITE_STREETS    away in   ok   404  404  404  404  403  404  404  404  ok   404
REVIEW_REPORT    home in   ok   ok   403  404  404  403  404  404  404  404  404
REVIEW_REPORT    away in   ok   404  404  404  404  403  404  404  404  ok   404
OWN_OUTLINES     home in   404  ok   404  404  404  403  404  404  404  404  404
OWN_OUTLINES     away in   404  404  404  404  404  403  404  404  404  ok   404

ACCOUNTS         any  in   ok   404  404  404  404  ok   404  404  404  404  ok
ACCOUNTS_OPEN    any  in   ok   404  404  404  404  403  404  404  404  404  ok
ACCOUNT          home in   ok   404  404  404  404  ok   404  404  404  404  404
ACCOUNT          away in   404  404  404  404  404  404  404  404  404  404  ok
ACCOUNT_GET      home in   ok   404  404  404  404  403  404  404  404  404  404
ACCOUNT_GET      away in   404  404  404  404  404  404  404  404  404  404  ok
ACCOUNT_POST     home in   ok   404  404  404  404  403  404  404  404  404  404
ACCOUNT_POST     away in   404  404  404  404  404  403  404  404  404  404  ok

PHONE            any  in   404  404  404  ok   ok   404  ok   ok   ok   404  404
OWN_PHONE_NOTICE home in   404  404  404  ok   ok   404  ok   ok   ok   404  404
OWN_PHONE_NOTICE away in   404  404  404  404  404  404  404  404  404  404  404
OFFICER          any  in   404  404  404  404  404  404  ok   ok   ok   404  404
OFFICER_OWN      home in   404  404  404  404  404  404  ok   404  404  404  404
OFFICER_OWN      away in   404  404  404  404  404  404  404  404  ok   404  404
OFFICER_MEETING  home in   404  404  404  404  404  404  ok   ok   404  404  404
OFFICER_MEETING  away in   404  404  404  404  404  404  404  404  ok   404  404

API              any  403  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
API_RECORD       home 403  ok   ok   ok   404  404  ok   ok   404  404  404  404
API_RECORD       away 403  ok   404  404  404  404  ok   404  404  ok   ok   404
API_STAFF_READ   home 403  ok   ok   ok   404  404  ok   403  404  404  404  404
API_STAFF_READ   away 403  ok   404  404  404  404  ok   404  404  403  ok   404
API_PUBLIC_ITEM  home ok   ok   ok   ok   404  404  ok   ok   404  404  404  404
API_PUBLIC_ITEM  away ok   ok   404  404  404  404  ok   404  404  ok   ok   404
API_DRAFT        home 404  ok   ok   ok   404  404  ok   ok   404  404  404  404
API_DRAFT        away 404  ok   404  404  404  404  ok   404  404  ok   ok   404
API_MEETING      home 403  ok   ok   404  404  404  ok   ok   ok   404  404  404
API_MEETING      away 403  ok   404  404  404  404  ok   404  404  ok   ok   404
API_ANSWER       home 403  403  403  404  404  404  403  400  404  404  404  404
API_ANSWER       away 403  403  404  404  404  404  403  404  404  400  403  404
API_ROUND        home 403  ok   ok   ok   404  404  ok   ok   ok   404  404  404
API_ROUND        away 403  ok   404  404  404  404  ok   404  404  ok   ok   404
API_CONFIRM      home 403  400  400  400  404  404  403  ok   404  404  404  404
API_CONFIRM      away 403  400  404  404  404  404  403  404  404  ok   400  404
API_DECIDE       home 403  ok   ok   ok   404  404  403  403  404  404  404  404
API_DECIDE       away 403  ok   404  404  404  404  403  404  404  403  ok   404
API_EXPLAIN      home 403  400  400  400  404  404  403  403  404  404  404  404
API_EXPLAIN      away 403  400  404  404  404  404  403  404  404  403  400  404
API_BOOK         any  403  400  400  400  403  403  403  400  400  400  400  400
API_CANCEL       home 403  400  400  400  404  404  403  400  404  404  404  404
API_CANCEL       away 403  400  404  404  404  404  403  404  404  400  400  404
API_SUBMIT       home 403  403  403  403  404  404  403  400  404  404  404  404
API_SUBMIT       away 403  403  404  404  404  404  403  404  404  400  403  404
API_HAND_IN      home 403  403  403  403  404  404  403  ok   404  404  404  404
API_HAND_IN      away 403  403  404  404  404  404  403  404  404  ok   403  404
API_PROJECT      home ok   ok   ok   ok   404  404  ok   ok   404  404  404  404
API_PROJECT      away ok   ok   404  404  404  404  ok   404  404  ok   ok   404
API_MOVE         home 403  400  400  400  404  404  403  403  404  404  404  404
API_MOVE         away 403  400  404  404  404  404  403  404  404  403  400  404
API_RESUME       home 403  ok   ok   ok   404  404  403  403  404  404  404  404
API_RESUME       away 403  ok   404  404  404  404  403  404  404  403  ok   404
API_PLACE        home 403  ok   ok   ok   404  404  ok   404  404  404  404  404
API_PLACE        away 403  ok   404  404  404  404  ok   404  404  404  ok   404

HOLDER_READ      home in   404  404  404  ok   404  404  ok   404  404  404  404
HOLDER_READ      away in   404  404  404  404  404  404  404  404  ok   404  404
HOLDER           home in   404  404  404  403  404  404  ok   404  404  404  404
HOLDER           away in   404  404  404  404  404  404  404  404  ok   404  404
API_REQUEST      home 403  ok   ok   ok   ok   404  ok   ok   404  404  404  404
API_REQUEST      away 403  ok   404  404  404  404  ok   404  404  ok   ok   404
API_MANAGE       home 403  400  400  400  403  404  403  403  404  404  404  404
API_MANAGE       away 403  400  404  404  404  404  403  404  404  403  400  404
API_HOLD         home 403  403  403  403  403  404  403  400  404  404  404  404
API_HOLD         away 403  403  404  404  404  404  403  404  404  400  403  404
API_TAKE         home 403  403  403  403  403  404  403  409  404  404  404  404
API_TAKE         away 403  403  404  404  404  404  403  404  404  409  403  404
API_NOTE         home 403  400  400  400  403  404  403  400  404  404  404  404
API_NOTE         away 403  400  404  404  404  404  403  404  404  400  400  404
API_CLAIM        any  403  403  403  403  403  403  403  400  400  400  403  403
API_BODY         any  403  400  400  400  400  400  400  400  400  400  400  400
API_ASKER        home 403  403  403  403  404  404  403  ok   404  404  404  404
API_ASKER        away 403  403  404  404  404  404  403  404  404  ok   403  404
API_STAFF_WORDS  home 403  400  400  400  404  404  403  403  404  404  404  404
API_STAFF_WORDS  away 403  400  404  404  404  404  403  404  404  403  400  404
API_LATE         home 403  409  409  409  404  404  403  409  404  404  404  404
API_LATE         away 403  409  404  404  404  404  403  404  404  409  409  404
API_LATE_LEAD    home 403  409  409  409  404  404  403  403  404  404  404  404
API_LATE_LEAD    away 403  409  404  404  404  404  403  404  404  403  409  404
API_LATE_ASKER   home 403  403  403  403  404  404  403  409  404  404  404  404
API_LATE_ASKER   away 403  403  404  404  404  404  403  404  404  409  403  404
SPOKEN_FOR       home in   403  403  403  404  404  403  404  404  404  404  404
SPOKEN_FOR       away in   403  404  404  404  404  403  404  404  404  403  404
API_RESOLUTION   home 403  ok   ok   ok   404  404  ok   ok   ok   404  404  404
API_RESOLUTION   away 403  ok   404  404  404  404  ok   404  404  ok   ok   404
API_PART         home 403  400  400  403  404  404  403  400  403  404  404  404
API_PART         away 403  400  404  404  404  404  403  404  404  400  400  404
API_LEAD         home 403  403  403  403  404  404  403  400  403  404  404  404
API_LEAD         away 403  403  404  404  404  404  403  404  404  400  403  404
API_CONVENE      home 403  400  400  403  404  404  403  403  403  404  404  404
API_CONVENE      away 403  400  404  404  404  404  403  404  404  403  400  404
API_CONVENE_LATE home 403  409  409  403  404  404  403  403  403  404  404  404
API_CONVENE_LATE away 403  409  404  404  404  404  403  404  404  403  409  404
"""

Answers = dict[tuple[str, str], str]  # (side, role) → code


def _read(table: str) -> dict[str, Answers]:
    header, *lines = [line.split() for line in table.strip().splitlines() if line.strip()]
    assert header == list(ROLES)
    policies: dict[str, Answers] = {}
    for name, side, *codes in lines:
        for place in ("home", "away") if side == "any" else (side,):
            for role, code in zip(header, codes, strict=True):
                policies.setdefault(name, {})[place, role] = code
    return policies


POLICIES = _read(TABLE)
