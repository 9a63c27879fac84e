### The event log.

events-title = Event log
events-intro = Everything that was done here, by whom, and what it changed. Nothing of it can be edited or dropped without showing.
events-empty = Nothing has happened yet
events-empty-why = Each change to people, groups, access and settings is written down here, whoever makes it: you, a colleague, or your identity provider.
events-none = Nothing like this was found
events-none-why = Choose fewer conditions, or another range of days.
events-stretch = Nothing like this among the newest events. There are older ones.
events-all = Show everything

events-verified = Verified up to event { $number }
events-verifying = Being verified: { $number } of { $last } events so far
events-broken = This log was tampered with: { $finding }. Keep a copy of the database, and tell whoever runs the server.

events-person = Person
events-person-hint = Name, e-mail address or external id
events-about = Only about { $name }
events-about-gone = Only about one person
events-which = Several people are called “{ $text }”. Whom do you mean?
events-nobody = Nobody here is called “{ $text }”.
events-actor = Done by
events-anybody = Anybody
events-actor-scim = Identity provider (SCIM)
events-actor-key = SCIM key { $name }
events-actor-api = Public API
events-actor-server = Server
events-actor-person = A person
events-what = What
events-anything = Anything
events-all-of = All about { $kind }
events-from = From (UTC)
events-until = Until
events-show = Show
events-export = Export
events-export-csv = CSV
events-export-ndjson = NDJSON

events-when = When
events-who = Who
events-happened = What happened
events-scim = SCIM
events-gone = somebody who has no account any more
events-from-address = from { $address }
events-more = { $n ->
    [one] One more field
   *[other] { $n } more fields
}
events-nothing = nothing
events-to = becomes
events-cut-off = Access ended { $millis } ms after it was asked for.
events-only-member = Only events about { $name }
events-only-actor = Only what { $name } did
events-older = Older
events-newest = Newest

events-members = people
events-groups = groups
events-collections = collections
events-items = items
events-policies = policies
events-organization = the organization
events-accounts = sign-ins

events-a-member = somebody
events-the-member = { $name }
events-a-group = a group
events-the-group = the group { $name }
events-a-collection = a collection
events-the-collection = the collection { $name }
events-an-item = an item
events-the-item = the item { $name }
events-a-policy = a policy
events-the-policy = the policy { $name }
events-an-organization = the organization
events-the-organization = { $name }

event-unknown = did something that this version does not know (type { $number })
event-signed-in = signed in
event-changed-password = changed the master password
event-changed-two-step = changed the two-step login
event-disabled-two-step = switched a two-step login off
event-recovered-two-step = used the recovery code
event-failed-sign-in = failed to sign in: wrong password
event-failed-two-step = failed to sign in: wrong two-step code
event-made = made { $whom }
event-changed = changed { $whom }
event-deleted = deleted { $whom }
event-viewed = viewed { $whom }
event-password-shown = looked at the password of { $whom }
event-field-shown = looked at a hidden field of { $whom }
event-card-code-shown = looked at the security code of { $whom }
event-password-copied = copied the password of { $whom }
event-field-copied = copied a hidden field of { $whom }
event-card-code-copied = copied the security code of { $whom }
event-filled-in = filled in { $whom }
event-card-number-shown = looked at the card number of { $whom }
event-shared = gave { $whom } to the organization
event-changed-collections = changed the collections of { $whom }
event-trashed = put { $whom } into the trash
event-took-from-trash = took { $whom } out of the trash
event-invited = invited { $whom }
event-confirmed = confirmed { $whom }
event-removed = removed { $whom }
event-changed-groups = changed the groups of { $whom }
event-enrolled-recovery = let the organization recover the account of { $whom }
event-withdrew-recovery = no longer lets the organization recover the account of { $whom }
event-password-reset = reset the master password of { $whom }
event-revoked = revoked { $whom }
event-restored = restored { $whom }
event-account-deleted = deleted the account of { $whom }
event-left = left the organization
event-revoked-two-step = revoked { $whom } for having no two-step login
event-revoked-single = revoked { $whom } for being in another organization too
event-staged = staged { $whom }, without an invitation
event-purged = deleted all items of { $whom }
event-exported = exported the items of { $whom }
