"""Options about the encoder."""

from __future__ import annotations

from nlptk.commands.encoder_options import encoder_widths
from nlptk.engine.pipeline.encoder import EncoderSettings


def test_width_that_is_not_given_changes_nothing() -> None:
    assert encoder_widths(None) == {}


def test_widths_of_the_usual_width_are_those_of_the_settings() -> None:
    settings = EncoderSettings()
    usual = encoder_widths(settings.embed_width)
    assert usual == {name: getattr(settings, name) for name in usual}


def test_widths_are_in_proportion_and_never_zero() -> None:
    assert encoder_widths(48) == {"embed_width": 48, "type_width": 64, "hidden_width": 48}
    assert min(encoder_widths(1).values()) == 1
