import subprocess
import sys
from pathlib import Path

from small_pipelines import small_pipeline

from nlptk import KnowledgeBase
from nlptk.engine.pipeline.store import save_pipeline

SCRIPT = Path(__file__).parents[2] / "examples" / "training" / "create_kb.py"


def run(*args: object) -> str:
    command = [sys.executable, str(SCRIPT), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_create_kb_needs_no_model(tmp_path: Path) -> None:
    said = run(tmp_path / "kb").splitlines()
    assert said[0] == "7 entities with vectors of 64 numbers"
    expected = "Mercury: Mercury (planet) 0.50, Mercury (element) 0.38, Mercury (god) 0.12"
    assert expected in said
    assert KnowledgeBase.open(tmp_path / "kb").get_vector("E1").any()


def test_create_kb_encodes_with_a_pipeline(tmp_path: Path) -> None:
    nlp = small_pipeline("tagger")
    save_pipeline(nlp, tmp_path / "model")
    run(tmp_path / "kb", "--model", tmp_path / "model")
    kb = KnowledgeBase.open(tmp_path / "kb")
    assert kb.entity_vector_length == nlp.encoders["shared"].width
    assert kb.vectors.any(axis=1).all()
