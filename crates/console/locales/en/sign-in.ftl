### Signing in, and proving the master password once more.

sign-in-title = Sign in
sign-in-email = E-mail address
sign-in-password = Master password
sign-in-code = Code
sign-in-remember = Do not ask on this device again
sign-in-authenticator = Type the code that your authenticator app shows now.
sign-in-mailed-code = Type the code that was mailed to you.
sign-in-recovery = Type your recovery code.
sign-in-new-device = This browser is new to us. Type the code that was mailed to you.
sign-in-by-mail = Mail me a code instead
sign-in-by-authenticator = Use the authenticator app instead
sign-in-go = Sign in
sign-in-busy = Your browser computes your key. This takes a second or two.
sign-in-private = The master password stays in this browser: the server sees a hash of it, and never your keys.
sign-in-needs-script = Signing in needs JavaScript, since your keys are made in the browser and nowhere else.
sign-in-insecure = This page came over plain http from another machine. Browsers then keep back what keys are made with. Open it by https, or on the server itself as http://localhost.
sign-in-refused = The sign-in is no good any more. Sign in again.

verify-title = Master password
verify-why = What you are about to do asks for it once more.
verify-password = Master password
verify-go = Go on
verify-refused = The master password was not proved. Type it again.
