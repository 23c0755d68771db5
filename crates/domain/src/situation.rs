//! Situation of a declared line (e-BDS field `L_Situation`).

/// What a person did in the month, as declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Situation {
    /// Blank: at work.
    Normal,
    /// SO: left.
    Left,
    /// DE: deceased.
    Deceased,
    /// IT: maternity.
    Maternity,
    /// IL: sickness.
    Sickness,
    /// AT: work accident.
    WorkAccident,
    /// CS: unpaid leave.
    UnpaidLeave,
    /// MS: kept on without pay.
    KeptWithoutPay,
    /// MP: occupational disease.
    OccupationalDisease,
}

/// Days and pay that do not go with a situation: no line can say so (e-BDS, EBDS-074 and EBDS-075).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkFault {
    /// At work, but without days or pay.
    Without,
    /// Unpaid leave, kept on without pay, occupational disease: neither days nor pay.
    With,
}

impl Situation {
    /// What is wrong with days and pay in this situation: whether there are any of them.
    pub const fn find_work_fault(self, days: bool, paid: bool) -> Option<WorkFault> {
        match self {
            Self::Normal if !days || !paid => Some(WorkFault::Without),
            Self::UnpaidLeave | Self::KeptWithoutPay | Self::OccupationalDisease if days || paid => {
                Some(WorkFault::With)
            }
            _ => None,
        }
    }

    /// All of them, by rank.
    pub const ALL: [Self; 9] = [
        Self::Normal,
        Self::Left,
        Self::Deceased,
        Self::Maternity,
        Self::Sickness,
        Self::WorkAccident,
        Self::UnpaidLeave,
        Self::KeptWithoutPay,
        Self::OccupationalDisease,
    ];

    /// The two-letter code; empty for normal work.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Left => "SO",
            Self::Deceased => "DE",
            Self::Maternity => "IT",
            Self::Sickness => "IL",
            Self::WorkAccident => "AT",
            Self::UnpaidLeave => "CS",
            Self::KeptWithoutPay => "MS",
            Self::OccupationalDisease => "MP",
        }
    }

    /// Reads a code, blanks around it allowed.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|situation| situation.code() == code.trim())
    }

    /// A word for the wire, which has none for blanks.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Left => "left",
            Self::Deceased => "deceased",
            Self::Maternity => "maternity",
            Self::Sickness => "sickness",
            Self::WorkAccident => "work_accident",
            Self::UnpaidLeave => "unpaid_leave",
            Self::KeptWithoutPay => "kept_without_pay",
            Self::OccupationalDisease => "occupational_disease",
        }
    }

    /// From its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|situation| situation.word() == word)
    }

    /// What the code adds to a line's control sum, 0 to 8.
    pub const fn rank(self) -> u8 {
        self as u8
    }

    /// From a rank.
    pub fn from_rank(rank: u8) -> Option<Self> {
        Self::ALL.get(usize::from(rank)).copied()
    }
}
