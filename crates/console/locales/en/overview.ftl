### How an organization stands, and what needs somebody.

overview-title = Overview
overview-off = SCIM provisioning is off: nobody comes from a directory by themselves.
overview-switch-on = Switch it on
overview-unheard = Waiting for the first call of your identity provider.
overview-how = How to connect it
overview-heard = { $provider } called
overview-heard-somebody = Your identity provider called

overview-arrived = { $n ->
    [one] One person has arrived
   *[other] { $n } people have arrived
}
overview-first-sync = the first sync is under way
overview-a-second = { $n } a second
overview-a-minute = { $n } in the last minute
overview-refused = { $n } refused

overview-people = People
overview-confirmed = { $n } confirmed
overview-seats = Seats in use
overview-no-limit = no limit
overview-calls-day = Calls in 24 hours
overview-percent = { $percent } % refused or failed
overview-no-calls = nobody called

overview-needs = What needs you
overview-need-none = Nothing needs you right now.
overview-need-confirm = { $n ->
    [one] One person accepted the invitation and waits for you to hand over the organization's key.
   *[other] { $n } people accepted their invitation and wait for you to hand over the organization's key.
}
overview-confirm-them = Confirm them
overview-need-seats = { $foreseen } seats will be needed once everybody who is staged is invited; there are { $limit }.
overview-see-seats = See the seats
overview-need-expired = { $n ->
    [one] One invitation has run out: its link leads nowhere any more.
   *[other] { $n } invitations have run out: their links lead nowhere any more.
}
overview-need-expiring = { $n ->
    [one] One invitation runs out within a day.
   *[other] { $n } invitations run out within a day.
}
overview-send-again = Send again
overview-need-mails = { $n ->
    [one] One mail could not be sent and was given up.
   *[other] { $n } mails could not be sent and were given up.
}
overview-see-mails = See the mails
overview-need-refused = { $n ->
    [one] One call of your identity provider was refused in the last 24 hours.
   *[other] { $n } calls of your identity provider were refused in the last 24 hours.
}
overview-need-failed = { $n ->
    [one] The server failed one call of your identity provider in the last 24 hours.
   *[other] The server failed { $n } calls of your identity provider in the last 24 hours.
}
overview-see-why = See why
overview-need-key = The SCIM key “{ $name }” stops working
overview-replace-key = Replace it
overview-need-silent = Your identity provider is silent. It called last
overview-see-calls = See its calls

overview-last-days = last 30 days
overview-people-label = Confirmed members went from { $from } to { $to } in { $days ->
    [one] one day
   *[other] { $days } days
}
overview-days-ago = { $n } days ago
overview-today = today
overview-numbers = The numbers
overview-day = Day
overview-hour = Hour
overview-calls = Calls by hour
overview-calls-label = { $calls } calls in { $hours } hours, { $bad } of them refused or failed
overview-calls-none = Nobody has called yet in the last 48 hours.
overview-last-hours = last 48 hours
overview-hours-ago = { $n } hours ago
overview-now = now
overview-done = Done
overview-not-done = Refused or failed
overview-refused-calls = Refused
overview-failed-calls = Failed
overview-new-people = New people
