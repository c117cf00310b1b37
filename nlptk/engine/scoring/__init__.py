"""From annotated examples to numbers; pure functions of counts."""
