//! The career statement.

/// Situation of a declared line (e-BDS `L_Situation`).
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SituationView {
    /// Blank: at work.
    Normal,
    /// SO: left the employer.
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

impl From<damane_domain::situation::Situation> for SituationView {
    fn from(situation: damane_domain::situation::Situation) -> Self {
        use damane_domain::situation::Situation;
        match situation {
            Situation::Normal => Self::Normal,
            Situation::Left => Self::Left,
            Situation::Deceased => Self::Deceased,
            Situation::Maternity => Self::Maternity,
            Situation::Sickness => Self::Sickness,
            Situation::WorkAccident => Self::WorkAccident,
            Situation::UnpaidLeave => Self::UnpaidLeave,
            Situation::KeptWithoutPay => Self::KeptWithoutPay,
            Situation::OccupationalDisease => Self::OccupationalDisease,
        }
    }
}

impl From<SituationView> for damane_domain::situation::Situation {
    fn from(situation: SituationView) -> Self {
        match situation {
            SituationView::Normal => Self::Normal,
            SituationView::Left => Self::Left,
            SituationView::Deceased => Self::Deceased,
            SituationView::Maternity => Self::Maternity,
            SituationView::Sickness => Self::Sickness,
            SituationView::WorkAccident => Self::WorkAccident,
            SituationView::UnpaidLeave => Self::UnpaidLeave,
            SituationView::KeptWithoutPay => Self::KeptWithoutPay,
            SituationView::OccupationalDisease => Self::OccupationalDisease,
        }
    }
}

/// Which file a line came from.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OriginView {
    /// Main declaration (DS).
    Main,
    /// Complementary declaration (DSC).
    Complementary,
    /// Correction: a later file for the same month.
    Correction,
}

/// One declared line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareerLineView {
    /// Month, `YYYY-MM`.
    pub month: String,
    /// Employer number, 7 digits.
    pub employer_number: String,
    /// Declared days, 0 to 26.
    pub days: u8,
    /// Declared salary, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub salary: i64,
    /// Capped salary, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub capped_salary: i64,
    /// Situation.
    pub situation: SituationView,
    /// Origin of the line.
    pub origin: OriginView,
    /// A later line replaces this one: shown, not counted.
    pub superseded: bool,
}

/// What a month's cell shows.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MonthStateView {
    /// 26 days.
    Full,
    /// 1 to 25 days.
    Partial,
    /// Sickness, accident or occupational disease.
    Sickness,
    /// Maternity.
    Maternity,
    /// Nothing declared, between two declared months.
    Gap,
    /// Before the first or after the last declared month.
    Outside,
}

/// One of twelve cells.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareerMonthView {
    /// Month of the year, 1 to 12.
    pub month: u8,
    /// How it is drawn.
    pub state: MonthStateView,
    /// Days counted, capped at 26 across employers.
    pub days: u8,
    /// Salary declared across employers, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub salary: i64,
}

/// One year.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareerYearView {
    /// Year.
    pub year: i32,
    /// Twelve months, January first.
    pub months: Vec<CareerMonthView>,
    /// Days counted in the year.
    pub days: u32,
    /// Salary declared in the year, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub salary: i64,
    /// Contributed quarters, by the dated rule.
    pub quarters: u8,
    /// Employer of most of the year's days (7 digits), empty when none.
    pub main_employer: String,
}

/// Name of an employer number.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmployerView {
    /// 7 digits.
    pub number: String,
    /// Company name as declared.
    pub name: String,
}

/// What is wrong with a line, or with a month without one.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisputeReasonView {
    /// Worked, and not declared.
    MissingMonth,
    /// Other days than were worked.
    WrongDays,
    /// Another salary than was paid.
    WrongSalary,
    /// Another situation.
    WrongSituation,
    /// Never worked there.
    NotMyEmployer,
}

/// Disputes a line: `POST /v1/career/disputes`. The same once more changes nothing; once it was answered for good, documents
/// the fund has not seen open it again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DisputeLineRequest {
    /// Month, `YYYY-MM`.
    pub month: String,
    /// Whose line, 7 digits; empty where nobody declared the month.
    pub employer_number: String,
    /// What is wrong.
    pub reason: DisputeReasonView,
    /// The person's own words, 500 characters at most; may be empty.
    pub note: String,
    /// What shows it: ids of documents that were handed in (`/v1/documents`) and that nothing has, five at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<String>,
}

/// What the fund answers to a dispute.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisputeAnswerView {
    /// The line stands as it was declared.
    Stands,
    /// The employer is asked to correct it.
    EmployerAsked,
    /// It was corrected.
    Corrected,
}

/// What the fund answered to a dispute before it was opened again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarlierAnswerView {
    /// What.
    pub answer: DisputeAnswerView,
    /// When: UTC, RFC 3339.
    pub answered_at: String,
    /// The officer's own words with it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// A dispute the fund has to answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DisputeView {
    /// Month, `YYYY-MM`.
    pub month: String,
    /// Whose line, 7 digits; empty where nobody declared the month.
    pub employer_number: String,
    /// What is wrong.
    pub reason: DisputeReasonView,
    /// The person's own words.
    pub note: String,
    /// When it was made: UTC, RFC 3339.
    pub made_at: String,
    /// How many documents came with it.
    #[serde(default)]
    pub documents: u32,
    /// What the fund answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<DisputeAnswerView>,
    /// When: UTC, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
    /// The officer's own words with the answer; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// When it was opened again after an answer: UTC, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopened_at: Option<String>,
    /// It was opened again because an employer's later file says otherwise than the line that was set right; else because
    /// its person handed in more documents.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone_by_file: bool,
    /// What was answered before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<EarlierAnswerView>,
}

/// A person's whole career: `GET /v1/career`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareerView {
    /// When the portal read it: UTC, RFC 3339.
    pub as_of: String,
    /// Newest year first.
    pub years: Vec<CareerYearView>,
    /// Every declared line, oldest first.
    pub lines: Vec<CareerLineView>,
    /// Names of the employers in `lines`.
    pub employers: Vec<EmployerView>,
    /// Days counted over the whole career.
    pub total_days: u32,
    /// Days asked for a full pension (3,240; dated rule).
    pub pension_days: u32,
    /// The days rule is sourced (true) or unverified (false: shown as such).
    pub pension_days_sourced: bool,
    /// Contributed quarters over the whole career.
    pub total_quarters: u32,
    /// Employment in one line.
    pub employment: crate::EmploymentView,
    /// What the person says is wrong, oldest month first; an answer kept by an older app has none.
    #[serde(default)]
    pub disputes: Vec<DisputeView>,
}
