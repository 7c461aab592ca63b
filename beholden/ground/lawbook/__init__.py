"""The law as pages: texts article by article, every rule with its working, and the `why` other rooms show (F1–F4)."""
