"""How far nearness can be trusted, in pictures, for people who must decide (`bluezone proximity report`)."""

from __future__ import annotations

import json
from importlib.resources import files
from string import Template
from typing import Any

from bluezone.lab.proximity.pictures import bars, curves, dots, folded, paired_bars, table

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
