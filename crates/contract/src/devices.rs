//! Devices, their keys, and the renewal of the app's tokens (DPoP, RFC 9449).

/// A device that is trusted: `GET /v1/me/devices`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceView {
    /// Its name on the wire.
    pub id: String,
    /// What the person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The one that asks.
    pub current: bool,
    /// A session is open on it.
    pub signed_in: bool,
    /// It holds a key of its own: its tokens are of no use elsewhere.
    pub has_key: bool,
    /// Trusted since: UTC, RFC 3339.
    pub trusted_at: String,
    /// Last used: UTC, RFC 3339.
    pub used_at: String,
}

/// `PATCH /v1/me/devices/{id}`: names a device; 204. `DELETE` revokes it at once; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NameDeviceRequest {
    /// At most 60 characters.
    pub name: String,
}

/// `POST /v1/session/renewal`: new tokens for the app. A renewal token is good once: one that comes twice ends the
/// session everywhere it went.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewSessionRequest {
    /// The renewal token.
    pub renewal_token: String,
}

/// The app's tokens. They never reach the webview.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionTokensView {
    /// Bound to the device's key: `Authorization: DPoP …`.
    pub token: String,
    /// Good once, for the next pair.
    pub renewal_token: String,
    /// Seconds the token lasts.
    pub expires_in: u32,
}

impl std::fmt::Debug for RenewSessionRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RenewSessionRequest(…)")
    }
}

impl std::fmt::Debug for SessionTokensView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionTokensView(…)")
    }
}
