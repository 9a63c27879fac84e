### The settings of SCIM provisioning, its keys, and the calls as they come.

scim-title = SCIM provisioning
scim-lead = Your identity provider creates, updates and revokes members here as things change there.
scim-needs-plan = SCIM needs the Teams or Enterprise plan. Whoever runs the server can change the plan of this organization.
scim-imported = A directory import made members here
scim-imported-why = Stop it before you enable SCIM, or keep SCIM off: each of the two would undo what the other one does.
scim-enable = Enable SCIM
scim-enable-why = While off, every call is refused and nobody is changed.
scim-url = SCIM URL
scim-copy = Copy
scim-copied = Copied
scim-invite = Invite people as they arrive
scim-invite-why = Each gets a mail at once and takes a seat. Without it they wait as Staged until you invite them.
scim-authoritative = The directory decides about groups alone
scim-authoritative-why = When it sends a group's members, people whom somebody here added to that group drop out of it. Without it they stay.
scim-save = Save
scim-saved = Saved.
scim-switched-on = SCIM is on. Give URL and key to your identity provider, then have it test the connection.
scim-switched-off = SCIM is off. Every call is refused from now on; nobody was changed.

scim-keys = Keys
scim-no-keys = No key yet
scim-no-keys-why = Your identity provider shows a key with each call. Make one, and put it into the provider's form.
scim-key-name = Name
scim-key-used = Last used
scim-key-actions = What can be done
scim-key-from = from { $address }
scim-key-unused = never
scim-key-ends = ends
scim-key-endless = never ends
scim-key-replaced = replaced
scim-key-reveal = Reveal
scim-key-rotate = Rotate
scim-key-revoke = Revoke
scim-key-restore = Take back
scim-key-shown = Shown for five minutes, to you alone. You can reveal it again later.
scim-key-secret = A key can manage everyone in this organization. Keep it secret: put it into your identity provider and nowhere else.
scim-key-new = New key
scim-key-create = Make the key
scim-keys-ended = { $count ->
    [one] One key that has ended
   *[other] { $count } keys that have ended
}
scim-key-was-revoked = revoked
scim-key-ended = ended
scim-key-created = Made the key “{ $name }”. Copy it into your identity provider.
scim-key-rotated = “{ $name }” has a new key. Copy it into your identity provider before the old one ends.
scim-key-revoked = Revoked the key “{ $name }”. Calls with it are refused from now on.
scim-key-restored = The key “{ $name }” works again.
scim-scope = What it may do
scim-scope-all = users and groups
scim-scope-users = users, groups read-only
scim-scope-read = read-only
scim-expiry = Ends
scim-expiry-year = in a year
scim-expiry-two-years = in two years
scim-expiry-quarter = in 90 days
scim-expiry-never = never
scim-cancel = Cancel

scim-rotate-title = Rotate the key “{ $name }”
scim-rotate-lead = The sync does not stop: both keys work for a while.
scim-rotate-first = You get a new key with the same name, rights and lifetime.
scim-rotate-second = Put it into your identity provider in place of the old one, and test the connection there.
scim-rotate-third = The old key ends by itself. Until then you can see here whether it is still used.
scim-rotate-overlap = How long the old key, { $prefix }…, goes on working
scim-overlap-none = it ends at once
scim-overlap-hour = 1 hour
scim-overlap-day = 24 hours
scim-overlap-week = 7 days
scim-rotate-go = Make the new key

scim-revoke-title = Revoke the key “{ $name }”
scim-revoke-lead = Every call with { $prefix }… is refused from then on.
scim-revoke-last = This is the last key that works: the sync stops until you make another one and give it to your identity provider.
scim-revoke-others = Other keys go on working. Whatever uses this one stops.
scim-revoke-used = It was last used
scim-revoke-unused = It was never used.
scim-revoke-people = Nobody is revoked or removed by this. You can take it back for ten minutes.
scim-revoke-go = Revoke the key

scim-live = Calls
scim-refresh = Look again
scim-live-over = This page is not told of new calls any more. Load it again.
scim-trace = details
scim-off = Off
scim-off-why = SCIM is switched off: calls are refused.
scim-waiting = Waiting for the first call…
scim-waiting-why = Have your identity provider test the connection. What it asks, and how that ended, appears here at once.
scim-works = Receiving
scim-works-why = The last call came through
scim-works-by = The last call came through, from { $provider },
scim-fails = Not let in
scim-fails-why = The last call did not come through

scim-setup = Set up
scim-provider = Identity provider
scim-provider-show = Show
scim-reveal-first = Reveal or make a key: it is filled in here then.
scim-leave-empty = leave it empty
scim-test-waits = The result appears under “Calls” at once.
scim-test-passed = Passed: its calls come through.
scim-guide = The whole guide for this provider

### Calls in a sentence.

call-somebody = somebody
call-some-group = a group
call-person-created = Created { $who }
call-person-read = Read { $who }
call-person-looked-up = Looked up { $what }
call-people-listed = Listed people
call-person-changed = Changed { $who }
call-person-revoked = Revoked { $who }
call-person-restored = Restored { $who }
call-person-same = Sent { $who } again; nothing was different
call-person-removed = Removed { $who }
call-group-created = Created the group { $who }
call-group-read = Read the group { $who }
call-group-looked-up = Looked up the group { $what }
call-groups-listed = Listed groups
call-group-changed = Changed the group { $who }
call-group-same = Sent the group { $who } again; nothing was different
call-group-removed = Removed { $who }
call-not-created = Could not create { $who }
call-not-read = Could not read { $who }
call-not-changed = Could not change { $who }
call-not-removed = Could not remove { $who }
call-not-listed = Could not look anybody up
call-bulk = Sent several changes at once
call-capabilities = Asked what this server can do
call-other = { $method } { $path }
