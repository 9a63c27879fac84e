### Pages for what cannot be answered: what happened, and what to do.

error-home = Go to the start

error-not-found = There is no such page
error-not-found-why = It may have been removed, or it is not for your account. Look into the list on the left of the page you came from, or ask an owner of the organization.
error-method = This page takes no such request
error-method-why = Go back and open the page by its link.
error-foreign-form = This form is out of date
error-foreign-form-why = You signed in or out since the page was opened, or it was sent from another site. Nothing was changed: go back, load the page again and send it once more.
error-bad-form = This form could not be read
error-bad-form-why = It was incomplete or too large. Nothing was changed: go back and try again.
error-refused = Not done
error-refused-why = The rules do not allow it.
error-busy = The server is busy
error-busy-why = Try again in a few seconds.
error-full = The server's disk is full
error-full-why = Nothing was changed. Reading still works; tell whoever runs the server.
error-broken = Something went wrong on our side
error-broken-why = The server's log tells more under the request id of this answer.
