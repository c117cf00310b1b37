"""The events of a small run, as the engine gives them."""

from __future__ import annotations

from pathlib import Path

from nlptk.engine.training.events import Evaluated, Finished, Saved, Started, Stepped, Supply

STARTED = Started(
    components=("tagger", "parser"),
    supplies=(
        Supply("tagger", labels=17, items=3510, examples=42, total=42),
        Supply("parser", labels=49, items=204_577, examples=12_000, total=12_544, misaligned=3,
               notes=("12 labels occur once",)),
    ),
    train_examples=12_544,
    train_words=204_577,
    dev_examples=1,
    dev_words=25_148,
    epochs=2,
    columns=("loss:tagger", "loss:parser", "tag_acc", "uas", "las", "sent_f", "cpu_wps"),
)  # fmt: skip


def stepped(epoch: int, progress: float) -> Stepped:
    losses = {"tagger": 0.5, "parser": 2.25}
    return Stepped(epoch, 7, 5000, progress, losses, 0.003, 4321.5)


def evaluated(epoch: int, las: float, *, is_best: bool) -> Evaluated:
    return Evaluated(
        epoch=epoch,
        step=epoch * 10,
        words=epoch * 5000,
        losses={"tagger": 0.25, "parser": 1.5},
        scores={"tag_acc": 0.9411, "uas": 0.86, "las": las, "sent_f": None, "ents_f": None},
        score=(0.86 + las) / 2,
        is_best=is_best,
        seconds=epoch * 3.0,
        train_words_per_second=4000.0,
        cpu_words_per_second=23456.7,
    )


def finished(best: Evaluated, *, reason: str = "epochs") -> Finished:
    return Finished(
        reason=reason,  # type: ignore[arg-type]
        epochs=2,
        steps=1020,
        best_epoch=best.epoch,
        best_score=best.score,
        best_scores=best.scores,
        seconds=3725.0,
    )


def saved(folder: Path) -> list[Saved]:
    return [
        Saved("best", folder / "model-best"),
        Saved("last", folder / "model-last"),
        Saved("checkpoint", folder / "checkpoint.safetensors"),
    ]
