//! Random ids: 128 bits, 32 hex digits on the wire and in kept words. Nobody guesses one.

use super::IdError;
use std::fmt;
use std::str::FromStr;

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// Reads 32 hex digits.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                read(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", u128::from_be_bytes(self.0))
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

random_id! {
    /// A certificate's id.
    CertificateId
}
random_id! {
    /// A claim's id.
    ClaimId
}
random_id! {
    /// The id of a document that was handed in.
    DocumentId
}
random_id! {
    /// A payment's id.
    PaymentId
}
random_id! {
    /// The id of a batch of payments.
    BatchId
}

fn read(text: &str) -> Result<[u8; 16], IdError> {
    if text.len() != 32 {
        return Err(IdError::Length);
    }
    if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(IdError::Character);
    }
    u128::from_str_radix(text, 16).map(u128::to_be_bytes).map_err(|_| IdError::Character)
}
