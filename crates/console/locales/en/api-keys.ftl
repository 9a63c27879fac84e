### The organization's key for the Public API.

api-keys-title = API key
api-keys-lead = Scripts sign in to the Public API with it, on the organization's behalf.
api-keys-need-plan = The Public API needs the Teams or Enterprise plan. Until then a key lets nobody in.
api-keys-none = No API key yet
api-keys-none-why = Make one if a script of yours, or Directory Connector, works with this organization. Your identity provider needs none: it has a SCIM key.
api-keys-make = Make an API key
api-keys-client-id = client_id
api-keys-secret = client_secret
api-keys-scope = scope
api-keys-reveal = Reveal the secret
api-keys-shown = Shown for five minutes, to you alone. You can reveal it again later.
api-keys-made = Made
api-keys-copy = Copy
api-keys-copied = Copied
api-keys-keep-secret = Whoever has this key manages members, groups and policies here. Keep it secret.
api-keys-scim = An identity provider provisions this organization by SCIM. Do not import from a directory with this key as well: each of the two would undo what the other one does.
api-keys-rotate = Replace the key
api-keys-rotate-title = Replace the API key
api-keys-rotate-lead = The present key stops working at once.
api-keys-rotate-why = You get a new secret; the client_id stays. Every script that has the old one fails until you give it the new one. This cannot be taken back.
api-keys-rotate-go = Replace it
api-keys-rotated = The API key was replaced. Give the new secret to your scripts.
api-keys-cancel = Cancel
