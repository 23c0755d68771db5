// Secrets as keychain items that only the fingers or the face enrolled now release, on this device while it has a passcode.
// After another enrolment the system no longer finds the item.
import Foundation
import LocalAuthentication
import Security

/// Why a key is not given; the names are those of `PhoneError::NAMES`.
enum Denied: String, Error {
  case absent
  case dismissed
  case refused
}

struct BoundKeys {
  private let service = "ma.example.damane.bound"

  func checkReady() throws {
    var failure: NSError?
    if LAContext().canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: &failure) { return }
    throw failure?.code == LAError.biometryLockout.rawValue ? Denied.refused : Denied.absent
  }

  func keep(_ name: String, _ secret: Data) throws {
    try forget(name)
    let access = SecAccessControlCreateWithFlags(
      nil, kSecAttrAccessibleWhenPasscodeSetThisDeviceOnly, .biometryCurrentSet, nil)
    guard let access = access else { throw Denied.absent }
    var item = query(name)
    item[kSecAttrAccessControl as String] = access
    item[kSecValueData as String] = secret
    try check(SecItemAdd(item as CFDictionary, nil))
  }

  /// Gives nil where there is nothing, or nothing that opens any more.
  func ask(_ name: String) throws -> Data? {
    let context = LAContext()
    context.localizedReason = reason()
    // No button that leads to the passcode: it does not open the item.
    context.localizedFallbackTitle = ""
    var item = query(name)
    item[kSecReturnData as String] = true
    item[kSecUseAuthenticationContext as String] = context
    var found: CFTypeRef?
    let status = SecItemCopyMatching(item as CFDictionary, &found)
    if status == errSecItemNotFound { return nil }
    try check(status)
    return found as? Data
  }

  func forget(_ name: String) throws {
    let status = SecItemDelete(query(name) as CFDictionary)
    if status != errSecItemNotFound { try check(status) }
  }

  private func query(_ name: String) -> [String: Any] {
    return [
      kSecClass as String: kSecClassGenericPassword,
      kSecAttrService as String: service,
      kSecAttrAccount as String: name,
      kSecUseDataProtectionKeychain as String: true,
    ]
  }

  private func check(_ status: OSStatus) throws {
    switch status {
    case errSecSuccess: return
    case errSecUserCanceled: throw Denied.dismissed
    case errSecNotAvailable, errSecParam: throw Denied.absent
    default: throw Denied.refused
    }
  }

  private func reason() -> String {
    switch Locale.preferredLanguages.first?.prefix(2) {
    case "ar": return "فتح خزنتك"
    case "fr": return "Ouvrir votre coffre"
    default: return "Open your safe"
    }
  }
}
