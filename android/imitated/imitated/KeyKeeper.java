package imitated;

import android.security.keystore.KeyGenParameterSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;

/** A phone's key store as a security provider of its own name: keys by name, which it loses where it is told to. */
public final class KeyKeeper extends Provider {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();
    private volatile String trouble = "";
    private volatile boolean untilDeleted;
    private Path file;

    private KeyKeeper(String name) {
        super(name, "1", "imitated");
        putService(new Part(this, "KeyStore", name) {
            @Override
            public Object newInstance(Object by) {
                return new Store();
            }
        });
        putService(new Part(this, "KeyGenerator", "AES") {
            @Override
            public Object newInstance(Object by) {
                return new Maker();
            }
        });
        putService(new Part(this, "Cipher", "AES/GCM/NoPadding") {
            @Override
            public Object newInstance(Object by) {
                return new KeptCipher();
            }

            @Override
            public boolean supportsParameter(Object key) {
                return key instanceof KeptKey && ((KeptKey) key).isKeptBy(KeyKeeper.this);
            }
        });
    }

    /** A new one that every class of this Java finds by its name. */
    static KeyKeeper made() {
        KeyKeeper keeper = new KeyKeeper("ImitatedKeyStore" + NUMBERS.getAndIncrement());
        Security.addProvider(keeper);
        return keeper;
    }

    /** One that keeps them in this file, so that they outlive this Java: a name and its key in hex on each line. */
    static KeyKeeper keptIn(String name, Path file) throws IOException {
        KeyKeeper keeper = new KeyKeeper(name);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                keeper.keys.put(words[0], KeptKey.of(keeper, words[1]));
            }
        }
        keeper.file = file;
        Security.addProvider(keeper);
        return keeper;
    }

    private void keep() {
        if (file == null) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        keys.forEach((name, key) -> lines.append(name).append(' ').append(((KeptKey) key).hex()).append('\n'));
        try {
            Path whole = Files.writeString(file.resolveSibling("keys.new"), lines.toString());
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            throw new ProviderException(full);
        }
    }

    /** Loses all keys, as another phone that was given this one's files never had them. */
    public void lose() {
        keys.clear();
    }

    /** From now on it fails in this way: `busy`, `system error`, `unrecoverable`, `invalidated`; an empty word ends it. */
    public void fail(String how) {
        trouble = how;
    }

    /** The same, until the key is taken out: a new one is not touched by it. */
    public void failOnce(String how) {
        trouble = how;
        untilDeleted = true;
    }

    boolean fails(String how) {
        return trouble.equals(how);
    }

    /** How many keys it keeps. */
    public int count() {
        return keys.size();
    }

    private abstract static class Part extends Provider.Service {
        Part(Provider of, String type, String name) {
            super(of, type, name, KeyKeeper.class.getName(), Collections.emptyList(), Collections.emptyMap());
        }
    }

    private final class Maker extends KeyGeneratorSpi {
        private KeyGenParameterSpec wanted;

        @Override
        protected void engineInit(AlgorithmParameterSpec spec, SecureRandom chance)
                throws InvalidAlgorithmParameterException {
            wanted = (KeyGenParameterSpec) spec;
            if (!wanted.isForSealing()) {
                throw new InvalidAlgorithmParameterException("imitated: a key for something else");
            }
        }

        @Override
        protected void engineInit(SecureRandom chance) {
            throw new IllegalStateException("imitated: Android wants to know what for");
        }

        @Override
        protected void engineInit(int bits, SecureRandom chance) {
            throw new IllegalStateException("imitated: Android wants to know what for");
        }

        @Override
        protected SecretKey engineGenerateKey() {
            if (fails("busy")) {
                throw new ProviderException("imitated: the chip does not answer");
            }
            byte[] drawn = new byte[wanted.getKeySize() / 8];
            new SecureRandom().nextBytes(drawn);
            SecretKey made = new KeptKey(KeyKeeper.this, drawn);
            keys.put(wanted.getKeystoreAlias(), made);
            keep();
            return made;
        }
    }

    private final class Store extends KeyStoreSpi {
        @Override
        public Key engineGetKey(String name, char[] word) throws UnrecoverableKeyException {
            if (fails("busy")) {
                throw new ProviderException("imitated: the chip does not answer");
            }
            if (fails("system error")) { // so Android says that it fails in itself, whatever becomes of the key
                throw (UnrecoverableKeyException)
                        new UnrecoverableKeyException("imitated").initCause(new KeyStoreException("imitated"));
            }
            if (fails("unrecoverable") && keys.containsKey(name)) {
                throw new UnrecoverableKeyException("imitated: it is broken");
            }
            return keys.get(name);
        }

        @Override
        public void engineDeleteEntry(String name) throws KeyStoreException {
            keys.remove(name);
            keep();
            trouble = untilDeleted ? "" : trouble;
        }

        @Override
        public void engineLoad(InputStream none, char[] word) {}

        @Override
        public boolean engineContainsAlias(String name) {
            return keys.containsKey(name);
        }

        @Override
        public Enumeration<String> engineAliases() {
            return Collections.enumeration(List.copyOf(keys.keySet()));
        }

        @Override
        public int engineSize() {
            return keys.size();
        }

        @Override
        public boolean engineIsKeyEntry(String name) {
            return keys.containsKey(name);
        }

        @Override
        public boolean engineIsCertificateEntry(String name) {
            return false;
        }

        @Override
        public Certificate[] engineGetCertificateChain(String name) {
            return null;
        }

        @Override
        public Certificate engineGetCertificate(String name) {
            return null;
        }

        @Override
        public Date engineGetCreationDate(String name) {
            return null;
        }

        @Override
        public void engineSetKeyEntry(String name, Key key, char[] word, Certificate[] chain) throws KeyStoreException {
            throw new KeyStoreException("imitated: no key comes in from outside");
        }

        @Override
        public void engineSetKeyEntry(String name, byte[] key, Certificate[] chain) throws KeyStoreException {
            throw new KeyStoreException("imitated: no key comes in from outside");
        }

        @Override
        public void engineSetCertificateEntry(String name, Certificate one) throws KeyStoreException {
            throw new KeyStoreException("imitated: no certificate comes in from outside");
        }

        @Override
        public String engineGetCertificateAlias(Certificate one) {
            return null;
        }

        @Override
        public void engineStore(OutputStream to, char[] word) {
            throw new UnsupportedOperationException("imitated: no key leaves it");
        }
    }
}
