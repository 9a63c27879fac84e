### The provisioning log: the calls of the identity provider, and why some failed.

provisioning-title = Provisioning log
provisioning-lead = Every call of your identity provider, and what became of it.
provisioning-all-well = No call failed in the last seven days.
provisioning-failed = { $calls ->
    [one] One call failed in the last seven days.
   *[other] { $calls } calls failed in the last seven days, for { $causes ->
        [one] one cause.
       *[other] { $causes } causes.
    }
}
provisioning-failed-many = More than { $calls } calls failed in the last seven days; the newest of them had { $causes ->
    [one] one cause.
   *[other] { $causes } causes.
}
provisioning-views = Views
provisioning-calls = Calls
provisioning-causes = Causes of failures
provisioning-no-causes = Nothing failed
provisioning-no-causes-why = When calls are refused, the reasons are put together here, each with what to do about it.
provisioning-times = { $count ->
    [one] Once
   *[other] { $count } times
}
provisioning-last = last
provisioning-example = The newest of them
provisioning-person = Person
provisioning-person-hint = Name, address or external id
provisioning-outcome = Result
provisioning-any = any
provisioning-ok = done
provisioning-refused = refused
provisioning-server-failed = failed by the server
provisioning-idp = Identity provider
provisioning-show = Show
provisioning-all = Show all
provisioning-which = Several people fit. Whom do you mean?
provisioning-nobody = Nobody here goes by that
provisioning-nobody-why = Look for a part of the name, the address or the external id. Whoever was removed is found by their id alone.
provisioning-none-fit = No call fits
provisioning-none-fit-why = Calls are kept for a while only. Ask for less, or show all.
provisioning-empty = Nobody has called yet
provisioning-empty-why = Once your identity provider calls, each call stands here: what it asked, which rule matched, what changed, and what to do if it failed.
provisioning-when = When
provisioning-result = Result
provisioning-what = What happened
provisioning-from = From
provisioning-pages = Pages
provisioning-older = Older calls

provisioning-call = A call
provisioning-back = All calls
provisioning-took = { $millis } ms
provisioning-cause = Why:
provisioning-fix = What to do:
provisioning-changes = What changed
provisioning-no-changes = Nothing was changed.
provisioning-nothing = nothing
provisioning-rule = Rule:
provisioning-request = What was sent
provisioning-no-body = Without a body.
provisioning-answer = What was answered
provisioning-no-answer = Only answers that say why a call failed are kept.
provisioning-again = Make this call again
provisioning-copy-curl = Copy as curl
provisioning-curl-key = The key is left out: put it into SCIM_KEY first. What was sent may have been cut, or a secret in it masked.
provisioning-about = About this call
provisioning-member = Person
provisioning-group = Group
provisioning-key = Key
provisioning-no-key = none that is known
provisioning-address = Address
provisioning-agent = Program
provisioning-request-id = Request id
