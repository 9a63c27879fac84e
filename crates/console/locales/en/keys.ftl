### What the browser does with keys, and why it does not. The scripts find these texts in templates/part/keys.html.

keys-unlock-title = Unlock your keys
keys-unlock-why = This page needs your keys. Your master password opens them in this browser, and they stay here.
keys-verify-why = What you are about to do asks for your master password once more.
keys-password = Master password
keys-go = Unlock
keys-cancel = Cancel

keys-decryption = This could not be opened with your keys.
keys-form = The server sent something that is no ciphertext.
keys-invalid-key = The server sent something that is no key.
keys-kdf-settings = The server names settings for your key that are too weak or too heavy. Nothing was sent.
keys-locked = Your keys are locked. Try again and unlock them.
keys-wrong-password = The address or the master password is wrong.
keys-two-step = A code is asked for.
keys-wrong-two-step-code = The code is wrong. Codes change every half minute: take the one that is shown now.
keys-new-device = This browser is new. A code was sent to you by mail.
keys-wrong-new-device-code = The code is wrong or has expired. Have another one sent.
keys-sign-in-again = This took too long. Type your address and master password again.
keys-session-over = You are signed out. Sign in again.
keys-another-account = Somebody else has signed in with this browser meanwhile. Load the page anew.
keys-not-a-member = This organization has not given you its key yet, or is none of yours any more.
keys-too-many-requests = Too many attempts. Wait a little and try again.
keys-unreachable = The server cannot be reached. Check your connection and try again.
keys-refused = The server refused this and did not say why. Load the page anew.
keys-insecure-context = This page came over plain http from another machine. Browsers then keep back what keys are made with. Open it by https, or on the server itself as http://localhost.
keys-passwords-differ = The two passwords differ.
keys-password-too-short = The master password must have { $length } characters or more.
keys-password-needs-upper = The master password needs a capital letter.
keys-password-needs-lower = The master password needs a small letter.
keys-password-needs-digit = The master password needs a digit.
keys-password-needs-special = The master password needs one of ! @ # $ % ^ & *
keys-failed = Something went wrong in this browser. Load the page anew.

keys-confirmed = Confirmed
keys-confirming = Confirming { $done } of { $all } …
keys-confirmed-some = { $done } of { $all } confirmed.
keys-not-waiting = Waits for nothing
keys-unreadable-name = Name cannot be read
