//! What every address has in common: how bodies are read, what is not found or not allowed, where the limits
//! are; and that nothing a client can send is a fault of the server.

mod bodies;
mod hostile;
mod limits;
mod methods;

/// Every call that reads a body, with its fields; the last two want a credential.
const CALLS: [(&str, &str, &[&str]); 6] = [
    ("POST", "/api/register/", &["email", "password"]),
    ("POST", "/api/login/", &["email", "password"]),
    ("POST", "/api/refresh/", &["refresh_token"]),
    ("POST", "/api/logout/", &["refresh_token"]),
    ("PUT", "/api/me/", &["username", "email"]),
    ("PATCH", "/api/me/", &["username", "email"]),
];
