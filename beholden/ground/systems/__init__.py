"""Systems and their cameras, and every version of both (R7, R11, R14; glossary: System, Camera)."""
