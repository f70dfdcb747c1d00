package imitated;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM as a phone's key store does it: with its own keys alone, and a nonce that it draws itself. */
final class KeptCipher extends CipherSpi {
    private Cipher real;

    @Override
    protected void engineInit(int mode, Key key, SecureRandom chance) throws InvalidKeyException {
        begin().init(mode, ((KeptKey) key).inside(), chance);
    }

    @Override
    protected void engineInit(int mode, Key key, AlgorithmParameterSpec spec, SecureRandom chance)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (mode == Cipher.ENCRYPT_MODE) {
            throw new InvalidAlgorithmParameterException("imitated: the nonce of a sealing is drawn by the key store");
        }
        begin().init(mode, ((KeptKey) key).inside(), spec, chance);
    }

    @Override
    protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom chance)
            throws InvalidAlgorithmParameterException {
        throw new InvalidAlgorithmParameterException("imitated: nobody asks so");
    }

    private Cipher begin() throws InvalidKeyException {
        try {
            real = Cipher.getInstance("AES/GCM/NoPadding");
            real.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "AES")); // settles whose cipher it is
        } catch (GeneralSecurityException none) {
            throw new InvalidKeyException(none);
        }
        return real;
    }

    @Override
    protected byte[] engineDoFinal(byte[] from, int at, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        return real.doFinal(from, at, length);
    }

    @Override
    protected byte[] engineGetIV() {
        return real.getIV();
    }

    @Override
    protected int engineGetOutputSize(int length) {
        return real.getOutputSize(length);
    }

    @Override
    protected int engineGetBlockSize() {
        return real.getBlockSize();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        return real.getParameters();
    }

    @Override
    protected void engineSetMode(String mode) {}

    @Override
    protected void engineSetPadding(String padding) {}

    @Override
    protected byte[] engineUpdate(byte[] from, int at, int length) {
        throw new UnsupportedOperationException("imitated: nobody asks so");
    }

    @Override
    protected int engineUpdate(byte[] from, int at, int length, byte[] to, int toAt) {
        throw new UnsupportedOperationException("imitated: nobody asks so");
    }

    @Override
    protected int engineDoFinal(byte[] from, int at, int length, byte[] to, int toAt) {
        throw new UnsupportedOperationException("imitated: nobody asks so");
    }
}
