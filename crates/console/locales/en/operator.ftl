### The installation, for the people who run it.

operator-title = This server
operator-version = Provost { $version }, started
operator-backup = What to keep safe

operator-organizations = Organizations
operator-none = No organization yet
operator-none-why = Make the first one here. Its owner gets an invitation by mail and brings the organization's keys; you never see them.
operator-name = Name
operator-people = People
operator-seats = Seats
operator-no-limit = no limit
operator-scim = SCIM
operator-scim-on = On
operator-scim-off = Off
operator-since = Since
operator-disabled = Disabled

operator-new = New organization
operator-new-why = Its owner is invited by mail and brings the organization's keys when they accept.
operator-owner-email = E-mail address of its owner
operator-owner-name = Name of its owner
operator-plan = Plan
operator-make = Make it
operator-made = { $name } was made. { $email } is invited as its owner.

operator-health = How the server is
operator-well = Well
operator-unwell = Needs a look
operator-database = Database
operator-database-well = { $engine } answers; { $queue } changes wait.
operator-mail = Mail
operator-mail-smtp = Mails leave over { $server }.
operator-mail-file = Mails are put into a directory; none is sent.
operator-mail-none = No mails are sent (--mail-transport).
operator-mail-numbers = { $waiting } wait, { $dead } were given up. Since the start { $sent } left and { $failed } attempts failed.
operator-tips = Event logs
operator-tips-well = Organizations: { $all }. Ends of logs that are written down outside of the database: { $published }.
operator-trace = Provisioning log
operator-trace-dropped = { $n ->
    [0] No call was left out since the start.
    [one] One call was left out since the start: too many came at once.
   *[other] { $n } calls were left out since the start: too many came at once.
}
