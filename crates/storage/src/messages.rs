//! Messages to be sent: written with what they announce, sent after.
