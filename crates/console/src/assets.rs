//! Styles, scripts and pictures, out of the binary.
//!
//! All of them stand under `/assets/HASH/`, where HASH changes with any of them: they are kept for ever by browsers, and
//! modules import each other by relative names.

use crate::Console;
use crate::error::PageError;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::SecretDigest;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

/// Names the files of `assets/`.
macro_rules! assets {
    ($($name:literal),+ $(,)?) => {
        [$(Asset::new($name, include_bytes!(concat!("../assets/", $name)))),+]
    };
}

/// Every file that is served.
static ASSETS: [Asset; 53] = assets![
    "accept.js",
    "account.js",
    "confirm.js",
    "console.css",
    "console.js",
    "create-account.js",
    "eff_large_wordlist.txt",
    "guide/events.webp",
    "guide/members-confirm.webp",
    "guide/overview.webp",
    "guide/provisioning.webp",
    "guide/provisioning-entry.webp",
    "guide/rotate-key.webp",
    "guide/settings-scim.webp",
    "icon.svg",
    "keys-worker.js",
    "keys.js",
    "keys/account.js",
    "keys/api.js",
    "keys/bytes.js",
    "keys/credentials.js",
    "keys/enc-string.js",
    "keys/error.js",
    "keys/fingerprint.js",
    "keys/hmac.js",
    "keys/join.js",
    "keys/kdf.js",
    "keys/key-pair.js",
    "keys/master-password.js",
    "keys/operations.js",
    "keys/organization.js",
    "keys/password-policy.js",
    "keys/recovery.js",
    "keys/registration.js",
    "keys/session.js",
    "keys/sign-in.js",
    "keys/state.js",
    "keys/symmetric-key.js",
    "keys/two-step.js",
    "live.js",
    "modules.js",
    "names.js",
    "page.js",
    "qr.js",
    "recover.js",
    "remembered.js",
    "sign-in-codes.js",
    "sign-in.js",
    "two-step.js",
    "unlock.js",
    "vendor/argon2.js",
    "vendor/htmx.min.js",
    "verify.js",
];

/// A file, and what it is when compressed, made when it is first asked for.
struct Asset {
    name: &'static str,
    bytes: &'static [u8],
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Asset {
    const fn new(name: &'static str, bytes: &'static [u8]) -> Self {
        Self { name, bytes, brotli: OnceLock::new(), gzip: OnceLock::new() }
    }

    fn media_type(&self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("webp") => "image/webp",
            Some("wasm") => "application/wasm",
            Some("txt") => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }

    /// Whether it is not as small as it can be.
    fn is_compressible(&self) -> bool {
        self.media_type() != "image/webp"
    }

    fn brotli(&self) -> Bytes {
        let compressed = self.brotli.get_or_init(|| {
            let mut compressed = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut compressed, 4096, 9, 22);
            // Writing into memory does not fail.
            _ = writer.write_all(self.bytes);
            drop(writer);
            compressed.into()
        });
        compressed.clone()
    }

    fn gzip(&self) -> Bytes {
        let compressed = self.gzip.get_or_init(|| {
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            _ = writer.write_all(self.bytes);
            writer.finish().unwrap_or_default().into()
        });
        compressed.clone()
    }
}

static HASH: LazyLock<String> = LazyLock::new(|| {
    let all: Vec<u8> = ASSETS.iter().flat_map(|asset| [asset.name.as_bytes(), b"\0", asset.bytes].concat()).collect();
    SecretDigest::of(&all).as_bytes().iter().take(8).fold(String::new(), |mut text, byte| {
        _ = write!(text, "{byte:02x}");
        text
    })
});

/// The address of a file: `{{ crate::assets::url("console.css") }}`.
pub(crate) fn url(name: &str) -> String {
    debug_assert!(ASSETS.iter().any(|asset| asset.name == name), "assets.rs does not name {name}");
    format!("/assets/{}/{name}", *HASH)
}

pub(crate) async fn handle(
    State(_): State<Console>,
    Path((hash, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or(PageError::NotFound)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (encoding, body) = match () {
        () if !asset.is_compressible() => ("identity", Bytes::from_static(asset.bytes)),
        () if accepts(accepted, "br") => ("br", asset.brotli()),
        () if accepts(accepted, "gzip") => ("gzip", asset.gzip()),
        () => ("identity", Bytes::from_static(asset.bytes)),
    };
    // A page of the version before asks for its own files until it is loaded anew, and gets ours meanwhile.
    let kept = if hash == *HASH { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response =
        ([(header::CONTENT_TYPE, asset.media_type()), (header::CACHE_CONTROL, kept)], body).into_response();
    let answer = response.headers_mut();
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if encoding != "identity" {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// Whether a coding is among those of an `Accept-Encoding` (RFC 9110 §12.5.3) and not ruled out by a weight of 0.
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|range| {
        let (name, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim() == coding && weight.parse::<f32>().is_ok_and(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn a_coding_is_taken_unless_it_is_ruled_out() {
        assert!(accepts("gzip, deflate, br;q=0.5", "br") && accepts("gzip", "gzip"));
        assert!(!accepts("br;q=0", "br") && !accepts("", "br") && !accepts("brx", "br"));
    }

    #[test]
    fn what_is_compressed_is_the_file() {
        for asset in ASSETS.iter().filter(|asset| asset.is_compressible()) {
            let mut plain = Vec::new();
            brotli::BrotliDecompress(&mut asset.brotli().as_ref(), &mut plain).unwrap();
            assert_eq!(plain, asset.bytes, "{}", asset.name);
            let mut plain = Vec::new();
            std::io::copy(&mut flate2::read::GzDecoder::new(asset.gzip().as_ref()), &mut plain).unwrap();
            assert_eq!(plain, asset.bytes, "{}", asset.name);
        }
    }

    /// What the first page loads stays small: styles, htmx and the sign-in.
    #[test]
    fn the_first_page_is_below_60_kilobytes() {
        let first = ["console.css", "console.js", "icon.svg", "modules.js", "vendor/htmx.min.js"];
        let sign_in = ["sign-in.js", "page.js", "sign-in-codes.js", "remembered.js", "keys.js", "keys/error.js"];
        let first = [&first[..], &sign_in].concat();
        let size: usize =
            ASSETS.iter().filter(|asset| first.contains(&asset.name)).map(|asset| asset.brotli().len()).sum();
        assert!(size < 60_000, "{size} bytes");
    }

    #[test]
    fn every_file_is_served() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let mut present = BTreeSet::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|kind| !["json", "md", "ts"].iter().any(|other| kind == *other))
                {
                    present.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        let served: BTreeSet<String> = ASSETS.iter().map(|asset| asset.name.to_owned()).collect();
        assert_eq!(served, present, "assets.rs names the files of assets/");
    }
}
