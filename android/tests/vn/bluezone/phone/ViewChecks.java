package vn.bluezone.phone;

import static vn.bluezone.phone.Checks.same;
import static vn.bluezone.phone.Checks.tried;

import android.view.View;
import android.view.ViewGroup;
import android.webkit.WebView;
import android.widget.TextView;
import imitated.Phone;

/** What stands on the screen where the owner's pages are: words until an engine serves them, and nothing but them. */
final class ViewChecks {
    private ViewChecks() {}

    static void all() {
        tried("words stand where the pages will be, clear of the system's bars", ViewChecks::wordsFirst);
        tried("only our own pages stay in their view", ViewChecks::onlyOurOwn);
    }

    private static void wordsFirst() throws Exception {
        Phone phone = Checks.phone();
        phone.permit(false);
        PagesActivity pages = opened(phone);
        TextView words = (TextView) frame(pages).inside().get(1);

        same(true, frame(pages).keepsClear());
        same(false, view(pages).getSettings().readsFiles());
        same("text " + R.string.refused, words.said());
        same("[]", pages.asked().toString());
        phone.permit(true);
        ServiceChecks.onMain(pages::onResume);
        same("text " + R.string.starting, words.said());
        same("[begins PhoneService]", pages.asked().toString());
        same(View.VISIBLE, words.getVisibility());

        PhoneService service = ServiceChecks.begun(ServiceChecks.SPEAKS);
        ServiceChecks.until(() -> words.getVisibility() == View.GONE);
        same("[http://127.0.0.1:1/a]", view(pages).led().toString());
        ServiceChecks.onMain(pages::onPause);
        ServiceChecks.ended(service);
    }

    private static void onlyOurOwn() throws Exception {
        Phone phone = Checks.phone();
        PhoneService service = ServiceChecks.begun(ServiceChecks.SPEAKS);
        ServiceChecks.until("http://127.0.0.1:1/a");
        PagesActivity pages = opened(phone);
        WebView view = view(pages);
        ServiceChecks.until(() -> view.led().size() == 1);
        ServiceChecks.onMain(pages::onPause);
        pages.asked().clear();

        same(true, view.follows(() -> new PageChecks.Written("http://127.0.0.1:1/a/places")));
        same("[]", pages.asked().toString());
        for (String other : new String[] {"https://example.org/", "tel:115", "sms:115", "http://127.0.0.1:2/a"}) {
            same(false, view.follows(() -> new PageChecks.Written(other)));
        }
        same(4, pages.asked().size());
        same(false, view.follows(() -> new PageChecks.Written("share:C%C3%B3%20b%E1%BA%A1n%3F%201+1")));
        same(
                "opens chosen: android.intent.action.SEND text/plain android.intent.extra.TEXT=C\u00f3 b\u1ea1n? 1+1",
                pages.asked().get(4));
        same(false, view.follows(() -> new PageChecks.Written("settings:")));
        same("opens android.settings.APPLICATION_DETAILS_SETTINGS package:vn.bluezone.phone", pages.asked().get(5));
        phone.withhold("choosing", true);
        same(false, view.follows(() -> new PageChecks.Written("tel:115")));
        same(6, pages.asked().size());

        ServiceChecks.ended(service);
    }

    private static PagesActivity opened(Phone phone) throws Exception {
        PagesActivity pages = new PagesActivity();
        pages.standOn(phone);
        ServiceChecks.onMain(() -> {
            pages.onCreate(null);
            pages.onResume();
        });
        return pages;
    }

    private static ViewGroup frame(PagesActivity pages) {
        return (ViewGroup) pages.content();
    }

    private static WebView view(PagesActivity pages) {
        return (WebView) frame(pages).inside().get(0);
    }
}
