//! What somebody may do in a collection, as forms choose it.

use crate::error::PageError;
use crate::form::Form;
use domain::CollectionAccess;
use std::collections::HashMap;

const VIEW: CollectionAccess = CollectionAccess { read_only: true, ..CollectionAccess::EDIT };
const VIEW_HIDDEN: CollectionAccess = CollectionAccess { hide_passwords: true, ..VIEW };
const EDIT_HIDDEN: CollectionAccess = CollectionAccess { hide_passwords: true, ..CollectionAccess::EDIT };

/// A choice: what a form sends, the text, and what it means.
pub(crate) struct AccessChoice {
    pub(crate) value: &'static str,
    pub(crate) text: &'static str,
    access: Option<CollectionAccess>,
}

/// Every choice, from nothing to everything.
pub(crate) const ACCESS_CHOICES: [AccessChoice; 6] = [
    AccessChoice { value: "none", text: "access-none", access: None },
    AccessChoice { value: "view-hidden", text: "access-view-hidden", access: Some(VIEW_HIDDEN) },
    AccessChoice { value: "view", text: "access-view", access: Some(VIEW) },
    AccessChoice { value: "edit-hidden", text: "access-edit-hidden", access: Some(EDIT_HIDDEN) },
    AccessChoice { value: "edit", text: "access-edit", access: Some(CollectionAccess::EDIT) },
    AccessChoice { value: "manage", text: "access-manage", access: Some(CollectionAccess::MANAGE) },
];

/// What a form sends for this.
pub(crate) fn access_value(access: Option<CollectionAccess>) -> &'static str {
    ACCESS_CHOICES.iter().find(|choice| choice.access == access).map_or("none", |choice| choice.value)
}

/// The text of this.
pub(crate) fn access_text(access: Option<CollectionAccess>) -> &'static str {
    ACCESS_CHOICES.iter().find(|choice| choice.access == access).map_or("access-none", |choice| choice.text)
}

/// What a form sent.
///
/// # Errors
/// [`PageError::BadForm`] where it is no choice.
fn access_of(value: &str) -> Result<Option<CollectionAccess>, PageError> {
    ACCESS_CHOICES.iter().find(|choice| choice.value == value).map(|choice| choice.access).ok_or(PageError::BadForm)
}

/// What a form changes of the access that there is, and what it adds: each `add-{kind}`, with the access in `add-access`.
///
/// # Errors
/// [`PageError::NotFound`] where an id is none, [`PageError::BadForm`] where a value is no choice.
pub(crate) fn wanted_access<I>(
    form: &Form,
    kind: &str,
    parse: fn(&str) -> Option<I>,
) -> Result<Vec<(I, Option<CollectionAccess>)>, PageError> {
    let mut wanted = changed_access(form, kind, parse)?;
    for id in form.all(&format!("add-{kind}")).filter(|id| !id.is_empty()) {
        wanted.push((parse(id).ok_or(PageError::NotFound)?, access_of(form.get("add-access"))?));
    }
    Ok(wanted)
}

/// Of each field `{kind}-{id}` what it chooses, where the field `was-{kind}-{id}` beside it says something else. What was not
/// touched is not sent on, so that it stays as others set it meanwhile.
fn changed_access<I>(
    form: &Form,
    kind: &str,
    parse: fn(&str) -> Option<I>,
) -> Result<Vec<(I, Option<CollectionAccess>)>, PageError> {
    let was: HashMap<&str, &str> =
        form.fields().filter_map(|(name, value)| Some((name.strip_prefix("was-")?, value.as_str()))).collect();
    let mut changed = Vec::new();
    for (name, value) in form.fields() {
        let Some(id) = name.strip_prefix(kind).and_then(|rest| rest.strip_prefix('-')) else { continue };
        if was.get(name.as_str()) != Some(&value.as_str()) {
            changed.push((parse(id).ok_or(PageError::NotFound)?, access_of(value)?));
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_access_is_a_choice_and_means_what_it_says() {
        for read_only in [false, true] {
            for hide_passwords in [false, true] {
                let access = Some(CollectionAccess { read_only, hide_passwords, manage: false });
                assert_eq!(access_of(access_value(access)), Ok(access));
            }
        }
        assert_eq!(access_of("manage"), Ok(Some(CollectionAccess::MANAGE)));
        assert_eq!((access_of("none"), access_of("all")), (Ok(None), Err(PageError::BadForm)));
    }
}
