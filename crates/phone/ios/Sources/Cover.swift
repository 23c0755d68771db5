// A cover over the app's windows while it is not the one in use: the app switcher photographs the cover.
import UIKit

final class Cover {
  private var covers: [UIView] = []

  func watch() {
    let center = NotificationCenter.default
    center.addObserver(
      self, selector: #selector(hide), name: UIApplication.willResignActiveNotification, object: nil)
    center.addObserver(
      self, selector: #selector(show), name: UIApplication.didBecomeActiveNotification, object: nil)
  }

  @objc private func hide() {
    show()
    let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
    for window in scenes.flatMap({ $0.windows }) {
      let cover = UIView(frame: window.bounds)
      cover.backgroundColor = .systemBackground
      cover.autoresizingMask = [.flexibleWidth, .flexibleHeight]
      window.addSubview(cover)
      covers.append(cover)
    }
  }

  @objc private func show() {
    covers.forEach { $0.removeFromSuperview() }
    covers = []
  }
}
