//! What can go wrong between a client and its server.

use crate::TwoStepProvider;
use vault_crypto::CryptoError;

/// Why something could not be done. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server's URL cannot be used.
    #[error("{0:?} cannot be used as the server's URL: {1}")]
    Url(String, &'static str),
    /// The certificate of the additional authority cannot be read.
    #[error("the CA certificate cannot be read: {0}")]
    Certificate(String),
    /// No answer came: the server is down, cannot be reached, or shows a certificate that nobody here trusts.
    #[error("no answer from {server}: {cause}")]
    Unreachable {
        /// The URL of the server.
        server: String,
        /// The innermost words of the cause.
        cause: String,
    },
    /// Something else answers there.
    #[error("{server} is not the main listener of a Provost")]
    Stranger {
        /// The URL.
        server: String,
        /// Whether it is a SCIM endpoint, such as a Provost's other listener.
        speaks_scim: bool,
    },
    /// The server said no, in these words.
    #[error("{message}")]
    Refused {
        /// The status of the answer.
        status: u16,
        /// As the server words it.
        message: String,
    },
    /// The password was right, and the account wants a second factor too; see [`LoginCodes`](crate::LoginCodes).
    #[error("two-step login is on for this account: a code is needed")]
    TwoStepRequired {
        /// What the account has.
        providers: Vec<TwoStepProvider>,
    },
    /// The password was right, and the server wants the code that it mailed, since it does not know this device.
    #[error("the server does not know this device yet, and mailed a code that is needed too")]
    NewDevice,
    /// The session was ended on the server, or has run out: a new login is needed.
    #[error("the session has ended: log in again")]
    SessionEnded,
    /// The answer is none of a server of this API.
    #[error("the server's answer to {request} is not understood: {reason}")]
    Answer {
        /// Method and path.
        request: String,
        /// What is missing or odd.
        reason: String,
    },
    /// A key could not be made, or does not open what it should.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

impl ClientError {
    /// Whether the same call may well succeed later: no answer came, the server is overloaded, or the calls were too
    /// many.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }

    /// Whether the server answered that there is no such thing, or none for this account.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}
