//! E-mail addresses: read, compared, and shown with most of them hidden.

use super::{Email, IdError};

impl Email {
    /// Reads an address of RFC 5321's usual shape: a local part, `@`, a domain with a dot; 6 to 254 ASCII characters.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let text = text.trim();
        if !(6..=254).contains(&text.len()) {
            return Err(IdError::Length);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(IdError::Character)?;
        let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let dotted = |text: &str| !text.starts_with('.') && !text.ends_with('.') && !text.contains("..");
        let local_fits = (1..=64).contains(&local.len()) && local.bytes().all(is_local) && dotted(local);
        let domain_fits = domain.contains('.') && domain.split('.').all(is_label);
        if local_fits && domain_fits { Ok(Self(text.to_owned())) } else { Err(IdError::Character) }
    }

    /// The address in lower case: one account each.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Most of it hidden: `s…a@e…e.ma`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let (name, last) = domain.rsplit_once('.').unwrap_or((domain, ""));
        format!("{}@{}.{last}", ends_of(local), ends_of(name))
    }
}

/// First and last character, whatever the length between.
fn ends_of(text: &str) -> String {
    let first = text.chars().next().map(String::from).unwrap_or_default();
    let last = text.chars().next_back().map(String::from).filter(|_| text.chars().count() > 2);
    format!("{first}…{}", last.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_without_case_and_shown_without_its_middle() {
        let email = Email::parse(" Salma.Idrissi@Example.ma ").unwrap();
        assert_eq!(
            (email.as_str(), email.key().as_str()),
            ("Salma.Idrissi@Example.ma", "salma.idrissi@example.ma")
        );
        assert_eq!(email.masked(), "S…i@E…e.ma");
        assert_eq!(Email::parse("ab@x.ma").unwrap().masked(), "a…@x….ma");
        let wrong = [
            "",
            "a@b",
            "a b@c.ma",
            "a@@c.ma",
            ".a@c.ma",
            "a..b@c.ma",
            "a@-c.ma",
            "a@c..ma",
            "a@c.ma\r\nBcc: x@y.ma",
        ];
        for text in wrong {
            assert!(Email::parse(text).is_err(), "{text}");
        }
    }
}
