//! Steps of a computation as JSON: what was done, with which figures, by which law.

use damane_domain::explanation::{Given, Step};
use damane_domain::parameters::Dated;

/// One step.
#[derive(Debug, serde::Serialize)]
pub struct StepOut {
    step: &'static str,
    given: Vec<GivenOut>,
    result: i64,
    unit: &'static str,
    confidence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<&'static str>,
    law: Vec<LawOut>,
}

#[derive(Debug, serde::Serialize)]
struct GivenOut {
    name: &'static str,
    value: i64,
    unit: &'static str,
}

#[derive(Debug, serde::Serialize)]
struct LawOut {
    source: &'static str,
    from: chrono::NaiveDate,
    value: i64,
    unit: &'static str,
    confidence: &'static str,
}

/// The steps in the order they were done.
pub fn steps(steps: &[Step]) -> Vec<StepOut> {
    steps.iter().map(step).collect()
}

fn step(step: &Step) -> StepOut {
    let given = |given: &Given| GivenOut { name: given.name, value: given.value, unit: given.unit.code() };
    let law = |law: &&'static Dated| LawOut {
        source: &law.source,
        from: law.from,
        value: law.value,
        unit: &law.unit,
        confidence: law.confidence.code(),
    };
    StepOut {
        step: step.code.code(),
        given: step.given.iter().map(given).collect(),
        result: step.result,
        unit: step.unit.code(),
        confidence: step.confidence().code(),
        reading: step.reading,
        law: step.rests_on.iter().map(law).collect(),
    }
}
