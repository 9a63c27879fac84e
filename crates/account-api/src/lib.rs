//! The client API: what the official Bitwarden clients call under `/identity`, `/api` and `/events`.
