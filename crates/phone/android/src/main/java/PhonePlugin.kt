// Android's half of damane-phone: bound keys, the cover, the clipboard. Called from Rust alone; decision 0014.
package ma.example.damane.phone

import android.app.Activity
import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import android.os.Build
import android.os.PersistableBundle
import android.util.Base64
import android.view.WindowManager
import android.webkit.WebView
import androidx.fragment.app.FragmentActivity
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin

@InvokeArg
class Named {
    lateinit var name: String
}

@InvokeArg
class Keep {
    lateinit var name: String
    lateinit var secret: String
}

@InvokeArg
class Copied {
    lateinit var text: String
}

/** The name ClipDescription.EXTRA_IS_SENSITIVE has since Android 13; older keyboards know the same letters. */
private const val SENSITIVE = "android.content.extra.IS_SENSITIVE"

@TauriPlugin
class PhonePlugin(private val activity: Activity) : Plugin(activity) {
    private val keys = BoundKeys(activity as FragmentActivity)

    /** Nothing of a person is in the app switcher. Before Android 13 that takes screenshots away too. */
    override fun load(webView: WebView) {
        super.load(webView)
        activity.runOnUiThread {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
                activity.setRecentsScreenshotEnabled(false)
            } else {
                activity.window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
            }
        }
    }

    @Command fun ready(invoke: Invoke) = answering(invoke) {
        keys.checkReady()
        invoke.resolve()
    }

    @Command fun keep(invoke: Invoke) = answering(invoke) {
        val asked = invoke.parseArgs(Keep::class.java)
        val secret = Base64.decode(asked.secret, Base64.NO_WRAP)
        keys.keep(asked.name, secret, denied(invoke)) {
            secret.fill(0)
            invoke.resolve()
        }
    }

    @Command fun ask(invoke: Invoke) = answering(invoke) {
        keys.ask(invoke.parseArgs(Named::class.java).name, denied(invoke)) { secret ->
            val text = secret?.let { Base64.encodeToString(it, Base64.NO_WRAP) }
            secret?.fill(0)
            invoke.resolve(JSObject().put("secret", text))
        }
    }

    @Command fun forget(invoke: Invoke) = answering(invoke) {
        keys.forget(invoke.parseArgs(Named::class.java).name)
        invoke.resolve()
    }

    @Command fun copy(invoke: Invoke) = answering(invoke) {
        val clip = ClipData.newPlainText("", invoke.parseArgs(Copied::class.java).text)
        clip.description.extras = PersistableBundle().apply { putBoolean(SENSITIVE, true) }
        (activity.getSystemService(Context.CLIPBOARD_SERVICE) as ClipboardManager).setPrimaryClip(clip)
        invoke.resolve()
    }

    /** On the thread that draws, as prompts must be. Nothing but a refusal's name goes back: a message may quote a secret. */
    private fun answering(invoke: Invoke, work: () -> Unit) {
        activity.runOnUiThread {
            try {
                work()
            } catch (refusal: Denied) {
                denied(invoke)(refusal)
            } catch (failure: Exception) {
                denied(invoke)(Denied("refused"))
            }
        }
    }

    private fun denied(invoke: Invoke): (Denied) -> Unit = { invoke.reject(it.code, it.code) }
}
