//! What a request says before anybody asks who sent it.

use crate::Console;
use crate::flash::{Flash, is_own_path};
use crate::texts::Texts;
use application::Call;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use domain::{Actor, DeviceType, Origin};
use http_kit::{ClientAddress, PublicOrigin, RequestId};
use std::convert::Infallible;

/// One request of a browser.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is said by a header of its own")]
pub(crate) struct Visit {
    /// The texts in the reader's language.
    pub(crate) t: Texts,
    /// What the page before this one wants said.
    pub(crate) flash: Option<Flash>,
    /// `scheme://host[:port]` as the browser sees it.
    pub(crate) origin: String,
    /// Path and query.
    pub(crate) target: String,
    /// Where to come back to after a sign-in: this page, or the one whose form was sent here.
    pub(crate) back: String,
    /// Whether htmx asks, and not the browser itself.
    pub(crate) is_htmx: bool,
    /// Whether a page looks by itself for what is new, which is no use of the session.
    pub(crate) is_poll: bool,
    /// Whether a script of ours asks, which wants JSON.
    pub(crate) is_script: bool,
    /// Whether the browser comes from another site, so that it keeps a strict cookie back.
    pub(crate) is_cross_site: bool,
    address: Option<String>,
    request_id: Option<String>,
    device_type: DeviceType,
}

impl Visit {
    /// Reads a request.
    pub(crate) fn of(parts: &Parts, console: &Console) -> Self {
        let extensions = &parts.extensions;
        let target = parts.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
        let says = |name: &str, value: &str| parts.headers.get(name).is_some_and(|found| found == value);
        let origin = extensions.get::<PublicOrigin>().map(|origin| without_path(origin.as_str()).to_owned());
        let origin = origin.unwrap_or_default();
        Self {
            back: if parts.method == Method::GET { target.to_owned() } else { sent_from(&parts.headers, &origin) },
            t: Texts::of(&parts.headers, console.application.now()),
            flash: Flash::read(&parts.headers, is_secure(&origin)),
            origin,
            target: target.to_owned(),
            is_htmx: says("hx-request", "true"),
            is_poll: says("x-poll", "true"),
            is_script: says("accept", "application/json"),
            is_cross_site: says("sec-fetch-site", "cross-site"),
            address: extensions.get::<ClientAddress>().map(|address| address.0.to_string()),
            request_id: extensions.get::<RequestId>().map(ToString::to_string),
            device_type: browser(&parts.headers),
        }
    }

    /// Whether the browser speaks https with us.
    pub(crate) fn is_secure(&self) -> bool {
        is_secure(&self.origin)
    }

    /// The context of a command.
    pub(crate) fn command(&self, console: &Console, actor: Actor) -> Call {
        let mut call = console.application.call(actor, Origin::Console, self.address.clone(), self.request_id.clone());
        call.device_type = self.device_type;
        call
    }
}

fn is_secure(origin: &str) -> bool {
    origin.starts_with("https://")
}

/// The page whose form was sent, if it is one of ours.
fn sent_from(headers: &HeaderMap, origin: &str) -> String {
    let referer = headers.get(header::REFERER).and_then(|referer| referer.to_str().ok());
    let path = referer.and_then(|referer| referer.strip_prefix(origin)).filter(|path| is_own_path(path));
    path.unwrap_or("/").to_owned()
}

/// A public URL may go on behind its host; an origin does not.
fn without_path(url: &str) -> &str {
    let begin = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(begin..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| begin + at);
    url.get(..end).unwrap_or(url)
}

/// Bitwarden's number of a browser's kind.
fn browser(headers: &HeaderMap) -> DeviceType {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    // Each names those that came before it, too.
    let kinds = [("Edg/", 12), ("OPR/", 11), ("Vivaldi/", 18), ("Firefox/", 10), ("Chrome/", 9), ("Safari/", 17)];
    let found = kinds.iter().find(|(name, _)| agent.contains(name));
    found.and_then(|(_, number)| DeviceType::from_number(*number)).unwrap_or(DeviceType::UNKNOWN_BROWSER)
}

impl FromRequestParts<Console> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Infallible> {
        Ok(Self::of(parts, console))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_with_its_host() {
        assert_eq!(without_path("https://id.example:8443/provost"), "https://id.example:8443");
        assert_eq!(without_path("http://[::1]:80"), "http://[::1]:80");
    }

    #[test]
    fn a_form_comes_from_a_page_of_ours_or_from_nowhere() {
        let from = |referer: &'static str| {
            let referer = axum::http::HeaderValue::from_static(referer);
            sent_from(&HeaderMap::from_iter([(header::REFERER, referer)]), "https://id.example")
        };
        assert_eq!(from("https://id.example/account/devices?x=1"), "/account/devices?x=1");
        for other in ["https://id.example.evil/x", "https://id.example//evil", "https://evil/", "https://id.example"] {
            assert_eq!(from(other), "/", "{other}");
        }
    }

    #[test]
    fn a_browser_is_what_it_says_last() {
        let kind = |agent: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, axum::http::HeaderValue::from_static(agent));
            browser(&headers).number()
        };
        assert_eq!(kind("Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"), 9);
        assert_eq!(kind("Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"), 12);
        assert_eq!(kind("Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0"), 10);
        assert_eq!(kind("curl/8"), DeviceType::UNKNOWN_BROWSER.number());
    }
}
