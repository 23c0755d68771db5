//! The shell of the app.
