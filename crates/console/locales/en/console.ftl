### The frame of every page, and words that many pages share.

layout-skip = Skip to the page
layout-menu = Menu
layout-pages = Pages
layout-switch = Other organizations
layout-you = You
layout-account = Your account
layout-guide = Guide
layout-sign-out = Sign out
layout-undo = Undo

rail-overview = Overview
rail-members = Members
rail-groups = Groups
rail-collections = Collections
rail-reporting = Reporting
rail-provisioning = Provisioning log
rail-events = Event log
rail-outbox = Outbox
rail-settings = Settings
rail-scim = SCIM provisioning
rail-policies = Policies
rail-roles = Roles
rail-api-keys = API key
rail-organization = Organization
rail-account = Your account
rail-devices = Devices
rail-password = Master password
rail-email = E-mail address
rail-two-step = Two-step login
rail-delete-account = Delete account
rail-operator = This server

plan-free = Free
plan-families = Families
plan-teams = Teams
plan-enterprise = Enterprise

status-staged = Staged
status-invited = Invited
status-accepted = Needs confirmation
status-confirmed = Confirmed
status-revoked = Revoked

role-owner = Owner
role-admin = Admin
role-user = User
role-custom = Custom

origin-scim = Directory
origin-console = Console
origin-public-api = Public API
origin-connector = Directory import

time-now = just now
time-soon = in a moment
time-seconds-ago = { $n } s ago
time-minutes-ago = { $n } min ago
time-hours-ago = { $n } h ago
time-days-ago = { $n } d ago
time-in-minutes = in { $n } min
time-in-hours = in { $n } h
time-in-days = in { $n } d

continue-title = One moment
continue-link = Continue

flash-refused = Not done. { $reason }
