### Signing in, and proving the master password once more.

sign-in-title = Sign in
sign-in-email = E-mail address
sign-in-password = Master password
sign-in-code = Code
sign-in-authenticator = Type the code that your authenticator app shows now.
sign-in-mailed-code = Type the code that was mailed to you:
sign-in-recovery = Type your recovery code. It switches two-step login off, so set it up again afterwards.
sign-in-new-device = This browser is new to us. Type the code that was mailed to you.
sign-in-remember = Ask for no code in this browser for 30 days
sign-in-send-again = Send another code
sign-in-by-mail = Mail me a code
sign-in-by-authenticator = Use the authenticator app
sign-in-by-recovery = Use the recovery code
sign-in-go = Sign in
sign-in-private = The master password stays in this browser: the server sees a hash of it, and never your keys. Deriving it takes a second or two.
sign-in-needs-script = This needs JavaScript, since your keys are made in the browser and nowhere else.
sign-in-refused = The sign-in is no good any more. Sign in again.
sign-in-no-account = No account yet?
sign-in-after-password = Your master password was changed. Sign in with the new one.
sign-in-after-email = Your address was changed. Sign in with the new one.
sign-in-after-delete = Your account was deleted.

verify-title = Master password
verify-why = What you are about to do asks for it once more.
verify-go = Go on
verify-refused = The master password was not proved. Type it again.
