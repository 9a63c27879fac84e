### How a person comes in: an account of their own, and invitations.

join-needs-script = This needs JavaScript, since your keys are made in the browser and nowhere else.
join-private = Your keys are made in this browser. The server keeps them only as your master password has locked them.
join-email = E-mail address
join-name = Your name

new-password-label = New master password
new-password-help = 12 characters or more. Four or five words that do not belong together are easy to keep in mind.
new-password-again = New master password once more
new-password-hint = Hint
new-password-hint-help = It is mailed to you when you ask for it, and helps nobody else. May be left empty. Nobody can tell you the password itself.

create-account-title = Create your account
create-account-why = One account holds your own items and those that organizations share with you.
create-account-by-invitation = Accounts are made by invitation here. Open the link in the mail that invited you, or ask an owner of your organization for one.
create-account-next = Go on
create-account-mailed = Look into your mail
create-account-mailed-to = If an account can be made for this address, a link is on its way to
create-account-mailed-next = Open it in this browser: it leads back here, to choose your master password.
create-account-for = For
create-account-go = Create account
create-account-have-one = You have an account?

accept-title = Join { $organization }
accept-why = You were invited to share passwords with this organization. Joining takes two steps: you say yes here, then one of its admins confirms that it was you.
accept-first-owner = You are its first owner: joining makes the organization's keys in this browser.
accept-first-collection = Default collection
accept-recovery = { $organization } keeps a way to give your account another master password. Its admins can use it when you forget yours, and would then see your own items, too.
accept-create = Choose a master password for your new account
accept-create-go = Create account and join
accept-have-account = I have an account
accept-sign-in = Sign in as
accept-sign-in-go = Sign in and join
accept-join = You are signed in as
accept-join-go = Join { $organization }
accept-another = This invitation is for another address
accept-another-is = You are signed in as
accept-another-invited = The invitation was sent to
accept-another-go = Sign out and go on
accept-done = You said yes
accept-done-next = An admin of { $organization } confirms you next; you get a mail then. Until that you see none of its items.
accept-done-phrase = If they ask for your fingerprint phrase, it is:
accept-done-recovery = Your account can be recovered by { $organization }, whose phrase is:
accept-done-go = Go to your account
accept-over-title = This invitation is good no more
accept-over-next = If you joined with it already, there is nothing to do. Otherwise ask whoever invited you to send it once more.
accept-over-go = Go to the start
