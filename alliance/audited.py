"""Which models the audit trail follows by itself, and which fields never enter it.

Bulk writes, lifecycle moves and actions of several writes note themselves (common.audit).
"""

PLACE = ["district", "street", "community"]  # follow from `area`
TREE = ["tree_id", "lft", "rght", "level", *PLACE]  # follow from `parent`

# Phones, secrets and the true names of military units are left out on purpose.
FOLLOWED: dict[str, list[str]] = {
    "grids.Area": TREE,
    "grids.AreaHistory": [],
    "grids.AreaSuccessor": [],
    "grids.AreaOutline": ["geometry"],
    "grids.AreaOverlap": [],
    "grids.AreaFigures": [],
    "grids.AreaGroup": [],
    "grids.PartyFigures": [],
    "grids.GridPost": [],
    "grids.ServiceTeam": PLACE,
    "grids.TeamFunction": [],
    "grids.TeamGrid": [],
    "grids.ServiceStation": PLACE,
    "grids.WorkYear": [],
    "members.User": ["password", "session_round", "last_login"],
    "members.Posting": [],
    "members.Person": ["phone", "phone_index", "tail_index"],
    "members.MemberUnit": ["name", *PLACE],
    "members.Liaison": [],
    "members.SignInLink": ["token_hash", "last_used_at"],
    "members.Alliance": PLACE,
    "members.AllianceMembership": [],
    "members.CommitteeSeat": [],
    "members.PartyOrganization": ["name", *TREE],
    "members.Compact": [],
    "members.RosterEntry": [],
    "members.PioneerPost": PLACE,
    "members.CheckIn": ["phone", "phone_index", *PLACE],
    "members.Pledge": [],
    "members.Commando": [],
    "members.HouseholdContact": PLACE,
    "members.SupportLink": [],
    "members.CorrectionRequest": ["text", "answer"],
    "projects.Category": TREE[:4],
    "projects.Synonym": [],
    "projects.Resource": PLACE,
    "projects.Service": PLACE,
    "projects.Demand": PLACE,
    "projects.Round": [],
    "projects.Revision": ["facts", "before"],
    "projects.ItemFlag": [],
    "projects.Schedule": [],
    "projects.ScheduleException": [],
    "projects.Booking": [],
    "projects.Engagement": [],
    "projects.Share": [],
    "projects.FollowUp": [],
    "projects.Request": ["name", "phone", "tail_index", "text", "place", "words", *PLACE],
    "projects.RequestStep": ["public_text", "internal_note"],
    "projects.Project": PLACE,
    "projects.Partner": [],
    "projects.Milestone": [],
    "projects.Progress": [],
    "projects.Pairing": [],
    "projects.PairingVisit": [],
    "projects.Deliberation": PLACE,
    "projects.DeliberationStep": [],
    "meetings.MeetingRule": [],
    "meetings.Meeting": [],
    "meetings.LiaisonReport": PLACE,
}
TRACKED = tuple(
    {"model": model, "exclude_fields": fields} if fields else model
    for model, fields in FOLLOWED.items()
)
