from django.urls import path

from common.doors import staff_door
from common.sheets.urls import urls
from members.importers import LiaisonImport, UnitImport
from members.urls.organizations import ORGANIZATION_URLS
from members.urls.people import PEOPLE_URLS
from members.urls.rosters import ROSTER_URLS
from members.views import accounts, alliances, audit, imports, liaisons, mail, sign_in, units

app_name = "members"
writers = staff_door(writes=True)
urlpatterns = [
    path("in/", sign_in.sign_in, name="sign_in"),
    path("in/home/", sign_in.after_sign_in, name="after_sign_in"),
    path("in/<str:token>/", sign_in.personal_link, name="personal_link"),
    path("out/", sign_in.sign_out, name="sign_out"),
    path("l/password/", sign_in.phone_password, name="phone_password"),
    path("w/password/", sign_in.staff_password, name="staff_password"),
    path("l/mail/", mail.phone_mail, name="phone_mail"),
    path("w/mail/", mail.staff_mail, name="staff_mail"),
    path("w/account/", sign_in.account, name="account"),
    path("w/units/", units.unit_list, name="unit_list"),
    path("w/units/add/", units.unit_add, name="unit_add"),
    *urls("w/units", UnitImport, "units", writers, back="members:unit_list"),
    path("w/units/<uuid:uuid>/", units.unit, name="unit"),
    path("w/units/<uuid:uuid>/edit/", units.unit_edit, name="unit_edit"),
    path("w/units/<uuid:uuid>/leave/", units.unit_leave, name="unit_leave"),
    path("w/units/<uuid:uuid>/liaison/", liaisons.appoint, name="appoint"),
    path("w/units/<uuid:uuid>/link/", liaisons.link_make, name="link_make"),
    path("w/units/<uuid:uuid>/link/revoke/", liaisons.link_revoke, name="link_revoke"),
    path("w/liaisons/", liaisons.liaison_list, name="liaison_list"),
    *urls("w/liaisons", LiaisonImport, "liaisons", writers, back="members:liaison_list"),
    path("w/alliances/", alliances.alliance_list, name="alliance_list"),
    path("w/alliances/found/", alliances.alliance_found, name="alliance_found"),
    path("w/alliances/<uuid:uuid>/", alliances.alliance, name="alliance"),
    path("w/imports/", imports.batch_list, name="batch_list"),
    path("w/audit/", audit.trail, name="trail"),
    path("w/accounts/", accounts.account_list, name="account_list"),
    path("w/accounts/add/", accounts.account_add, name="account_add"),
    path("w/accounts/<uuid:uuid>/", accounts.account_detail, name="account_detail"),
    path("w/accounts/<uuid:uuid>/password/", accounts.password_reset, name="password_reset"),
    path("w/accounts/<uuid:uuid>/postings/add/", accounts.posting_add, name="posting_add"),
    path(
        "w/accounts/<uuid:uuid>/postings/<int:key>/end/", accounts.posting_end, name="posting_end"
    ),
    *ORGANIZATION_URLS,
    *PEOPLE_URLS,
    *ROSTER_URLS,
]
