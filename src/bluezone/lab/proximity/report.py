"""How far nearness can be trusted, in pictures, for people who must decide (`bluezone proximity report`)."""

from __future__ import annotations

import json
from importlib.resources import files
from string import Template
from typing import Any

from bluezone.lab.proximity.pictures import bars, curves, dots, folded, paired_bars, squares, table

KEPT = "evaluation.json"
_SHORT = {
    "original Bluezone, any packet over them": "original app: any packet",
    "original Bluezone, mean against its thresholds": "original app: mean signal",
    "exposure notification, at most 55 dB": "exposure notification, 55 dB",
    "exposure notification, at most 63 dB (SwissCovid, LFPH Narrow v1)": "exposure notification, 63 dB",
    "Corona-Warn-App v2, under 73 dB": "exposure notification, 73 dB",
}
_TRACK_WORDS = {
    "real_android": "Android phones in staged scenes",
    "gaen_scans": "Exposure-notification scans on buses, trains, in halls",
    "structured_ios": "iPhones at measured distances",
}
_HEARD = {"40/300": "40 s in 300 s", "20/60": "20 s in 60 s", "adaptive": "sooner in company"}
_SAYS, _WAS = "probability that the phone says", "share that was"
ALONE = "phone alone"
"""Stands with figures of which the phone's alone were measured on the recordings that were given."""
_NOT_MEASURED = (
    " <strong>These figures come with the program: nothing below was measured on the recordings above.</strong>"
)
_CURVES = {"mean RSSI, tuned": "mean signal", "distance law, tuned": "distance law"}


def kept_evaluation() -> dict[str, Any]:
    """Reads the figures measured when the built-in model was fitted."""
    found: dict[str, Any] = json.loads(files("bluezone.lab.proximity").joinpath(KEPT).read_text(encoding="utf-8"))
    return found


def page(found: dict[str, Any]) -> str:
    """Writes the whole page, in one file."""
    template = files("bluezone.lab.proximity").joinpath("report.html").read_text(encoding="utf-8")
    model = found["systems"][_model_name(found)]
    return Template(template).substitute(
        windows=f"{found['windows']:,}",
        kept=_NOT_MEASURED if found.get(ALONE) else "",
        phone=_phone(found),
        long=found["phone"]["too long"],
        phone_contacts=found["phone"]["contacts"],
        minutes=_minutes(found),
        phone_reliability=_phone_reliability(found),
        never_met=_never_met(found),
        missed=f"{model['contacts']['missed']:.0%}",
        alarmed=f"{model['contacts']['alarmed']:.0%}",
        contacts=_contacts(found),
        roc=_roc(found),
        reliability=_reliability(found),
        by_distance=_ranging(found, "by distance"),
        by_phone=_ranging(found, "by receiving phone"),
        transfer=_transfer(found),
        systems=_systems(found),
    )


def _phone(found: dict[str, Any]) -> str:
    duties = found["phone"]["duties"]
    first = duties["adaptive"]
    bars = [(name, row["missed"], row["false"]) for name, row in first["rules"].items()]
    heads = ("rule", "long contacts missed", "short or far contacts warned")
    picture = paired_bars(f"Contacts of 15 minutes within two metres, heard {_HEARD['adaptive']}", bars, *heads[1:])
    measured = [
        *(
            (f"{name}, {_HEARD[duty]}", row)
            for duty, of_duty in duties.items()
            for name, row in of_duty["rules"].items()
        ),
        *(
            (f"{name}, {_HEARD[duty]}, each minute one scan", row)
            for duty, rows_of in found["phone"]["pressed"].items()
            for name, row in rows_of.items()
        ),
    ]
    rows = [
        (name, f"{row['missed']:.1%}", f"{row['false']:.1%}", f"{row['ndcf']:.3f}", _between(row))
        for name, row in measured
    ]
    return picture + table((*heads, "missed + warned", "95 of 100 drawn"), rows)


def _between(row: dict[str, Any]) -> str:
    low, high = row["interval"]
    return f"{low:.3f} to {high:.3f}"


def _minutes(found: dict[str, Any]) -> str:
    rows = [
        (f"{_HEARD[duty]}, {name}", f"{m['right']:.1%}", f"{m['right of told']:.1%}", f"{m['wide']:.1f} min",
         f"{m['told of the long']:.1f} min", f"{m['truth of the long']:.1f} min")
        for duty, of_duty in found["phone"]["duties"].items()
        for name, told in _rows(of_duty).items()
        for m in (told["minutes"],)
    ]  # fmt: skip
    heads = ("heard", "truth within the phone’s range", "the same, of those told", "range is wide",
             "long ones: expected", "long ones: true")  # fmt: skip
    return table(heads, rows)


def reliability_picture(found: dict[str, Any]) -> str:
    """The picture of the probability as a file of its own: what was said of contacts in other folds than the curve was
    fitted to, and the share that was, for both rows of each duty."""
    panels = {_HEARD[duty]: _lines(of_duty) for duty, of_duty in found["phone"]["duties"].items()}
    return squares("When fifteen minutes are said to be likely, how likely they are", panels, _SAYS, _WAS)


def _phone_reliability(found: dict[str, Any]) -> str:
    figures = []
    for duty, of_duty in found["phone"]["duties"].items():
        picture = curves(_HEARD[duty], _lines(of_duty), _SAYS, _WAS, diagonal=True)
        low, high = of_duty["reliability"]["perfect"]["interval"]
        words = f"{_HEARD[duty]}; somebody who is right is off by {low:.3f} to {high:.3f}"
        figures.append(f"<figure>{picture}<figcaption>{words}</figcaption></figure>")
    rows = [
        (_HEARD[duty], name, f"{part['said']:.0%}", f"{part['was']:.0%}", part["judged"])
        for duty, of_duty in found["phone"]["duties"].items()
        for name, told in _rows(of_duty).items()
        for part in told["reliability"]["out of fold"]["parts"]
    ]
    return f"<div class=three>{''.join(figures)}</div>" + folded(("heard", "power", "said", "was", "judged"), rows)


def _rows(of_duty: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {"power not said": of_duty, "power said": of_duty["said"]}


def _lines(of_duty: dict[str, Any]) -> dict[str, list[tuple[float, float]]]:
    apart = {name: told["reliability"]["out of fold"] for name, told in _rows(of_duty).items()}
    return {
        f"{name}: off by {found['error']:.3f}": [(part["said"], part["was"]) for part in found["parts"]]
        for name, found in apart.items()
    }


def _never_met(found: dict[str, Any]) -> str:
    rows = [
        (
            f"the {what}, {_HEARD[duty]}, {name}",
            f"{row['missed']:.1%}",
            f"{row['false']:.1%}",
            f"{row['ndcf']:.3f}",
            _between(row),
            f"{row['error']:.3f}",
            f"{row['right']:.1%}",
        )
        for what, of_what in found["phone"]["never met"].items()
        for duty, rows_of in of_what["duties"].items()
        for name, row in zip(_rows({"said": {}}), rows_of.values(), strict=True)
    ]
    heads = ("never met", "missed", "warned", "missed + warned", "95 of 100 drawn", "probability apart", "range right")
    return table(heads, rows)


def _model_name(found: dict[str, Any]) -> str:
    """The name of the laboratory's model, which is the last system."""
    return str(list(found["systems"])[-1])


def _contacts(found: dict[str, Any]) -> str:
    names = {**_SHORT, _model_name(found): "laboratory"}
    rows = [
        (short, found["systems"][name]["contacts"]["missed"], found["systems"][name]["contacts"]["alarmed"])
        for name, short in names.items()
    ]
    heads = ("rule", "long contacts missed", "short or far contacts warned")
    picture = paired_bars("Contacts of 15 minutes within two metres", rows, heads[1], heads[2])
    return picture + table(heads, [(name, f"{missed:.1%}", f"{alarmed:.1%}") for name, missed, alarmed in rows])


def _roc(found: dict[str, Any]) -> str:
    names = {**_CURVES, _model_name(found): "laboratory"}
    figures = []
    for track, words in _TRACK_WORDS.items():
        lines = {short: [tuple(point) for point in found["roc"][name][track]] for name, short in names.items()}
        picture = curves(words, lines, "far windows called near", "near windows found", diagonal=True)
        figures.append(f"<figure>{picture}<figcaption>{words}</figcaption></figure>")
    rows = [
        (words, *(f"{found['systems'][name]['tracks'][track]:.3f}" for name in names))
        for track, words in _TRACK_WORDS.items()
    ]
    return f"<div class=three>{''.join(figures)}</div>" + table(("share missed + share false", *names.values()), rows)


def _reliability(found: dict[str, Any]) -> str:
    parts = found["reliability"]
    points = [(part["predicted_m"], part["close"]) for part in parts]
    picture = dots("How often 'near' was near", points, 8.0, "distance that the laboratory says", "really within 2 m")
    rows = [(f"{part['predicted_m']:.2f} m", f"{part['close']:.0%}", part["windows"]) for part in parts]
    return picture + folded(("distance said", "really within 2 m", "windows"), rows)


def _ranging(found: dict[str, Any], kind: str) -> str:
    rows = found["ranging"][kind]
    picture = bars(f"Mean error, {kind}", [(name, row["metres"]) for name, row in rows.items()], "m")
    return picture + folded(
        (kind, "mean error", "windows"),
        [(name, f"{row['metres']:.2f} m", row["windows"]) for name, row in rows.items()],
    )


def _transfer(found: dict[str, Any]) -> str:
    rows = [
        (f"never met: {name}", f"{row['ndcf']:.3f}", row["auc"], f"{row['contacts']['ndcf']:.3f}", row["windows"])
        for name, row in found["transfer"].items()
    ]
    return table(("the model has", "windows: missed + false", "AUC", "contacts: missed + false", "windows"), rows)


def _systems(found: dict[str, Any]) -> str:
    rows = [
        (
            name,
            "–" if row["auc"] is None else f"{row['auc']:.3f}",
            f"{row['missed']:.3f}",
            f"{row['alarmed']:.3f}",
            f"{row['ndcf']:.3f}",
            f"{row['contacts']['ndcf']:.3f}",
        )
        for name, row in found["systems"].items()
    ]
    return table(("system", "AUC", "missed", "false", "missed + false", "contacts: missed + false"), rows)
