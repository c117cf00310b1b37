"""The entity linker."""
