### The mails of an organization.

outbox-title = Outbox
outbox-intro = Mails that this organization sends: invitations, and what came of them.
outbox-guide = How people join
outbox-off = This server sends no mails. They wait here until whoever runs it says how mails leave (--mail-transport).
outbox-readable = This is a trial: no mail leaves the machine. Read here what people would get, and follow the links in it.
outbox-states = States of mails
outbox-waiting = Waiting
outbox-failed = Given up
outbox-sent = Sent

outbox-none-waiting = No mail waits
outbox-none-waiting-why = A mail stands here from the moment somebody is invited until a mail server has taken it. That is seldom longer than a second.
outbox-none-failed = No mail was given up
outbox-none-failed-why = Where a mail server says for good that it does not take a mail, the mail stands here with the reason, and you can try again.
outbox-none-sent = No mail was sent yet
outbox-none-sent-why = Mails of the last 30 days stand here: what kind, to whom, and when.

outbox-mail = Mail
outbox-recipient = To
outbox-written = Written
outbox-state = State
outbox-invitation = Invitation
outbox-accepted = Somebody waits to be confirmed
outbox-confirmed = You were confirmed
outbox-revoked = You were revoked
outbox-leaves = Leaves in a moment
outbox-tried-again = Tried again
outbox-given-up = Given up
outbox-was-sent = Sent
outbox-retry = Try again
outbox-retry-all = Try all again
outbox-read = Read it
outbox-older = Older
outbox-newest = Newest
outbox-tried = { $n ->
    [one] The mail is tried again now.
   *[other] { $n } mails are tried again now.
}
outbox-gone = No such mail waits any more: it was sent, or nobody needs it.

outbox-mail-title = A mail
outbox-to = to { $address }
outbox-back = All mails
outbox-mail-why = Whoever reads this can follow its links. Mails are shown in a trial alone.
outbox-mail-gone = The file of this mail is gone.
