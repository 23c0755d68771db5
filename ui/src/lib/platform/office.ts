/** The officers' doors of the portal, as a browser knocks at them: the session in a cookie of its own. Loaded at the console alone. */

import type { BatchFileView } from '$lib/bindings/BatchFileView';
import type { BatchListView } from '$lib/bindings/BatchListView';
import type { BatchPaymentsView } from '$lib/bindings/BatchPaymentsView';
import type { AnswerDisputeRequest } from '$lib/bindings/AnswerDisputeRequest';
import type { EnrolmentView } from '$lib/bindings/EnrolmentView';
import type { FoundPersonView } from '$lib/bindings/FoundPersonView';
import type { MadeBatchView } from '$lib/bindings/MadeBatchView';
import type { OfficeClaimView } from '$lib/bindings/OfficeClaimView';
import type { OfficeDisputesView } from '$lib/bindings/OfficeDisputesView';
import type { OfficeQueueView } from '$lib/bindings/OfficeQueueView';
import type { OfficeStepRequest } from '$lib/bindings/OfficeStepRequest';
import type { OfficerView } from '$lib/bindings/OfficerView';
import type { ReturnReasonView } from '$lib/bindings/ReturnReasonView';
import type { RevocationView } from '$lib/bindings/RevocationView';
import type { SearchPurposeView } from '$lib/bindings/SearchPurposeView';
import type { UpdatedMobileView } from '$lib/bindings/UpdatedMobileView';
import type { WaitingResetsView } from '$lib/bindings/WaitingResetsView';
import { ask, askJson, download, tell } from './portal';

const claimPath = (id: string) => `/v1/office/claims/${encodeURIComponent(id)}`;
const batchPath = (id: string) => `/v1/office/batches/${encodeURIComponent(id)}`;

export const office = {
  session: () => askJson<OfficerView>('GET', '/v1/office/session'),
  sign_in: (login: string, password: string, code: string) => askJson<OfficerView>('POST', '/v1/office/session', { login, password, code }),
  sign_out: () => tell('DELETE', '/v1/office/session'),
  offer_enrolment: (token: string) => askJson<EnrolmentView>('POST', '/v1/office/enrolment', { token }),
  enrol: (token: string, password: string, code: string) => tell('PUT', '/v1/office/enrolment', { token, password, code }),
  queue: (question: Record<string, string>) => askJson<OfficeQueueView>('GET', `/v1/office/queue?${new URLSearchParams(question).toString()}`),
  claim: (id: string) => askJson<OfficeClaimView>('GET', claimPath(id)),
  document: async (claim: string, id: string) => (await ask('GET', `${claimPath(claim)}/documents/${encodeURIComponent(id)}`)).blob(),
  step: (id: string, step: OfficeStepRequest) => tell('POST', `${claimPath(id)}/step`, step),
  release_month: (id: string, month: number) => tell('POST', `${claimPath(id)}/months/${month}/release`),
  batches: () => askJson<BatchListView>('GET', '/v1/office/batches'),
  make_batch: (pay_on: string) => askJson<MadeBatchView>('POST', '/v1/office/batches', { pay_on }),
  batch: (id: string) => askJson<BatchPaymentsView>('GET', batchPath(id)),
  agree_to_batch: (id: string) => tell('POST', `${batchPath(id)}/agreement`),
  withdraw_batch: (id: string) => tell('POST', `${batchPath(id)}/withdrawal`),
  save_batch: async (id: string, form: BatchFileView) => {
    const file = await (await ask('GET', `${batchPath(id)}/file?form=${form}`)).blob();
    download(file, `batch-${id}.${form === 'csv' ? 'csv' : 'xml'}`);
  },
  settle_batch: (id: string, on: string) => tell('POST', `${batchPath(id)}/settlement`, { on }),
  return_payment: (id: string, payment: string, reason: ReturnReasonView, on: string) => tell('POST', `${batchPath(id)}/returns`, { payment, reason, on }),
  search: (registration_number: string, purpose: SearchPurposeView, note: string) =>
    askJson<FoundPersonView>('POST', '/v1/office/people', { registration_number, purpose, note }),
  ask_reset: (registration_number: string, reason: string) => tell('POST', '/v1/office/resets', { registration_number, reason }),
  resets: () => askJson<WaitingResetsView>('GET', '/v1/office/resets'),
  agree_to_reset: (request: string) => tell('POST', `/v1/office/resets/${encodeURIComponent(request)}/agreement`),
  update_mobile: (registration_number: string, mobile: string, reason: string) =>
    askJson<UpdatedMobileView>('POST', '/v1/office/mobiles', { registration_number, mobile, reason }),
  revoke: (certificate: string, reason: RevocationView) => tell('POST', `/v1/office/certificates/${encodeURIComponent(certificate)}/revocation`, { reason }),
  disputes: (after?: string) =>
    askJson<OfficeDisputesView>('GET', `/v1/office/disputes${after === undefined ? '' : `?${new URLSearchParams({ after }).toString()}`}`),
  dispute_document: async (id: string) => (await ask('GET', `/v1/office/disputes/documents/${encodeURIComponent(id)}`)).blob(),
  answer_dispute: (answer: AnswerDisputeRequest) => tell('POST', '/v1/office/disputes/answer', answer),
};

export type Office = typeof office;
