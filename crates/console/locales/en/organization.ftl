### Pages about an organization as a whole.

organization-seats = { $used } of { $all } seats

organization-title = Organization
organization-why = What it is called, what its plan gives, and who may do what with its collections.
organization-about = About it
organization-name = Name
organization-email = Billing address
organization-email-help = Where letters about the organization go.
organization-saved = Saved.
organization-collections = Collections
organization-limit-creation = Only owners and admins make collections
organization-limit-deletion = Only owners and admins delete collections
organization-limit-item-deletion = Only who manages a collection deletes its items
organization-admins-access-all = Owners and admins see every item, whether or not they were given the collection
organization-plan = Plan
organization-no-limit = without limit
organization-since = Organization since
organization-seats-used = Seats in use
organization-foreseen = Foreseen
organization-staged = { $count ->
    [0] Nobody is staged.
    [one] 1 person is staged: { $all } seats once they are invited.
   *[other] { $count } people are staged: { $all } seats once they are invited.
  }
organization-id = Id
organization-too-few-seats = Not everybody who is staged would find a seat. Ask whoever runs this server for more of them.
organization-plan-help = Whoever runs this server sets plan and seats.
organization-danger = Danger zone
organization-danger-why = Deleting the organization takes its items, groups and members with it, for good.
organization-delete-title = Delete organization
organization-delete-go = Delete it for good
organization-delete-members = { $count ->
    [one] 1 person is a member. Their account stays, with their own items.
   *[other] { $count } people are members. Their accounts stay, with their own items.
  }
organization-delete-items = { $count ->
    [0] Every shared item and collection goes, and every key of the directory stops working at once.
    [one] Every shared item, every collection and 1 group goes, and every key of the directory stops working at once.
   *[other] Every shared item, every collection and { $count } groups go, and every key of the directory stops working at once.
  }
organization-delete-stays = The event log stays, as proof of what was done. Nothing else comes back.
organization-delete-type = Type the organization's name
organization-delete-wrong = That is not the organization's name. Nothing was deleted.
organization-deleted = { $name } was deleted.
