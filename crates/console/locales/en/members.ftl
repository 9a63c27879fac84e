### The people of an organization.

members-over = This page is not told of changes any more. Load it again.
members-title = Members
members-count = { $n ->
    [one] One person.
   *[other] { $n } people.
}
members-waiting = { $n ->
    [one] One person accepted the invitation and waits for you to hand over the organization's key.
   *[other] { $n } people accepted their invitation and wait for you to hand over the organization's key.
}
members-invite = Invite
members-confirm = Confirm { $n }
members-tabs = Members by status
members-tab-all = All
members-search = Name, address or external id
members-search-go = Search
members-group = Group
members-any-group = Any group
members-role = Role
members-any-role = Any role
members-origin = Came from
members-any-origin = From anywhere
members-groups = Groups
members-person = Person
members-status = Status
members-since = Added
members-break-glass = break-glass
members-choose = Choose { $name }
members-choose-page = All
members-choose-none = None
members-choose-all = All { $n } in this list
members-choose-all-many = Everybody in this list
members-chosen = With the chosen people:
members-do-invite = Send invitation
members-do-confirm = Confirm
members-do-restore = Restore
members-do-revoke = Revoke
members-do-remove = Remove
members-pages = Pages of this list
members-place = { $first }–{ $last } of { $all }
members-place-many = { $first }–{ $last } of more than { $all }
members-previous = Back
members-next = Next
members-none = Nobody is here yet
members-none-how = Invite people by their address, or connect your identity provider under SCIM provisioning: whoever it sends appears here within seconds.
members-not-found = Nobody matches
members-not-found-how = From three letters on, the search looks inside names, addresses and external ids; shorter ones at their beginning. External ids count capital letters.
members-widen = Show everybody
members-tab-empty = Nobody is in this status
members-tab-empty-how = Staged people were sent by a directory and have no mail yet; invited ones have one; then they accept, and an administrator confirms them. Revoked ones keep what they had until they are restored.

change-nobody = Choose somebody first: tick the boxes beside the names.
change-invite = { $n ->
    [one] Send one invitation?
   *[other] Send { $n } invitations?
}
change-invite-why = Each of them gets a mail with a link that is good for 120 hours. Links of earlier invitations no longer work. Whoever was invited within the last minute gets no second mail.
change-invite-go = { $n ->
    [one] Send the invitation
   *[other] Send { $n } invitations
}
change-invite-done = { $n ->
    [0] No invitation was sent.
    [one] The invitation was sent.
   *[other] { $n } invitations were sent.
}
change-revoke = { $n ->
    [one] Revoke one person?
   *[other] Revoke { $n } people?
}
change-revoke-why = They lose access at once, and are signed out of this console. Groups, collections and role are kept: a restore gives them back.
change-revoke-go = { $n ->
    [one] Revoke
   *[other] Revoke { $n } people
}
change-revoke-done = { $n ->
    [0] Nobody was revoked.
    [one] One person was revoked.
   *[other] { $n } people were revoked.
}
change-restore = { $n ->
    [one] Restore one person?
   *[other] Restore { $n } people?
}
change-restore-why = They are again what they were before. Whoever's invitation has run out meanwhile gets a new one by mail.
change-restore-go = { $n ->
    [one] Restore
   *[other] Restore { $n } people
}
change-restore-done = { $n ->
    [0] Nobody was restored.
    [one] One person was restored.
   *[other] { $n } people were restored.
}
change-remove = { $n ->
    [one] Remove one person for good?
   *[other] Remove { $n } people for good?
}
change-remove-why = They lose access at once, and their groups and collections with it. This cannot be undone: to have somebody back, invite them again. Their accounts and their own items stay theirs. Revoking is the gentler way.
change-remove-go = { $n ->
    [one] Remove for good
   *[other] Remove { $n } people for good
}
change-remove-done = { $n ->
    [0] Nobody was removed.
    [one] One person was removed.
   *[other] { $n } people were removed.
}
change-cut = { $n } people are changed at once, and these are the first. Do it again for the next ones.
change-nothing = Nothing would change. The last column says why.
change-break-glass = { $n ->
    [one] One of them is flagged break-glass: kept for the day on which nothing else works.
   *[other] { $n } of them are flagged break-glass: kept for the day on which nothing else works.
}
change-people = People
change-people-of = { $n } of { $all } would change
change-seats = Seats in use
change-seats-of = of { $n }
change-owners = Confirmed owners
change-mails = Mails
change-same = { $n }, as before
change-from-to = { $before } → { $after }
change-cancel = Cancel
change-before = Now
change-after = Then
change-gone = Removed
changed-title = { $done } of { $all } done
changed-rest = { $n ->
    [one] One was not; the last column says why.
   *[other] { $n } were not; the last column says why.
}
changed-back = Back to the list

confirm-title = Confirm members
confirm-why = Whoever accepted an invitation waits for the organization's key. Your browser seals it for each of them; the server never sees it.
confirm-compare = Compare each phrase with the person over another way than this server, by telephone for instance: they find theirs in their app under Settings, My account, Fingerprint phrase. Equal phrases mean that nobody stands between you.
confirm-needs-script = Handing a key over needs JavaScript, since the key is opened in the browser and nowhere else. Without it, use the command line on your own machine:
confirm-none = Nobody waits
confirm-none-how = Whoever accepts an invitation appears here. Confirm them, and they can read what is shared with them.
confirm-go = Confirm the chosen people
confirm-progress = People confirmed so far
confirm-choose-all = Choose everybody
confirm-phrase = Fingerprint phrase
confirm-since = Waits since
confirm-outcome = Outcome
confirm-more = More people wait. They are listed here once these are confirmed.

members-too-many-invitations = Too many invitations were sent within the last hour. Try again in { $n } seconds.

invite-title = Invite people
invite-why = Each gets a mail with a link that is good for 120 hours, accepts it, and is then confirmed by you.
invite-addresses = Addresses
invite-addresses-how = One on each line, or between commas. Names are left out: Dora Doe <dora@example.com> is read, too.
invite-look = See what happens
invite-preview-title = { $n ->
    [one] Send one invitation?
   *[other] Send { $n } invitations?
}
invite-preview-why = Nothing is sent yet.
invite-done-title = { $n ->
    [one] One invitation was sent
   *[other] { $n } invitations were sent
}
invite-done-why = Whoever was here before got none.
invite-no-groups = None
invite-edit = Change it
invite-address = Address
invite-known = Is here already:
invite-nobody = Name at least one address.
invite-too-many = Invite { $n } people at once, and the others after that.

role-user-why = Uses what is shared with them.
role-custom-why = Is allowed what you tick below, and nothing else.
role-admin-why = Runs everything but owners.
role-owner-why = Runs everything, and decides about other owners.
role-permissions = Permissions
permission-manage-users = Invite, confirm, change, revoke and remove members
permission-manage-groups = Make, change and remove groups
permission-manage-scim = Manage provisioning
permission-manage-policies = Change policies
permission-manage-sso = Change single sign-on
permission-manage-reset-password = Give members a new master password
permission-access-event-logs = Read the event log
permission-access-reports = Read reports
permission-access-import-export = Import and export items
permission-create-new-collections = Make collections
permission-edit-any-collection = Change any collection
permission-delete-any-collection = Remove any collection
