### Pages about an organization as a whole.

organization-seats = { $used } of { $all } seats
