"""RunConfig: everything that decides what a training run makes, from a file and from changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from nlptk.engine.config import config_text, override, read_config, refuse
from nlptk.engine.filling import Problem, fill, unknown
from nlptk.engine.pipeline.encoder import EncoderSettings
from nlptk.engine.scoring.score import SCORERS, figures_of

from .rates import RateSettings
from .settings import TrainingSettings
from .updates import OptimizerSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nlptk.engine.pipeline.encoder_file import EncoderFile
    from nlptk.engine.protocols import ComponentSpec

_FACTORY = "factory"


@dataclass(frozen=True, slots=True)
class PipelineSettings:
    """The language, and the names of the components in the order in which they run."""

    lang: str = "xx"
    components: tuple[str, ...] = ("tagger", "parser", "ner")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """All settings of a run, complete: what nobody set has its default.

    `components` holds the settings of each component of the pipeline by its name, `factories` the
    name of its spec. `score` says how much each figure counts in the score by which the best epoch
    is chosen.
    """

    pipeline: PipelineSettings = field(default_factory=PipelineSettings)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    components: Mapping[str, Any] = field(default_factory=dict)
    factories: Mapping[str, str] = field(default_factory=dict)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    optimizer: OptimizerSettings = field(default_factory=OptimizerSettings)
    rate: RateSettings = field(default_factory=RateSettings)
    score: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The sections of a config file that makes the same run."""
        sections = {
            name: asdict(getattr(self, name))
            for name in ("pipeline", "encoder", "training", "optimizer", "rate")
        }
        components = {}
        for name, settings in self.components.items():
            factory = self.factories.get(name, name)
            made_by = {} if factory == name else {_FACTORY: factory}
            components[name] = made_by | asdict(settings)
        return sections | {"components": components, "score": dict(self.score)}

    def to_text(self) -> str:
        """A config file that makes the same run."""
        return config_text(self.to_dict())


@dataclass(frozen=True, slots=True)
class _Score:
    """The section of weights, to be filled like the others."""

    score: dict[str, float] = field(default_factory=dict)


def load_run_config(
    file: Path | None,
    changes: Sequence[str],
    specs: Mapping[str, ComponentSpec],
    *,
    pretrained: EncoderFile | None = None,
) -> RunConfig:
    """The settings of a config file, if there is one, with changes, each `section.key=value`.

    Sections of components that are not in the pipeline are checked, and left out. What nobody set
    of the encoder is as in `pretrained`; what somebody set may differ from that, which is for the
    caller to check.

    Raises:
        UsageError: a change that is wrong, with all others.
        DataError: a file that is wrong, with the places of all that is.
    """
    values = override({} if file is None else read_config(file), changes)
    given = values.get("encoder", {})
    if pretrained is not None and hasattr(given, "items"):
        values["encoder"] = asdict(pretrained.settings) | dict(given)
    problems: list[Problem] = []
    config = _filled(values, specs, problems)
    refuse(problems, file=file, changes=changes)
    return config


def _filled(
    values: Mapping[str, Any], specs: Mapping[str, ComponentSpec], problems: list[Problem]
) -> RunConfig:
    sections: dict[str, Mapping[str, Any]] = {}
    known = [name for name in RunConfig.__slots__ if name != "factories"]
    for name, value in values.items():
        if name not in known:
            problems.append(Problem(name, unknown(name, known, "section")))
        elif not hasattr(value, "items"):
            problems.append(Problem(name, f"expected a section, found {value!r}"))
        else:
            sections[name] = value
    pipeline = fill(PipelineSettings, sections.get("pipeline", {}), "pipeline", problems)
    given = sections.get("components", {})
    factories = _factories(pipeline.components, given, specs, problems)
    return RunConfig(
        pipeline=pipeline,
        encoder=fill(EncoderSettings, sections.get("encoder", {}), "encoder", problems),
        components=_components(factories, given, specs, problems),
        factories=factories,
        training=fill(TrainingSettings, sections.get("training", {}), "training", problems),
        optimizer=fill(OptimizerSettings, sections.get("optimizer", {}), "optimizer", problems),
        rate=fill(RateSettings, sections.get("rate", {}), "rate", problems),
        score=_weights(sections.get("score", {}), factories, specs, problems),
    )


def _factories(
    names: Sequence[str],
    given: Mapping[str, Any],
    specs: Mapping[str, ComponentSpec],
    problems: list[Problem],
) -> dict[str, str]:
    """The spec of each component that is named in the pipeline, or has a section."""
    where = "pipeline.components"
    if not names:
        problems.append(Problem(where, "expected at least one component"))
    for name in {name for name in names if names.count(name) > 1}:
        problems.append(Problem(where, f"{name} stands there twice"))
    factories = {}
    for name in dict.fromkeys([*names, *given]):
        factory = _factory(name, given.get(name, {}))
        if factory in specs:
            if name in names:
                factories[name] = factory
            continue
        path = where if name in names else f"components.{name}"
        problems.append(Problem(path, f"{factory}: {unknown(factory, specs, 'component')}"))
    return factories


def _factory(name: str, section: Any) -> str:
    return str(section.get(_FACTORY, name)) if hasattr(section, "items") else name


def _components(
    factories: Mapping[str, str],
    given: Mapping[str, Any],
    specs: Mapping[str, ComponentSpec],
    problems: list[Problem],
) -> dict[str, Any]:
    """The settings of the components of the pipeline; those of others are looked at only."""
    filled = {}
    for name in dict.fromkeys([*factories, *given]):
        section = given.get(name, {})
        path = f"components.{name}"
        if not hasattr(section, "items"):
            problems.append(Problem(path, f"expected a section, found {section!r}"))
            continue
        spec = specs.get(_factory(name, section))
        if spec is None:
            continue  # which is a problem that was told
        values = {key: value for key, value in section.items() if key != _FACTORY}
        settings = fill(spec.settings, values, path, problems)
        if name in factories:
            filled[name] = settings
    return filled


def _weights(
    given: Mapping[str, Any],
    factories: Mapping[str, str],
    specs: Mapping[str, ComponentSpec],
    problems: list[Problem],
) -> dict[str, float]:
    """How much each figure counts: what the components say, unless it was set otherwise."""
    weights: dict[str, float] = {}
    for factory in dict.fromkeys(factories.values()):
        for figure, weight in specs[factory].weights.items():
            weights[figure] = weights.get(figure, 0.0) + weight
    known = [*figures_of(Counter(), tuple(SCORERS)), *weights]
    weights |= fill(_Score, {"score": dict(given)}, "", problems).score
    for figure, weight in weights.items():
        if figure not in known:
            problems.append(Problem(f"score.{figure}", unknown(figure, known, "figure")))
        elif weight < 0:
            problems.append(Problem(f"score.{figure}", f"expected 0 or more, found {weight}"))
    return weights
