//! `POST /Bulk` (RFC 7644 §3.7).
//!
//! Each operation is a request of its own: one that fails does not undo the others. An operation that refers to a
//! resource of the same request by `bulkId` waits until that is made. Where operations wait for each other in a circle,
//! one is carried out without the references that cannot be known yet, and written once more when they are.

use crate::ScimApi;
use crate::answer::{Answer, scim_json};
use crate::body::{self, GROUP_LIMIT, Write};
use crate::call::ScimCall;
use crate::conditional::Precondition;
use crate::error::ApiError;
use crate::{groups, users};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use scim_protocol::{
    BulkMethod, BulkOperation, BulkOperationResponse, BulkRequest, BulkResponse, GROUP, Projection, ScimError, USER,
};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Most operations of one request.
pub(crate) const MAX_BULK_OPERATIONS: usize = 1000;

pub(crate) async fn handle(State(api): State<ScimApi>, call: ScimCall, request: Request) -> Result<Response, ApiError> {
    call.require_users()?;
    let body = body::read(&api, &call, request, GROUP_LIMIT).await?;
    let bulk = BulkRequest::parse(body, MAX_BULK_OPERATIONS)?;
    call.notes.rule(format!("{} operations", bulk.operations.len()));
    let response = Bulk::new(&api, &call, bulk).run().await;
    Ok(scim_json(&response.to_value()).into_response())
}

/// A bulk request at work.
struct Bulk<'b> {
    api: &'b ScimApi,
    call: &'b ScimCall,
    fail_on_errors: Option<u64>,
    waiting: Vec<Waiting>,
    /// The ids of what was made, by bulkId.
    ids: HashMap<String, String>,
    /// The bulkIds that will never have an id.
    failed: HashSet<String>,
    answers: Vec<(usize, BulkOperationResponse)>,
    errors: u64,
}

/// An operation that was not carried out yet.
struct Waiting {
    /// Its place in the request.
    number: usize,
    operation: BulkOperation,
    /// The bulkIds that it refers to, looked for once: a long body is walked for it.
    references: BTreeSet<String>,
}

impl Waiting {
    fn new((number, operation): (usize, BulkOperation)) -> Self {
        Self { number, references: operation.references(), operation }
    }
}

impl<'b> Bulk<'b> {
    fn new(api: &'b ScimApi, call: &'b ScimCall, request: BulkRequest) -> Self {
        let made: HashSet<String> = request
            .operations
            .iter()
            .filter(|o| o.method == BulkMethod::Post)
            .filter_map(|o| o.bulk_id.clone())
            .collect();
        let waiting: Vec<Waiting> = request.operations.into_iter().enumerate().map(Waiting::new).collect();
        let named: HashSet<String> = waiting.iter().flat_map(|waiting| waiting.references.clone()).collect();
        Self {
            api,
            call,
            fail_on_errors: request.fail_on_errors,
            waiting,
            ids: HashMap::new(),
            failed: named.difference(&made).cloned().collect(),
            answers: Vec::new(),
            errors: 0,
        }
    }

    async fn run(mut self) -> BulkResponse {
        while !self.waiting.is_empty() && self.fail_on_errors.is_none_or(|limit| self.errors < limit) {
            let ready = self.waiting.iter().position(|waiting| self.is_ready(waiting));
            match ready {
                Some(place) => {
                    let waiting = self.waiting.remove(place);
                    self.carry_out(waiting).await;
                }
                None => self.break_circle().await,
            }
        }
        self.answers.sort_by_key(|(number, _)| *number);
        BulkResponse { operations: self.answers.into_iter().map(|(_, answer)| answer).collect() }
    }

    /// Whether nothing that the operation refers to may still get an id.
    fn is_ready(&self, waiting: &Waiting) -> bool {
        waiting.references.iter().all(|id| self.ids.contains_key(id) || self.failed.contains(id))
    }

    async fn carry_out(&mut self, waiting: Waiting) {
        let Waiting { number, mut operation, references } = waiting;
        let broken: Vec<&String> = references.iter().filter(|id| self.failed.contains(*id)).collect();
        operation.resolve(|id| self.ids.get(id).cloned());
        let result = match broken.first() {
            Some(id) => {
                let detail =
                    format!("The operation refers to bulkId \"{id}\", which no operation of the request has made.");
                Err(ScimError::new(409, detail).into())
            }
            None => self.perform(&operation).await,
        };
        self.answer(number, &operation, result);
    }

    /// No operation can go first: one POST is carried out without the references it waits for, and then a PUT with them
    /// takes its place among the waiting.
    async fn break_circle(&mut self) {
        let Some(place) = self.waiting.iter().position(|waiting| waiting.operation.method == BulkMethod::Post) else {
            // Only operations that wait for what nobody makes are left, and those have been told apart before.
            self.waiting.clear();
            return;
        };
        let Waiting { number, operation: whole, .. } = self.waiting.remove(place);
        let mut first = whole.clone();
        first.resolve(|id| self.ids.get(id).cloned());
        if let Some(data) = &mut first.data {
            without_references(data);
        }
        match self.perform(&first).await {
            Ok(answer) => {
                let id = id_of(&answer).unwrap_or_default();
                if let Some(bulk_id) = &whole.bulk_id {
                    self.ids.insert(bulk_id.clone(), id.clone());
                }
                self.answer(number, &first, Ok(answer));
                let path = format!("{}/{id}", whole.path.trim_end_matches('/'));
                let again = BulkOperation { method: BulkMethod::Put, bulk_id: None, path, ..whole };
                self.waiting.push(Waiting::new((number, again)));
            }
            Err(error) => self.answer(number, &first, Err(error)),
        }
    }

    fn answer(&mut self, number: usize, operation: &BulkOperation, result: Result<Answer, ApiError>) {
        if let Some(bulk_id) = operation.bulk_id.as_ref().filter(|_| operation.method == BulkMethod::Post) {
            match result.as_ref().ok().and_then(id_of) {
                Some(id) => drop(self.ids.insert(bulk_id.clone(), id)),
                None => drop(self.failed.insert(bulk_id.clone())),
            }
        }
        let repeated = self.answers.iter().position(|(other, _)| *other == number);
        let mut response = BulkOperationResponse {
            method: operation.method,
            bulk_id: operation.bulk_id.clone(),
            version: None,
            location: None,
            status: 0,
            response: None,
        };
        match result {
            Ok(answer) => {
                response.status = answer.status.as_u16();
                response.version = answer.version.map(|version| version.to_string());
                response.location = answer.location;
            }
            Err(error) => {
                self.errors += 1;
                response.status = error.error.status;
                response.response = Some(error.error.to_value());
                let is_resource = operation.path.trim_matches('/').contains('/');
                let path = operation.path.trim_start_matches('/');
                response.location = is_resource.then(|| format!("{}/{path}", self.call.base));
            }
        }
        match repeated.and_then(|place| self.answers.get_mut(place)) {
            // The second half of a circle: the first answer stands, with the newest version, unless this half failed.
            Some((_, first)) if response.response.is_none() => first.version = response.version,
            Some((_, first)) => {
                *first = BulkOperationResponse { method: first.method, bulk_id: first.bulk_id.clone(), ..response }
            }
            None => self.answers.push((number, response)),
        }
    }

    /// Carries an operation out as a request of its own, and keeps it in the trace as one.
    async fn perform(&self, operation: &BulkOperation) -> Result<Answer, ApiError> {
        let call = self.call.part(operation.method.as_str(), &operation.path);
        if let Some(data) = &operation.data {
            call.notes.request(data);
        }
        let result = self.dispatch(operation, &call).await;
        match &result {
            Ok(answer) => call.keep_part(self.api, answer.status.as_u16(), None),
            Err(error) => call.keep_part(self.api, error.error.status, Some(&error.explanation())),
        }
        result
    }

    async fn dispatch(&self, operation: &BulkOperation, call: &ScimCall) -> Result<Answer, ApiError> {
        let api = self.api;
        call.require_live(api).await?;
        let mut path = operation.path.trim_matches('/').split('/');
        let (resource, id, rest) = (path.next().unwrap_or_default(), path.next(), path.next());
        if rest.is_some() {
            return Err(ScimError::not_found(
                "The path of a bulk operation is /Users, /Groups, or one of these and an id.",
            )
            .into());
        }
        let precondition = Precondition::of_version(operation.version.as_deref())?;
        let write = |precondition, projection| {
            let body = operation.data.clone().unwrap_or(Value::Null);
            Write { precondition, projection, body }
        };
        if resource.eq_ignore_ascii_case("Users") {
            let all = Projection::all(&USER);
            match (operation.method, id) {
                (BulkMethod::Post, None) => users::create::run(api, call, write(precondition, all)).await,
                (BulkMethod::Put, Some(id)) => users::replace::run(api, call, id, write(precondition, all)).await,
                (BulkMethod::Patch, Some(id)) => users::patch::run(api, call, id, write(precondition, all)).await,
                (BulkMethod::Delete, Some(id)) => users::delete::run(api, call, id, precondition).await,
                _ => Err(wrong_method(operation)),
            }
        } else if resource.eq_ignore_ascii_case("Groups") {
            call.require_groups()?;
            // The answer holds no resource, so members need not be read; what a PATCH is answered with depends on it.
            let all = Projection::all(&GROUP);
            let bare = Projection::parse(None, Some("members"), &GROUP)?;
            match (operation.method, id) {
                (BulkMethod::Post, None) => groups::create::run(api, call, write(precondition, bare)).await,
                (BulkMethod::Put, Some(id)) => groups::replace::run(api, call, id, write(precondition, bare)).await,
                (BulkMethod::Patch, Some(id)) => groups::patch::run(api, call, id, write(precondition, all)).await,
                (BulkMethod::Delete, Some(id)) => groups::delete::run(api, call, id, precondition).await,
                _ => Err(wrong_method(operation)),
            }
        } else {
            Err(ScimError::not_found("A bulk operation works on /Users or /Groups.").into())
        }
    }
}

fn wrong_method(operation: &BulkOperation) -> ApiError {
    let method = operation.method.as_str();
    let detail = format!(
        "{method} does not fit the path {:?}: POST takes /Users or /Groups, the others an id after it.",
        operation.path
    );
    ScimError::new(405, detail).into()
}

fn id_of(answer: &Answer) -> Option<String> {
    answer.location.as_deref()?.rsplit('/').next().map(str::to_owned)
}

/// Takes every value out that refers to a bulkId.
fn without_references(value: &mut Value) {
    let refers = |value: &Value| value.as_str().is_some_and(|text| text.starts_with("bulkId:"));
    let is_reference = |value: &Value| refers(value) || value.get("value").is_some_and(refers);
    match value {
        Value::Object(object) => {
            object.retain(|_, value| !is_reference(value));
            object.values_mut().for_each(without_references);
        }
        Value::Array(list) => {
            list.retain(|value| !is_reference(value));
            list.iter_mut().for_each(without_references);
        }
        _ => {}
    }
}
