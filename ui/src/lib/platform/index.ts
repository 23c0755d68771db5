/** The only way from a screen to what lies below it: the app's shell, or the portal when in a browser. */

import type { AppStateView } from '$lib/bindings/AppStateView';
import type { CareerView } from '$lib/bindings/CareerView';
import type { CertificateKindView } from '$lib/bindings/CertificateKindView';
import type { CertificateView } from '$lib/bindings/CertificateView';
import type { Dated } from '$lib/bindings/Dated';
import type { FundView } from '$lib/bindings/FundView';
import type { PersonView } from '$lib/bindings/PersonView';
import type { SignInView } from '$lib/bindings/SignInView';
import type { VerificationView } from '$lib/bindings/VerificationView';

/** A verdict, and whether the file's own page was judged too (a browser reads only what is sealed inside a PDF). */
export type Judged = VerificationView & { page_unchecked?: boolean };

/** Every call refuses with a `Refusal`. */
export interface Platform {
  /** `app` keeps things and locks; `browser` keeps nothing. */
  readonly kind: 'app' | 'browser';
  app_state(): Promise<AppStateView>;
  fund(): Promise<FundView>;
  sign_in(number: string, password: string): Promise<SignInView>;
  confirm_code(challenge: string, code: string): Promise<SignInView>;
  sign_out(): Promise<void>;
  choose_pin(pin: string): Promise<void>;
  unlock_with_pin(pin: string): Promise<void>;
  unlock_with_key_store(): Promise<void>;
  lock(): Promise<void>;
  me(): Promise<Dated<PersonView>>;
  career(): Promise<Dated<CareerView>>;
  certificates(): Promise<Dated<CertificateView[]>>;
  issue_certificate(kind: CertificateKindView): Promise<CertificateView>;
  certificate(id: string): Promise<CertificateView>;
  certificate_pdf(id: string): Promise<Blob>;
  /** Where it was saved, as the person would find it; `null` when they changed their mind, `undefined` for the browser's own downloads. */
  save_certificate_pdf(id: string, name: string): Promise<string | null | undefined>;
  open_certificate_pdf(id: string): Promise<void>;
  verify_text(text: string): Promise<Judged>;
  verify_image(image: Blob): Promise<Judged>;
  verify_pdf(pdf: Blob): Promise<Judged>;
  /** Fetches the newest lists of keys and of revoked certificates. */
  refresh_trust(): Promise<void>;
  /** Tells when the safe has locked itself; absent where there is none. */
  on_locked?: (tell: () => void) => void;
  /** Reads codes with the phone's own scanner; absent where the camera is shown in the page. */
  scan?: () => Promise<string | undefined>;
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
