/** The browser: the portal's HTTP door, with the session in a cookie no script can read. Drafts alone are kept. */

import type { AppStateView } from '$lib/bindings/AppStateView';
import type { CareerView } from '$lib/bindings/CareerView';
import type { CertificateListView } from '$lib/bindings/CertificateListView';
import type { CertificateView } from '$lib/bindings/CertificateView';
import type { ClaimListView } from '$lib/bindings/ClaimListView';
import type { ClaimView } from '$lib/bindings/ClaimView';
import type { Dated } from '$lib/bindings/Dated';
import type { FundView } from '$lib/bindings/FundView';
import type { JobLossCheckView } from '$lib/bindings/JobLossCheckView';
import type { JobLossView } from '$lib/bindings/JobLossView';
import type { PensionCheckView } from '$lib/bindings/PensionCheckView';
import type { PensionRequestView } from '$lib/bindings/PensionRequestView';
import type { PensionView } from '$lib/bindings/PensionView';
import type { PersonView } from '$lib/bindings/PersonView';
import type { ReferenceView } from '$lib/bindings/ReferenceView';
import type { ReimbursementEstimateView } from '$lib/bindings/ReimbursementEstimateView';
import type { SignInView } from '$lib/bindings/SignInView';
import { Refusal } from '$lib/words/errors';
import { account } from './account';
import type { Drafts, Platform } from './index';
import { draftOwner } from './owner';
import { ask, askJson, download, tell } from './portal';

const now = () => new Date().toISOString();
const fresh = <T>(value: T, as_of = now()): Dated<T> => ({ as_of, fresh: true, value });
const pdfPath = (id: string) => `/v1/certificates/${encodeURIComponent(id)}/pdf`;

/** Fetched once somebody is in: the door needs none of it. */
const late = () => import('./drafts');

/** A browser that keeps nothing, or no longer reaches the code, has nothing to forget: leaving never fails for it. */
const clearDrafts = () => late().then((here) => here.clearDrafts()).catch(() => undefined);
const forgetDrafts = () => late().then((here) => here.forgetDrafts()).catch(() => undefined);

const drafts: Drafts = {
  list: async () => (await late()).drafts.list(),
  keep: async (draft) => (await late()).drafts.keep(draft),
  drop: async (id) => (await late()).drafts.drop(id),
  add_document: async (draft, kind, file) => (await late()).drafts.add_document(draft, kind, file),
  call_document: async (id, kind) => (await late()).drafts.call_document(id, kind),
  drop_document: async (id) => (await late()).drafts.drop_document(id),
  queue: async (id, request) => (await late()).drafts.queue(id, request),
  send: async () => (await late()).drafts.send(),
};

/** A browser keeps no vault: it is "open" with a session and "empty" without. */
async function app_state(): Promise<AppStateView> {
  const state = { last_contact: null, online: true, auto_lock_minutes: 0, platform: 'browser' };
  try {
    await browser.me();
    return { ...state, vault: 'open', signed_in: true, last_contact: now() };
  } catch (failure) {
    const code = failure instanceof Refusal ? failure.body.code : 'internal';
    if (code !== 'session_ended' && code !== 'offline') throw failure;
    return { ...state, vault: 'empty', signed_in: false, online: code !== 'offline' };
  }
}

export const browser: Platform = {
  kind: 'browser',
  ...account,
  close_account: async (number) => {
    await account.close_account(number);
    await forgetDrafts();
  },
  app_state,
  fund: () => askJson<FundView>('GET', '/v1/fund'),
  sign_in: (number, password) =>
    askJson<SignInView>('POST', '/v1/session', { registration_number: number, password, client: 'browser' }),
  confirm_code: (challenge, code, factor) =>
    askJson<SignInView>('POST', '/v1/session/code', { challenge_id: challenge, code, factor }),
  sign_out: async () => {
    // First: what is kept goes only once nobody is signed in any more.
    await tell('DELETE', '/v1/session');
    await forgetDrafts();
  },
  me: async () => {
    const person = await askJson<PersonView>('GET', '/v1/me');
    if (draftOwner.number !== person.registration_number) {
      draftOwner.number = person.registration_number;
      void clearDrafts();
    }
    return fresh(person);
  },
  career: async () => {
    const career = await askJson<CareerView>('GET', '/v1/career');
    return fresh(career, career.as_of);
  },
  save_career_table: async (name) => {
    download(await (await ask('GET', '/v1/career/csv')).blob(), `${name}.csv`);
    return undefined;
  },
  save_career_pdf: async (name) => {
    download(await (await ask('GET', '/v1/career/pdf')).blob(), `${name}.pdf`);
    return undefined;
  },
  save_claim_letter: async (id, name) => {
    download(await (await ask('GET', `/v1/claims/${encodeURIComponent(id)}/letter`)).blob(), `${name}.pdf`);
    return undefined;
  },
  pension: async (question) => {
    const asked = new URLSearchParams(Object.entries(question).map(([name, value]) => [name, String(value)])).toString();
    const pension = await askJson<PensionView>('GET', `/v1/pension${asked && `?${asked}`}`);
    return fresh(pension, pension.as_of);
  },
  check_pension: ({ stopped_on, underground }) =>
    askJson<PensionCheckView>('GET', `/v1/pension/check?${new URLSearchParams({ stopped_on, underground: String(underground) }).toString()}`),
  pension_request: async (id) => {
    const request = await askJson<PensionRequestView>('GET', `/v1/pension/requests/${encodeURIComponent(id)}`);
    return fresh(request, request.as_of);
  },
  claims: async () => {
    const list = await askJson<ClaimListView>('GET', '/v1/claims');
    return fresh(list, list.as_of);
  },
  claim: async (id) => {
    const claim = await askJson<ClaimView>('GET', `/v1/claims/${encodeURIComponent(id)}`);
    return fresh(claim, claim.as_of);
  },
  check_job_loss: ({ ended_on, reason }) =>
    askJson<JobLossCheckView>('GET', `/v1/job-loss?${new URLSearchParams({ ended_on, reason }).toString()}`),
  job_loss: async (id) => {
    const loss = await askJson<JobLossView>('GET', `/v1/job-loss/${encodeURIComponent(id)}`);
    return fresh(loss, loss.as_of);
  },
  // The month itself makes a second confirmation the first one again: any key will do.
  confirm_job_loss_month: (id, month) =>
    tell('POST', `/v1/job-loss/${encodeURIComponent(id)}/months`, { month }, { 'Idempotency-Key': crypto.randomUUID() }),
  report_new_work: (id, from) =>
    tell('POST', `/v1/job-loss/${encodeURIComponent(id)}/work`, { from }, { 'Idempotency-Key': `work-${id}-${from}` }),
  estimate_reimbursement: (request) => askJson<ReimbursementEstimateView>('POST', '/v1/reimbursements/estimate', request),
  drafts,
  certificates: async () => {
    const list = await askJson<CertificateListView>('GET', '/v1/certificates');
    return fresh(list.certificates, list.as_of);
  },
  issue_certificate: (kind) =>
    askJson<CertificateView>('POST', '/v1/certificates', { kind }, { 'Idempotency-Key': crypto.randomUUID() }),
  certificate: (id) => askJson<CertificateView>('GET', `/v1/certificates/${encodeURIComponent(id)}`),
  certificate_pdf: async (id) => (await ask('GET', pdfPath(id))).blob(),
  save_certificate_pdf: async (id, name) => {
    download(await browser.certificate_pdf(id), name);
    return undefined;
  },
  open_certificate_pdf: async (id) => {
    window.open(pdfPath(id), '_blank', 'noopener');
  },
  reference: (reference) => askJson<ReferenceView>('GET', `/v1/references/${encodeURIComponent(reference)}`),
  office: async () => (await import('./office')).office,
  verify_text: async (text) => (await import('./verification')).verifyText(text),
  verify_image: async (image) => (await import('./verification')).verifyImage(image),
  verify_pdf: async (pdf) => (await import('./verification')).verifyPdf(pdf),
  refresh_trust: async () => (await import('./verification')).refreshTrust(),
  // A browser has no vault to lock: these are never reached.
  choose_pin: () => Promise.reject(new Refusal({ code: 'internal' })),
  unlock_with_pin: () => Promise.reject(new Refusal({ code: 'internal' })),
  unlock_with_key_store: () => Promise.reject(new Refusal({ code: 'internal' })),
  lock: () => Promise.reject(new Refusal({ code: 'internal' })),
};
