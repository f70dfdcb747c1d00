package vn.bluezone.phone;

import static vn.bluezone.phone.Checks.same;
import static vn.bluezone.phone.Checks.tried;

import android.app.Activity;
import android.bluetooth.BluetoothManager;
import imitated.Phone;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** What the phone's key store does for the engine, and what the owner is asked once it has lost the key. */
final class KeyChecks {
    private static final String KEY = "5a".repeat(32);

    private KeyChecks() {}

    static void all() {
        tried("a key that was sealed is opened again, and does not stand in what was sealed", KeyChecks::openedAgain);
        tried("the same key is sealed otherwise each time, under one key of the phone's", KeyChecks::otherwiseEachTime);
        tried("another phone with the same files opens nothing", KeyChecks::onAnotherPhone);
        tried("a key that the system has taken back opens nothing, and a new one seals again", KeyChecks::takenBack);
        tried("what was changed on disk is not opened", KeyChecks::changedOnDisk);
        tried("a key store that does not answer has lost nothing", KeyChecks::doesNotAnswer);
        tried("what is no key is neither sealed nor opened", KeyChecks::noKey);
        tried("only a yes of its owner begins anew", KeyChecks::onlyAYes);
        tried("a question goes with the engine that asked it", KeyChecks::goesWithItsEngine);
    }

    private static void openedAgain() throws IOException {
        Told told = new Told(Checks.phone());

        String sealed = told.word("seal 1 " + KEY, "sealed 1");

        same(2 * (12 + 32 + 16), sealed.length());
        same(false, sealed.contains(KEY));
        same("unsealed 2 " + KEY, told.answer("unseal 2 " + sealed));
    }

    private static void otherwiseEachTime() throws IOException {
        Phone phone = Checks.phone();
        Told told = new Told(phone);
        Told anew = new Told(phone);

        String first = told.word("seal 1 " + KEY, "sealed 1");
        String second = anew.word("seal 1 " + KEY, "sealed 1");

        same(false, first.equals(second));
        same(1, phone.keys().count());
        same("unsealed 2 " + KEY, anew.answer("unseal 2 " + first));
        same("unsealed 2 " + KEY, told.answer("unseal 2 " + second));
    }

    private static void onAnotherPhone() throws IOException {
        String sealed = new Told(Checks.phone()).word("seal 1 " + KEY, "sealed 1");
        Told other = new Told(Checks.phone());

        same("failed 2 lost", other.answer("unseal 2 " + sealed));
        other.word("seal 3 " + KEY, "sealed 3"); // it has a key of its own by now, which is another one
        same("failed 4 lost", other.answer("unseal 4 " + sealed));
    }

    private static void takenBack() throws IOException {
        for (String how : new String[] {"invalidated", "unrecoverable"}) {
            Phone phone = Checks.phone();
            Told told = new Told(phone);
            String sealed = told.word("seal 1 " + KEY, "sealed 1");
            phone.keys().fail(how);
            same("failed 2 lost", told.answer("unseal 2 " + sealed));

            phone.keys().failOnce(how);
            String again = told.word("seal 3 " + KEY, "sealed 3");

            same("unsealed 4 " + KEY, told.answer("unseal 4 " + again));
            same("failed 5 lost", told.answer("unseal 5 " + sealed));
        }
    }

    private static void changedOnDisk() throws IOException {
        Told told = new Told(Checks.phone());
        String sealed = told.word("seal 1 " + KEY, "sealed 1");

        for (int at = 0; at < sealed.length(); at += 2) {
            String other = sealed.startsWith("00", at) ? "01" : "00";
            String changed = sealed.substring(0, at) + other + sealed.substring(at + 2);
            same("failed 2 lost", told.answer("unseal 2 " + changed));
        }
        for (int length = 2; length < sealed.length(); length += 2) {
            same("failed 3 lost", told.answer("unseal 3 " + sealed.substring(0, length)));
        }
    }

    private static void doesNotAnswer() throws IOException {
        Phone phone = Checks.phone();
        Told told = new Told(phone);
        String sealed = told.word("seal 1 " + KEY, "sealed 1");

        for (String how : new String[] {"busy", "system error"}) {
            phone.keys().fail(how);
            same("failed 2 unable", told.answer("seal 2 " + KEY));
            same("failed 3 unable", told.answer("unseal 3 " + sealed));
        }
        phone.keys().fail("");

        same("unsealed 4 " + KEY, told.answer("unseal 4 " + sealed));
        same("failed 5 unable", new Told(phone, "NoSuchKeyStore").answer("seal 5 " + KEY));
    }

    private static void noKey() {
        String[] wrong = {
            "seal 1", "seal 1 -", "seal 1 " + "5a".repeat(31), "seal 1 " + "5a".repeat(33), "seal 1 " + "5A".repeat(32),
            "unseal 1", "unseal 1 -", "unseal 1 5", "unseal 1 " + "00".repeat(129), "anew", "anew 1 2"
        };
        for (String line : wrong) {
            same(null, Order.read(line));
        }
    }

    private static void onlyAYes() throws IOException {
        Phone phone = Checks.phone();
        Told told = new Told(phone);
        Activity pages = new Activity();
        same(false, Anew.put(pages));

        same("", told.answer("anew 7"));
        same("[anew 2]", phone.shade().standing().keySet().toString());
        same(PagesActivity.class, phone.shade().standing().get("anew 2").tapped().opened().to());
        same(true, Anew.put(pages));
        pages.questions().get(0).press(false);
        same("", told.rest());
        same(true, Anew.put(pages));
        pages.questions().get(1).press(true);

        same("done 7", told.rest());
        same("[]", phone.shade().standing().keySet().toString());
        pages.questions().get(0).press(true);
        same("", told.rest());
        same(false, Anew.put(pages));
    }

    private static void goesWithItsEngine() throws IOException {
        Phone phone = Checks.phone();
        Activity pages = new Activity();
        Told gone = new Told(phone);
        gone.answer("anew 7");
        Anew.put(pages);
        Told next = new Told(phone);

        next.lent.close();
        same(true, Anew.put(pages));
        gone.lent.close();

        same(false, Anew.put(pages));
        same("[]", phone.shade().standing().keySet().toString());
        pages.questions().get(0).press(true);
        same("", gone.rest());
    }

    /** What an engine is answered by the application on a phone. */
    private static final class Told {
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private final Lent lent;

        Told(Phone phone) {
            this(phone, phone.keys().getName());
        }

        Told(Phone phone, String keyStore) {
            Lines lines = new Lines(new ByteArrayInputStream(new byte[0]), said);
            lent = new Lent(new Imitated(phone), new BluetoothManager(phone), keyStore, lines);
        }

        String answer(String order) throws IOException {
            lent.obey(order);
            return rest();
        }

        String word(String order, String before) throws IOException {
            String answer = answer(order);
            same(before, answer.substring(0, Math.min(before.length(), answer.length())));
            return answer.substring(before.length() + 1);
        }

        String rest() throws IOException {
            String all = said.toString("US-ASCII").trim();
            said.reset();
            return all;
        }
    }
}
