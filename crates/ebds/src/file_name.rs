//! Names of declaration files: `AFFEBDS_NNNNNNN_period.txt`, `DS_…`, `DSC1_…` to `DSC9_…`.

use crate::record::Nature;
use damane_domain::ids::EmployerNumber;
use damane_domain::month::Month;

/// What a file's name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// Kind of file.
    pub nature: Nature,
    /// Employer.
    pub employer: EmployerNumber,
    /// The period: `AAAAMM` as files are really named, or `MMAAAA` as the specification has it. Both are read;
    /// the period inside the file is the one that counts.
    pub period: Month,
}

impl FileName {
    /// Reads a name without folders, in any letter case; nothing when it is another kind of name.
    pub fn parse(name: &str) -> Option<Self> {
        if name.len() > 64 {
            return None;
        }
        let name = name.to_ascii_uppercase();
        let mut parts = name.strip_suffix(".TXT")?.split('_');
        let (prefix, employer, period) = (parts.next()?, parts.next()?, parts.next()?);
        let nature = match prefix.as_bytes() {
            b"AFFEBDS" => Nature::Preetabli,
            b"DS" => Nature::Main,
            [b'D', b'S', b'C', number @ b'1'..=b'9'] => Nature::Complementary(number - b'0'),
            _ => return None,
        };
        let employer = EmployerNumber::parse(employer).ok()?;
        let period = Month::parse_compact(period).or_else(|| {
            let (month, year) = (period.get(..2)?, period.get(2..)?);
            Month::parse_compact(&format!("{year}{month}"))
        })?;
        parts.next().is_none().then_some(Self { nature, employer, period })
    }

    /// The name, with the period as files are really named.
    pub fn make(&self) -> String {
        let prefix = match self.nature {
            Nature::Preetabli => "AFFEBDS".to_owned(),
            Nature::Main => "DS".to_owned(),
            Nature::Complementary(number) => format!("DSC{number}"),
        };
        format!("{prefix}_{}_{}.txt", self.employer, self.period.compact())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_is_read_in_both_orders() {
        let name = FileName::parse("DS_9000019_202609.txt").unwrap();
        assert_eq!(FileName::parse("ds_9000019_092026.TXT"), Some(name.clone()));
        assert_eq!(name.make(), "DS_9000019_202609.txt");
        assert_eq!(FileName::parse("DSC3_9000019_202609.txt").unwrap().nature, Nature::Complementary(3));
        for other in
            ["DS.txt", "DSC0_9000019_202609.txt", "DS_9000019_209913.txt", "DS_9000019_2026é.txt", ""]
        {
            assert_eq!(FileName::parse(other), None, "{other}");
        }
    }
}
