### A person's own account.

account-title = Your account
account-signed-in-as = Signed in as { $email }.
account-organizations = Your organizations
account-no-organizations = You are in no organization yet. An invitation comes by mail; open its link in this browser.
account-open = Open
