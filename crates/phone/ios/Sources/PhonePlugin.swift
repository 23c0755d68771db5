// iOS's half of damane-phone: bound keys, the cover, the clipboard. Called from Rust alone; decision 0014.
import SwiftRs
import Tauri
import UIKit
import WebKit

struct Named: Decodable {
  let name: String
}

struct Keep: Decodable {
  let name: String
  let secret: Data
}

struct Copied: Decodable {
  let text: String
}

struct Asked: Encodable {
  let secret: Data?
}

class PhonePlugin: Plugin {
  private let keys = BoundKeys()
  private let cover = Cover()
  /// How long a copied secret stays on the clipboard, seconds.
  private let copiedFor: TimeInterval = 60

  @objc public override func load(webview: WKWebView) {
    cover.watch()
  }

  @objc public func ready(_ invoke: Invoke) {
    answer(invoke) {
      try self.keys.checkReady()
      invoke.resolve()
    }
  }

  @objc public func keep(_ invoke: Invoke) {
    answer(invoke) {
      let asked = try invoke.parseArgs(Keep.self)
      try self.keys.keep(asked.name, asked.secret)
      invoke.resolve()
    }
  }

  @objc public func ask(_ invoke: Invoke) {
    answer(invoke) {
      let asked = try invoke.parseArgs(Named.self)
      invoke.resolve(Asked(secret: try self.keys.ask(asked.name)))
    }
  }

  @objc public func forget(_ invoke: Invoke) {
    answer(invoke) {
      try self.keys.forget(try invoke.parseArgs(Named.self).name)
      invoke.resolve()
    }
  }

  @objc public func copy(_ invoke: Invoke) {
    answer(invoke) {
      let text = try invoke.parseArgs(Copied.self).text
      let until = Date().addingTimeInterval(self.copiedFor)
      DispatchQueue.main.async {
        UIPasteboard.general.setItems(
          [["public.utf8-plain-text": text]], options: [.localOnly: true, .expirationDate: until])
        invoke.resolve()
      }
    }
  }

  /// Away from the thread that draws: the keychain waits for the person. Nothing but a refusal's name goes back: a
  /// message may quote a secret.
  private func answer(_ invoke: Invoke, _ work: @escaping () throws -> Void) {
    DispatchQueue.global(qos: .userInitiated).async {
      do {
        try work()
      } catch {
        let name = (error as? Denied ?? .refused).rawValue
        invoke.reject(name, code: name)
      }
    }
  }
}

@_cdecl("init_plugin_phone")
func initPlugin() -> Plugin {
  return PhonePlugin()
}
