//! HTTP server: routes, sessions, limits, delivery, the UI.
