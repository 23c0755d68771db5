/** The only way from a screen to what lies below it: the app's shell, or the portal when in a browser. */

import type { AppStateView } from '$lib/bindings/AppStateView';
import type { AuthenticatorView } from '$lib/bindings/AuthenticatorView';
import type { CareerView } from '$lib/bindings/CareerView';
import type { CertificateKindView } from '$lib/bindings/CertificateKindView';
import type { CertificateView } from '$lib/bindings/CertificateView';
import type { ChangeStepView } from '$lib/bindings/ChangeStepView';
import type { ClaimListView } from '$lib/bindings/ClaimListView';
import type { ClaimView } from '$lib/bindings/ClaimView';
import type { ConfirmationView } from '$lib/bindings/ConfirmationView';
import type { Dated } from '$lib/bindings/Dated';
import type { DetailView } from '$lib/bindings/DetailView';
import type { DetailsView } from '$lib/bindings/DetailsView';
import type { DeviceView } from '$lib/bindings/DeviceView';
import type { DocumentKindView } from '$lib/bindings/DocumentKindView';
import type { DraftView } from '$lib/bindings/DraftView';
import type { FolderProgressView } from '$lib/bindings/FolderProgressView';
import type { FolderView } from '$lib/bindings/FolderView';
import type { FundView } from '$lib/bindings/FundView';
import type { JournalView } from '$lib/bindings/JournalView';
import type { KeepDraftRequest } from '$lib/bindings/KeepDraftRequest';
import type { PasskeyCeremonyView } from '$lib/bindings/PasskeyCeremonyView';
import type { PasskeyView } from '$lib/bindings/PasskeyView';
import type { PasswordStrengthView } from '$lib/bindings/PasswordStrengthView';
import type { JobLossCheckView } from '$lib/bindings/JobLossCheckView';
import type { JobLossQuestion } from '$lib/bindings/JobLossQuestion';
import type { JobLossView } from '$lib/bindings/JobLossView';
import type { PensionCheckQuestion } from '$lib/bindings/PensionCheckQuestion';
import type { PensionCheckView } from '$lib/bindings/PensionCheckView';
import type { PensionQuestion } from '$lib/bindings/PensionQuestion';
import type { PensionRequestView } from '$lib/bindings/PensionRequestView';
import type { PensionView } from '$lib/bindings/PensionView';
import type { PersonView } from '$lib/bindings/PersonView';
import type { RecoveryChannel } from '$lib/bindings/RecoveryChannel';
import type { RecoveryCodesView } from '$lib/bindings/RecoveryCodesView';
import type { RecoveryView } from '$lib/bindings/RecoveryView';
import type { ReferenceView } from '$lib/bindings/ReferenceView';
import type { ReimbursementEstimateView } from '$lib/bindings/ReimbursementEstimateView';
import type { ReimbursementRequest } from '$lib/bindings/ReimbursementRequest';
import type { SecondFactor } from '$lib/bindings/SecondFactor';
import type { SecurityView } from '$lib/bindings/SecurityView';
import type { SignInView } from '$lib/bindings/SignInView';
import type { SignUpStepView } from '$lib/bindings/SignUpStepView';
import type { SignUpView } from '$lib/bindings/SignUpView';
import type { VerificationView } from '$lib/bindings/VerificationView';
import type { CodeFormat } from '$lib/camera/detector';

/** A verdict, and whether the file's own page was judged too (a browser reads only what is sealed inside a PDF). */
export type Judged = VerificationView & { page_unchecked?: boolean };

/** Who opens an account, as they typed it. */
export interface Applicant {
  number: string;
  cin: string;
  email: string;
  mobile: string;
  /** Of the messages. */
  language: string;
}

/** Passkeys: the ceremonies of the portal. The credential is what `navigator.credentials` gave, as JSON. */
export interface Passkeys {
  start_sign_in(): Promise<PasskeyCeremonyView>;
  sign_in(ceremony: string, credential: string): Promise<SignInView>;
  start_adding(): Promise<PasskeyCeremonyView>;
  add(ceremony: string, credential: string, name: string): Promise<PasskeyView>;
  remove(id: string): Promise<void>;
}

/** My account, and the ways into it. */
export interface Account {
  sign_up(applicant: Applicant): Promise<SignUpView>;
  resend_code(id: string): Promise<SignUpView>;
  sign_up_code(id: string, code: string): Promise<SignUpStepView>;
  sign_up_password(id: string, password: string): Promise<SignInView>;
  /** Judged on this device: what is typed is sent nowhere. `known` is what the person typed about themselves. */
  password_strength(password: string, known: string[]): Promise<PasswordStrengthView>;
  recover(number: string, cin: string, channel: RecoveryChannel): Promise<RecoveryView>;
  reset_password(token: string, password: string): Promise<void>;
  /** A code by SMS after all, for a step another factor would answer. */
  send_code_sms(challenge: string): Promise<void>;
  confirm_password(password: string): Promise<ConfirmationView>;
  confirm_change_code(challenge: string, code: string, factor: SecondFactor): Promise<void>;
  change_password(password: string): Promise<void>;
  security(): Promise<SecurityView>;
  start_authenticator(): Promise<AuthenticatorView>;
  confirm_authenticator(code: string): Promise<RecoveryCodesView>;
  remove_authenticator(): Promise<void>;
  make_recovery_codes(): Promise<RecoveryCodesView>;
  /** The sheet of printed codes as a text; answers as `export_file` does. */
  save_recovery_codes(sheet: string): Promise<string | null | undefined>;
  details(): Promise<DetailsView>;
  change_detail(detail: DetailView, value: string): Promise<ChangeStepView>;
  confirm_detail_code(challenge: string, code: string): Promise<ChangeStepView>;
  withdraw_change(detail: DetailView): Promise<void>;
  devices(): Promise<DeviceView[]>;
  name_device(id: string, name: string): Promise<void>;
  revoke_device(id: string): Promise<void>;
  /** Newest first; `before` is the `next` of the page above. */
  journal(before?: string): Promise<JournalView>;
  /** Where it was saved; `null` when they changed their mind, `undefined` for the browser's own downloads. */
  export_file(): Promise<string | null | undefined>;
  close_account(number: string): Promise<void>;
  /** Absent in the app, whose web view has none. */
  readonly passkeys?: Passkeys;
}

/** A folder of files checked at once. */
export interface Folders {
  /** Asks which one; `null` when they changed their mind. */
  check(): Promise<FolderView | null>;
  progress(): Promise<FolderProgressView>;
  /** What is done by then is the answer. */
  stop(): Promise<void>;
  /** Where the report was saved; `null` when they changed their mind. */
  save(name: string, text: string): Promise<string | null>;
}

/** What is filled in and not sent yet: in the app it lies in the safe, in a browser sealed until one signs out. */
export interface Drafts {
  /** The last changed first. */
  list(): Promise<DraftView[]>;
  /** Begins one, or keeps what is filled in of it. */
  keep(draft: KeepDraftRequest): Promise<DraftView>;
  /** One that is on its way stays. */
  drop(id: string): Promise<void>;
  /** The draft as it is then. Refused as `too_large` beyond 10 MB. */
  add_document(draft: string, kind: DocumentKindView, file: File): Promise<DraftView>;
  /** Says what a document is. */
  call_document(id: string, kind: DocumentKindView): Promise<void>;
  drop_document(id: string): Promise<void>;
  /** From now on it waits to be sent, as this request without its documents, and cannot be changed. */
  queue(id: string, request: object): Promise<DraftView>;
  /**
   * Sends what waits, each once however often it is tried; all drafts as they are then. A browser refuses with
   * `session_ended` when that is over; the app's state says it.
   */
  send(): Promise<DraftView[]>;
}

/** Every call refuses with a `Refusal`. */
export interface Platform extends Account {
  /** `app` keeps things and locks; `browser` keeps drafts alone. */
  readonly kind: 'app' | 'browser';
  app_state(): Promise<AppStateView>;
  fund(): Promise<FundView>;
  sign_in(number: string, password: string): Promise<SignInView>;
  confirm_code(challenge: string, code: string, factor: SecondFactor): Promise<SignInView>;
  sign_out(): Promise<void>;
  choose_pin(pin: string): Promise<void>;
  unlock_with_pin(pin: string): Promise<void>;
  unlock_with_key_store(): Promise<void>;
  lock(): Promise<void>;
  me(): Promise<Dated<PersonView>>;
  career(): Promise<Dated<CareerView>>;
  /** The career as a table for a spreadsheet; where it was saved, as with a certificate's page. */
  save_career_table(name: string): Promise<string | null | undefined>;
  /** The career as a sealed PDF; where it was saved. */
  save_career_pdf(name: string): Promise<string | null | undefined>;
  /** The sealed letter of a claim's decision; where it was saved. */
  save_claim_letter(id: string, name: string): Promise<string | null | undefined>;
  /** As the career goes on by itself when nothing is supposed: that answer is kept for when there is no network. */
  pension(question: PensionQuestion): Promise<Dated<PensionView>>;
  /** What a pension request would come to if it were handed in today. */
  check_pension(question: PensionCheckQuestion): Promise<PensionCheckView>;
  pension_request(id: string): Promise<Dated<PensionRequestView>>;
  claims(): Promise<Dated<ClaimListView>>;
  claim(id: string): Promise<Dated<ClaimView>>;
  /** Whether a loss of work gives the benefit if it were declared today. */
  check_job_loss(question: JobLossQuestion): Promise<JobLossCheckView>;
  job_loss(id: string): Promise<Dated<JobLossView>>;
  /** No work in a month that ended; said twice, it is kept once. */
  confirm_job_loss_month(id: string, month: number): Promise<void>;
  report_new_work(id: string, from: string): Promise<void>;
  /** What a claim of care would be paid back. */
  estimate_reimbursement(request: ReimbursementRequest): Promise<ReimbursementEstimateView>;
  readonly drafts: Drafts;
  certificates(): Promise<Dated<CertificateView[]>>;
  issue_certificate(kind: CertificateKindView): Promise<CertificateView>;
  certificate(id: string): Promise<CertificateView>;
  certificate_pdf(id: string): Promise<Blob>;
  /** Where it was saved, as the person would find it; `null` when they changed their mind, `undefined` for the browser's own downloads. */
  save_certificate_pdf(id: string, name: string): Promise<string | null | undefined>;
  open_certificate_pdf(id: string): Promise<void>;
  /** What the fund says of a certificate's long reference; a browser's page alone shows it. */
  reference?: (reference: string) => Promise<ReferenceView>;
  verify_text(text: string): Promise<Judged>;
  verify_image(image: Blob): Promise<Judged>;
  verify_pdf(pdf: Blob): Promise<Judged>;
  /** Fetches the newest lists of keys and of revoked certificates. */
  refresh_trust(): Promise<void>;
  /** Tells when the safe has locked itself; absent where there is none. */
  on_locked?: (tell: () => void) => void;
  /** Reads a code with the phone's own scanner; absent where the camera is shown in the page. */
  scan?: (format: CodeFormat) => Promise<string | undefined>;
  /** Copies what others should not see; absent where the clipboard knows no such thing. */
  copy_secret?: (text: string) => Promise<void>;
  /** The officers' console; absent in the app. */
  office?: () => Promise<import('./office').Office>;
  /** Absent where there are no folders to choose from. */
  readonly folders?: Folders;
}

let chosen: Promise<Platform> | undefined;

/** The platform this page runs on. */
export function platform(): Promise<Platform> {
  const isApp = '__TAURI_INTERNALS__' in globalThis;
  chosen ??= isApp
    ? import('./tauri').then(({ app }) => app())
    : import('./browser').then(({ browser }) => browser);
  return chosen;
}
