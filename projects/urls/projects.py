"""The addresses of projects, brands, pairings and deliberations."""

from django.urls import path

from common.doors import staff_door
from common.sheets.urls import urls as sheet_urls
from projects.importers.pairings import PairingImport
from projects.importers.works import ProjectImport
from projects.views import deliberations, pairings, work_phone, work_steps, works
from projects.views import open as open_views
from projects.works.verbs import VERBS

writers = staff_door(writes=True)
PROJECT = "w/projects/<uuid:uuid>/"
PAIRING = "w/pairings/<uuid:uuid>/"
DELIBERATION = "w/deliberations/<uuid:uuid>/"

PUBLIC = [
    path("open/", open_views.board, name="open"),
    path("open/projects/<uuid:uuid>/", open_views.project, name="open_project"),
    path("open/deliberations/<uuid:uuid>/", open_views.deliberation, name="open_deliberation"),
]
PHONE = [
    path("l/projects/", work_phone.my_projects, name="my_projects"),
    path("l/projects/<uuid:uuid>/", work_phone.my_project, name="my_project"),
    path("l/projects/<uuid:uuid>/note/", work_phone.my_note, name="my_note"),
    path("l/projects/<uuid:uuid>/deliver/", work_phone.my_deliver, name="my_deliver"),
    path("l/projects/<uuid:uuid>/milestones/<int:pk>/", work_phone.my_reach, name="my_reach"),
]
WORKS = [
    path("w/projects/", works.project_list, name="project_list"),
    path("w/projects/new/", works.project_new, name="project_new"),
    *sheet_urls("w/projects", ProjectImport, "projects", writers, back="projects:project_list"),
    path(PROJECT, works.project, name="project"),
    path(f"{PROJECT}edit/", works.project_edit, name="project_edit"),
    path(f"{PROJECT}brand/", works.project_brand, name="project_brand"),
    *(
        path(f"{PROJECT}{verb}/", works.project_move, {"verb": verb}, name=f"project_{verb}")
        for verb in VERBS
    ),
    path(f"{PROJECT}partners/add/", work_steps.partner_add, name="partner_add"),
    path(f"{PROJECT}partners/<int:pk>/", work_steps.partner_deliver, name="partner_deliver"),
    path(f"{PROJECT}partners/<int:pk>/drop/", work_steps.partner_drop, name="partner_drop"),
    path(f"{PROJECT}milestones/add/", work_steps.milestone_add, name="milestone_add"),
    path(f"{PROJECT}milestones/<int:pk>/", work_steps.milestone_reach, name="milestone_reach"),
    path(
        f"{PROJECT}milestones/<int:pk>/postpone/",
        work_steps.milestone_postpone,
        name="milestone_postpone",
    ),
    path(f"{PROJECT}notes/add/", work_steps.note_add, name="note_add"),
    path(f"{PROJECT}notes/<int:pk>/show/", work_steps.note_show, name="note_show"),
]
PAIRINGS = [
    path("w/pairings/", pairings.pairing_list, name="pairing_list"),
    path("w/pairings/new/", pairings.pairing_new, name="pairing_new"),
    *sheet_urls("w/pairings", PairingImport, "pairings", writers, back="projects:pairing_list"),
    path(PAIRING, pairings.pairing, name="pairing"),
    path(f"{PAIRING}edit/", pairings.pairing_edit, name="pairing_edit"),
    path(f"{PAIRING}visits/add/", pairings.pairing_visit, name="pairing_visit"),
    path(f"{PAIRING}end/", pairings.pairing_end, name="pairing_end"),
]
DELIBERATIONS = [
    path("w/deliberations/", deliberations.deliberation_list, name="deliberation_list"),
    path("w/deliberations/new/", deliberations.deliberation_new, name="deliberation_new"),
    path(DELIBERATION, deliberations.deliberation, name="deliberation"),
    path(f"{DELIBERATION}steps/", deliberations.steps_plan, name="steps_plan"),
    path(f"{DELIBERATION}steps/<int:pk>/", deliberations.step_hold, name="step_hold"),
    path(f"{DELIBERATION}steps/<int:pk>/notice/", deliberations.step_notice, name="step_notice"),
    path(f"{DELIBERATION}steps/<int:pk>/correct/", deliberations.step_correct, name="step_correct"),
    path(f"{DELIBERATION}end/", deliberations.deliberation_end, name="deliberation_end"),
]

PROJECT_URLS = [*PUBLIC, *PHONE, *WORKS, *PAIRINGS, *DELIBERATIONS]
