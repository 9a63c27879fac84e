### Groups of an organization.

groups-title = Groups
groups-why = Whoever is in a group reaches what the group reaches. A directory fills groups by itself.
groups-plan = Groups need the Teams or Enterprise plan. Those that exist still count; new ones cannot be made.
groups-search = Search by name or external id
groups-none = No groups yet
groups-none-why = Groups arrive from the directory once it assigns them to this application, or you make one below.
groups-not-found = No group is found
groups-not-found-why = Search for another part of the name, or for the external id exactly as the directory writes it.
groups-name = Name
groups-members-head = People
groups-members = people
groups-collections = collections
groups-from = From
groups-changed = Changed
groups-new = New group
groups-new-help = If the directory later sends a group of the same name, it takes this one over.
groups-make = Make group
groups-made = The group { $name } was made. Add people to it now.

group-people = { $count ->
    [0] Nobody
    [one] 1 person
   *[other] { $count } people
  }
group-search = Search in this group
group-person = Person
group-status = Status
group-put-by = Put here by
group-nobody = Nobody is in this group
group-nobody-why = Look for people below and add them, or assign people to the group in your directory.
group-not-found = Nobody in this group is found
group-not-found-why = Search for another part of the name or address.
group-remove = Remove
group-directory-people = Whom the directory put here, its next full sync puts here again.
group-add = Add people
group-add-go = Add to the group
group-directory-name = The directory named this group: its next sync changes the name back. Change it there.
group-external-id = External id
group-no-external-id = none
group-made = Made
group-reaches = Access to collections
group-no-collections = There are no collections yet.
group-reaches-none = Reaches none yet.
group-saved = Saved.
group-members-joined = { $count ->
    [one] 1 person joined the group.
   *[other] { $count } people joined the group.
  }
group-members-left = { $count ->
    [one] 1 person left the group.
   *[other] { $count } people left the group.
  }
group-members-same = Nothing changed: that was so already.
group-delete-title = Delete group
group-delete-go = Delete group
group-delete-people = { $count ->
    [0] Nobody is in this group.
    [one] 1 person is in this group.
   *[other] { $count } people are in this group.
  }
group-delete-collections = { $count ->
    [0] It reaches no collection.
    [one] They lose what they reach by it in 1 collection.
   *[other] They lose what they reach by it in { $count } collections.
  }
group-delete-stays = They stay members, and no item is deleted. A deleted group does not come back.
group-delete-directory = The directory knows this group. Unassign it there, too: else the directory reports errors, or makes it again.
group-deleted = The group was deleted.

access-none = No access
access-added = Access of those who are added
access-add-collection = Give a collection
access-choose-collection = Choose a collection

people-find = Name, address or external id
people-find-go = Find
people-found-nobody = Nobody is found. Only members of the organization can be added.

names-show = Show names
names-locked = Name is locked:

pager-pages = Pages of the list
pager-page = Page { $page } of { $pages }
pager-before = Previous
pager-after = Next
