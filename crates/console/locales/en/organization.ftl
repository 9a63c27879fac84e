### Pages about an organization as a whole.

organization-seats = { $used } of { $all } seats

overview-title = Overview
overview-since = Organization since
overview-people = People
overview-seats = Seats in use
overview-no-limit = without limit
overview-groups = Groups
overview-scim = SCIM provisioning
overview-scim-on = On
overview-scim-off = Off
