### Collections of an organization.

collections-title = Collections
collections-why = Shared items lie in collections. Their names are encrypted: your browser opens them with your keys.
collections-none = No collections yet
collections-none-why = Make one below and give groups access to it. Items are put into it with any client.
collections-name = Name
collections-name-help = It is encrypted in this browser before it is sent.
collections-yours = Your access
collections-groups = groups
collections-members = people
collections-external-id = External id
collections-new = New collection
collections-make = Make collection
collections-made = The collection was made. Give groups access to it now.
collections-needs-script = Names of collections are encrypted in the browser, which needs JavaScript.

collection-title = Collection
collection-you = Your access:
collection-reach = Who reaches it
collection-nobody = Nobody was given this collection.
collection-hidden = Who else reaches it is shown to those who manage it.
collection-add = Add a group
collection-add-people = Give it to people
collection-add-go = Give access
collection-reach-help = Give access to groups rather than to people: a directory then keeps it right by itself.
collection-rename = Rename
collection-delete = Delete collection
collection-delete-why = { $groups ->
    [0] No group
    [one] 1 group
   *[other] { $groups } groups
  } and { $members ->
    [0] nobody else
    [one] 1 person
   *[other] { $members } people
  } can reach it now.
collection-delete-stays = The items in it stay the organization's; those that lie in no other collection wait for an admin to put them somewhere.
collection-deleted = The collection was deleted.
