//! A client of the client API that holds keys: it unlocks an account, and seals and opens on its owner's machine.
