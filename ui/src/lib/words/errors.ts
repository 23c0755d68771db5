/** Words for every way a request can fail: total, so that a new code does not compile without them. */

import type { ErrorBody } from '$lib/bindings/ErrorBody';
import type { ErrorCode } from '$lib/bindings/ErrorCode';
import type { NotEntitledReason } from '$lib/bindings/NotEntitledReason';
import type { Key } from './words.svelte';

export interface ErrorWords {
  /** What happened. */
  what: Key;
  /** What to do. */
  next: Key;
}

export const errorWords: Record<ErrorCode, ErrorWords> = {
  invalid_input: { what: 'e_invalid_input', next: 'e_invalid_input_next' },
  sign_in_refused: { what: 'e_sign_in_refused', next: 'e_sign_in_refused_next' },
  code_refused: { what: 'e_code_refused', next: 'e_code_refused_next' },
  too_many_tries: { what: 'e_too_many_tries', next: 'e_too_many_tries_next' },
  session_ended: { what: 'e_session_ended', next: 'e_session_ended_next' },
  forbidden_origin: { what: 'e_forbidden_origin', next: 'e_forbidden_origin_next' },
  not_found: { what: 'e_not_found', next: 'e_not_found_next' },
  not_entitled: { what: 'e_not_entitled', next: 'e_not_entitled_next' },
  key_reused: { what: 'e_key_reused', next: 'e_key_reused_next' },
  too_large: { what: 'e_too_large', next: 'e_too_large_next' },
  busy: { what: 'e_busy', next: 'e_busy_next' },
  internal: { what: 'e_internal', next: 'e_internal_next' },
  offline: { what: 'e_offline', next: 'e_offline_next' },
  untrusted_portal: { what: 'e_untrusted_portal', next: 'e_untrusted_portal_next' },
  newer_portal: { what: 'e_newer_portal', next: 'e_newer_portal_next' },
  vault_locked: { what: 'e_vault_locked', next: 'e_vault_locked_next' },
  pin_refused: { what: 'e_pin_refused', next: 'e_pin_refused_next' },
  key_store_failed: { what: 'e_key_store_failed', next: 'e_key_store_failed_next' },
  vault_damaged: { what: 'e_vault_damaged', next: 'e_vault_damaged_next' },
  nothing_to_check: { what: 'e_nothing_to_check', next: 'e_nothing_to_check_next' },
  password_refused: { what: 'e_password_refused', next: 'e_password_refused_next' },
  link_refused: { what: 'e_link_refused', next: 'e_link_refused_next' },
  confirmation_needed: { what: 'e_confirmation_needed', next: 'e_confirmation_needed_next' },
  details_guarded: { what: 'e_details_guarded', next: 'e_details_guarded_next' },
  step_refused: { what: 'e_step_refused', next: 'e_step_refused_next' },
  role_missing: { what: 'e_role_missing', next: 'e_role_missing_next' },
  pension_too_early: { what: 'e_pension_too_early', next: 'e_pension_too_early_next' },
  pension_still_declared: { what: 'e_pension_still_declared', next: 'e_pension_still_declared_next' },
  pension_nothing_declared: { what: 'e_pension_nothing_declared', next: 'e_pension_nothing_declared_next' },
  months_granted_before: { what: 'e_months_granted_before', next: 'e_months_granted_before_next' },
  loss_declared_before: { what: 'e_loss_declared_before', next: 'e_loss_declared_before_next' },
  pension_asked_before: { what: 'e_pension_asked_before', next: 'e_pension_asked_before_next' },
  passkey_refused: { what: 'e_passkey_refused', next: 'e_passkey_refused_next' },
};

export const notEntitledWords: Record<NotEntitledReason, Key> = {
  never_declared: 'why_never_declared',
  not_declared_lately: 'why_not_declared_lately',
  left_employer: 'why_left_employer',
  kind_not_issued: 'why_kind_not_issued',
  no_salary_declared: 'why_no_salary_declared',
  no_days_declared: 'why_no_days_declared',
  still_declared: 'why_still_declared',
  departure_not_declared: 'why_departure_not_declared',
};

/** Where a refused certificate leads: what to do is one tap away. */
export const notEntitledLinks: Record<NotEntitledReason, { href: string; key: Key } | undefined> = {
  never_declared: { href: '/help', key: 'why_see_help' },
  not_declared_lately: { href: '/career', key: 'why_see_career' },
  left_employer: { href: '/certificates/new#deregistration', key: 'why_ask_deregistration' },
  kind_not_issued: undefined,
  no_salary_declared: { href: '/career', key: 'why_see_career' },
  no_days_declared: { href: '/career', key: 'why_see_career' },
  still_declared: { href: '/certificates/new#employment', key: 'why_ask_employment' },
  departure_not_declared: { href: '/career', key: 'why_see_career' },
};

/** A wait in the unit a person would say it in: seconds under two minutes, minutes under two hours, then hours; rounded up. */
export function findWait(seconds: number): { key: 'wait_seconds' | 'wait_minutes' | 'wait_hours'; n: number } {
  if (seconds < 120) return { key: 'wait_seconds', n: Math.max(1, Math.ceil(seconds)) };
  return seconds < 7_200 ? { key: 'wait_minutes', n: Math.ceil(seconds / 60) } : { key: 'wait_hours', n: Math.ceil(seconds / 3_600) };
}

/** Seconds to wait when the portal names none. */
export const USUAL_WAIT = 30;

/** What a platform call is refused with. */
export class Refusal extends Error {
  readonly body: ErrorBody;

  constructor(body: ErrorBody) {
    super(body.code);
    this.name = 'Refusal';
    this.body = body;
  }
}

/** The refusal behind any failure: what is not one of ours is a fault of this program. */
export function toRefusal(failure: unknown): Refusal {
  if (failure instanceof Refusal) return failure;
  return new Refusal({ code: 'internal' });
}

/** Reads the body of a refused answer; anything else did not come from the portal. */
export function readErrorBody(value: unknown): ErrorBody {
  const code = typeof value === 'object' && value !== null && 'code' in value ? value.code : undefined;
  if (typeof code === 'string' && Object.hasOwn(errorWords, code)) return value as ErrorBody;
  // A code of a later contract is the portal's all the same.
  return { code: typeof code === 'string' && /^[a-z]+(_[a-z]+)*$/.test(code) ? 'newer_portal' : 'untrusted_portal' };
}
