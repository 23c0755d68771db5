/** Reads what an officer types of a line to set it right, and says what a file could not declare either. */

import type { CorrectLineRequest } from '$lib/bindings/CorrectLineRequest';
import type { DisputeReasonView } from '$lib/bindings/DisputeReasonView';
import type { SituationView } from '$lib/bindings/SituationView';
import { readDirhams } from '$lib/form/read';
import { bare } from '$lib/parts/typed';

/** Most days a month counts (crates/domain, `career.toml`). */
const MOST_DAYS = 26;
/** They take neither days nor salary (e-BDS, EBDS-075). */
const WITHOUT_WORK: ReadonlySet<SituationView> = new Set(['unpaid_leave', 'kept_without_pay', 'occupational_disease']);

/** A line as it is typed. */
export interface TypedLine {
  employer: string;
  days: string;
  salary: string;
  situation: SituationView;
}

/** Which fields are wrong. */
export type WrongFields = Partial<Record<keyof TypedLine, true>>;

/** The line, or what is wrong with it; `whose` is the disputed line's employer, empty where nobody declared the month. */
export function readCorrection(typed: TypedLine, reason: DisputeReasonView, whose: string): { line?: CorrectLineRequest; wrong: WrongFields } {
  const { situation } = typed;
  const employer = bare(typed.employer);
  const days = /^\d{1,2}$/.test(bare(typed.days)) ? Number(bare(typed.days)) : Number.NaN;
  const salary = readDirhams(typed.salary);
  const wrong: WrongFields = {};
  if (whose === '' && !/^\d{7}$/.test(employer)) wrong.employer = true;
  if (!(days <= MOST_DAYS)) wrong.days = true;
  const worked = days > 0;
  const paid = (salary ?? 0) > 0;
  const isAtWork = situation === 'normal';
  if (salary === undefined) wrong.salary = true;
  else if (wrong.days === undefined && WITHOUT_WORK.has(situation) && (worked || paid)) wrong.situation = true;
  else if (wrong.days === undefined && ((paid && !worked) || (isAtWork && worked && !paid))) wrong.salary = true;
  // At work, and nothing of it: only of somebody who never worked there.
  else if (isAtWork && days === 0 && reason !== 'not_my_employer') wrong.situation = true;
  if (salary === undefined || Object.keys(wrong).length > 0) return { wrong };
  return { line: { employer_number: whose === '' ? employer : '', days, salary, situation }, wrong };
}
