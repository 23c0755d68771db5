"""The pension rule of crates/domain/src/pension.rs, ported to OpenFisca-Core, to be measured against.

Called as `pension_openfisca.py MONTHS SINGLES PEOPLE`: a career of so many months at 4,500 DH and 26 days, then so many
single simulations and one vectorised simulation of so many people. Prints one JSON object. What is timed is the
calculation alone: inputs are set before the clock starts, which leaves out work that ours does.
"""

import json
import sys
import time
from importlib.metadata import version

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit, Instant, Period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Person = build_entity(key="person", plural="persons", label="An insured person", is_person=True)
RETIREMENT = Period((DateUnit.MONTH, Instant((2026, 11, 1)), 1))
MONTHS = int(sys.argv[1])
CEILING, REFERENCE_MONTHS = 6_000.0, 96
FULL_DAYS, BLOCK_DAYS, MINIMUM = 3_240, 216, 1_000.0


class salary(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "Declared salary"


class days(Variable):
    value_type = int
    entity = Person
    definition_period = DateUnit.MONTH
    label = "Declared days"


class total_days(Variable):
    value_type = int
    entity = Person
    definition_period = DateUnit.MONTH
    label = "Days of the whole career"

    def formula(person, period):
        return sum(person("days", period.offset(-back)) for back in range(1, MONTHS + 1))


class reference_salary(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "Average of the 96 declared months before the last one"

    def formula(person, period):
        seen = numpy.zeros(person.count, dtype=int)
        total = numpy.zeros(person.count)
        for back in range(1, MONTHS + 1):
            month = period.offset(-back)
            amount = person("salary", month)
            declared = (person("days", month) > 0) | (amount > 0)
            counts = declared & (seen >= 1) & (seen <= REFERENCE_MONTHS)
            total += numpy.where(counts, numpy.minimum(amount, CEILING), 0)
            seen += declared
        return total / REFERENCE_MONTHS


class pension(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "Monthly pension"

    def formula(person, period):
        worked = person("total_days", period)
        points = numpy.minimum(50 + (worked - FULL_DAYS) // BLOCK_DAYS, 70)
        amount = numpy.maximum(person("reference_salary", period) * points / 100, MINIMUM)
        return numpy.where(worked >= FULL_DAYS, numpy.round(amount, 2), 0)


system = TaxBenefitSystem([Person])
for variable in (salary, days, total_days, reference_salary, pension):
    system.add_variable(variable)


def simulation(people):
    built = SimulationBuilder().build_default_simulation(system, people)
    spread = 4_500.0 if people == 1 else 2_000 + numpy.arange(people) % 5_000
    for back in range(1, MONTHS + 1):
        month = RETIREMENT.offset(-back)
        built.set_input("salary", month, numpy.full(people, spread))
        built.set_input("days", month, numpy.full(people, 26))
    return built


def timed(built):
    start = time.perf_counter()
    amounts = built.calculate("pension", RETIREMENT)
    return time.perf_counter() - start, amounts


singles = [timed(simulation(1)) for _ in range(int(sys.argv[2]))]
seconds, amounts = timed(simulation(int(sys.argv[3])))
answer = {
    "name": f"OpenFisca-Core {version('openfisca-core')}",
    "single_seconds": sorted(one for one, _ in singles)[len(singles) // 2],
    "batch_seconds": seconds,
    "amount": float(singles[0][1][0]),
    "batch_sum": float(numpy.sum(amounts, dtype=numpy.float64)),
}
print(json.dumps(answer))
