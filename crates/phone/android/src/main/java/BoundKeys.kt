// Secrets sealed under keys of the Android Keystore that only strong biometrics open, for one use each, and that a new
// enrolment ends for good. The sealed bytes lie in the app's own preferences: without the key they are noise.
package ma.example.damane.phone

import android.content.Context
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.util.Base64
import androidx.biometric.BiometricManager
import androidx.biometric.BiometricManager.Authenticators.BIOMETRIC_STRONG
import androidx.biometric.BiometricPrompt
import androidx.core.content.ContextCompat
import androidx.fragment.app.FragmentActivity
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.UnrecoverableKeyException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** Why a key is not given; the codes are those of `PhoneError::NAMES`. */
class Denied(val code: String) : Exception(code)

private const val STORE = "AndroidKeyStore"
private const val TRANSFORMATION = "AES/GCM/NoPadding"
private const val TAG_BITS = 128

class BoundKeys(private val activity: FragmentActivity) {
    private val sealed = activity.getSharedPreferences("damane-bound", Context.MODE_PRIVATE)
    private val store: KeyStore get() = KeyStore.getInstance(STORE).apply { load(null) }

    fun checkReady() {
        if (BiometricManager.from(activity).canAuthenticate(BIOMETRIC_STRONG) != BiometricManager.BIOMETRIC_SUCCESS) {
            throw Denied("absent")
        }
    }

    fun keep(name: String, secret: ByteArray, denied: (Denied) -> Unit, done: () -> Unit) {
        checkReady()
        forget(name)
        val cipher = Cipher.getInstance(TRANSFORMATION).apply { init(Cipher.ENCRYPT_MODE, makeKey(alias(name))) }
        val turnedAway = { refusal: Denied ->
            forget(name)
            denied(refusal)
        }
        prompt(cipher, turnedAway) { opened ->
            val bytes = opened.iv + opened.doFinal(secret)
            val kept = sealed.edit().putString(name, Base64.encodeToString(bytes, Base64.NO_WRAP)).commit()
            if (kept) done() else turnedAway(Denied("refused"))
        }
    }

    /** Gives null where there is nothing, or nothing that opens any more. */
    fun ask(name: String, denied: (Denied) -> Unit, done: (ByteArray?) -> Unit) {
        val bytes = sealed.getString(name, null)?.let { Base64.decode(it, Base64.NO_WRAP) }
        val cipher = bytes?.let { openingCipher(name, it) }
        if (bytes == null || cipher == null) {
            forget(name)
            return done(null)
        }
        prompt(cipher, denied) { opened -> done(opened.doFinal(bytes, opened.iv.size, bytes.size - opened.iv.size)) }
    }

    fun forget(name: String) {
        sealed.edit().remove(name).commit()
        store.deleteEntry(alias(name))
    }

    private fun alias(name: String) = "damane-bound-$name"

    private fun openingCipher(name: String, bytes: ByteArray): Cipher? = try {
        val key = store.getKey(alias(name), null) as SecretKey?
        val cipher = Cipher.getInstance(TRANSFORMATION)
        // The Keystore's GCM draws twelve bytes.
        key?.let { cipher.apply { init(Cipher.DECRYPT_MODE, it, GCMParameterSpec(TAG_BITS, bytes, 0, 12)) } }
    } catch (ended: KeyPermanentlyInvalidatedException) {
        null
    } catch (ended: UnrecoverableKeyException) {
        null
    }

    private fun makeKey(alias: String): SecretKey {
        val spec = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .setUserAuthenticationRequired(true)
            .setInvalidatedByBiometricEnrollment(true)
        // Before Android 11 "for each use, by biometrics" is what a key without a time is.
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            spec.setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
        }
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return generate(spec)
        return try {
            generate(spec.setUnlockedDeviceRequired(true).setIsStrongBoxBacked(true))
        } catch (none: StrongBoxUnavailableException) {
            generate(spec.setIsStrongBoxBacked(false))
        }
    }

    private fun generate(spec: KeyGenParameterSpec.Builder): SecretKey {
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE)
        return generator.apply { init(spec.build()) }.generateKey()
    }

    private fun prompt(cipher: Cipher, denied: (Denied) -> Unit, open: (Cipher) -> Unit) {
        val answer = object : BiometricPrompt.AuthenticationCallback() {
            override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
                try {
                    open(result.cryptoObject?.cipher ?: throw Denied("refused"))
                } catch (refusal: Denied) {
                    denied(refusal)
                } catch (failure: GeneralSecurityException) {
                    denied(Denied("refused"))
                }
            }

            override fun onAuthenticationError(code: Int, words: CharSequence) = denied(
                when (code) {
                    BiometricPrompt.ERROR_NEGATIVE_BUTTON, BiometricPrompt.ERROR_USER_CANCELED,
                    BiometricPrompt.ERROR_CANCELED, BiometricPrompt.ERROR_TIMEOUT -> Denied("dismissed")
                    BiometricPrompt.ERROR_NO_BIOMETRICS, BiometricPrompt.ERROR_HW_NOT_PRESENT,
                    BiometricPrompt.ERROR_HW_UNAVAILABLE -> Denied("absent")
                    else -> Denied("refused")
                },
            )
        }
        val words = BiometricPrompt.PromptInfo.Builder()
            .setTitle(activity.getString(R.string.phone_open))
            .setNegativeButtonText(activity.getString(R.string.phone_cancel))
            .setAllowedAuthenticators(BIOMETRIC_STRONG)
            .build()
        BiometricPrompt(activity, ContextCompat.getMainExecutor(activity), answer)
            .authenticate(words, BiometricPrompt.CryptoObject(cipher))
    }
}
