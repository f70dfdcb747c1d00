"""Verdicts of a model on recorded windows: was each within two metres (`bluezone proximity predict`)?"""

from __future__ import annotations

from collections.abc import Sequence

from bluezone.device.core.proximity.window_model import Verdict, WindowModel
from bluezone.lab.proximity.samples import Sample, contacts_of


def judge(model: WindowModel, samples: Sequence[Sample]) -> list[Verdict]:
    """Judges each sample, from itself and the other windows of its contact."""
    verdicts: dict[int, Verdict] = {}
    for places in contacts_of(samples):
        source = samples[places[0]].source
        windows = [samples[place].window(model.law(source)) for place in places]
        verdicts.update(zip(places, model.judge(source, windows), strict=True))
    return [verdicts[place] for place in range(len(samples))]
